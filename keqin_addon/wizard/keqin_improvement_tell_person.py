from odoo import fields, models


class KeqinImprovementTellPerson(models.TransientModel):
    """One person who said it: written to, or left out and why."""

    _name = "keqin.improvement.tell.person"
    _description = "Person of You Said, We Did"

    tell_id = fields.Many2one(
        "keqin.improvement.tell", required=True, readonly=True, ondelete="cascade"
    )
    contact_id = fields.Many2one(
        "res.partner", "Person", required=True, readonly=True, ondelete="cascade"
    )
    customer_id = fields.Many2one("keqin.customer", readonly=True, ondelete="cascade")
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(), "Language", readonly=True
    )
    is_chosen = fields.Boolean("Write to", default=True)
    reason = fields.Selection(
        [
            ("told", "Told already"),
            ("left", "Has left"),
            ("unwanted", "Wants no such mails"),
            ("no_email", "No valid e-mail"),
        ],
        "Why not",
        readonly=True,
    )
