"""What the suites on improvements share: voices of two customers, measures anywhere."""

from freezegun import freeze_time

from .common import KeqinCase

TODAY = "2026-06-15"
LEADS = ("sales_manager", "service_manager", "executive", "manager")
STATES = ("proposed", "planned", "doing", "done", "verified", "dropped")
# The steps that bring a measure from proposed to each state.
_PATHS = {
    "proposed": (),
    "planned": ("planned",),
    "doing": ("planned", "doing"),
    "done": ("planned", "doing", "done"),
    "verified": ("planned", "doing", "done", "verified"),
    "dropped": ("dropped",),
}


class ImprovementCase(KeqinCase):
    """A customer of account manager ``sales`` and one of a rival; ``contributor`` owns
    the measures, ``service`` has proposed them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.startClassPatcher(freeze_time(f"{TODAY} 04:00:00"))
        cls.customer = cls.make_customer("Mine", user=cls.users["sales"])
        cls.other = cls.make_customer("Theirs", user=cls.rival)
        cls.wang = cls.make_person("Ms. Wang", cls.customer)
        cls.chen = cls.make_person("Mr. Chen", cls.other)

    @classmethod
    def make_person(cls, name, customer, **vals):
        vals = {"email": f"{name.split()[-1].lower()}@example.com"} | vals
        parent = customer.partner_id
        return cls.make_partner(name, parent_id=parent.id, is_company=False, **vals)

    @classmethod
    def make_feedback(cls, person=None, score=2, on="2026-05-04", **vals):
        """A satisfaction of 1 to 5 with the product, or with what ``vals`` say."""
        person = person or cls.wang
        customers = cls.customer | cls.other
        customer = customers.filtered(
            lambda c: c.partner_id == person.commercial_partner_id
        )
        cls.number = getattr(cls, "number", 0) + 1
        vals = {
            "customer_id": customer.id,
            "contact_id": person.id,
            "source": "interview",
            "source_key": f"improvement-{cls.number}",
            "answer_key": f"improvement-{cls.number}",
            "metric": "csat",
            "dimension": "product",
            "score": score,
            "scale_min": 1,
            "scale_max": 5,
            "answered_on": f"{on} 08:00:00",
        } | vals
        return cls.env["keqin.feedback"]._record([vals])

    @classmethod
    def make_improvement(cls, state="proposed", feedback=None, by="service", **vals):
        """A measure in ``state``, brought there by the server."""
        vals = {
            "name": "Double-walled cartons",
            "user_id": cls.users["contributor"].id,
            "department": "product",
            "date_due": "2026-07-31",
            "dimension": "product",
            "result": "<p>Two walls since June</p>",
        } | vals
        improvement = cls.env["keqin.improvement"].with_user(cls.users[by]).create(vals)
        improvement = improvement.sudo().with_env(cls.env)
        if feedback:
            improvement._link(feedback, cls.env["keqin.case"])
        for step in _PATHS[state]:
            stamps = {}
            if step == "done":
                stamps = {"done_on": TODAY, "done_by_id": cls.users["contributor"].id}
            improvement._step(step, **stamps)
        return improvement

    def by(self, role, records):
        """The records as a user sees them who has read nothing yet."""
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_env(
            self.in_companies(self.env(user=self.users[role], su=False), self.company)
        )

    def step(self, role, improvement, name, *args):
        return getattr(self.by(role, improvement), f"action_{name}")(*args)
