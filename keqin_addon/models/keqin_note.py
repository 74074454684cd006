from odoo import api, fields, models


class KeqinNote(models.Model):
    """What somebody notes of a customer, as confidential as its author says (R188).

    A confidential note is read by its author, the account manager, the sponsor and
    executives, and by nobody else. It has no chatter: nothing of it is mailed.
    """

    _name = "keqin.note"
    _description = "Customer Note"
    _inherit = "keqin.customer.bound.mixin"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char("About", required=True)
    body = fields.Text("Note")
    confidential = fields.Boolean(
        default=True,
        help="For its author, the account manager, the sponsor and executives only.",
    )
    date = fields.Date(default=fields.Date.context_today, required=True)
    user_id = fields.Many2one(
        "res.users",
        "Author",
        required=True,
        default=lambda self: self.env.uid,
        index=True,
        readonly=True,
        ondelete="restrict",
    )
    contact_id = fields.Many2one(
        "res.partner",
        "Person",
        ondelete="set null",
        index="btree_not_null",
        domain="[('commercial_partner_id', '=', partner_id),"
        " ('is_company', '=', False)]",
    )

    @api.constrains("contact_id", "customer_id")
    def _check_contact(self):
        self._check_contact_of_customer()

    @api.model
    def _field_writers(self):
        return super()._field_writers() | {"user_id": fields.NO_ACCESS}
