from odoo import api, fields, models


class KeqinPersonInvalid(models.TransientModel):
    """Say that people are no longer reached, and why; they stay, left out (R187)."""

    _name = "keqin.person.invalid"
    _description = "Mark People as Invalid"

    partner_ids = fields.Many2many(
        "res.partner",
        string="People",
        required=True,
        domain=[("is_company", "=", False)],
    )
    reason = fields.Selection(
        lambda self: (
            self.env["res.partner"]
            ._fields["keqin_invalid_reason"]
            ._description_selection(self.env)
        ),
        required=True,
    )

    @api.model
    def default_get(self, fields_list):
        """The people chosen in a list of contacts, or of key-person cards."""
        values = super().default_get(fields_list)
        chosen = self.env.context.get("active_ids") or []
        if self.env.context.get("active_model") == "keqin.contact":
            chosen = self.env["keqin.contact"].browse(chosen).partner_id.ids
        if chosen and "partner_ids" in fields_list:
            values["partner_ids"] = [fields.Command.set(chosen)]
        return values

    def action_apply(self):
        """Out of greetings, surveys, mailings, invitations and plans from now on."""
        self.ensure_one()
        self.partner_ids._keqin_check_may_mark()
        self.partner_ids._keqin_mark_invalid(self.reason)
        return {"type": "ir.actions.act_window_close"}
