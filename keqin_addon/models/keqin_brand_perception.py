from odoo import api, fields, models

BEST = 5


class KeqinBrandPerception(models.Model):
    """How a customer sees our brand: score, words, day and source (R006)."""

    _name = "keqin.brand.perception"
    _description = "Brand Perception"
    _inherit = "keqin.customer.bound.mixin"
    _order = "date desc, id desc"
    _check_company_auto = True

    score = fields.Integer(
        required=True,
        aggregator="avg",
        help="1 stands for poor, 5 for excellent.",
    )
    note = fields.Char("In their words", required=True)
    date = fields.Date(default=fields.Date.context_today, required=True, index=True)
    aspect = fields.Selection(
        [
            ("whole", "As a whole"),
            ("quality", "Product quality"),
            ("service", "Service"),
            ("price", "Price and value"),
            ("innovation", "Innovation"),
            ("reliability", "Reliability"),
        ],
        default="whole",
        required=True,
    )
    survey_id = fields.Many2one(
        "survey.survey",
        "Source survey",
        ondelete="set null",
        index="btree_not_null",
        help="Empty: heard in a talk, at a fair, or read.",
    )
    industry_id = fields.Many2one(
        related="partner_id.industry_id", store=True, precompute=True, index=True
    )

    _score_range = models.Constraint(
        f"CHECK(score BETWEEN 1 AND {BEST})",
        "A brand perception is a score from 1 to 5.",
    )

    @api.depends("customer_id", "score", "aspect")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.customer_id.name}: {row.score} / {BEST}"

    @api.model
    def _field_writers(self):
        """The industry is that of the company."""
        return super()._field_writers() | {"industry_id": fields.NO_ACCESS}
