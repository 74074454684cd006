from typing import Any, NamedTuple

from odoo import fields, models

from ..tools import sla_clock
from ..tools.sla_clock import Run
from .keqin_case import OPEN

# How far a clock has alarmed: 0 nobody, and so on.
ALARMS = ("warn", "lead", "executive")
# What a clock reads of the times of a case.
_READ = (
    *("case_id", "state", "running", "date_from", "date_to", "worked_hours"),
    *("policy_id", "calendar_id"),
)


class Dial(NamedTuple):
    """One of the two clocks.

    :ivar deadline: None when there is none, or while it is paused
    :ivar warn_on: when the owner is reminded
    :ivar until: up to when it has run
    :ivar running: whether it still does
    """

    deadline: Any
    warn_on: Any
    until: Any
    running: bool

    @property
    def missed(self):
        return bool(self.deadline and self.until and self.until > self.deadline)


class Clock:
    """What the two clocks of one case say at a moment.

    :param replay: whether the response given is judged anew
    :param forgive: whether marks of missed deadlines may go
    """

    def __init__(self, case, target, segments, now, replay=False, forgive=False):
        self.case, self.target, self.now = case, target, now
        self.week, self.forgive = target.week, forgive
        self.segments = segments
        self.runs = [segment._run() for segment in segments if segment.running]
        self.response = self._response(replay)
        self.resolution = self._resolution()

    def values(self, ring=False):
        """Values of the fields of the case that follow.

        :param ring: whether everybody is told of what is due
        """
        case = self.case
        values = {
            "policy_id": self.target.policy,
            "clock_tier": case.customer_id.tier,
            "clock_stale": False,
            "response_hours": self._response_hours(),
            "resolution_hours": self._resolution_hours(),
        }
        moments = []
        for name in ("response", "resolution"):
            dial = getattr(self, name)
            alarms = self.alarms(dial)
            reached = self.reached(dial)
            told = reached if ring else min(case[f"{name}_alarm"], reached)
            moments += [moment for moment, _level in alarms[told:]]
            values |= {
                f"{name}_deadline": dial.deadline or False,
                f"{name}_warn_on": dial.warn_on or False,
                f"{name}_breached_on": self._marked(name, dial),
                f"{name}_alarm": told,
            }
        return values | {"alarm_at": min(moments, default=False)}

    def _marked(self, name, dial):
        """When a deadline was missed, for good: success later on leaves the mark. What
        turns out to have been done before that moment, and was only logged later, was
        never missed."""
        marked = self.case[f"{name}_breached_on"]
        done = self.case.response_met_on if name == "response" else self._done()
        if marked and not self.forgive and not (done and done <= marked):
            return marked
        return dial.missed and dial.deadline or False

    def _done(self):
        is_open = self.case.state in OPEN
        return False if is_open else self.case.resolved_on

    def alarms(self, dial):
        """Moments of a running clock, and who is told then; in order."""
        if not (dial.running and dial.deadline):
            return []
        beyond = self._plan(dial.deadline, self.target.escalation) or dial.deadline
        warn_on = min(dial.warn_on or dial.deadline, dial.deadline)
        moments = (warn_on, dial.deadline, beyond)
        return list(zip(moments, ALARMS, strict=True))

    def reached(self, dial):
        """How many of the alarms of a clock are due."""
        return sum(moment < self.now for moment, _level in self.alarms(dial))

    def due(self):
        """Alarms that nobody was told of yet, as ``(clock, level)``; a missed deadline
        says all that a warning would have said."""
        due = []
        for name in ("response", "resolution"):
            dial, told = getattr(self, name), self.case[f"{name}_alarm"]
            levels = ALARMS[told : self.reached(dial)]
            due += [(name, level) for level in levels if level != "warn"] or [
                (name, level) for level in levels
            ]
        return due

    def _response(self, replay):
        """From receipt to answer, without a pause; once given, no later change of the
        service level judges it again."""
        case = self.case
        met, start = case.response_met_on, case.opened_on
        if met and case.response_deadline and not replay:
            deadline, warn_on = case.response_deadline, case.response_warn_on
        else:
            deadline = self._plan(start, self.target.response)
            warn_on = self._plan(start, self.target.response * self.target.warning)
        is_open = case.state in OPEN
        until = met or (self.now if is_open else case.state_since)
        return Dial(deadline, warn_on, until, is_open and not met)

    def _resolution(self):
        """While we are to act; a date agreed on for a complex request is the deadline,
        unless it went by while the customer was waited for: then it lapses."""
        case, runs = self.case, self.runs
        done = case.state not in OPEN and (case.resolved_on or case.state_since)
        last = runs[-1] if runs else Run(self.now, self.now)
        running = last.end is None
        if case.kind == "complex_request":
            return Dial(*self._agreed(), done or self.now, running)
        if done:
            # what was left then: as if the clock had gone on from there
            runs = [*runs, Run(done)]
        deadline = self._deadline(runs, self.target.resolution)
        warn_on = self._deadline(runs, self.target.resolution * self.target.warning)
        return Dial(deadline, warn_on, last.end or self.now, running)

    def _agreed(self):
        agreed = self.case.agreed_on
        lapsed = agreed and any(
            segment.date_from <= agreed < (segment.date_to or self.now)
            for segment in self.segments
            if segment.state == "waiting"
        )
        if not agreed or lapsed:
            return None, None
        start = min(self.case.committed_on or self.now, agreed)
        share = self.week.worked(start, agreed) * self.target.warning
        return agreed, self._plan(start, share)

    def _response_hours(self):
        met = self.case.response_met_on
        worked = met and self.week.worked(self.case.opened_on, met)
        return worked.total_seconds() / 3600 if worked else 0.0

    def _resolution_hours(self):
        if self.case.state in OPEN:
            return 0.0
        return self.consumed().total_seconds() / 3600

    def consumed(self):
        """Working time the resolution has taken by now."""
        return sla_clock.consumed(self.week, self.runs, self.now)

    def current(self):
        """Working time of the run that goes on, nothing while none does."""
        going = (run for run in self.runs if run.end is None)
        return sla_clock.consumed(self.week, going, self.now)

    def _plan(self, start, amount):
        return self._deadline([Run(start)], amount)

    def _deadline(self, runs, amount):
        """None by a calendar that is never worked: no case is refused for it."""
        try:
            return sla_clock.deadline(self.week, amount, runs)
        except ValueError:
            return None


class KeqinCase(models.Model):
    """Reading the clocks of many cases at once."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the times of a case, and what follows from them
    _inherit = "keqin.case"

    def _clocks(self, record=False, replay=False, forgive=False):
        """What the clocks of each case say now.

        :param record: whether to keep with the times which level and calendar apply
        :return: dict of case to `Clock`
        """
        now = fields.Datetime.now()
        targets = self._targets()
        segments = self.env["keqin.case.segment"].search_fetch(
            [("case_id", "in", self.ids)], _READ, order="date_from, id"
        )
        if record:
            segments = self._clock_record(segments, targets, now)
        segments = segments.grouped("case_id")
        none = self.env["keqin.case.segment"]
        return {
            case: Clock(
                case, targets[case], segments.get(case, none), now, replay, forgive
            )
            for case in self
        }

    def _targets(self):
        """What is demanded of each case, by the service level that fits."""
        policies = self.env["keqin.sla.policy"]._policies_for(self)
        levels = {case: (policies[case], case.company_id) for case in self}
        offices = {level: level[0]._office(level[1]) for level in set(levels.values())}
        weeks = self.env["keqin.working.day"]._working_times(offices.values())
        targets = {
            (policy, company): policy._target(company, office, weeks[office])
            for (policy, company), office in offices.items()
        }
        return {case: targets[level] for case, level in levels.items()}

    def _clock_record(self, segments, targets, now):
        """What goes on says which level and calendar apply.

        What was counted by another calendar is kept: a new segment begins.

        :return: all segments, those that begin as well
        """
        current = segments.filtered(lambda segment: not segment.date_to)
        moved = current.filtered(
            lambda segment: (
                segment.running
                and segment.calendar_id
                and segment.calendar_id != targets[segment.case_id].office.calendar
                and segment.date_from < now
            )
        )
        if moved:
            begun = moved._split(now)
            current = current - moved | begun
            segments = (segments | begun).sorted("date_from, id")
        for (policy, calendar), group in current.grouped(
            lambda segment: (
                targets[segment.case_id].policy,
                targets[segment.case_id].office.calendar,
            )
        ).items():
            group.filtered(
                lambda segment, applies=(policy, calendar): (
                    (segment.policy_id, segment.calendar_id) != applies
                )
            ).write({"policy_id": policy.id, "calendar_id": calendar.id})
        return segments
