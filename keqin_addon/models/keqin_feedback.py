from odoo import api, fields, models

from ..tools import satisfaction
from .keqin_case import TOPICS
from .keqin_grade_change import TIER_SELECTION

METRICS = [
    ("nps", "Recommendation (NPS)"),
    ("csat", "Satisfaction (CSAT)"),
    ("comment", "Comment"),
]
DIMENSIONS = [
    ("overall", "Overall"),
    ("product", "Product"),
    ("service", "Service"),
    ("cooperation", "Cooperation"),
    ("communication", "Communication efficiency"),
    ("problem_solving", "Problem solving"),
    ("approval", "Approval"),
    ("brand", "Brand"),
]
SOURCES = [
    ("survey", "Survey"),
    ("case", "Case rating"),
    ("interview", "Interview"),
    ("activity", "Heard in an activity"),
]
SENTIMENTS = [
    ("positive", "Positive"),
    ("neutral", "Neutral"),
    ("negative", "Negative"),
]
# What the customer said and when is a fact: recorded by rules, typed in by nobody.
_FACTS = (
    "activity_id",
    "answer_key",
    "answered_on",
    "case_id",
    "comment",
    "contact_id",
    "csat_value",
    "customer_id",
    "dimension",
    "industry_id",
    "interviewer_id",
    "invitation_id",
    "is_counted",
    "level",
    "metric",
    "nps_class",
    "nps_value",
    "question_id",
    "rating_id",
    "recovery_id",
    "scale_max",
    "scale_min",
    "score",
    "sentiment",
    "source",
    "source_key",
    "survey_id",
    "tier",
    "user_id",
    "user_input_id",
    "wave_id",
)


class KeqinFeedback(models.Model):
    """One opinion of one person, wherever it came from: metric, score, dimension.

    An answer to a survey makes as many of them as it has marked questions; a rating of
    a case, an interview or what was heard in an activity make them too (R101). The
    tier, industry and account manager are those of the day it was said.
    """

    _name = "keqin.feedback"
    _description = "Customer Feedback"
    _inherit = ["keqin.customer.bound.mixin"]
    _order = "answered_on desc, id desc"
    _check_company_auto = True

    # who, when, where
    contact_id = fields.Many2one(
        "res.partner", "Said by", index="btree_not_null", ondelete="set null"
    )
    answered_on = fields.Datetime(
        required=True, index=True, default=fields.Datetime.now
    )
    source = fields.Selection(SOURCES, required=True, index=True)
    source_key = fields.Char(
        required=True, copy=False, help="One opinion is recorded once."
    )
    answer_key = fields.Char(
        index="btree_not_null", copy=False, help="What was answered in one go."
    )
    interviewer_id = fields.Many2one(
        "res.users", "Interviewed by", index="btree_not_null", ondelete="set null"
    )
    survey_id = fields.Many2one(
        "survey.survey", index="btree_not_null", ondelete="set null"
    )
    question_id = fields.Many2one(
        "survey.question", index="btree_not_null", ondelete="set null"
    )
    wave_id = fields.Many2one(
        "keqin.survey.wave", index="btree_not_null", ondelete="set null"
    )
    invitation_id = fields.Many2one(
        "keqin.survey.invitation", index="btree_not_null", ondelete="set null"
    )
    user_input_id = fields.Many2one(
        "survey.user_input",
        "Answer",
        index="btree_not_null",
        ondelete="set null",
        groups="survey.group_survey_user",
    )
    rating_id = fields.Many2one(
        "rating.rating", index="btree_not_null", ondelete="set null"
    )
    case_id = fields.Many2one("keqin.case", index="btree_not_null", ondelete="set null")
    activity_id = fields.Many2one(
        "keqin.activity", index="btree_not_null", ondelete="set null"
    )

    # what
    metric = fields.Selection(METRICS, required=True, index=True)
    dimension = fields.Selection(
        DIMENSIONS, required=True, default="overall", index=True
    )
    score = fields.Float(aggregator=None, help="As given, on its own scale.")
    scale_min = fields.Integer(aggregator=None)
    scale_max = fields.Integer(aggregator=None)
    level = fields.Float(
        "Satisfaction (1-5)",
        compute="_compute_meaning",
        store=True,
        precompute=True,
        aggregator="avg",
    )
    csat_value = fields.Float(
        "CSAT (%)",
        compute="_compute_meaning",
        store=True,
        precompute=True,
        aggregator="avg",
        help="100 for a satisfied answer, 0 for another: the average is the CSAT.",
    )
    nps_value = fields.Float(
        "NPS",
        compute="_compute_meaning",
        store=True,
        precompute=True,
        aggregator="avg",
        help="+100, 0 or -100: the average is the NPS.",
    )
    nps_class = fields.Selection(
        [
            ("promoter", "Promoter"),
            ("passive", "Passive"),
            ("detractor", "Detractor"),
        ],
        "NPS class",
        compute="_compute_meaning",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    sentiment = fields.Selection(
        SENTIMENTS,
        compute="_compute_meaning",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    comment = fields.Text()
    is_counted = fields.Boolean(
        "Counts",
        compute="_compute_is_counted",
        store=True,
        precompute=True,
        help="Said by the customer: what a colleague heard in an activity is shown, "
        "but counts in no score.",
    )

    # whose customer it was on that day
    tier = fields.Selection(TIER_SELECTION, index="btree_not_null")
    industry_id = fields.Many2one(
        "res.partner.industry", index="btree_not_null", ondelete="set null"
    )
    user_id = fields.Many2one(
        "res.users",
        "Account manager then",
        index="btree_not_null",
        ondelete="set null",
    )

    # what we make of it
    topic = fields.Selection(TOPICS, "About")
    area = fields.Selection(
        [
            ("product", "Product"),
            ("service", "Service"),
            ("process", "Business process"),
        ],
        "To improve",
        index="btree_not_null",
    )
    voice = fields.Selection(
        [("opinion", "Opinion"), ("suggestion", "Suggestion")],
        "Kind of feedback",
        index="btree_not_null",
    )
    theme_ids = fields.Many2many("keqin.feedback.theme", string="Themes")
    recovery_id = fields.Many2one(
        "keqin.recovery", index="btree_not_null", ondelete="set null"
    )
    improvement_ids = fields.Many2many(
        "keqin.improvement",
        "keqin_improvement_feedback_rel",
        "feedback_id",
        "improvement_id",
        "Improvements",
    )

    _source_key_uniq = models.Constraint(
        "UNIQUE(source_key)", "This opinion is recorded already."
    )

    @api.depends("metric", "score", "scale_min", "scale_max")
    def _compute_meaning(self):
        for feedback in self:
            feedback.update(feedback._meaning())

    def _meaning(self):
        """:return: values of what the score says; all empty for a comment"""
        none = dict.fromkeys(
            ("level", "csat_value", "nps_value", "nps_class", "sentiment"), False
        )
        if self.metric == "nps":
            return none | {
                "nps_class": satisfaction.nps_class(self.score),
                "nps_value": satisfaction.nps_value(self.score),
                "sentiment": satisfaction.sentiment(recommendation=self.score),
            }
        if self.metric == "csat":
            level = satisfaction.level(self.score, self.scale_min, self.scale_max)
            return none | {
                "level": level,
                "csat_value": 100.0 * satisfaction.is_satisfied(level),
                "sentiment": satisfaction.sentiment(satisfaction=level),
            }
        return none

    @api.depends("source")
    def _compute_is_counted(self):
        for feedback in self:
            feedback.is_counted = feedback.source != "activity"

    @api.model
    def _record(self, vals_list):
        """Record opinions once: an opinion known by its ``source_key`` is corrected.

        Called by the rules that hear them, as superuser.

        :param vals_list: values with ``source_key``, and what it says
        :return: the opinions, in the order of the values
        """
        keys = [vals["source_key"] for vals in vals_list]
        known = self.search([("source_key", "in", keys)]).grouped("source_key")
        for vals in vals_list:
            if vals["source_key"] in known:
                known[vals["source_key"]].write(vals)
        new = [vals for vals in vals_list if vals["source_key"] not in known]
        created = self.create(self._as_of_then(new)).grouped("source_key")
        return self.concat(*((known | created)[key] for key in keys))

    @api.model
    def _as_of_then(self, vals_list):
        """Add the class and the account manager the customer has today."""
        customers = self.env["keqin.customer"].browse(
            {vals["customer_id"] for vals in vals_list}
        )
        then = {
            customer.id: {
                "tier": customer.tier,
                "industry_id": customer.industry_id.id,
                "user_id": customer.user_id.id,
            }
            for customer in customers
        }
        return [then[vals["customer_id"]] | vals for vals in vals_list]

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_FACTS, fields.NO_ACCESS)
