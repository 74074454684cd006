"""What the tests of the cadence engine share: running plans and logged contacts."""

from freezegun import freeze_time

from odoo.fields import Command

from .common import KeqinCase

TODAY = "2026-05-20"
YEAR = ("2026-01-01", "2026-12-31")


class CareCase(KeqinCase):
    """It is 20 May 2026, a Wednesday, and the company looks two weeks ahead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = freeze_time(f"{TODAY} 10:00:00")
        clock.start()
        cls.addClassCleanup(clock.stop)
        cls.policy.tz = "Asia/Shanghai"
        kinds = ("visit", "executive_visit", "phone", "email")
        cls.visit, cls.executive_visit, cls.phone, cls.email = (
            cls.env.ref(f"keqin_addon.keqin_activity_type_{kind}") for kind in kinds
        )
        cls.customer = cls.make_customer(
            "Cared For",
            user=cls.users["sales"],
            service_user_id=cls.users["service"].id,
            sponsor_id=cls.users["executive"].id,
        )

    @classmethod
    def make_plan(cls, *lines, customer=None, start=YEAR[0], end=YEAR[1], **vals):
        """A running plan.

        :param lines: dicts of values; a call each month unless they say otherwise
        """
        monthly = {"type_id": cls.phone.id, "number": 1, "unit": "month"}
        plan = cls.env["keqin.plan"].create(
            {
                "name": "Plan",
                "customer_id": (customer or cls.customer).id,
                "date_start": start,
                "date_end": end,
                "line_ids": [Command.create(monthly | line) for line in lines],
            }
            | vals
        )
        if "state" not in vals:
            plan.state = "running"
        return plan

    @classmethod
    def log(cls, on=TODAY, kind=None, customer=None, **vals):
        """A contact that was made, by default a call of ours that got through."""
        return cls.env["keqin.activity"].create(
            {
                "name": "Contact",
                "customer_id": (customer or cls.customer).id,
                "type_id": (kind or cls.phone).id,
                "user_id": cls.users["sales"].id,
                "date_planned": on,
                "date_done": on,
                "state": "done",
            }
            | vals
        )

    def run_care(self):
        """One run of the scheduled action."""
        self.env.flush_all()
        self.env["keqin.plan.line"]._cron_care()
        self.env.flush_all()
        self.env.invalidate_all()

    def open_items(self, of):
        """Open automatic activities of a plan, a line or a customer."""
        name = {
            "keqin.plan": "plan_id",
            "keqin.plan.line": "plan_line_id",
            "keqin.customer": "customer_id",
        }[of._name]
        return self.env["keqin.activity"].search(
            [
                (name, "in", of.ids),
                ("automatic", "=", True),
                ("state", "=", "planned"),
            ]
        )

    def due(self, of):
        """The days on which open items are due, as text."""
        return [str(day) for day in self.open_items(of).mapped("due_on")]
