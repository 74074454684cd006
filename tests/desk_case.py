"""A desk with customers of every tier, and what is due for them."""

from freezegun import freeze_time

from odoo.tests import tagged

from .common import KeqinCase

TODAY = "2026-06-15"


@tagged("post_install", "-at_install")
class DeskCase(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(f"{TODAY} 04:00:00"))
        cls.call = cls.env.ref("keqin_addon.keqin_activity_type_sms")
        cls.mine = cls.make_graded("Alpha Tools", "A")
        cls.theirs = cls.make_graded("Beta Pumps", "B", user=cls.rival)

    @classmethod
    def make_graded(cls, name, tier, user=None, key=False, **vals):
        customer = cls.make_customer(name, user or cls.users["sales"], **vals)
        customer.write({"tier": tier, "key_customer": key})
        return customer

    @classmethod
    def make_activity(cls, customer, on, **vals):
        return cls.env["keqin.activity"].create(
            {
                "name": "Call them",
                "customer_id": customer.id,
                "type_id": cls.call.id,
                "user_id": customer.user_id.id,
                "date_planned": on,
            }
            | vals
        )

    @classmethod
    def make_promise(cls, customer, due, **vals):
        return cls.env["keqin.promise"].create(
            {
                "name": "Send samples",
                "customer_id": customer.id,
                "promised_on": "2026-05-01",
                "promised_by_id": cls.users["sales"].id,
                "user_id": customer.user_id.id,
                "due_on": due,
            }
            | vals
        )

    @classmethod
    def make_plan(cls, customer, state, **stamps):
        plan = cls.env["keqin.plan"].create(
            {
                "customer_id": customer.id,
                "date_start": "2026-07-01",
                "date_end": "2026-12-31",
            }
        )
        plan.sudo().write({"state": state} | stamps)
        return plan

    def desk(self, role="sales"):
        user = self.users.get(role) or self.rival
        env = self.in_companies(self.env(user=user, su=False), self.company)
        return env["keqin.desk"]

    def rows(self, role="sales", **filters):
        """Rows of a role, but for what all customers of a test lack."""
        rows = self.desk(role).get_rows(**filters)["rows"]
        return [row for row in rows if row["item"][2] not in ("no_plan", "never")]

    def records(self, role="sales", **filters):
        """(model, id) of the first item of each row."""
        found = self.rows(role, **filters)
        return [(row["model"], row["res_id"]) for row in found]
