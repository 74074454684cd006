from odoo import fields, models

from .keqin_case import OPEN

# Deadlines follow from these where no service level says more.
_CLOCKS = {"keqin_response_hours", "keqin_resolution_days", "resource_calendar_id"}


class ResCompany(models.Model):
    """How fast we answer without a service level, and who does (R087-R097)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the company's policy, its service
    _inherit = "res.company"

    keqin_response_hours = fields.Float(
        "First response within (hours)",
        default=4.0,
        help="Working hours, for cases without a service level of their own.",
    )
    keqin_resolution_days = fields.Float(
        "Resolved within (days)",
        default=3.0,
        help="Working days, for cases without a service level of their own.",
    )
    keqin_case_user_id = fields.Many2one(
        "res.users",
        "Owner of unassigned cases",
        ondelete="set null",
        help="Gets the cases of customers without a service owner. Empty: whoever in "
        "service has the fewest open ones.",
    )
    keqin_confirm_case_days = fields.Integer(
        "Close without answer after (days)",
        default=7,
        help="A resolved case the customer neither confirms nor reopens is closed, and "
        "marked as not confirmed. 0: never.",
    )
    keqin_stuck_days = fields.Integer(
        "Stuck after (days)",
        default=3,
        help="Open cases that have not moved for so many days are listed as stuck.",
    )
    keqin_need_days = fields.Integer(
        "Needs reminded after (days)",
        default=30,
        help="An open need nobody has worked on for so many days is reminded of.",
    )
    keqin_resume_on_reply = fields.Boolean(
        "Resume when the customer answers",
        default=True,
        help="A customer's message ends the waiting, and the clock runs again.",
    )

    _keqin_case_limits_positive = models.Constraint(
        "CHECK(keqin_response_hours > 0 AND keqin_resolution_days > 0 "
        "AND LEAST(keqin_confirm_case_days, keqin_stuck_days, keqin_need_days) >= 0)",
        "Service limits cannot be negative, and a target has to be above zero.",
    )

    def write(self, vals):
        written = super().write(vals)
        if not _CLOCKS.isdisjoint(vals):
            # sudo: the clock of every case follows, whoever may read it
            cases = self.env["keqin.case"].sudo()
            ours = [("company_id", "in", self.ids), ("state", "in", OPEN)]
            cases.search(ours)._clock_refresh()
        return written
