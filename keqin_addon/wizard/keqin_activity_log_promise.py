from odoo import fields, models


class KeqinActivityLogPromise(models.TransientModel):
    """A promise made in the contact that is being logged."""

    _name = "keqin.activity.log.promise"
    _description = "Promise in a Log"

    log_id = fields.Many2one("keqin.activity.log", required=True, ondelete="cascade")
    name = fields.Char("What", required=True)
    due_on = fields.Date("Until", required=True)
    department = fields.Selection(
        lambda self: (
            self.env["keqin.promise"]
            ._fields["department"]
            ._description_selection(self.env)
        ),
        "Owner department",
        required=True,
        default="sales",
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
