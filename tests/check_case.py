"""What the suites on mystery and spot checks share: one of each, in any state."""

from freezegun import freeze_time

from odoo import Command

from .common import KeqinCase

TODAY = "2026-06-15"


class CheckCase(KeqinCase):
    """``contributor`` of technical tests service; ``service`` checks care files of
    ``sales`` and of a rival."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.startClassPatcher(freeze_time(f"{TODAY} 04:00:00"))
        cls.policy.write({"tz": "Asia/Shanghai", "scope_rule": "manual"})
        cls.tester = cls.users["contributor"]
        cls.scenario = cls.env["keqin.mystery.scenario"].create(
            {
                "name": "Spare part",
                "kind": "request",
                "department": "service",
                "step_names": "Ask\n\n Wait \nUse it",
            }
        )

    def by(self, role, records):
        """The records as a user sees them who has read nothing yet."""
        self.env.flush_all()
        self.env.invalidate_all()
        user = self.users.get(role) or role
        return records.with_env(
            self.in_companies(self.env(user=user, su=False), self.company)
        )

    # mystery checks
    @classmethod
    def make_mystery(cls, state="planned", **vals):
        """One of service in the second quarter, tested by ``contributor``."""
        vals = {
            "scenario_id": cls.scenario.id,
            "tester_id": cls.tester.id,
            "tester_department": "technical",
            "date_start": "2026-04-01",
            "date_due": "2026-06-30",
        } | vals
        check = cls.env["keqin.mystery.check"].create(vals)
        if state != "planned":
            check.step_ids.score = "4"
            check._step(state, done_on=check.done_on or TODAY)
        return check

    @classmethod
    def make_friction(cls, check, **vals):
        vals = {"check_id": check.id, "name": "Nobody knew", "kind": "handover"} | vals
        return cls.env["keqin.friction.point"].create(vals)

    # spot checks
    @classmethod
    def make_file(cls, name="Alpha", user=None, tier="A", **vals):
        """A care file in care, with a phone and an industry, and else empty."""
        partner = cls.make_partner(name, phone="+86 20 1234", country_id=False)
        vals = {"lifecycle": "active", "company_size": "small"} | vals
        customer = cls.make_customer(
            user=user or cls.users["sales"], partner=partner, **vals
        )
        customer.sudo().tier = tier
        return customer

    @classmethod
    def make_spot(cls, **vals):
        vals = {
            "name": "Files, June",
            "date_due": "2026-06-30",
            "checker_ids": [Command.set(cls.users["service"].ids)],
        } | vals
        return cls.env["keqin.spot.check"].create(vals)

    @classmethod
    def finish(cls, spot, **wrong):
        """Every file checked: right, but for the fields said to be wrong."""
        for line in spot.file_ids.line_ids:
            value = wrong.get(line.field_name)
            line.write({"verdict": "wrong" if value else "right", "value_right": value})
        spot.file_ids.evidence = "contact"
