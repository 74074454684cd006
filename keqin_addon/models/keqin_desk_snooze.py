from odoo import fields, models


class KeqinDeskSnooze(models.Model):
    """A desk row one person put off, until when and why."""

    _name = "keqin.desk.snooze"
    _description = "Desk Snooze"
    _order = "until, id"

    user_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
    )
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    kind = fields.Char(required=True)
    until = fields.Date(required=True)
    reason = fields.Char()

    _row_uniq = models.Constraint(
        "UNIQUE(user_id, res_model, res_id, kind)",
        "This row is already put off. Change the date instead.",
    )
