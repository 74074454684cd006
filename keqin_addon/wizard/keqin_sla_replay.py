from collections import Counter
from datetime import date, datetime
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from ..models.keqin_case import KINDS
from ..models.keqin_case_deadline import Clock
from ..models.keqin_sla_policy import KEYS
from ..tools.sla_clock import Run

# So many changed cases are listed, the worse ones first; all of them are counted.
LISTED = 500
_CLOCKS = ("response", "resolution")
_COPIED = (
    *KEYS,
    *("name", "sequence", "response_hours", "resolution_value", "resolution_unit"),
    *("on_holidays", "warning_share", "escalation_hours"),
)


class Span(NamedTuple):
    """Time in a state, as it was; its working time is counted anew."""

    state: str
    running: bool
    date_from: datetime
    date_to: datetime | None

    def _run(self):
        return Run(self.date_from, self.date_to or None)


class Facts(NamedTuple):
    """What the clocks of a case ask about it, read once for all cases."""

    kind: str
    state: str
    state_since: datetime
    opened_on: datetime
    response_met_on: datetime | None
    resolved_on: datetime | None
    agreed_on: datetime | None
    committed_on: datetime | None
    # the past is judged anew
    response_deadline: Any = None
    response_warn_on: Any = None


_FACTS = Facts._fields[:-2]


class Outcome(NamedTuple):
    """Whether the two clocks were kept, missed, or are still open."""

    response: str
    resolution: str

    @classmethod
    def of(cls, clock, facts):
        ended = (facts.response_met_on, facts.resolved_on)
        return cls(
            *(
                "missed" if dial.missed else "kept" if end else "open"
                for dial, end in zip(
                    (clock.response, clock.resolution), ended, strict=True
                )
            )
        )


class KeqinSlaReplay(models.TransientModel):
    """Time machine: what other service levels would have meant (moonshot 11).

    The cases of a period are replayed from their times, once by the levels of today
    and once by those tried. Nothing is written to any case.
    """

    _name = "keqin.sla.replay"
    _description = "Service Level Replay"

    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: (
            fields.Date.context_today(self) - relativedelta(months=12, days=-1)
        ),
        help="Cases by the day on which they were received.",
    )
    date_to = fields.Date("To", required=True, default=fields.Date.context_today)
    kind = fields.Selection(KINDS)
    line_ids = fields.One2many(
        "keqin.sla.replay.line",
        "wizard_id",
        "Levels to try",
        default=lambda self: self._default_lines(),
    )
    response_hours = fields.Float(
        "Otherwise respond within (hours)",
        default=lambda self: self.env.company.keqin_response_hours,
        required=True,
        help="For cases that none of the levels fits.",
    )
    resolution_days = fields.Float(
        "Otherwise resolve within (days)",
        default=lambda self: self.env.company.keqin_resolution_days,
        required=True,
    )
    done = fields.Boolean(readonly=True)
    case_count = fields.Integer("Cases", readonly=True)
    changed_count = fields.Integer("Cases that change", readonly=True)
    row_ids = fields.One2many("keqin.sla.replay.row", "wizard_id", readonly=True)
    case_ids = fields.One2many("keqin.sla.replay.case", "wizard_id", readonly=True)

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        for wizard in self:
            if wizard.date_from > wizard.date_to:
                raise ValidationError(
                    self.env._("The period ends before it begins. Swap the two dates.")
                )

    @api.model
    def _default_lines(self):
        policies = self.env["keqin.sla.policy"].search(
            [("company_id", "in", [False, self.env.company.id])]
        )
        return [
            Command.create(
                {
                    **{name: policy[name] for name in _COPIED},
                    "policy_id": policy.id,
                    "calendar_id": policy.calendar_id.id,
                    "own_company": bool(policy.company_id),
                }
            )
            for policy in policies
        ]

    def action_replay(self):
        """Count what would have been missed; no case is touched."""
        self.ensure_one()
        self.env["keqin.case"].check_access("read")
        cases = self._cases()
        if not cases:
            raise UserError(
                self.env._("No case was received in this period. Choose a longer one.")
            )
        outcomes = self._outcomes(cases)
        changed = [case for case, (was, then) in outcomes.items() if was != then]
        changed.sort(key=lambda case: (-_worse(*outcomes[case]), case.id))
        self.write(
            {
                "done": True,
                "case_count": len(cases),
                "changed_count": len(changed),
                "row_ids": [Command.clear(), *self._rows(outcomes)],
                "case_ids": [Command.clear()]
                + [self._case_line(case, *outcomes[case]) for case in changed[:LISTED]],
            }
        )
        return self._action_self()

    # replay
    def _cases(self):
        """Cases of this company in the period, with all the replay reads of them."""
        Case = self.env["keqin.case"]
        domain = Case._domain_received(self.date_from, self.date_to)
        domain &= Domain("counts", "=", True)
        domain &= Domain("company_id", "=", self.env.company.id)
        if self.kind:
            domain &= Domain("kind", "=", self.kind)
        names = {*_FACTS, *KEYS, "customer_id", "company_id", "user_id"} - {"tier"}
        cases = Case.search_fetch(domain, sorted(names))
        # one query for the tiers, however many customers
        self.env["keqin.customer"].search_fetch(
            [("id", "in", cases.customer_id.ids)], ["tier"]
        )
        return cases

    def _outcomes(self, cases):
        """Dict of case to its outcomes by the levels of today and by those tried."""
        today = cases._targets()
        tried = self._targets_tried(cases)
        spans = self._spans(cases)
        now = fields.Datetime.now()
        outcomes = {}
        for case in cases:
            facts = Facts(*(case[name] or None for name in _FACTS))
            outcomes[case] = tuple(
                Outcome.of(
                    Clock(facts, target[case], spans[case.id], now, replay=True), facts
                )
                for target in (today, tried)
            )
        return outcomes

    def _spans(self, cases):
        segments = self.env["keqin.case.segment"].search_fetch(
            [("case_id", "in", cases.ids)],
            ["case_id", *Span._fields],
            order="date_from, id",
        )
        spans = {case.id: [] for case in cases}
        for segment in segments:
            span = Span(*(segment[name] for name in Span._fields))
            spans[segment.case_id.id].append(span)
        return spans

    def _targets_tried(self, cases):
        """What the levels tried would have demanded of each case."""
        company = self.env.company
        levels = self.line_ids._levels().sorted(lambda level: level._rank())
        keys = {case: (company, *case._sla_keys()) for case in cases}
        found = {
            key: next((level for level in levels if level._fits(*key)), levels.browse())
            for key in set(keys.values())
        }
        offices = {level: level._office(company) for level in set(found.values())}
        weeks = self.env["keqin.working.day"]._working_times(offices.values())
        otherwise = company.new(
            {
                "keqin_response_hours": self.response_hours,
                "keqin_resolution_days": self.resolution_days,
            }
        )
        targets = {
            level: level._target(otherwise, office, weeks[office])
            for level, office in offices.items()
        }
        return {case: targets[found[key]] for case, key in keys.items()}

    # what is shown
    def _rows(self, outcomes):
        kinds = dict(
            self.env["keqin.case"]._fields["kind"]._description_selection(self.env)
        )
        first = self.env.user.tz or "UTC"
        groups = {"0_all": {}, "1_kind": {}, "2_owner": {}, "3_month": {}}
        for case, pair in outcomes.items():
            month = fields.Datetime.context_timestamp(
                self.with_context(tz=first), case.opened_on
            ).date()
            labels = {
                "0_all": self.env._("All cases"),
                "1_kind": kinds[case.kind],
                "2_owner": case.user_id.name or self.env._("Unowned"),
                "3_month": date(month.year, month.month, 1),
            }
            for dimension, label in labels.items():
                groups[dimension].setdefault(label, []).append(pair)
        return [
            Command.create(
                {
                    "dimension": dimension,
                    "name": label
                    if isinstance(label, str)
                    else self.env["keqin.case"]._period_text(label, "yMMMM"),
                    **_counts(pairs),
                }
            )
            for dimension, rows in groups.items()
            for label, pairs in sorted(rows.items())
        ]

    @api.model
    def _case_line(self, case, was, then):
        return Command.create(
            {
                "case_id": case.id,
                **{f"{clock}_before": getattr(was, clock) for clock in _CLOCKS},
                **{f"{clock}_after": getattr(then, clock) for clock in _CLOCKS},
            }
        )

    def _action_self(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Replay of Service Levels"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }


def _worse(was, then):
    """How many clocks would have been missed that were not, less the other way."""
    return Counter(then)["missed"] - Counter(was)["missed"]


def _counts(pairs):
    counts = {"case_count": len(pairs)}
    for position, clock in enumerate(_CLOCKS):
        for when, name in enumerate(("before", "after")):
            missed = sum(pair[when][position] == "missed" for pair in pairs)
            counts[f"{clock}_{name}"] = missed
    return counts
