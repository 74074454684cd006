from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import evaluation
from ..tools.meeting import closure_rate
from .keqin_improvement import IMPROVEMENT_LEADS
from .optional_float import OptionalFloat

MEETING_STATES = [
    ("planned", "Planned"),
    ("open", "In session"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]
# Who plans, holds and closes meetings.
MEETING_LEADS = IMPROVEMENT_LEADS
_LENGTH = timedelta(minutes=90)
_PERIODS = {"joint": "month", "special": "quarter"}
# Follow from steps and from the schedule.
_STAMPED = (
    "cancel_reason",
    "closed_on",
    "event_id",
    "figure_ids",
    "gathered_on",
    "held_on",
    "is_automatic",
    "period_start",
    "previous_done",
    "previous_id",
    "previous_rate",
    "previous_total",
)
# What the calendar and the invitations said.
_ABOUT = frozenset({"company_id", "date_end", "date_start", "evaluation_id", "kind"})


class KeqinMeeting(models.Model):
    """A meeting on the care of customers: joint, special or on an evaluation.

    Its agenda gathers itself; it is not over while anything on it is undecided
    (R134, R152 to R154).
    """

    _name = "keqin.meeting"
    _description = "Care Meeting"
    _inherit = ["keqin.stepped.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    kind = fields.Selection(
        [
            ("joint", "Monthly joint meeting"),
            ("special", "Quarterly special meeting"),
            ("evaluation", "Evaluation meeting"),
        ],
        required=True,
        default="joint",
        index=True,
    )
    date_start = fields.Datetime("From", required=True, index=True, tracking=True)
    date_end = fields.Datetime("Until", required=True)
    location = fields.Char()
    user_id = fields.Many2one(
        "res.users",
        "Chair",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        default=lambda self: self.env.user,
        domain=lambda self: self._domain_participants(),
    )
    participant_ids = fields.Many2many(
        "res.users",
        "keqin_meeting_res_users_rel",
        "meeting_id",
        "user_id",
        "Participants",
        check_company=True,
        domain=lambda self: self._domain_participants(),
        help="They read the agenda, and put topics on it.",
    )
    evaluation_id = fields.Many2one(
        "keqin.evaluation",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    state = fields.Selection(
        MEETING_STATES,
        "Status",
        required=True,
        default="planned",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    period_start = fields.Date(
        "Period",
        readonly=True,
        copy=False,
        help="First day of the month or quarter it is the meeting of.",
    )
    is_automatic = fields.Boolean("Made by the schedule", readonly=True, copy=False)
    item_ids = fields.One2many("keqin.meeting.item", "meeting_id", "Agenda")
    item_count = fields.Integer("Items", compute="_compute_counts", compute_sudo=True)
    undecided_count = fields.Integer(
        "Undecided", compute="_compute_counts", compute_sudo=True
    )
    closure_rate = OptionalFloat(
        "Done of what was decided (%)",
        compute="_compute_counts",
        compute_sudo=True,
        digits=(5, 1),
    )
    decision_ids = fields.One2many(
        "keqin.decision", "meeting_id", "Executive decisions"
    )
    minutes = fields.Html(copy=False, help="What was said, besides the decisions.")
    gathered_on = fields.Datetime("Agenda as of", readonly=True, copy=False)
    held_on = fields.Date(readonly=True, copy=False)
    closed_on = fields.Datetime(readonly=True, copy=False)
    cancel_reason = fields.Char("Reason", readonly=True, copy=False)
    previous_id = fields.Many2one(
        "keqin.meeting",
        "Meeting before",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    previous_total = fields.Integer(
        "Decided in the meeting before", readonly=True, copy=False
    )
    previous_done = fields.Integer("Done of that", readonly=True, copy=False)
    previous_rate = OptionalFloat(
        "Closure rate of the meeting before (%)",
        compute="_compute_previous_rate",
        store=True,
        digits=(5, 1),
        aggregator="avg",
        help="Of what was decided in the meeting before, as this one starts.",
    )

    _dates_order = models.Constraint(
        "CHECK(date_end > date_start)",
        "A meeting ends after it starts. Correct one of the two times.",
    )
    _evaluated = models.Constraint(
        "CHECK(kind = 'evaluation' OR evaluation_id IS NULL)",
        "Only an evaluation meeting is on an evaluation. Choose that kind of meeting.",
    )
    # what makes running the schedule twice, or on two servers, harmless
    _once = models.UniqueIndex(
        "(company_id, kind, period_start)"
        " WHERE kind != 'evaluation' AND state != 'cancelled'",
        "There is such a meeting in this period already. Open that one.",
    )
    _once_evaluation = models.UniqueIndex(
        "(evaluation_id) WHERE state IN ('planned', 'open')",
        "A meeting on this evaluation is planned already. Open that one.",
    )

    @api.depends("item_ids.state", "item_ids.decided_on")
    def _compute_counts(self):
        """Whatever the reader may read of the agenda."""
        rows = self.env["keqin.meeting.item"]._read_group(
            [("meeting_id", "in", self._origin.ids)],
            ["meeting_id", "state"],
            ["__count", "decided_on:count"],
        )
        for meeting in self:
            mine = {
                state: (count, decided)
                for record, state, count, decided in rows
                if record.id == meeting._origin.id
            }
            meeting.item_count = sum(count for count, _decided in mine.values())
            meeting.undecided_count = mine.get("undecided", (0, 0))[0]
            decided = sum(
                mine.get(state, (0, 0))[1] for state in ("decided", "done", "carried")
            )
            meeting.closure_rate = closure_rate(mine.get("done", (0, 0))[0], decided)

    @api.depends("previous_done", "previous_total")
    def _compute_previous_rate(self):
        for meeting in self:
            meeting.previous_rate = closure_rate(
                meeting.previous_done, meeting.previous_total
            )

    @api.onchange("date_start")
    def _onchange_date_start(self):
        self.date_end = self._end_for(self.date_start)

    @api.model_create_multi
    def create(self, vals_list):
        """In the calendar of who takes part, with the agenda as it is now."""
        meetings = super().create(vals_list)
        meetings._set_period()
        if not self.env.context.get("keqin_bulk"):  # entered afterwards
            meetings._invite()
            meetings._gather()
        return meetings

    def write(self, vals):
        self._check_about(vals)
        if vals.get("date_start") and "date_end" not in vals:
            start = fields.Datetime.to_datetime(vals["date_start"])
            for meeting in self:
                moved = {"date_start": start, "date_end": meeting._end_for(start)}
                super(KeqinMeeting, meeting).write(moved)
        done = super().write(vals)
        if {"kind", "company_id", "date_start"} & vals.keys():
            self._set_period()
        self._follow_up_calendar(vals)
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        kept = self.filtered(lambda meeting: meeting.state in ("open", "closed"))
        if kept:
            raise UserError(
                self.env._(
                    "%s was held and stays on record.", ", ".join(kept.mapped("name"))
                )
            )
        # sudo: made for this meeting, which the caller may delete
        self.sudo().event_id.with_context(keqin_meeting_sync=True).unlink()

    @api.model
    def _domain_participants(self):
        return self.env["keqin.promise"]._domain_owner()

    @api.model
    def _is_lead(self):
        return self.env.su or self.env.user.has_groups(MEETING_LEADS)

    def _day(self):
        """The day it is on, where the company is."""
        zone = pytz.timezone(self.company_id._keqin_zones()[self.company_id])
        return pytz.utc.localize(self.date_start).astimezone(zone).date()

    def _end_for(self, start):
        """Moved, it takes as long as it did."""
        was = self._origin
        length = was.date_end - was.date_start if was.date_end else _LENGTH
        return start and start + length

    def _set_period(self):
        """Of which month or quarter it is; moved a little, it stays that one."""
        # sudo: follows from kind and day
        for meeting in self.sudo():
            period = _PERIODS.get(meeting.kind)
            if not period:
                meeting.period_start = False
            elif not (meeting.is_automatic and meeting.period_start):
                start, _end = evaluation.bounds(period, meeting._day())
                meeting.period_start = start

    def _check_about(self, vals):
        """What was held, was held then; a closed one keeps its minutes, too."""
        if self.env.su:
            return
        fixed = _ABOUT & vals.keys()
        closed = {*_ABOUT, "minutes", "name", "participant_ids", "user_id", "location"}
        for meeting in self:
            held = meeting.state in ("open", "closed") and fixed
            if held or (meeting.state == "closed" and closed & vals.keys()):
                raise UserError(
                    self.env._(
                        "%s was held: when and on what it was stays as it is. An "
                        "executive can open closed minutes again.",
                        meeting.name,
                    )
                )

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_STAMPED, fields.NO_ACCESS)
