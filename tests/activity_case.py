"""What the suites on care activities share."""

from odoo import Command, fields

from .common import KeqinCase

TODAY = "2026-06-30"  # a Tuesday
# Whose activities a role reaches: its own customers' and its own, or everybody's.
SEES_ALL = ("sales_manager", "service", "service_manager", "executive", "manager")
LEADS = ("sales_manager", "service_manager", "executive", "manager")


class ActivityCase(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.types = {
            name: cls.env.ref(f"keqin_addon.keqin_activity_type_{name}")
            for name in ("visit", "phone", "chat", "sms", "congratulation", "training")
            + ("executive_visit", "promotion", "email", "trial", "support")
        }
        cls.customer = cls.make_customer(
            "Ruichen",
            cls.users["sales"],
            sponsor_id=cls.users["executive"].id,
        )
        cls.person = cls.make_partner(
            "Ms. Wang", parent_id=cls.customer.partner_id.id, is_company=False
        )

    @classmethod
    def make_activity(cls, kind="chat", user=None, customer=None, **vals):
        customer = customer or cls.customer
        return cls.env["keqin.activity"].create(
            {
                "name": f"A {kind}",
                "customer_id": customer.id,
                "contact_id": cls.person.id if customer == cls.customer else False,
                "type_id": cls.types[kind].id,
                "user_id": (user or cls.users["sales"]).id,
                "date_planned": TODAY,
                "department": "sales",
                **vals,
            }
        )

    @classmethod
    def prepare(cls, activity):
        """Tick what is mandatory, and write what its kind asks for."""
        activity.check_ids.is_done = True
        activity.write({"result": "Fine", "summary": "<p>Talked</p>"})
        return activity

    @staticmethod
    def set_to(records):
        return [Command.set(records.ids)]

    @staticmethod
    def day(value):
        return fields.Date.to_date(value)
