from odoo import fields, models

from .keqin_grade_change import TIER_SELECTION

WAVE_STATES = [
    ("draft", "Draft"),
    ("running", "Running"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]
REPEATS = [
    ("quarter", "Every quarter"),
    ("half_year", "Every half-year"),
    ("year", "Every year"),
]


class KeqinSurveyWave(models.Model):
    """One round of asking: which questionnaire, whom, when, and what came back (R100).

    A wave that repeats has one successor, made when its time has come (R105).
    """

    _name = "keqin.survey.wave"
    _description = "Survey Wave"
    _inherit = ["keqin.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    survey_id = fields.Many2one(
        "survey.survey", "Questionnaire", required=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        index=True,
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        WAVE_STATES,
        required=True,
        default="draft",
        index=True,
        copy=False,
        tracking=True,
        readonly=True,
    )

    # whom
    tier_min = fields.Selection(
        TIER_SELECTION,
        "From tier",
        help="A: tier A only. B: A and B. C: every customer with a tier. Empty: every "
        "customer.",
    )
    industry_ids = fields.Many2many("res.partner.industry", string="Industries")
    customer_domain = fields.Char(
        "Filter", help="Further conditions on the customers to ask."
    )
    customer_ids = fields.Many2many(
        "keqin.customer",
        string="Customers",
        check_company=True,
        help="These, and nobody else. Empty: whoever the other conditions find.",
    )

    # when
    date_start = fields.Date(
        "Sent from", required=True, default=fields.Date.context_today, copy=False
    )
    date_end = fields.Date("Open until", copy=False)
    repeat = fields.Selection(REPEATS)
    previous_id = fields.Many2one(
        "keqin.survey.wave", "Previous wave", index="btree_not_null", copy=False
    )
    launched_on = fields.Datetime(readonly=True, copy=False)
    closed_on = fields.Datetime(readonly=True, copy=False)

    # what came back
    invitation_ids = fields.One2many(
        "keqin.survey.invitation", "wave_id", "Invitations"
    )
    feedback_ids = fields.One2many("keqin.feedback", "wave_id", "Feedback")

    _previous_uniq = models.Constraint(
        "UNIQUE(previous_id)", "This wave has its successor already."
    )
