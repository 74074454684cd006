from odoo import fields, models
from odoo.exceptions import UserError

from .keqin_activity_case import _first_line
from .keqin_feedback import READERS
from .keqin_risk import OPEN


class KeqinActivity(models.Model):
    """A follow-up may end with a potential problem: it becomes a risk (R067, R120)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.activity"

    found_risk_ids = fields.One2many(
        "keqin.risk", "activity_id", "Risks found", groups=READERS
    )
    found_risk_count = fields.Integer(
        compute="_compute_found_risk_count", groups=READERS
    )

    def _compute_found_risk_count(self):
        groups = self.env["keqin.risk"]._read_group(
            [("activity_id", "in", self.ids)], ["activity_id"], ["__count"]
        )
        counts = {activity.id: count for activity, count in groups}
        for activity in self:
            activity.found_risk_count = counts.get(activity.id, 0)

    def action_make_risk(self):
        """Make a risk of the potential problem found in it, once while that is open.

        Who may not work on risks, such as marketing, passes it on to those who do.

        :raises UserError: when no problem is noted
        """
        self.ensure_one()
        self.check_access("read")
        if not self._may_raise("keqin.risk"):
            self._check_in_charge()
        risk = self._found_risk()
        if risk.with_env(self.env).has_access("read"):
            return risk.with_env(self.env)._get_records_action(
                name=self.env._("Risk found")
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Passed on: %s", risk.name),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_found_risks(self):
        """The risks found in it that the reader may see."""
        return self._open_raised("keqin.risk", self.env._("Risks found"))

    def _found_risk(self):
        """The open risk found in it; a new one unless there is one.

        :return: the risk, as superuser
        """
        if not (self.problems or "").strip():
            raise UserError(
                self.env._(
                    "Note the potential problem on %s first: under What to watch.",
                    self.display_name,
                )
            )
        # sudo: whoever hears of a problem has to pass it on, whatever the role; the
        # values are those of an activity that the caller may log
        activity = self.sudo()
        activity.lock_for_update(allow_referencing=True)
        risk = activity.found_risk_ids.filtered(lambda risk: risk.state in OPEN)[:1]
        return risk or self.env["keqin.risk"].sudo().create(activity._prepare_risk())

    def _prepare_risk(self):
        """Of what was said in confidence, others learn only that there is something."""
        text = self.problems
        if self.confidential:
            text = self.env._("Found in a confidential activity.")
        return {
            "name": _first_line(text),
            "reason": text,
            "customer_id": self.customer_id.id,
            "activity_id": self.id,
            "source": "activity",
        }
