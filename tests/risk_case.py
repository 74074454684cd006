"""What the suites on risks and suggestions share: customers, a rule, both on demand."""

from freezegun import freeze_time

from .common import KeqinCase

NOW = "2026-06-15 04:00:00"  # a Monday
TODAY = "2026-06-15"
# Who sees the risks of a customer: all, or those of their own customers.
READERS = (
    "sales",
    "sales_manager",
    "service",
    "service_manager",
    "executive",
    "manager",
)
LEADS = ("sales_manager", "service_manager", "executive", "manager")
# Who may read how a customer is kept.
SENSITIVE = ("sales", "sales_manager", "executive")
SECRET = "Offer them the Berlin prices"


class RiskCase(KeqinCase):
    """A customer of account manager ``sales``, with ``service`` and a sponsor."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.customer = cls.make_customer(
            "Ruichen",
            cls.users["sales"],
            service_user_id=cls.users["service"].id,
            sponsor_id=cls.users["executive"].id,
        )
        cls.other = cls.make_customer("Hengtai", cls.rival)
        cls.rule = cls.env["keqin.risk.rule"].create(
            {
                "name": "Buys less",
                "kind": "other",
                "level": "medium",
                "filter_domain": "[('lifecycle', '=', 'dormant')]",
            }
        )
        cls.call = cls.env.ref("keqin_addon.keqin_activity_type_sms")

    @classmethod
    def make_risk(cls, customer=None, answered=True, **vals):
        """A risk that a colleague has seen, with its answer unless said otherwise."""
        answer = {"strategy": SECRET, "date_due": "2026-06-30"} if answered else {}
        vals = {"name": "They asked others for prices", "reason": "Said so"} | vals
        customer = customer or cls.customer
        return cls.env["keqin.risk"].create(
            {"customer_id": customer.id} | answer | vals
        )

    @classmethod
    def by_rule(cls, *customers, **vals):
        """What the rule sees of customers."""
        vals = {
            "rule_id": cls.rule.id,
            "kind": cls.rule.kind,
            "level": cls.rule.level,
            "name": cls.rule.name,
            "reason": "3 orders, 6 a year ago",
        } | vals
        found = [{"customer_id": customer.id} | vals for customer in customers]
        return cls.env["keqin.risk"]._open_by_rule(found)

    @classmethod
    def make_step(cls, risk, done=False, **vals):
        step = cls.env["keqin.activity"].create(
            {
                "name": "Call them",
                "customer_id": risk.customer_id.id,
                "type_id": cls.call.id,
                "user_id": cls.users["sales"].id,
                "date_planned": TODAY,
                "risk_id": risk.id,
                "result": "Talked",
            }
            | vals
        )
        if done:
            step.action_done()
        return step

    @classmethod
    def suggest(cls, customer=None, **vals):
        """What a rule suggests."""
        vals = {
            "customer_id": (customer or cls.customer).id,
            "kind": "care",
            "key": "care",
            "name": "Call them",
            "reason": "Nobody has for 60 days",
            "date_due": "2026-06-20",
            "type_id": cls.call.id,
            "talking_points": "How was the move?",
        } | vals
        return cls.env["keqin.suggestion"]._propose([vals])

    def by(self, role, record):
        """``record`` as the user of ``role``."""
        return record.with_user(self.users[role])

    def messages(self, user):
        """Messages of the test that went to a person."""
        return self.env["mail.message"].search(
            [("partner_ids", "in", user.partner_id.ids)], order="id"
        )
