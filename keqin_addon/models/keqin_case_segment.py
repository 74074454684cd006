from odoo import fields, models


class KeqinCaseSegment(models.Model):
    """How long a case was in one state, and which clocks ran meanwhile (R097).

    Records, not sums: what was waited for can be read, and another policy replayed.
    """

    _name = "keqin.case.segment"
    _description = "Time in a State"
    _order = "case_id, date_from, id"

    case_id = fields.Many2one(
        "keqin.case", required=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(
        lambda self: self.env["keqin.case"]._fields["state"].selection, required=True
    )
    date_from = fields.Datetime("From", required=True)
    date_to = fields.Datetime("To")
    user_id = fields.Many2one("res.users", "Moved by", ondelete="set null")
    reason = fields.Char()
    running = fields.Boolean(help="Whether the clock of the resolution ran.")
    worked_hours = fields.Float(
        "Working hours", help="Working time between both ends, once it has ended."
    )
    policy_id = fields.Many2one("keqin.sla.policy", ondelete="set null")
    calendar_id = fields.Many2one("resource.calendar", ondelete="set null")
    answered_on = fields.Datetime(
        "Customer answered",
        help="A pause during which the customer had answered already from then on.",
    )
