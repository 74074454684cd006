"""What the suites on agreements, referrals, benefits and cross-selling share."""

from freezegun import freeze_time

from .activity_case import ActivityCase

TODAY = "2026-06-30"
# Who reads agreements and cross-selling, and who changes agreements, of any customer.
READERS = (
    "sales",
    "sales_manager",
    "service",
    "service_manager",
    "executive",
    "manager",
)
SIGNERS = ("sales", "sales_manager", "executive", "manager")
STAFF = (*READERS, "marketing")


class GrowCase(ActivityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(f"{TODAY} 04:00:00"))
        cls.other = cls.make_customer("Theirs", user=cls.rival)

    @classmethod
    def make_agreement(cls, state="draft", customer=None, **vals):
        vals = {
            "name": "Framework 2026",
            "customer_id": (customer or cls.customer).id,
            "date_start": "2025-10-01",
            "date_end": "2026-09-30",
            "signed_on": "2025-09-20",
            "signatory_id": cls.users["executive"].id,
        } | vals
        agreement = cls.env["keqin.agreement"].create(vals)
        if state != "draft":
            agreement.action_activate()
            agreement._step(state)
        return agreement

    @classmethod
    def make_referral(cls, customer=None, **vals):
        vals = {
            "name": "Hengtai",
            "customer_id": (customer or cls.customer).id,
            "user_id": cls.users["sales"].id,
        } | vals
        return cls.env["keqin.referral"].create(vals)

    @classmethod
    def make_benefit(cls, customer=None, **vals):
        vals = {
            "name": "5 % on film",
            "customer_id": (customer or cls.customer).id,
            "date_start": "2026-06-01",
            "date_end": "2026-07-31",
        } | vals
        return cls.env["keqin.benefit"].create(vals)

    def by(self, role, records):
        return records.with_user(self.users[role])

    @classmethod
    def won_stage(cls):
        return cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)
