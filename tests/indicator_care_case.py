"""What the tests of the indicators of care share: customers known since 2025."""

from odoo import fields
from odoo.tools import SQL

from .indicator_case import IndicatorCase


class IndicatorCareCase(IndicatorCase):
    """North is a key customer (tier A) with a sponsor; South and the one nobody looks
    after are ordinary ones. A prospect, one that is lost and an archived file count in
    nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.executive = cls.users["executive"]
        cls.north = cls.make_known("North", cls.sales, sponsor_id=cls.executive.id)
        cls.south, cls.loose = cls.make_known("South", cls.other), cls.make_known("-")
        cls.north.tier, cls.south.tier = "A", "C"
        cls.outside = (
            cls.make_known("Prospect", cls.sales, lifecycle="prospect", tier="A")
            | cls.make_known("Lost", cls.sales, lifecycle="lost", tier="A")
            | cls.make_known("Archived", cls.sales, active=False, tier="A")
        )

    @classmethod
    def make_known(cls, name, user=None, since="2025-01-01 00:00:00", **vals):
        """A care file in use, made at a moment (UTC)."""
        tier = vals.pop("tier", False)
        customer = cls.make_customer(name, user, **{"lifecycle": "active"} | vals)
        customer.tier = tier
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL(
                "UPDATE keqin_customer SET create_date = %s WHERE id = %s",
                since,
                customer.id,
            )
        )
        customer.invalidate_recordset(["create_date"])
        return customer

    @classmethod
    def care(cls, customer, on, kind="phone", user=None, **vals):
        """An activity done on a day, by the account manager unless said otherwise."""
        return cls.env["keqin.activity"].create(
            {
                "name": f"A {kind}",
                "customer_id": customer.id,
                "type_id": cls.env.ref(f"keqin_addon.keqin_activity_type_{kind}").id,
                "user_id": (user or customer.user_id or cls.sales).id,
                "department": "sales",
                "date_planned": on,
                "date_done": on,
                "state": "done",
                **vals,
            }
        )

    def assertParts(self, code, parts, *args, **kwargs):
        """Part and whole are so; what an executive opens adds up to them."""
        self.assertEqual(self.parts(code, *args, **kwargs), parts, code)
        if parts:
            self.assertAddsUp(code, *args, **kwargs)

    def assertNoData(self, code):
        """Without any customer there is no figure, and nothing to open."""
        customers = self.env["keqin.customer"].search(
            [("company_id", "=", self.company.id)]
        )
        customers.active = False
        figure = self.figure(code)
        self.assertEqual((figure.value, figure.n), (None, 0), code)
        self.assertFalse(self.facts(code), code)

    def day(self, value):
        return fields.Date.to_date(value)
