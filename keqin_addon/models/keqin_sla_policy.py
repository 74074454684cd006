from odoo import fields, models

from .keqin_case import CHANNELS, KINDS, SEVERITIES
from .keqin_grade_change import TIER_SELECTION


class KeqinSlaPolicy(models.Model):
    """Service level: targets for the cases of a kind, channel, tier or severity.

    What is empty fits every case; of the policies that fit, the most specific one
    applies (R087, R088, R064).
    """

    _name = "keqin.sla.policy"
    _description = "Service Level"
    _order = "company_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, ondelete="cascade", help="Empty: all companies."
    )
    kind = fields.Selection(KINDS)
    channel = fields.Selection(CHANNELS)
    tier = fields.Selection(TIER_SELECTION)
    severity = fields.Selection(SEVERITIES)
    response_hours = fields.Float("First response within (hours)")
    resolution_value = fields.Float("Resolved within")
    resolution_unit = fields.Selection(
        [("hours", "Working hours"), ("days", "Working days")],
        "Unit",
        required=True,
        default="days",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Working hours",
        ondelete="restrict",
        check_company=True,
        help="Empty: those of the company.",
    )
    warning_share = fields.Float("Warn after (%)", default=75)
    escalation_hours = fields.Float(
        "Executive after (hours)",
        default=8,
        help="Working hours after a missed deadline until an executive is told.",
    )
