from odoo import api, fields, models
from odoo.fields import Domain

from .keqin_customer import SENSITIVE
from .keqin_grade_change import TIER_SELECTION
from .keqin_recovery import RECOVERY_LEADS, SEES_ALL
from .keqin_risk_rule import RISK_KINDS, RISK_LEVELS
from .optional_float import OptionalFloat

RISK_STATES = [
    ("at_risk", "At risk"),
    ("planned", "Plan in place"),
    ("saving", "Saving"),
    ("recovered", "Recovered"),
    ("lost", "Lost"),
    ("cleared", "Cleared"),
    ("dismissed", "No risk"),
]
OPEN = ("at_risk", "planned", "saving")
# Follows from a rule or a step: typed in by nobody.
_STAMPED = (
    "case_id",
    "closed_on",
    "detected_on",
    "is_crisis",
    "is_unanswered",
    "noticed_on",
    "open_days",
    "recovered_rate",
    "reminded_on",
    "result",
    "rule_id",
    "seen_on",
    "snooze_reason",
    "snoozed_until",
    "source",
    "stage_since",
    "tier",
    "told_on",
)


class KeqinRisk(models.Model):
    """One thing that may cost us a customer, worked until it is over (R115-R118).

    One open risk per customer and rule. A rule opens it, and closes it when what it saw
    is no longer so; people answer it with a strategy, a date and steps. The strategy is
    for those who may read what is sensitive: everybody else sees that there is one.
    """

    _name = "keqin.risk"
    _description = "Risk"
    _inherit = [
        "keqin.stepped.mixin",
        "keqin.customer.bound.mixin",
        "keqin.worked.mixin",
        "keqin.ranked.selection.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "level desc, date_due, id"
    _check_company_auto = True
    _mail_post_access = "read"
    _ranked_selections = ("level", "state")
    _step_link = "risk_id"
    _open_states = OPEN

    name = fields.Char("Risk", required=True, tracking=True)
    active = fields.Boolean(default=True)
    rule_id = fields.Many2one(
        "keqin.risk.rule",
        "Found by rule",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    kind = fields.Selection(RISK_KINDS, required=True, default="other", index=True)
    source = fields.Selection(
        [("rule", "Rule"), ("person", "Colleague"), ("activity", "Activity")],
        "Found by",
        required=True,
        readonly=True,
        default="person",
        copy=False,
    )
    level = fields.Selection(
        RISK_LEVELS, required=True, default="medium", tracking=True, index=True
    )
    tier = fields.Selection(
        TIER_SELECTION,
        "Tier Then",
        compute="_compute_from_customer",
        store=True,
        precompute=True,
        copy=False,
    )
    reason = fields.Text("Why", help="What was seen, with the figures.")
    detected_on = fields.Date(
        "Seen first on",
        required=True,
        readonly=True,
        default=lambda self: self._company_day(),
        index=True,
        copy=False,
    )
    seen_on = fields.Date(
        "Last seen on",
        readonly=True,
        copy=False,
        help="When a rule last found that it is still so.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        index=True,
        ondelete="restrict",
        tracking=True,
        compute="_compute_from_customer",
        store=True,
        precompute=True,
        readonly=False,
        copy=False,
        domain=lambda self: self.env["keqin.recovery"]._domain_owner(),
        help="Answers for it: the strategy, the steps, and what becomes of it.",
    )
    strategy = fields.Text(
        "Response strategy",
        groups=SENSITIVE,
        help="How the customer is kept. Not shown to other roles.",
    )
    date_due = fields.Date(
        "Due",
        index=True,
        tracking=True,
        help="Until then the answer has worked, or is thought over again.",
    )
    is_unanswered = fields.Boolean(
        "Strategy or date missing",
        compute="_compute_is_unanswered",
        store=True,
        help="From medium up, a strategy and a due date are needed.",
    )
    reminded_on = fields.Date(readonly=True, copy=False)
    state = fields.Selection(
        RISK_STATES,
        "Stage",
        required=True,
        default="at_risk",
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand="_expand_states",
    )
    stage_since = fields.Date(
        "In this stage since",
        compute="_compute_stage_since",
        store=True,
        precompute=True,
        copy=False,
    )
    stage_days = fields.Integer("Days in this stage", compute="_compute_stage_days")
    stage_ids = fields.One2many("keqin.risk.stage", "risk_id", "Stages")
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    is_late = fields.Boolean(
        "Overdue", compute="_compute_is_open", search="_search_is_late"
    )
    is_snoozed = fields.Boolean(
        "Put off", compute="_compute_is_open", search="_search_is_snoozed"
    )
    is_unowned = fields.Boolean(
        compute="_compute_is_unowned",
        search="_search_is_unowned",
        help="Open, and nobody who is still with us answers for it.",
    )
    snoozed_until = fields.Date(
        "Not before",
        readonly=True,
        copy=False,
        help="Until this day it is on nobody's desk; dismissed, its rule does not open "
        "it again.",
    )
    snooze_reason = fields.Char("Why put off", readonly=True, copy=False)
    is_crisis = fields.Boolean("Crisis", readonly=True, copy=False, tracking=True)
    case_id = fields.Many2one(
        "keqin.case",
        "Raised as case",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )
    result = fields.Text(readonly=True, copy=False, tracking=True)
    closed_on = fields.Date(readonly=True, copy=False, index="btree_not_null")
    open_days = fields.Integer(
        "Days until closed", readonly=True, copy=False, aggregator="avg"
    )
    recovered_rate = OptionalFloat(
        "Recovered (%)",
        compute="_compute_recovered_rate",
        store=True,
        digits=(5, 1),
        aggregator="avg",
        help="100 when recovered, 0 when lost; the average of a group is its success "
        "rate. Open, cleared and dismissed ones do not count.",
    )
    noticed_on = fields.Datetime("Owner told on", readonly=True, copy=False)
    told_on = fields.Datetime("Executives told on", readonly=True, copy=False)

    _one_open = models.UniqueIndex(
        "(customer_id, rule_id) WHERE rule_id IS NOT NULL"
        " AND state IN ('at_risk', 'planned', 'saving')",
        "This risk of the customer is open already.",
    )
    _closed_with_result = models.Constraint(
        "CHECK(state IN ('at_risk', 'planned', 'saving')"
        " OR (closed_on IS NOT NULL AND TRIM(COALESCE(result, '')) <> ''))",
        "No risk is closed without saying what became of it. Use the buttons.",
    )
    # What the desk and the notices ask for.
    _open_by_day = models.Index(
        "(date_due) WHERE state IN ('at_risk', 'planned', 'saving')"
    )

    @api.depends("customer_id")
    def _compute_from_customer(self):
        """Of the day it is raised; later changes of the customer change no risk."""
        for risk in self:
            risk.tier = risk.tier or risk.customer_id.tier
            if not risk.user_id and risk.customer_id:
                owner = self.env["keqin.recovery"]._owner_for(risk.customer_id)
                risk.user_id = owner

    @api.depends("detected_on")
    def _compute_stage_since(self):
        """At first; then each step says so."""
        for risk in self:
            risk.stage_since = risk.stage_since or risk.detected_on

    @api.depends("level", "strategy", "date_due")
    def _compute_is_unanswered(self):
        for risk in self:
            told = (risk.strategy or "").strip() and risk.date_due
            risk.is_unanswered = risk.level != "low" and not told

    @api.depends("state")
    def _compute_recovered_rate(self):
        for risk in self:
            ended = risk.state in ("recovered", "lost")
            risk.recovered_rate = 100.0 * (risk.state == "recovered") if ended else None

    @api.depends("state", "stage_since")
    def _compute_stage_days(self):
        today = self._company_day()
        for risk in self:
            since = risk.stage_since or today
            risk.stage_days = max((today - since).days, 0)

    @api.depends("state", "date_due", "snoozed_until")
    def _compute_is_open(self):
        today = self._company_day()
        for risk in self:
            risk.is_open = risk.state in OPEN
            due, until = risk.date_due, risk.snoozed_until
            risk.is_late = risk.is_open and bool(due) and due < today
            risk.is_snoozed = risk.is_open and bool(until) and until > today

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in" if True in value else "not in", OPEN)]

    def _search_is_late(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return [("state", "in", OPEN), ("date_due", "<", self._company_day())]

    def _search_is_snoozed(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return [("state", "in", OPEN), ("snoozed_until", ">", self._company_day())]

    @api.depends("state", "user_id.active")
    def _compute_is_unowned(self):
        for risk in self:
            # sudo: whether a colleague is still with us is no secret
            risk.is_unowned = risk.state in OPEN and not risk.sudo().user_id.active

    def _search_is_unowned(self, operator, value):
        if operator != "in":
            return NotImplemented
        nobody = Domain("user_id", "=", False) | Domain("user_id.active", "=", False)
        unowned = Domain("state", "in", OPEN) & nobody
        return unowned if True in value else ~unowned

    @api.model_create_multi
    def create(self, vals_list):
        risks = super().create(vals_list)
        risks._begin()
        return risks

    def write(self, vals):
        moved = self.browse()
        if "user_id" in vals:
            moved = self.filtered(lambda r: r.user_id.id != vals["user_id"])
        done = super().write(vals)
        moved._deliver()
        if "date_due" in vals:
            day = vals["date_due"] or self._company_day()
            self._reminder().write({"date_deadline": day})
        if {"level", "strategy", "date_due"} & set(vals):
            self._advance()
            self._tell_executives()
        return done

    @api.model
    def _expand_states(self, states, domain):
        """Columns to work in are always there; others where there is something."""
        return [state for state, _label in RISK_STATES if state in {*OPEN, *states}]

    @api.model
    def _company_day(self):
        """Today where the company of the records is, or the reader's."""
        company = self.company_id[:1] or self.env.company
        return company._keqin_today()[company]

    @api.model
    def _field_writers(self):
        stamped = dict.fromkeys(_STAMPED, fields.NO_ACCESS)
        return (
            super()._field_writers()
            | stamped
            | {
                "active": RECOVERY_LEADS,
                "user_id": SEES_ALL,
            }
        )
