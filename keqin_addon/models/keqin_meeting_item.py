from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .keqin_meeting import MEETING_LEADS

ITEM_STATES = [
    ("undecided", "Undecided"),
    ("decided", "Decided"),
    ("done", "Done"),
    ("carried", "Carried over"),
    ("dropped", "Dropped"),
]
ITEM_KINDS = [
    ("earlier", "Earlier meeting"),
    ("case", "Case"),
    ("promise", "Promise"),
    ("risk", "Risk"),
    ("customer", "Customer"),
    ("improvement", "Improvement"),
    ("friction", "Friction point"),
    ("topic", "Topic"),
]
# Where it came from and what became of it: no entries.
_STAMPED = (
    "decided_by_id",
    "decided_on",
    "done_on",
    "improvement_id",
    "kind",
    "previous_item_id",
    "promise_id",
    "raised_by_id",
    "reason",
    "res_id",
    "res_model",
    "task_id",
)
_DECIDED = ("customer_id", "date_due", "decision", "follow_up", "user_id")
_CONTENT = frozenset({*_DECIDED, "name", "note"})


class KeqinMeetingItem(models.Model):
    """One item of an agenda: what is decided, who does it, until when (R154).

    Gathered from what is open, or put there by who takes part.
    """

    _name = "keqin.meeting.item"
    _description = "Agenda Item"
    _inherit = ["keqin.stepped.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "sequence, id"
    _check_company_auto = True
    _mail_post_access = "read"

    meeting_id = fields.Many2one(
        "keqin.meeting", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="meeting_id.company_id", store=True, precompute=True, index=True
    )
    meeting_state = fields.Selection(
        related="meeting_id.state", string="Meeting status"
    )
    date = fields.Datetime(
        related="meeting_id.date_start", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(default=90)
    name = fields.Char("Item", required=True, tracking=True)
    note = fields.Text("Background")
    kind = fields.Selection(
        ITEM_KINDS,
        "Comes from",
        required=True,
        readonly=True,
        default="topic",
        index=True,
    )
    res_model = fields.Char("Model of the source", readonly=True)
    res_id = fields.Many2oneReference(
        "Source record", model_field="res_model", readonly=True
    )
    customer_id = fields.Many2one(
        "keqin.customer",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
    )
    raised_by_id = fields.Many2one(
        "res.users",
        "Raised by",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self.env.user,
        copy=False,
    )
    previous_item_id = fields.Many2one(
        "keqin.meeting.item",
        "In an earlier meeting",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    next_ids = fields.One2many(
        "keqin.meeting.item", "previous_item_id", "In later meetings"
    )
    decision = fields.Text("What was decided", tracking=True)
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain=lambda self: self.env["keqin.promise"]._domain_owner(),
        help="Does it; exactly one person.",
    )
    date_due = fields.Date("Due", index="btree_not_null", tracking=True)
    follow_up = fields.Selection(
        [
            ("todo", "To-do of the owner"),
            ("improvement", "Improvement measure"),
            ("promise", "Promise to the customer"),
            ("task", "Task on the case"),
        ],
        "What follows",
        required=True,
        default="todo",
        help="Made with the decision, for its owner and due on its day.",
    )
    state = fields.Selection(
        ITEM_STATES,
        "Status",
        required=True,
        default="undecided",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    reason = fields.Char(readonly=True, copy=False)
    decided_on = fields.Date(readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        "res.users", "Recorded by", readonly=True, copy=False, ondelete="restrict"
    )
    done_on = fields.Date(readonly=True, copy=False)
    improvement_id = fields.Many2one(
        "keqin.improvement",
        "Improvement measure",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    promise_id = fields.Many2one(
        "keqin.promise",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    task_id = fields.Many2one(
        "keqin.case.task",
        "Routed task",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    is_late = fields.Boolean(
        "Overdue", compute="_compute_is_late", search="_search_is_late"
    )
    may_lead = fields.Boolean(compute="_compute_may_lead")

    # gathering twice, or on two servers, puts nothing on an agenda twice
    _once = models.UniqueIndex(
        "(meeting_id, res_model, res_id) WHERE res_id IS NOT NULL",
        "This is on the agenda already.",
    )
    _decided_is_complete = models.Constraint(
        "CHECK(state NOT IN ('decided', 'done') OR (decision IS NOT NULL"
        " AND user_id IS NOT NULL AND date_due IS NOT NULL))",
        "What is decided keeps its decision, owner and day. Give another one instead.",
    )

    @api.depends("state", "date_due")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for item in self:
            due = item.date_due
            item.is_late = bool(item.state == "decided" and due and due < today)

    def _search_is_late(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        today = fields.Date.context_today(self)
        return [("state", "=", "decided"), ("date_due", "<", today)]

    @api.depends_context("uid")
    def _compute_may_lead(self):
        self.may_lead = self.env["keqin.meeting"]._is_lead()

    @api.constrains("user_id")
    def _check_owner_may_read(self):
        """Given to somebody without a role, it would be seen by nobody."""
        allowed = self.env["keqin.promise"]._domain_owner()
        owned = self.filtered("user_id")
        for item in owned - owned.filtered_domain([("user_id", "any", allowed)]):
            raise ValidationError(
                self.env._(
                    "%(person)s has no role in customer care and could not open "
                    "%(task)s. Choose somebody else, or ask for the role Contributor.",
                    person=item.user_id.name,
                    task=item.name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._check_agenda_open()
        return items

    def write(self, vals):
        self._check_content(vals)
        done = super().write(vals)
        if {"user_id", "date_due"} & vals.keys():
            self._deliver()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        kept = self.filtered(lambda item: item.state != "undecided")
        if kept and not self.env.su:
            raise UserError(
                self.env._(
                    "%s was decided on and stays in the minutes.",
                    ", ".join(kept.mapped("name")),
                )
            )
        if not self.env.su:
            self._check_agenda_open()

    def action_open_source(self):
        """Open what it came from, as far as the reader may."""
        self.ensure_one()
        source = self._source()
        if not source:
            raise UserError(
                self.env._("%s has no record of its own any more.", self.name)
            )
        return source._get_records_action()

    def _source(self):
        if not self.res_id or self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists() or None

    def _check_agenda_open(self):
        """Topics are put on the agenda until the meeting is closed."""
        over = self.meeting_id.filtered(lambda it: it.state not in ("planned", "open"))
        if over and not self.env.su:
            raise UserError(
                self.env._(
                    "%s is over. Put the topic on the agenda of the next meeting.",
                    over[0].name,
                )
            )

    def _check_content(self, vals):
        """Leads decide; who raised a topic words it until it is decided."""
        if self.env.su or not (_CONTENT | {"meeting_id"}) & vals.keys():
            return
        if "meeting_id" in vals and any(
            item.meeting_id.id != vals["meeting_id"] for item in self
        ):
            raise UserError(
                self.env._(
                    "%s stays on its agenda. Carry it over to the next one instead.",
                    self[0].name,
                )
            )
        fixed = self.filtered(lambda item: item.state not in ("undecided", "decided"))
        closed = self.filtered(lambda item: item.meeting_id.state == "closed")
        if fixed or (closed and {"decision", "name", "note"} & vals.keys()):
            raise UserError(
                self.env._(
                    "%s is in the minutes and stays as it is.",
                    (fixed or closed)[0].name,
                )
            )
        if self.filtered("decided_on") and not self.env.user.has_groups(MEETING_LEADS):
            raise AccessError(
                self.env._(
                    "%s is decided: leads change what was decided.", self[0].name
                )
            )

    @api.model
    def _field_writers(self):
        stamped = dict.fromkeys((*_STAMPED, "company_id", "date"), fields.NO_ACCESS)
        decided = dict.fromkeys(
            ("date_due", "decision", "follow_up", "user_id"), MEETING_LEADS
        )
        return super()._field_writers() | stamped | decided
