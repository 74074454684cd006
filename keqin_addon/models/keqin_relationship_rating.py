from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .keqin_customer import LEADS

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
# So long a slip of the hand may be put right by whoever rated.
_CORRECTION_DAYS = 1


class KeqinRelationshipRating(models.Model):
    """How the account manager sees the relationship, dated and with a reason (R109).

    A rating is what somebody thought on a day: a new view is a new rating. It may be
    corrected for one day, afterwards by leads alone, so that the trend is not touched
    up. It is our own view, so it counts in no score of what customers say.
    """

    _name = "keqin.relationship.rating"
    _description = "Relationship Rating"
    _inherit = ["keqin.customer.bound.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    aspect = fields.Selection(ASPECTS, required=True, index=True)
    score = fields.Integer(required=True, aggregator="avg", help="1 to 5.")
    rating = fields.Selection(
        RELATIONSHIP_SCORES, compute="_compute_rating", inverse="_inverse_rating"
    )
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
    is_fixed = fields.Boolean(
        compute="_compute_is_fixed", help="Too old to be changed by who rated."
    )

    _score_range = models.Constraint(
        "CHECK(score BETWEEN 1 AND 5)", "A relationship is rated from 1 to 5."
    )
    _once_a_day = models.Constraint(
        "UNIQUE(customer_id, aspect, date, user_id)",
        "You rated this on that day already. Change that rating instead.",
    )

    @api.depends("aspect", "score", "date")
    def _compute_display_name(self):
        labels = dict(self._fields["aspect"]._description_selection(self.env))
        for rating in self:
            rating.display_name = (
                rating.aspect
                and f"{labels[rating.aspect]}: {rating.score} ({rating.date})"
            )

    @api.depends("score")
    def _compute_rating(self):
        for rating in self:
            rating.rating = rating.score and str(rating.score)

    @api.onchange("rating")
    def _inverse_rating(self):
        for rating in self:
            rating.score = int(rating.rating or 0)

    @api.depends("create_date")
    @api.depends_context("uid")
    def _compute_is_fixed(self):
        since = fields.Datetime.subtract(self.env.cr.now(), days=_CORRECTION_DAYS)
        free = self.env.user.has_groups(LEADS)
        for rating in self:
            made = rating.create_date
            rating.is_fixed = bool(made) and made < since and not free

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        for rating in self:
            if rating.date > today:
                raise ValidationError(
                    self.env._(
                        "A relationship is rated on the day it is seen so, not ahead: "
                        "%s.",
                        rating.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """A rating given in words is the score of the same number."""
        return super().create(
            [{"score": int(vals.get("rating") or 0), **vals} for vals in vals_list]
        )

    def write(self, vals):
        if not self.env.su:
            self._check_not_fixed()
        return super().write(vals)

    def _check_not_fixed(self):
        """
        :raises UserError: what stays as it was, and the way out
        """
        fixed = self.filtered("is_fixed")
        if fixed:
            raise UserError(
                self.env._(
                    "%s stays as it was seen that day. Add a new rating; a lead may "
                    "correct a wrong one.",
                    ", ".join(fixed.mapped("display_name")),
                )
            )

    @api.model
    def _field_writers(self):
        """Who rated is who is logged in, and never somebody else."""
        return super()._field_writers() | {"user_id": fields.NO_ACCESS}
