from odoo import fields, models


class KeqinHandover(models.Model):
    """Handover of a customer from one account manager to another (R199)."""

    _name = "keqin.handover"
    _description = "Handover"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "create_date desc, id desc"
    _check_company_auto = True

    customer_id = fields.Many2one(
        "keqin.customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="customer_id.company_id", store=True, precompute=True
    )
    from_user_id = fields.Many2one("res.users", "From", required=True, index=True)
    to_user_id = fields.Many2one("res.users", "To", required=True, index=True)
    reason = fields.Char(required=True)
    note = fields.Html("Notes for the successor")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("given", "Given"),
            ("done", "Taken over"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        default="draft",
        required=True,
        index=True,
        copy=False,
        tracking=True,
    )
    given_on = fields.Datetime(readonly=True, copy=False)
    taken_on = fields.Datetime(readonly=True, copy=False)
