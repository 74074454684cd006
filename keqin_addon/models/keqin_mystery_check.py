from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import get_lang
from odoo.tools.date_utils import end_of, start_of

from ..tools.period_text import period_text
from .keqin_customer_bound_mixin import DEPARTMENTS
from .keqin_improvement import IMPROVEMENT_LEADS
from .keqin_mystery_scenario import CHANNELS

MYSTERY_STATES = [
    ("planned", "Planned"),
    ("done", "Done"),
    ("published", "Published"),
]
# What is agreed before anybody plays the customer.
_PLANNED = frozenset(
    {
        "channel",
        "company_id",
        "date_due",
        "date_start",
        "department",
        "name",
        "scenario_id",
        "story",
        "tester_department",
        "tester_id",
    }
)
_CONTENT = _PLANNED | {"done_on", "friction_ids", "step_ids", "summary"}


class KeqinMysteryCheck(models.Model):
    """A colleague of another department goes the way of a customer (R157).

    Whoever is tested sees nothing of it before it is published: neither that it is
    planned, nor what came of it. Afterwards everybody in care may read it, and nobody
    changes it.
    """

    _name = "keqin.mystery.check"
    _description = "Mystery Check"
    _inherit = ["keqin.stepped.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_due desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    scenario_id = fields.Many2one(
        "keqin.mystery.scenario", required=True, index=True, ondelete="restrict"
    )
    department = fields.Selection(
        DEPARTMENTS,
        "Department tested",
        required=True,
        index=True,
        compute="_compute_from_scenario",
        store=True,
        readonly=False,
        precompute=True,
    )
    channel = fields.Selection(
        CHANNELS,
        compute="_compute_from_scenario",
        store=True,
        readonly=False,
        precompute=True,
    )
    story = fields.Text(
        compute="_compute_from_scenario", store=True, readonly=False, precompute=True
    )
    tester_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain=lambda self: self.env["keqin.promise"]._domain_owner(),
        help="Plays the customer. Comes from another department than the one tested.",
    )
    tester_department = fields.Selection(
        DEPARTMENTS,
        "Department of the tester",
        compute="_compute_tester_department",
        store=True,
        readonly=False,
        precompute=True,
        help="Follows from the role of the tester. Say it for technical, finance and "
        "product staff.",
    )
    date_start = fields.Date(
        "From",
        required=True,
        index=True,
        default=lambda self: start_of(fields.Date.context_today(self), "quarter"),
    )
    date_due = fields.Date(
        "Due",
        required=True,
        index=True,
        default=lambda self: end_of(fields.Date.context_today(self), "quarter"),
    )
    done_on = fields.Date("Done on", copy=False, index="btree_not_null")
    state = fields.Selection(
        MYSTERY_STATES,
        "Status",
        required=True,
        default="planned",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    step_ids = fields.One2many("keqin.mystery.step", "check_id", "Steps")
    friction_ids = fields.One2many(
        "keqin.friction.point", "check_id", "Friction points"
    )
    summary = fields.Html(
        copy=False, help="What it was like to be a customer, and what went well."
    )
    score = fields.Float(
        compute="_compute_score",
        store=True,
        digits=(3, 1),
        aggregator="avg",
        help="Mean of the scores of its steps, 1 to 5.",
    )
    minutes = fields.Integer(
        "Minutes in all", compute="_compute_score", store=True, aggregator="avg"
    )
    friction_count = fields.Integer(
        "Number of friction points", compute="_compute_friction", compute_sudo=True
    )
    fixed_count = fields.Integer(
        "Fixed", compute="_compute_friction", compute_sudo=True
    )
    is_automatic = fields.Boolean("Made by the schedule", readonly=True, copy=False)
    reminded_on = fields.Date(readonly=True, copy=False)
    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    may_lead = fields.Boolean(compute="_compute_may")
    may_test = fields.Boolean(compute="_compute_may")

    _dates_order = models.Constraint(
        "CHECK(date_due >= date_start)",
        "A check is due on the day it may start, or later. Swap the two dates.",
    )
    _tester_from_elsewhere = models.Constraint(
        "CHECK(tester_department <> department)",
        "Nobody tests the own department. Choose a tester of another one.",
    )
    # what makes running the schedule twice, or on two servers, harmless
    _once = models.UniqueIndex(
        "(company_id, date_start) WHERE is_automatic",
        "The check of this quarter is there already. Open that one.",
    )

    @api.depends("scenario_id", "date_start")
    def _compute_name(self):
        code = get_lang(self.env).code
        for check in self:
            if check.scenario_id and check.date_start:
                quarter = period_text(check.date_start, "yQQQ", code)
                check.name = f"{check.scenario_id.name}, {quarter}"

    @api.depends("scenario_id")
    def _compute_from_scenario(self):
        for check in self:
            for name in ("department", "channel", "story"):
                check[name] = check.scenario_id[name] or check[name]

    @api.depends("tester_id")
    def _compute_tester_department(self):
        for check in self:
            own = check.tester_id._keqin_departments() if check.tester_id else []
            check.tester_department = own[0] if own else False

    @api.depends("step_ids.score", "step_ids.minutes")
    def _compute_score(self):
        for check in self:
            scores = [int(score) for score in check.step_ids.mapped("score") if score]
            check.score = sum(scores) / len(scores) if scores else 0.0
            check.minutes = sum(check.step_ids.mapped("minutes"))

    @api.depends("friction_ids.status")
    def _compute_friction(self):
        groups = self.env["keqin.friction.point"]._read_group(
            [("check_id", "in", self.ids)], ["check_id", "status"], ["__count"]
        )
        counts = {(check.id, status): count for check, status, count in groups}
        for check in self:
            own = {key: count for key, count in counts.items() if key[0] == check.id}
            check.friction_count = sum(own.values())
            check.fixed_count = own.get((check.id, "fixed"), 0)

    @api.depends("state", "date_due")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for check in self:
            late = check.date_due and check.date_due < today
            check.is_overdue = bool(late and check.state == "planned")

    def _search_is_overdue(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        today = fields.Date.context_today(self)
        return [("state", "=", "planned"), ("date_due", "<", today)]

    @api.depends("tester_id", "department")
    @api.depends_context("uid")
    def _compute_may(self):
        """What the screen offers; the steps check for themselves."""
        user = self.env.user
        for check in self:
            check.may_lead = check._is_lead()
            check.may_test = check.tester_id == user or check.may_lead

    @api.constrains("tester_id", "department")
    def _check_tester(self):
        for check in self.filtered("tester_id"):
            if check.department in check.tester_id._keqin_departments():
                labels = dict(
                    self._fields["department"]._description_selection(self.env)
                )
                raise ValidationError(
                    self.env._(
                        "%(tester)s works in the department tested, %(department)s. "
                        "Choose somebody of another one.",
                        tester=check.tester_id.name,
                        department=labels[check.department],
                    )
                )

    @api.constrains("done_on", "date_start")
    def _check_done_on(self):
        today = fields.Date.context_today(self)
        for check in self.filtered("done_on"):
            if not check.date_start <= check.done_on <= today:
                raise ValidationError(
                    self.env._(
                        "%s cannot have been done before it started, or in the "
                        "future. Correct the day.",
                        check.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """With the steps of its scenario, unless it brings its own."""
        # whoever plans it follows it no more than the tester does
        quiet = self.with_context(mail_create_nosubscribe=True)
        checks = super(KeqinMysteryCheck, quiet).create(vals_list).with_env(self.env)
        for check in checks.filtered(lambda it: not it.step_ids):
            check._fill_steps()
        checks._deliver()
        return checks

    def write(self, vals):
        self._check_open(vals)
        played = self.filtered(lambda it: it.scenario_id.id != vals.get("scenario_id"))
        done = super().write(vals)
        if vals.get("scenario_id"):
            for check in played:
                check._fill_steps()
        if {"tester_id", "date_due"} & vals.keys():
            self._deliver()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        kept = self.filtered(lambda check: check.state != "planned")
        if kept:
            raise UserError(
                self.env._(
                    "%s stays on record: the check was done.",
                    ", ".join(kept.mapped("name")),
                )
            )

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        """Nobody follows it before it is published: of any record, all employees may
        read who follows it."""
        open_ones = self.filtered(lambda check: check.state == "published")
        return super(KeqinMysteryCheck, open_ones)._message_subscribe(
            partner_ids, subtype_ids, customer_ids
        )

    def _fill_steps(self):
        self.ensure_one()
        names = self.scenario_id._steps()
        self.step_ids = [Command.clear()] + [
            Command.create({"name": name, "sequence": number})
            for number, name in enumerate(names, 1)
        ]

    def _check_open(self, vals=None):
        """Planning ends when it is done; what is published stays as it is.

        :param vals: what is about to be written; all of it where None
        """
        if self.env.su:
            return
        names = _CONTENT if vals is None else vals.keys()
        for check in self:
            if check.state == "published" and _CONTENT & names:
                raise UserError(
                    self.env._(
                        "%s is published and stays as it is. Plan another check.",
                        check.name,
                    )
                )
            tester_only = not check._is_lead()
            if check.state == "done" and (tester_only or (vals and _PLANNED & names)):
                raise UserError(
                    self.env._(
                        "%s is done. A lead can send it back to the tester.", check.name
                    )
                )

    def _is_lead(self):
        """Executives, the administrator, and leads of departments not tested."""
        if self.env.su:
            return True
        user = self.env.user
        above = ("keqin_addon.group_keqin_executive", "keqin_addon.group_keqin_manager")
        if any(map(user.has_group, above)):
            return True
        return (
            user.has_groups(IMPROVEMENT_LEADS)
            and self.department not in user._keqin_departments()
        )

    @api.model
    def _field_writers(self):
        """Leads plan; the tester says what happened."""
        planned = dict.fromkeys(_PLANNED, IMPROVEMENT_LEADS)
        stamps = ("is_automatic", "minutes", "reminded_on", "score")
        guarded = dict.fromkeys(stamps, fields.NO_ACCESS)
        return super()._field_writers() | planned | guarded
