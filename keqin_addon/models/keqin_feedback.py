from odoo import api, fields, models

from ..tools import satisfaction
from .keqin_case import TOPICS
from .keqin_grade_change import TIER_SELECTION
from .optional_float import OptionalFloat

# What a customer says of us is nobody's business who does not look after it: neither
# marketing's, which sees aggregates, nor contributors'.
READERS = (
    "keqin_addon.group_keqin_sales,keqin_addon.group_keqin_service,"
    "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager"
)
METRICS = [
    ("nps", "Recommendation (NPS)"),
    ("csat", "Satisfaction (CSAT)"),
    ("comment", "Open comment"),
]
DIMENSIONS = [
    ("overall", "Overall"),
    ("product", "Product"),
    ("service", "Service quality"),
    ("cooperation", "Cooperation"),
    ("communication", "Communication efficiency"),
    ("problem_solving", "Problem solving"),
    ("approval", "Endorsement"),
    ("brand", "Brand"),
]
SOURCES = [
    ("survey", "Survey"),
    ("case", "Case rating"),
    ("interview", "Interview"),
    ("page", "Customer page"),
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
    _rec_names_search = ["customer_id", "contact_id", "comment"]
    _check_company_auto = True

    # who, when, where
    contact_id = fields.Many2one(
        "res.partner", "Said by", index="btree_not_null", ondelete="set null"
    )
    answered_on = fields.Datetime(
        required=True, index=True, default=fields.Datetime.now
    )
    source = fields.Selection(SOURCES, required=True)
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
        "survey.question",
        "Survey question",
        index="btree_not_null",
        ondelete="set null",
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
    metric = fields.Selection(METRICS, required=True)
    dimension = fields.Selection(DIMENSIONS, required=True, default="overall")
    score = OptionalFloat(
        "Score as number", aggregator=None, help="As given, on its own scale."
    )
    scale_min = fields.Integer(aggregator=None)
    scale_max = fields.Integer(aggregator=None)
    score_text = fields.Char("Score", compute="_compute_score_text")
    label = fields.Char("What", compute="_compute_label")
    level = OptionalFloat(
        "Satisfaction (1-5)",
        compute="_compute_meaning",
        store=True,
        precompute=True,
        aggregator="avg",
    )
    csat_value = OptionalFloat(
        "CSAT (%)",
        compute="_compute_meaning",
        store=True,
        precompute=True,
        aggregator="avg",
        help="100 for a satisfied answer, 0 for another: the average is the CSAT.",
    )
    nps_value = OptionalFloat(
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
    )
    sentiment = fields.Selection(
        SENTIMENTS,
        compute="_compute_meaning",
        store=True,
        precompute=True,
    )
    comment = fields.Text("In their words")
    is_counted = fields.Boolean(
        "Counted",
        compute="_compute_is_counted",
        store=True,
        precompute=True,
        help="Said by the customer: what a colleague heard in an activity is shown, "
        "but counts in no score.",
    )

    # whose customer it was on that day
    tier = fields.Selection(TIER_SELECTION, "Tier Then")
    industry_id = fields.Many2one(
        "res.partner.industry",
        "Industry then",
        index="btree_not_null",
        ondelete="set null",
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
            ("service", "Service quality"),
            ("process", "Business process"),
        ],
        "To improve",
    )
    voice = fields.Selection(
        [("opinion", "Opinion"), ("suggestion", "Suggestion")],
        "Kind of feedback",
    )
    theme_ids = fields.Many2many("keqin.feedback.theme", string="Themes")
    recovery_id = fields.Many2one(
        "keqin.recovery", index="btree_not_null", ondelete="set null"
    )
    recovery_state = fields.Selection(
        related="recovery_id.state", string="Status of recovery"
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
    _has_score = models.Constraint(
        "CHECK(metric = 'comment' OR score IS NOT NULL)",
        "A recommendation and a satisfaction need their score.",
    )
    # what analyses select by; a column of few values needs no index of its own
    _figures_idx = models.Index("(company_id, metric, dimension, answered_on)")
    _customer_figures_idx = models.Index("(customer_id, metric, answered_on)")
    _unhappy_idx = models.Index("(answered_on) WHERE sentiment = 'negative'")

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

    @api.depends("metric", "score", "scale_max")
    def _compute_score_text(self):
        for feedback in self:
            top = 10 if feedback.metric == "nps" else feedback.scale_max
            feedback.score_text = feedback.score is not False and self.env._(
                "%(score)s of %(top)s", score=f"{feedback.score:g}", top=top
            )

    @api.depends("dimension", "metric")
    def _compute_label(self):
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("dimension", "metric")
        }
        for feedback in self:
            name = "dimension" if feedback.metric == "csat" else "metric"
            feedback.label = labels[name].get(feedback[name])

    @api.depends("customer_id", "label", "score_text")
    def _compute_display_name(self):
        for feedback in self:
            names = (feedback.customer_id.display_name, feedback._said())
            feedback.display_name = ": ".join(filter(None, names))

    def _said(self):
        """:return: what was rated, and how: "Product 3 of 5" """
        return " ".join(filter(None, (self.label, self.score_text)))

    @api.depends("source")
    def _compute_is_counted(self):
        for feedback in self:
            feedback.is_counted = feedback.source != "activity"

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_FACTS, fields.NO_ACCESS)
