from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import split_every

from .keqin_case import CASE_LEADS, OPEN
from .keqin_grade_change import TIER_SELECTION
from .keqin_sla_policy import KEYS

# States in which we are to act: the clock of the resolution runs.
RUNNING = ("new", "responded", "working")
# A change of these may mean another service level, or another deadline.
_RESETTING = frozenset(
    {"agreed_on", "active", "channel", "customer_id", "kind", "severity"}
)
_CLOCKED = (
    "alarm_at",
    "clock_stale",
    "clock_tier",
    "committed_on",
    "resolution_alarm",
    "resolution_hours",
    "resolution_warn_on",
    "response_alarm",
    "response_hours",
    "response_met_on",
    "response_warn_on",
)
_QUIET = {"tracking_disable": True, "mail_notrack": True}
_BATCH = 1_000


class KeqinCase(models.Model):
    """The two clocks of a case and its times as records (design section 7).

    The first response has one run, from receipt to answer, and never pauses. The
    resolution runs while we are to act, and stands still while the customer is. What
    was consumed is kept with the segments; deadlines follow from it and from whichever
    service level applies now. A missed deadline stays missed.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, its clocks, its flow
    _inherit = "keqin.case"

    opened_on = fields.Datetime(tracking=True)
    committed_on = fields.Datetime(
        "Date agreed on",
        readonly=True,
        copy=False,
        help="When the first date was agreed for a complex request.",
    )
    response_met_on = fields.Datetime(
        "Response given",
        compute="_compute_response_met_on",
        store=True,
        help="First response; for a complex request a date had to be agreed as well.",
    )
    response_warn_on = fields.Datetime(readonly=True, copy=False)
    resolution_warn_on = fields.Datetime(readonly=True, copy=False)
    response_hours = fields.Float(
        "Working hours to response", readonly=True, copy=False, aggregator="avg"
    )
    resolution_hours = fields.Float(
        "Working hours to resolution",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Time the customer was waited for is not in it.",
    )
    alarm_at = fields.Datetime(
        readonly=True, copy=False, help="When `cron_sla` looks at it again."
    )
    response_alarm = fields.Integer(
        readonly=True, copy=False, aggregator=None, help="Who was told: see `ALARMS`."
    )
    resolution_alarm = fields.Integer(readonly=True, copy=False, aggregator=None)
    clock_tier = fields.Selection(
        TIER_SELECTION, "Tier of the clock", readonly=True, copy=False
    )
    clock_stale = fields.Boolean(
        readonly=True, copy=False, help="Working hours changed: find the deadlines."
    )

    _alarm_idx = models.Index("(alarm_at) WHERE alarm_at IS NOT NULL")
    _clock_idx = models.Index(
        "(customer_id) WHERE state IN ('new', 'responded', 'working', 'waiting')"
    )

    @api.depends("kind", "first_response_on", "committed_on")
    def _compute_response_met_on(self):
        for case in self:
            met = case.first_response_on
            if case.kind == "complex_request":
                met = met and case.committed_on and max(met, case.committed_on)
            case.response_met_on = met

    @api.depends("state", "response_met_on", "response_deadline", "resolution_deadline")
    def _compute_next_deadline(self):
        for case in self:
            deadlines = []
            if case.state in OPEN and not case.response_met_on:
                deadlines.append(case.response_deadline)
            if case.state in RUNNING:
                deadlines.append(case.resolution_deadline)
            case.next_deadline = min(filter(None, deadlines), default=False)

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_CLOCKED, fields.NO_ACCESS)

    def write(self, vals):
        moved = "opened_on" in vals and self._clock_moved(vals["opened_on"])
        written = super().write(vals)
        if vals.get("agreed_on"):
            first = self.filtered(lambda case: not case.committed_on)
            # sudo: stamped by the step
            first.sudo().write({"committed_on": fields.Datetime.now()})
        if moved:
            moved._clock_replay()
        elif not _RESETTING.isdisjoint(vals):
            self.filtered("is_open")._clock_refresh()
        return written

    # times
    def _clock_start(self):
        """Begin the first segment of new cases, each when it was received."""
        self.sudo().segment_ids.create(
            [
                {
                    "case_id": case.id,
                    "state": case.state,
                    "running": case.state in RUNNING,
                    "date_from": case.opened_on,
                    "user_id": self.env.uid,
                }
                for case in self
            ]
        )
        self._clock_refresh()

    def _clock_enter(self, state, at=None, reason=None):
        """End the running segment of each case at ``at`` and begin the next one.

        What was logged with a time before the last step counts from that step on.

        :param at: naive UTC datetime, now by default
        """
        at = fields.Datetime.to_datetime(at) or fields.Datetime.now()
        # sudo: times follow from the permitted step and are nobody's to write
        cases = self.sudo()
        last = cases._clock_end(at)
        cases.segment_ids.create(
            [
                {
                    "case_id": case.id,
                    "state": state,
                    "running": state in RUNNING,
                    "date_from": max(at, last.get(case, at)),
                    "user_id": self.env.uid,
                    "reason": reason,
                    "answered_on": state == "waiting" and case.answered_on and at,
                }
                for case in cases
            ]
        )
        cases._clock_refresh()

    def _clock_end(self, at):
        """End the open segments, and keep with them what they consumed.

        :return: dict of case to where its last segment began
        """
        Segment = self.env["keqin.case.segment"]
        segments = Segment.search(
            [("case_id", "in", self.ids), ("date_to", "=", False)]
        )
        weeks = self.env["keqin.working.day"]._working_times(
            segment._office() for segment in segments
        )
        for segment in segments:
            segment._end(max(at, segment.date_from), weeks[segment._office()])
        return {segment.case_id: segment.date_from for segment in segments}

    def _flag_pause(self, at):
        """The customer answered while we say that we wait for them.

        :param at: naive UTC datetime
        """
        segments = self.sudo().segment_ids.search(
            [
                ("case_id", "in", self.ids),
                ("date_to", "=", False),
                ("state", "=", "waiting"),
                ("answered_on", "=", False),
            ]
        )
        segments.answered_on = at

    # deadlines
    def _clock_refresh(self, replay=False):
        """Find the service level of each case and set its deadlines by it.

        What is confirmed or closed keeps the deadlines it had. A missed deadline is
        marked; a lead's correction of the facts alone takes the mark away.

        :param replay: whether the past of the cases was corrected
        """
        forgive = replay and (self.env.su or self.env.user.has_groups(CASE_LEADS))
        # sudo: deadlines follow from the permitted step and are nobody's to write
        cases = self.sudo().with_context(**_QUIET)
        if not replay:
            cases = cases.filtered(lambda case: case.state in (*OPEN, "resolved"))
        for ids in split_every(_BATCH, cases.ids):
            batch = cases.browse(ids)
            rung = batch.filtered(lambda case: case._is_rung())
            for case, clock in batch._clocks(True, replay, forgive).items():
                case._clock_write(clock.values())
            done = rung.filtered(lambda case: not case._is_rung())
            if done:
                done._drop_alarms()

    def _is_rung(self):
        """Has somebody been told of a clock that still runs?"""
        return bool(self.response_alarm or self.resolution_alarm)

    def _clock_write(self, vals):
        changed = {name: value for name, value in vals.items() if self[name] != value}
        if changed:
            self.write(changed)

    def _clock_moved(self, opened_on):
        """Cases whose receipt would change, after checking that it may.

        :raises AccessError: made later by somebody who is no lead of service
        :raises UserError: made later than the first step
        """
        opened_on = fields.Datetime.to_datetime(opened_on)
        moved = self.filtered(lambda case: case.opened_on != opened_on)
        later = moved.filtered(lambda c: opened_on and c.opened_on < opened_on)
        if later and not (self.env.su or self.env.user.has_groups(CASE_LEADS)):
            raise AccessError(
                self.env._(
                    "Only leads of service may say that %s was received later: its "
                    "deadlines would move.",
                    later[0].display_name,
                )
            )
        # sudo: whoever may correct the case may not read its times
        for case in later.sudo():
            if opened_on > (case.segment_ids[:1].date_to or opened_on):
                raise UserError(
                    self.env._(
                        "%s cannot have been received after the first step was taken.",
                        case.display_name,
                    )
                )
        return moved

    def _clock_replay(self):
        """The receipt was corrected: count again from there."""
        cases = self.sudo()
        firsts = cases.segment_ids.browse(c.segment_ids[:1].id for c in cases)
        weeks = self.env["keqin.working.day"]._working_times(
            segment._office() for segment in firsts
        )
        for segment in firsts:
            segment.date_from = segment.case_id.opened_on
            if segment.date_to:
                segment._end(segment.date_to, weeks[segment._office()])
        cases._clock_refresh(replay=True)

    def _sla_keys(self):
        """What a service level may be for, in the order of `KEYS`."""
        self.ensure_one()
        return tuple(
            (self.customer_id.tier if key == "tier" else self[key]) or False
            for key in KEYS
        )
