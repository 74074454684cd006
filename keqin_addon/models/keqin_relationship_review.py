from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .keqin_customer_change import Because
from .keqin_health_factor import BANDS
from .keqin_people_engine import REVIEW_MONTHS, REVIEW_OTHERS
from .optional_float import OptionalFloat

_BY_SERVER = ("company_id", "date", "health_score", "health_band", "plan_id")


class KeqinRelationshipReview(models.Model):
    """How the relationship stood when it was reviewed, and what follows (R049).

    A review is what was found on a day: it is added, never changed. It sets the day of
    the next one, and may open a revision of the care plan, which stays in force until
    the revision is approved.
    """

    _name = "keqin.relationship.review"
    _description = "Relationship Review"
    _inherit = ["keqin.customer.bound.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    date = fields.Date(
        "Reviewed on",
        required=True,
        readonly=True,
        index=True,
        default=fields.Date.context_today,
    )
    user_id = fields.Many2one(
        "res.users",
        "Reviewed by",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    finding = fields.Text(
        "State of the relationship",
        required=True,
        help="What goes well, what does not, and what it rests on.",
    )
    relationship_level = fields.Selection(
        lambda self: (
            self.env["keqin.customer"]
            ._fields["relationship_level"]
            ._description_selection(self.env)
        ),
        compute="_compute_from_customer",
        store=True,
        readonly=False,
        precompute=True,
        help="Changed here, it changes on the care file.",
    )
    conclusion = fields.Selection(
        [("keep", "Go on as planned"), ("revise", "Revise the care plan")],
        required=True,
        default="keep",
    )
    next_review_on = fields.Date(
        "Next review",
        compute="_compute_from_customer",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="By default in 3 months for tier A, 6 for tier B, 12 for others.",
    )
    health_score = OptionalFloat(
        "Health then", digits=(5, 2), readonly=True, aggregator="avg"
    )
    health_band = fields.Selection(BANDS, "Band then", readonly=True)
    plan_id = fields.Many2one(
        "keqin.plan",
        "Revision of the plan",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.depends("customer_id", "date")
    def _compute_display_name(self):
        for review in self:
            name = review.customer_id.name
            review.display_name = name and f"{name}: {review.date}"

    @api.depends("customer_id")
    def _compute_from_customer(self):
        for review in self:
            customer = review.customer_id
            months = REVIEW_MONTHS.get(customer.tier, REVIEW_OTHERS)
            review.relationship_level = customer.relationship_level
            day = review.date or fields.Date.context_today(review)
            review.next_review_on = day + relativedelta(months=months)

    @api.constrains("next_review_on")
    def _check_next_review(self):
        for review in self:
            if review.next_review_on <= review.date:
                raise ValidationError(
                    self.env._(
                        "%s: the next review comes after this one. Choose a later day.",
                        review.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        reviews = super().create(vals_list)
        for review in reviews:
            review._conclude()
        return reviews

    def write(self, vals):
        """What was found on a day stays as it was found."""
        if not self.env.su:
            raise UserError(
                self.env._(
                    "%s: a review stays as it is. Review the relationship again.",
                    ", ".join(self.mapped("display_name")),
                )
            )
        return super().write(vals)

    def action_open_plan(self):
        """Open the revision that came of the review."""
        self.ensure_one()
        return self.plan_id._action_open() if self.plan_id else False

    # business methods
    def _conclude(self):
        """What follows: the next day, the level, a revision of the plan."""
        self.ensure_one()
        customer = self.customer_id
        level = self.relationship_level
        if level != customer.relationship_level:
            customer._write_because(
                {"relationship_level": level}, Because(self.finding)
            )
        # sudo: figures of that day and stamps, which nobody may write
        self.sudo().write(
            {
                "health_score": customer.sudo().health_score,
                "health_band": customer.sudo().health_band,
                "plan_id": self._revise() if self.conclusion == "revise" else False,
            }
        )
        reviews = customer.relationship_review_ids
        last = reviews.sorted(lambda review: (review.date, review.id))[-1:]
        customer.sudo().write(
            {"reviewed_on": last.date, "next_review_on": last.next_review_on}
        )

    def _revise(self):
        """
        :raises UserError: when there is no plan to revise
        """
        plan = self.customer_id.care_plan_id
        if not plan:
            raise UserError(
                self.env._(
                    "%s has no valid care plan to revise. Choose to go on, and make a "
                    "plan.",
                    self.customer_id.display_name,
                )
            )
        return plan.action_revise()["res_id"]

    @api.model
    def _field_writers(self):
        """Who reviewed, when, and what stood then are facts, and no entries."""
        facts = (*_BY_SERVER, "user_id")
        return super()._field_writers() | dict.fromkeys(facts, fields.NO_ACCESS)
