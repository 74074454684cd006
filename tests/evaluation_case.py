"""What the suites on evaluations share: a quarter of orders, one step after another."""

from .indicator_case import IndicatorCase

STATES = ("draft", "input", "review", "closed")
LEADS = ("sales_manager", "service_manager", "executive", "manager")
# Who speaks for which department.
SPEAKERS = {
    "sales": "sales_manager",
    "service": "service_manager",
    "marketing": "marketing",
}
Q1, Q2 = "2026-01-01", "2026-04-01"


class EvaluationCase(IndicatorCase):
    """Two customers of tier A and one of B, who bought in both quarters of 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.north, cls.south, cls.west = (
            cls.make_customer("North", cls.sales, lifecycle="active"),
            cls.make_customer("South", cls.other, lifecycle="active"),
            cls.make_customer("West", cls.sales, lifecycle="active"),
        )
        (cls.north | cls.south).tier = "A"
        cls.west.tier = "B"
        # 300 in the second quarter after 200 in the first: growth of 50 %
        for customer, amount, on in (
            (cls.north, 100, "2026-02-10"),
            (cls.south, 100, "2026-03-10"),
            (cls.north, 250, "2026-05-10"),
            (cls.west, 50, "2026-06-10"),
        ):
            cls.make_order(customer.partner_id, amount, on=on)

    @classmethod
    def make_evaluation(cls, state="draft", start=Q2, **vals):
        """Brought to its state by the server, with figures."""
        vals = {"company_id": cls.company.id, "date_start": start} | vals
        record = cls.env["keqin.evaluation"].create({"period": "quarter"} | vals)
        record._compute_figures()
        if state != "draft":
            record.action_input()
        if state in ("review", "closed"):
            cls.hand_in(record)
            record.action_review()
        if state == "closed":
            cls.decide(record)
            record.action_close()
        return record

    @classmethod
    def hand_in(cls, record):
        record.section_ids.results = "<p>More visits, more orders</p>"
        record.section_ids.action_done()

    @classmethod
    def decide(cls, record, name="Visit every A customer twice", **vals):
        record.focus = "<p>Repurchase of tier B</p>"
        vals = {"evaluation_id": record.id, "company_id": cls.company.id} | vals
        return cls.env["keqin.decision"].create({"name": name} | vals)

    def line(self, record, code, tier=False):
        return record.line_ids.filtered(
            lambda line: line.indicator_id.code == code and line.tier == tier
        )

    def by(self, role, records):
        """The records as a user sees them who has read nothing yet."""
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_env(
            self.in_companies(self.env(user=self.users[role], su=False), self.company)
        )
