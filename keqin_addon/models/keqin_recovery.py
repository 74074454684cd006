from odoo import fields, models

RECOVERY_STATES = [
    ("new", "New"),
    ("working", "In progress"),
    ("done", "Recovered"),
    ("failed", "Not recovered"),
]


class KeqinRecovery(models.Model):
    """A dissatisfied answer taken up: cause, owner, steps, asked again (R112).

    One for all that a person said in one go. A low rating of a case reopens the case
    instead: that is its recovery.
    """

    _name = "keqin.recovery"
    _description = "Recovery"
    _inherit = ["keqin.customer.bound.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_due, id"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    answer_key = fields.Char(required=True, copy=False)
    contact_id = fields.Many2one(
        "res.partner", "Said by", index="btree_not_null", ondelete="set null"
    )
    feedback_ids = fields.One2many("keqin.feedback", "recovery_id", "What was said")
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    date_due = fields.Date("Due", index=True, tracking=True)
    state = fields.Selection(
        RECOVERY_STATES, required=True, default="new", index=True, tracking=True
    )
    cause_id = fields.Many2one(
        "keqin.case.cause", index="btree_not_null", ondelete="restrict", tracking=True
    )
    analysis = fields.Html("Why they are dissatisfied")
    activity_ids_care = fields.One2many("keqin.activity", "recovery_id", "Steps")
    case_id = fields.Many2one(
        "keqin.case", "Raised as case", index="btree_not_null", ondelete="set null"
    )
    result = fields.Text(tracking=True)
    closed_on = fields.Datetime(readonly=True, copy=False)
    invitation_ids = fields.One2many(
        "keqin.survey.invitation", "recovery_id", "Asked again"
    )
    level_before = fields.Float(aggregator="avg", copy=False)
    level_after = fields.Float(aggregator="avg", copy=False)

    _answer_key_uniq = models.Constraint(
        "UNIQUE(answer_key)", "This answer has been taken up already."
    )
