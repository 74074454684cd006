from odoo import fields, models

from ..models.keqin_case import CHANNELS, KINDS, SEVERITIES
from ..models.keqin_grade_change import TIER_SELECTION

_OUTCOMES = [("kept", "In time"), ("missed", "Too late"), ("open", "Still open")]


class KeqinSlaReplayLine(models.TransientModel):
    """A service level to try: a copy of one that is there, or a new one."""

    _name = "keqin.sla.replay.line"
    _description = "Service Level to Try"
    _order = "sequence, id"

    wizard_id = fields.Many2one("keqin.sla.replay", required=True, ondelete="cascade")
    policy_id = fields.Many2one(
        "keqin.sla.policy", "Copied from", readonly=True, ondelete="set null"
    )
    own_company = fields.Boolean(readonly=True)
    name = fields.Char(required=True)
    sequence = fields.Integer(default=100)
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
        "resource.calendar", "Working hours", ondelete="set null"
    )
    on_holidays = fields.Boolean("Also on holidays")
    warning_share = fields.Float(default=75)
    escalation_hours = fields.Float(default=8)

    _targets_positive = models.Constraint(
        "CHECK(LEAST(response_hours, resolution_value) >= 0)",
        "Times of a service level cannot be negative.",
    )

    def _levels(self):
        """Service levels for the replay alone, with the rules of real ones."""
        Policy = self.env["keqin.sla.policy"]
        levels = Policy.browse()
        for position, line in enumerate(self):
            levels |= Policy.new(
                {
                    "name": line.name,
                    # unlike an id, a place in the list decides between equal ones
                    "sequence": position,
                    "company_id": self.env.company.id if line.own_company else False,
                    "calendar_id": line.calendar_id.id,
                    **{
                        name: line[name]
                        for name in (
                            *("kind", "channel", "tier", "severity", "on_holidays"),
                            *("response_hours", "resolution_value", "resolution_unit"),
                            *("warning_share", "escalation_hours"),
                        )
                    },
                }
            )
        return levels


class KeqinSlaReplayRow(models.TransientModel):
    _name = "keqin.sla.replay.row"
    _description = "Result of a Service Level Replay"
    _order = "dimension, id"

    wizard_id = fields.Many2one("keqin.sla.replay", required=True, ondelete="cascade")
    dimension = fields.Selection(
        [
            ("0_all", "All"),
            ("1_kind", "Kind"),
            ("2_owner", "Owner"),
            ("3_month", "Month"),
        ],
        "Grouped by",
    )
    name = fields.Char("Group")
    case_count = fields.Integer("Cases")
    response_before = fields.Integer("Response now")
    response_after = fields.Integer("Response then")
    resolution_before = fields.Integer("Resolution now")
    resolution_after = fields.Integer("Resolution then")


class KeqinSlaReplayCase(models.TransientModel):
    _name = "keqin.sla.replay.case"
    _description = "Case that Changes in a Service Level Replay"
    _order = "id"

    wizard_id = fields.Many2one("keqin.sla.replay", required=True, ondelete="cascade")
    case_id = fields.Many2one("keqin.case", ondelete="cascade")
    customer_id = fields.Many2one(related="case_id.customer_id")
    user_id = fields.Many2one(related="case_id.user_id")
    opened_on = fields.Datetime(related="case_id.opened_on")
    response_before = fields.Selection(_OUTCOMES, "Response now")
    response_after = fields.Selection(_OUTCOMES, "Response then")
    resolution_before = fields.Selection(_OUTCOMES, "Resolution now")
    resolution_after = fields.Selection(_OUTCOMES, "Resolution then")
