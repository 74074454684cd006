from odoo import api, fields, models


class KeqinSolution(models.Model):
    """What we propose for one complex request or need, in writing (R089, R098)."""

    _name = "keqin.solution"
    _description = "Solution Document"
    _inherit = [
        "keqin.customer.bound.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "create_date desc, id desc"
    _check_company_auto = True

    name = fields.Char("Solution", required=True, tracking=True)
    case_id = fields.Many2one(
        "keqin.case", index="btree_not_null", ondelete="restrict", check_company=True
    )
    need_id = fields.Many2one(
        "keqin.need", index="btree_not_null", ondelete="restrict", check_company=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Author",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    content = fields.Html()
    industry_features = fields.Text("What is special in this industry")
    resources = fields.Text("Resources needed")
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost = fields.Monetary()
    valid_until = fields.Date(tracking=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("proposed", "Proposed"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
        ],
        "Status",
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
    )

    @api.model
    def _field_writers(self):
        """Steps are taken by buttons, never written."""
        stamped = dict.fromkeys(["state"], fields.NO_ACCESS)
        return super()._field_writers() | stamped
