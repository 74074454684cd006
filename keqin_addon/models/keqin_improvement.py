from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from .keqin_customer_bound_mixin import DEPARTMENTS
from .keqin_feedback import DIMENSIONS, READERS

IMPROVEMENT_STATES = [
    ("proposed", "Proposed"),
    ("planned", "Planned"),
    ("doing", "In progress"),
    ("done", "Done"),
    ("verified", "Effect checked"),
    ("dropped", "Dropped"),
]
OPEN = ("proposed", "planned", "doing")
CLOSED = ("verified", "dropped")
# Who decides on measures of others, and whether they helped.
IMPROVEMENT_LEADS = (
    "keqin_addon.group_keqin_sales_manager,keqin_addon.group_keqin_service_manager,"
    "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager"
)
# What owner and leads have agreed on: moved afterwards, every measure is in time.
_AGREED = frozenset(
    {"date_due", "department", "dimension", "indicator_id", "user_id", "verify_by"}
)
# What stays once the effect is checked.
_CONTENT = _AGREED | {
    "area",
    "description",
    "kind",
    "name",
    "problem",
    "result",
    "source",
    "theme_id",
}


class KeqinImprovement(models.Model):
    """A measure that makes something better, with owner, day and effect (R110).

    Everybody in care may propose one. It is theirs, and its owner's, to see and to
    write; leads, executives and the administrator see all. The customers behind it
    are shown as far as the reader may read feedback, and are a number to the others.
    """

    _name = "keqin.improvement"
    _description = "Improvement"
    _inherit = ["keqin.stepped.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_due, id"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("Improvement measure", required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    description = fields.Html()
    source = fields.Selection(
        [
            ("feedback", "Feedback"),
            ("complaint", "Complaint"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
        index=True,
    )
    area = fields.Selection(
        [
            ("product", "Product"),
            ("service", "Service quality"),
            ("process", "Business process"),
        ],
        "To improve",
        index=True,
    )
    department = fields.Selection(DEPARTMENTS, index=True, tracking=True)
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain=lambda self: self.env["keqin.promise"]._domain_owner(),
        help="Does it, and says when it is done. A lead names one for a suggestion "
        "that has none.",
    )
    date_due = fields.Date("Due", index=True, tracking=True)
    state = fields.Selection(
        IMPROVEMENT_STATES,
        "Status",
        required=True,
        default="proposed",
        index=True,
        tracking=True,
        copy=False,
        group_expand=True,
    )
    theme_id = fields.Many2one(
        "keqin.feedback.theme", index="btree_not_null", ondelete="restrict"
    )
    dimension = fields.Selection(
        DIMENSIONS,
        "Dimension to move",
        index="btree_not_null",
        help="What customers should then rate better.",
    )
    feedback_ids = fields.Many2many(
        "keqin.feedback",
        "keqin_improvement_feedback_rel",
        "improvement_id",
        "feedback_id",
        copy=False,
        check_company=True,
        groups=READERS,
    )
    feedback_count = fields.Integer(
        "Opinions", compute="_compute_counts", compute_sudo=True
    )
    case_ids = fields.Many2many(
        "keqin.case",
        "keqin_improvement_case_rel",
        "improvement_id",
        "case_id",
        "Complaints",
        copy=False,
        check_company=True,
        groups=READERS,
    )
    case_count = fields.Integer(
        "Number of complaints", compute="_compute_counts", compute_sudo=True
    )
    result = fields.Html(copy=False, help="What was done, and what is better now.")
    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    may_lead = fields.Boolean(compute="_compute_may_lead")

    _planned_is_complete = models.Constraint(
        "CHECK(state IN ('proposed', 'dropped') OR (user_id IS NOT NULL"
        " AND department IS NOT NULL AND date_due IS NOT NULL))",
        "What is planned keeps an owner, a department and a day. Give another one "
        "instead.",
    )

    @api.depends("feedback_ids", "case_ids")
    def _compute_counts(self):
        """How many are behind it, whoever may read them."""
        # counted, not read: what the superuser has read would be in reach of the user
        for name, model in (("feedback", "keqin.feedback"), ("case", "keqin.case")):
            groups = (
                self.env[model]
                .with_context(active_test=False)
                ._read_group(
                    [("improvement_ids", "in", self.ids)],
                    ["improvement_ids"],
                    ["__count"],
                )
            )
            counts = {improvement.id: count for improvement, count in groups}
            for improvement in self:
                improvement[f"{name}_count"] = counts.get(improvement._origin.id, 0)

    @api.depends("state", "date_due")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for improvement in self:
            due = improvement.date_due
            improvement.is_overdue = bool(
                due and due < today and improvement.state in OPEN
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        today = fields.Date.context_today(self)
        return [("state", "in", OPEN), ("date_due", "<", today)]

    @api.depends_context("uid")
    def _compute_may_lead(self):
        self.may_lead = self._is_lead()

    @api.model_create_multi
    def create(self, vals_list):
        improvements = super().create(vals_list)
        improvements._deliver()
        improvements._tell_ownerless()
        return improvements

    def write(self, vals):
        self._check_agreed(vals)
        done = super().write(vals)
        if {"user_id", "date_due"} & set(vals):
            self._deliver()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_planned(self):
        kept = self.filtered(lambda improvement: improvement.state != "proposed")
        if kept:
            raise UserError(
                self.env._(
                    "%s stays on record. Drop it instead, and say why.",
                    ", ".join(kept.mapped("name")),
                )
            )

    def action_open_feedback(self):
        """The opinions behind it that the reader may read."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Feedback"),
            "res_model": "keqin.feedback",
            "view_mode": "list,form",
            "domain": [("improvement_ids", "in", self.ids)],
        }

    def action_open_cases(self):
        """The complaints behind it that the reader may read."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Complaints"),
            "res_model": "keqin.case",
            "view_mode": "list,form",
            "domain": [("improvement_ids", "in", self.ids)],
        }

    def _link(self, feedback, cases):
        """Put what customers said behind it; they are told of it when it is done.

        :raises AccessError: the measure may not be written, or that not be read
        :raises UserError: it is closed
        """
        self.ensure_one()
        self.check_access("write")
        feedback.check_access("read")
        cases.check_access("read")
        self._check_open_for_links()
        commands = {"feedback_ids": feedback, "case_ids": cases}
        # sudo: links are made here alone; both ends were checked above
        self.sudo().write(
            {
                name: [Command.link(id_) for id_ in records.ids]
                for name, records in commands.items()
            }
        )

    def _unlink_feedback(self, feedback):
        """Take back what was linked by mistake; as :meth:`_link`."""
        self.ensure_one()
        self.check_access("write")
        feedback.check_access("read")
        self._check_open_for_links()
        commands = [Command.unlink(id_) for id_ in feedback.ids]
        # sudo: as when it was linked
        self.sudo().feedback_ids = commands

    def _check_open_for_links(self):
        if self.state in CLOSED:
            raise UserError(
                self.env._(
                    "%s is closed: what was behind it stays. Reopen it first.",
                    self.name,
                )
            )

    def _check_agreed(self, vals):
        """Owner, day and dimension are agreed once it is planned, all once closed."""
        if self.env.su:
            return
        closed = self.filtered(lambda improvement: improvement.state in CLOSED)
        if closed and _CONTENT & set(vals):
            raise UserError(
                self.env._(
                    "%s is closed and stays as it is. Reopen it first.", closed[0].name
                )
            )
        agreed = self.filtered(lambda improvement: improvement.state != "proposed")
        if agreed and _AGREED & set(vals) and not self._is_lead():
            raise AccessError(
                self.env._(
                    "%s is planned: its owner, department, day and dimension are "
                    "changed by a lead.",
                    agreed[0].name,
                )
            )

    def _is_lead(self):
        return self.env.su or self.env.user.has_groups(IMPROVEMENT_LEADS)

    @api.model
    def _field_writers(self):
        """Links and steps are made by buttons, which check both ends; what was in
        time follows from them."""
        names = ("case_ids", "days_late", "feedback_ids", "in_time")
        linked = dict.fromkeys(names, fields.NO_ACCESS)
        return super()._field_writers() | linked | {"active": IMPROVEMENT_LEADS}
