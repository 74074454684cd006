from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from .keqin_grade_change import TIER_SELECTION
from .optional_float import OptionalFloat

RECOVERY_STATES = [
    ("new", "New"),
    ("working", "In progress"),
    ("done", "Recovered"),
    ("failed", "Not recovered"),
    ("corrected", "Answer corrected"),
]
OPEN = ("new", "working")
CHANGES = [
    ("better", "Better"),
    ("same", "Unchanged"),
    ("mixed", "Partly better"),
    ("worse", "Worse"),
]
# Who works on dissatisfied customers, and who of them decides for others.
RECOVERY_STAFF = (
    "keqin_addon.group_keqin_sales,keqin_addon.group_keqin_service,"
    "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager"
)
RECOVERY_LEADS = (
    "keqin_addon.group_keqin_sales_manager,keqin_addon.group_keqin_service_manager,"
    "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager"
)
# Whoever sees every customer, and so may own the recovery of any.
SEES_ALL = f"{RECOVERY_LEADS},keqin_addon.group_keqin_service"
# Follows from what was said, or is stamped by a step: typed in by nobody.
_STAMPED = (
    "again_on",
    "answer_key",
    "case_id",
    "change",
    "closed_on",
    "contact_id",
    "escalated_on",
    "level_after",
    "level_before",
    "level_change",
    "no_step_reason",
    "reopen_count",
    "result",
    "said_on",
    "tier",
)


class KeqinRecovery(models.Model):
    """A dissatisfied answer taken up: cause, owner, steps, asked again (R112).

    One for all that a person said in one go, made by the rules that hear it. A low
    rating of a case reopens the case instead: that is its recovery.
    """

    _name = "keqin.recovery"
    _description = "Recovery"
    _inherit = [
        "keqin.stepped.mixin",
        "keqin.customer.bound.mixin",
        "keqin.worked.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_due, id"
    _check_company_auto = True
    _mail_post_access = "read"
    _step_link = "recovery_id"
    _open_states = OPEN

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    answer_key = fields.Char(required=True, copy=False)
    contact_id = fields.Many2one(
        "res.partner", "Said by", index="btree_not_null", ondelete="set null"
    )
    said_on = fields.Datetime("Said on", index=True, copy=False)
    tier = fields.Selection(TIER_SELECTION, "Tier Then", copy=False)
    feedback_ids = fields.One2many("keqin.feedback", "recovery_id", "All answers")
    said_ids = fields.One2many(
        "keqin.feedback",
        "recovery_id",
        "What was said",
        domain=[("is_again", "=", False)],
    )
    said_again_ids = fields.One2many(
        "keqin.feedback",
        "recovery_id",
        "What was said when asked again",
        domain=[("is_again", "=", True)],
    )
    summary = fields.Char("Dissatisfied with", compute="_compute_summary")
    comment = fields.Text("In their words", compute="_compute_summary")
    is_corrected = fields.Boolean(
        compute="_compute_summary",
        help="The customer has changed the answer: it is no longer dissatisfied.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        index=True,
        ondelete="restrict",
        tracking=True,
        domain=lambda self: self._domain_owner(),
        help="Speaks to the customer, and says what became of it.",
    )
    date_due = fields.Date(
        "Due",
        index=True,
        tracking=True,
        help="Until then somebody has spoken to the customer.",
    )
    state = fields.Selection(
        RECOVERY_STATES,
        "Status",
        required=True,
        default="new",
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    is_late = fields.Boolean(
        "Overdue", compute="_compute_is_open", search="_search_is_late"
    )
    is_unowned = fields.Boolean(
        compute="_compute_is_unowned",
        search="_search_is_unowned",
        help="Open, and nobody who is still with us answers for it.",
    )
    may_step = fields.Boolean(compute="_compute_may_step")

    # why, and what was done
    cause_id = fields.Many2one(
        "keqin.case.cause", index="btree_not_null", ondelete="restrict", tracking=True
    )
    analysis = fields.Html("Why they are dissatisfied")
    activity_ids_care = fields.One2many("keqin.activity", "recovery_id", "Steps")
    case_id = fields.Many2one(
        "keqin.case",
        "Raised as case",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )

    # what became of it
    result = fields.Text(readonly=True, copy=False, tracking=True)
    no_step_reason = fields.Char("Why without a step", readonly=True, copy=False)
    closed_on = fields.Datetime(readonly=True, copy=False)
    reopen_count = fields.Integer("Reopened", readonly=True, copy=False)
    escalated_on = fields.Datetime("Leads told on", readonly=True, copy=False)

    # asked again
    invitation_ids = fields.One2many(
        "keqin.survey.invitation", "recovery_id", "Asked again"
    )
    again_on = fields.Datetime("Answered again on", readonly=True, copy=False)
    level_before = OptionalFloat(
        "Before (1-5)",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Of the questions answered twice, laid over 1 to 5. Compare it with what "
        "was said after, and with nothing else.",
    )
    level_after = OptionalFloat(
        "After (1-5)", readonly=True, copy=False, aggregator="avg"
    )
    level_change = OptionalFloat(
        "Change (1-5)", readonly=True, copy=False, aggregator="avg"
    )
    change = fields.Selection(
        CHANGES,
        "When asked again",
        readonly=True,
        copy=False,
        help="Better: at least one of the questions asked again, and none was worse.",
    )

    _answer_key_uniq = models.Constraint(
        "UNIQUE(answer_key)", "This answer has been taken up already."
    )
    _closed_with_cause = models.Constraint(
        "CHECK(state NOT IN ('done', 'failed')"
        " OR (cause_id IS NOT NULL AND TRIM(COALESCE(result, '')) <> ''))",
        "Nothing is closed without its cause and its result. Use the buttons.",
    )
    # What the desk and the overdue notices ask for.
    _open_by_day = models.Index("(date_due) WHERE state IN ('new', 'working')")

    @api.depends("said_ids.sentiment", "said_ids.comment", "said_ids.score")
    def _compute_summary(self):
        for recovery in self:
            said = recovery.said_ids.sorted("id")
            unhappy = said._unhappy()
            recovery.summary = ", ".join(
                f"{opinion._about()} {opinion.score_text}" for opinion in unhappy
            )
            words = dict.fromkeys(filter(None, said.mapped("comment")))
            recovery.comment = "\n".join(words)
            recovery.is_corrected = bool(said) and not unhappy

    @api.depends("state", "date_due")
    def _compute_is_open(self):
        today = fields.Date.context_today(self)
        for recovery in self:
            recovery.is_open = recovery.state in OPEN
            due = recovery.date_due
            recovery.is_late = recovery.is_open and bool(due) and due < today

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in" if True in value else "not in", OPEN)]

    def _search_is_late(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        today = fields.Date.context_today(self)
        return [("state", "in", OPEN), ("date_due", "<", today)]

    @api.depends("state", "user_id.active")
    def _compute_is_unowned(self):
        for recovery in self:
            # sudo: whether a colleague is still with us is no secret
            owner = recovery.sudo().user_id
            recovery.is_unowned = recovery.state in OPEN and not owner.active

    def _search_is_unowned(self, operator, value):
        if operator != "in":
            return NotImplemented
        nobody = Domain("user_id", "=", False) | Domain("user_id.active", "=", False)
        unowned = Domain("state", "in", OPEN) & nobody
        return unowned if True in value else ~unowned

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_may_step(self):
        """What the screen offers; the steps check for themselves."""
        lead = self.env.user.has_groups(RECOVERY_LEADS)
        for recovery in self:
            recovery.may_step = lead or recovery.user_id == self.env.user

    @api.constrains("user_id")
    def _check_owner(self):
        """Who owns it sees the customer, and is still with us."""
        for user, recoveries in self.filtered("user_id").grouped("user_id").items():
            sees_all = user.has_groups(SEES_ALL)
            blind = recoveries.filtered(
                lambda recovery, user=user, sees_all=sees_all: (
                    not sees_all and recovery.customer_id.user_id != user
                )
            )
            if blind or not user.active:
                raise ValidationError(
                    self.env._(
                        "%(person)s cannot own %(recovery)s: choose the account "
                        "manager of the customer, somebody of service or a lead.",
                        person=user.name,
                        recovery=(blind or recoveries)[0].display_name,
                    )
                )

    def write(self, vals):
        if not self.env.su:
            self._check_not_closed(vals)
        moved = self.browse()
        if "user_id" in vals:
            moved = self.filtered(lambda r: r.user_id.id != vals["user_id"])
        done = super().write(vals)
        moved._deliver()
        if "date_due" in vals:
            self._reminder().write({"date_deadline": vals["date_due"]})
        return done

    def _check_not_closed(self, vals):
        """What a closed one was is the leads' to correct."""
        fixed = {"name", "cause_id", "analysis", "user_id"} & set(vals)
        closed = self.filtered(lambda recovery: recovery.state not in OPEN)
        if fixed and closed and not self.env.user.has_groups(RECOVERY_LEADS):
            raise AccessError(
                self.env._(
                    "%s is closed: only a lead corrects what it was.",
                    closed[0].display_name,
                )
            )
        unfinished = self - closed
        if not vals.get("active", True) and unfinished:
            raise UserError(
                self.env._(
                    "%s is not closed: archived, nobody would speak to the customer. "
                    "Close it first.",
                    unfinished[0].display_name,
                )
            )

    @api.model
    def _domain_owner(self):
        """Whoever may be chosen; that it fits the customer is checked on saving."""
        ref = self.env["ir.model.data"]._xmlid_to_res_id
        groups = [ref(name) for name in RECOVERY_STAFF.split(",")]
        return [("all_group_ids", "in", groups), ("share", "=", False)]

    @api.model
    def _field_writers(self):
        stamped = dict.fromkeys(_STAMPED, fields.NO_ACCESS)
        leads = dict.fromkeys(("active", "date_due"), RECOVERY_LEADS)
        return super()._field_writers() | stamped | leads | {"user_id": SEES_ALL}
