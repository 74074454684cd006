from odoo import api, fields, models


class RatingRating(models.Model):
    """Which case a rating is of: who may not read the case reads no rating of it."""

    _inherit = "rating.rating"

    keqin_case_id = fields.Many2one(
        "keqin.case",
        "Case",
        compute="_compute_keqin_case_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    keqin_reopened = fields.Boolean(
        "Reopened the case",
        readonly=True,
        copy=False,
        help="A customer who rates low and then changes the rating reopens once.",
    )

    @api.depends("res_model_id", "res_id")
    def _compute_keqin_case_id(self):
        model = self.env["ir.model"]._get_id("keqin.case")
        for rating in self:
            case = rating.res_id if rating.res_model_id.id == model else False
            rating.keqin_case_id = case
