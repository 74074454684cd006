from odoo import fields, models

ASPECTS = [
    ("positivity", "Positive feedback"),
    ("trust", "Trust in us"),
    ("depth", "Depth of cooperation"),
]
RELATIONSHIP_SCORES = [
    ("1", "1 Very weak"),
    ("2", "2 Weak"),
    ("3", "3 Fair"),
    ("4", "4 Good"),
    ("5", "5 Very good"),
]


class KeqinRelationshipRating(models.Model):
    """How the account manager sees the relationship, dated and with a reason (R109)."""

    _name = "keqin.relationship.rating"
    _description = "Relationship Rating"
    _inherit = ["keqin.customer.bound.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    aspect = fields.Selection(ASPECTS, required=True, index=True)
    score = fields.Integer(required=True, aggregator="avg", help="1 to 5.")
    note = fields.Text(required=True, help="What it rests on.")
    date = fields.Date(required=True, index=True, default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users",
        "Rated by",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.user,
    )

    _score_range = models.Constraint(
        "CHECK(score BETWEEN 1 AND 5)", "A relationship is rated from 1 to 5."
    )
