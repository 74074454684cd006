from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .keqin_case import CASE_LEADS, KINDS, SEVERITIES
from .keqin_case import OPEN as OPEN_CASES
from .keqin_customer_bound_mixin import DEPARTMENTS
from .keqin_working_time import Office

# The owner has it; a rejected one is back with who asked, and still not answered.
WORKING = ("new", "accepted", "planned")
OPEN = (*WORKING, "rejected")
# Written by steps and rules alone: see keqin_case_task_flow.
_STAMPED = (
    "answer_hours",
    "answered_in_time",
    "answered_on",
    "asked_on",
    "company_id",
    "customer_id",
    "escalated_on",
    "planned_on",
    "reason",
    "state",
    "transfer_count",
)
# What is asked is worded by who asks, what is answered by who owns it.
_ASKED = {"name", "description", "department", "due_on"}


class KeqinCaseTask(models.Model):
    """A part of a case that another department answers (R094, R196).

    Its owner sees the task and the context on it, and neither the case nor the
    conversation with the customer. Steps are in `keqin_case_task_flow`, who is told of
    them in `keqin_case_task_notice`.
    """

    _name = "keqin.case.task"
    _description = "Routed Task"
    _inherit = ["keqin.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "due_on, id"
    _check_company_auto = True

    name = fields.Char("What is needed", required=True, tracking=True)
    case_id = fields.Many2one(
        "keqin.case", required=True, index=True, ondelete="cascade", check_company=True
    )
    customer_id = fields.Many2one(
        related="case_id.customer_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="case_id.company_id", store=True, index=True, precompute=True
    )
    department = fields.Selection(
        DEPARTMENTS, required=True, default="technical", tracking=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        check_company=True,
        domain=lambda self: self.env["keqin.promise"]._domain_owner(),
        help="Answers for it; exactly one person.",
    )
    requested_by_id = fields.Many2one(
        "res.users",
        "Asked by",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        help="Gets the answer; a rejected task comes back here.",
    )
    asked_on = fields.Datetime(
        "Asked on",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: fields.Datetime.now(),
    )
    due_on = fields.Datetime(
        "Due",
        compute="_compute_due_on",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        tracking=True,
        help="In one working day, or when the case is due before that.",
    )
    state = fields.Selection(
        [
            ("new", "To accept"),
            ("accepted", "Accepted"),
            ("planned", "Planned"),
            ("answered", "Answered"),
            ("rejected", "Rejected"),
            ("cancelled", "Cancelled"),
        ],
        "Status",
        default="new",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    is_late = fields.Boolean(
        compute="_compute_is_late",
        search="_search_is_late",
        help="Not answered beyond its time, or answered after it.",
    )
    description = fields.Html()
    attachment_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        "Attachments",
        domain=[("res_model", "=", "keqin.case.task")],
        help="Copies made for this task: nothing else of the case is passed on.",
    )
    planned_on = fields.Date("Planned for", readonly=True, copy=False, tracking=True)
    answer = fields.Html(copy=False)
    answered_on = fields.Datetime(readonly=True, copy=False)
    reason = fields.Char(
        readonly=True, copy=False, help="Why it was rejected, or asked again."
    )
    transfer_count = fields.Integer(
        "Transfers", readonly=True, copy=False, help="How often the owner changed."
    )
    escalated_on = fields.Datetime(readonly=True, copy=False)

    # what the owner has to know of the case, and nothing more
    case_number = fields.Char("Case number", compute="_compute_context")
    case_subject = fields.Char("Subject", compute="_compute_context")
    case_description = fields.Html(
        "In the customer's words", compute="_compute_context"
    )
    case_kind = fields.Selection(KINDS, "Kind", compute="_compute_context")
    case_severity = fields.Selection(SEVERITIES, "Severity", compute="_compute_context")
    case_deadline = fields.Datetime("Resolve by", compute="_compute_context")
    product_name = fields.Char("Product", compute="_compute_context")
    customer_name = fields.Char("Customer name", compute="_compute_context")
    contact_name = fields.Char("Raised by", compute="_compute_context")
    manager_id = fields.Many2one(
        related="customer_id.user_id", string="Account manager"
    )

    # how departments answer
    answer_hours = fields.Float(
        "Hours to answer",
        compute="_compute_answer_hours",
        store=True,
        digits=(10, 1),
        aggregator="avg",
        help="From asking to the answer, day and night.",
    )
    answered_in_time = fields.Float(
        "In time (%)",
        compute="_compute_answer_hours",
        store=True,
        digits=(5, 1),
        aggregator="avg",
        help="100 when answered by its time, 0 when later; the average of a group of "
        "answered tasks is its rate.",
    )

    @api.depends("case_id")
    def _compute_due_on(self):
        """One working day, and within the deadline of the case while that is ahead."""
        now = fields.Datetime.now()
        companies = self.case_id.company_id | self.env.company
        offices = {it: Office(it.resource_calendar_id, it) for it in companies}
        weeks = self.env["keqin.working.day"]._working_times(offices.values())
        for case, tasks in self.grouped("case_id").items():
            office = offices[case.company_id or self.env.company]
            try:
                due = weeks[office].plan(now, timedelta(hours=office.hours_per_day))
            except ValueError:  # nobody works for a year
                due = now + timedelta(days=1)
            # sudo: only its deadline, of a case that a task of the reader belongs to
            deadline = case.sudo().resolution_deadline
            if deadline and deadline > now:
                due = min(due, deadline)
            tasks.due_on = due

    @api.depends(
        *("case_id.number", "case_id.name", "case_id.description", "case_id.kind"),
        *("case_id.severity", "case_id.resolution_deadline"),
        *("case_id.product_id", "case_id.customer_id", "case_id.contact_id"),
    )
    @api.depends_context("uid")
    def _compute_context(self):
        """Of the case it was routed from, for whoever may read the task; a form that
        is not saved names any case, and shows what its user may read anyway."""
        for task in self:
            # sudo: these fields only, of the case a readable task was routed from
            case = task.case_id.sudo()
            if case != task._origin.case_id and not task.case_id.has_access("read"):
                case = case.browse()
            task.case_number = case.number
            task.case_subject = case.name
            task.case_description = case.description
            task.case_kind = case.kind
            task.case_severity = case.severity
            task.case_deadline = case.resolution_deadline
            task.product_name = case.product_id.display_name
            task.customer_name = case.customer_id.name
            task.contact_name = case.contact_id.name

    @api.depends("state")
    def _compute_is_open(self):
        for task in self:
            task.is_open = task.state in OPEN

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in" if True in value else "not in", OPEN)]

    @api.depends("state", "due_on", "answered_on")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for task in self:
            end = task.answered_on or now
            counts = task.state in (*OPEN, "answered")
            task.is_late = bool(counts and task.due_on and end > task.due_on)

    def _search_is_late(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        late = [("state", "in", OPEN), ("due_on", "<", fields.Datetime.now())]
        answered = [("state", "=", "answered"), ("answered_in_time", "=", 0)]
        return ["|", "&", *late, "&", *answered]

    @api.depends("state", "due_on", "answered_on", "asked_on")
    def _compute_answer_hours(self):
        for task in self:
            answered = task.state == "answered" and task.answered_on
            spent = (answered - task.asked_on).total_seconds() if answered else 0.0
            task.answer_hours = max(spent, 0.0) / 3600.0
            in_time = answered and answered <= task.due_on
            task.answered_in_time = 100.0 if in_time else 0.0

    @api.constrains("user_id")
    def _check_owner_may_answer(self):
        """Routed to somebody without a role, it would be seen by nobody."""
        allowed = self.env["keqin.promise"]._domain_owner()
        for task in self - self.filtered_domain([("user_id", "any", allowed)]):
            raise ValidationError(
                self.env._(
                    "%(person)s has no role in customer care and could not open "
                    "%(task)s. Choose somebody else, or ask for the role Contributor.",
                    person=task.user_id.name,
                    task=task.name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        tasks._check_case_open()
        tasks._tell_routed()
        return tasks

    def write(self, vals):
        self._check_wording(vals)
        owners = {task: task.user_id for task in self}
        done = super().write(vals)
        moved = self.filtered(lambda task: task.user_id != owners[task])
        for count, tasks in moved.grouped("transfer_count").items():
            # sudo: a count is nobody's to write
            tasks.sudo().transfer_count = count + 1
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_worked_on(self):
        kept = self.filtered(lambda task: task.state not in ("new", "cancelled"))
        if kept:
            raise UserError(
                self.env._(
                    "%s was worked on and stays in the ledger. Cancel it instead.",
                    ", ".join(kept.mapped("name")),
                )
            )

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Colleagues talk about it here: a customer never follows."""
        partners = self.env["res.partner"].browse(partner_ids or [])
        # sudo: whether somebody is a colleague is no secret to one
        internal = partners.filtered(
            lambda partner: partner.sudo().user_ids.filtered(
                lambda user: not user.share
            )
        )
        return super().message_subscribe(internal.ids, subtype_ids)

    def _check_case_open(self):
        done = self.case_id.filtered(lambda case: case.state not in OPEN_CASES)
        if done and not self.env.su:
            raise UserError(
                self.env._(
                    "%s is settled. Open it again to ask other departments.",
                    ", ".join(done.mapped("display_name")),
                )
            )

    def _check_wording(self, vals):
        """Who asks says what and until when; who owns it, what is answered."""
        if self.env.su:
            return
        if "case_id" in vals and any(t.case_id.id != vals["case_id"] for t in self):
            raise UserError(
                self.env._(
                    "%s stays with its case. Route a new task from the other one.",
                    ", ".join(self.mapped("name")),
                )
            )
        if "user_id" in vals and any(t.user_id.id != vals["user_id"] for t in self):
            raise UserError(
                self.env._(
                    "Give %s away with Transfer, so that everybody knows why.",
                    ", ".join(self.mapped("name")),
                )
            )
        if _ASKED & set(vals):
            self._check_asker()
            self._check_state(*OPEN)
        if "answer" in vals:
            self._check_answerer()

    @api.model
    def _field_writers(self):
        """Copies of the case's own, and steps, are nobody's to write."""
        stamped = dict.fromkeys(_STAMPED, fields.NO_ACCESS)
        return stamped | {"requested_by_id": CASE_LEADS}
