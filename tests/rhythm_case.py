"""What the suites on purchase rhythm, lifecycle and lifetime value share."""

from .grading_case import GradingCase

AS_OF = "2026-06-30"


class RhythmCase(GradingCase):
    """Days of the test company are days in Shanghai."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Ruichen", cls.users["sales"])

    def run_rhythm(self, as_of=AS_OF):
        counts = self.env["keqin.rhythm.engine"]._run(self.company, as_of)
        self.env.invalidate_all()
        return counts

    @classmethod
    def order_on(cls, *days, customer=None, amount=100, **vals):
        partner = (customer or cls.customer).partner_id
        for day in days:
            cls.make_order(partner, amount, on=day, **vals)
