from odoo import fields, models


class KeqinGoal(models.Model):
    """A business goal of the customer's own, and what we contribute (R217)."""

    _name = "keqin.goal"
    _description = "Customer Goal"
    _inherit = ["keqin.customer.bound.mixin", "mail.thread"]
    _order = "date_due, id"

    name = fields.Char("Goal", required=True, tracking=True)
    active = fields.Boolean(default=True)
    measure = fields.Char(help="How the customer sees that it is reached.")
    value_start = fields.Float("At the start", aggregator=None)
    value_target = fields.Float("Target", aggregator=None)
    value_now = fields.Float("Now", aggregator=None, tracking=True)
    unit = fields.Char()
    date_due = fields.Date("Target date", index=True, tracking=True)
    contribution = fields.Text("Our contribution")
    user_id = fields.Many2one(
        "res.users", "Responsible", index=True, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("reached", "Reached"),
            ("missed", "Not reached"),
            ("dropped", "Dropped"),
        ],
        "Status",
        required=True,
        default="open",
        tracking=True,
        index=True,
    )
