from datetime import timedelta
from typing import Any, NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.sla_clock import WorkingTime
from .keqin_case import CHANNELS, KINDS, OPEN, SEVERITIES
from .keqin_grade_change import TIER_SELECTION
from .keqin_working_time import Office

# What a level may be for, what weighs more first.
KEYS = ("severity", "kind", "tier", "channel")
# What the clocks read of a level.
_READ = (
    *KEYS,
    *("name", "sequence", "company_id", "calendar_id", "on_holidays"),
    *("response_hours", "resolution_value", "resolution_unit"),
    *("warning_share", "escalation_hours"),
)
# Without a level of its own, a case is warned of and escalated like this.
WARNING_SHARE = 75.0
ESCALATION_HOURS = 8.0


class Target(NamedTuple):
    """What a service level demands of one case.

    :ivar policy: record of `keqin.sla.policy`, empty where none fits
    :ivar warning: share of the time after which the owner is reminded, 0 to 1
    :ivar escalation: from a missed deadline until an executive is told
    """

    policy: Any
    office: Office
    week: WorkingTime
    response: timedelta
    resolution: timedelta
    warning: float
    escalation: timedelta


class KeqinSlaPolicy(models.Model):
    """Service level: targets for the cases of a kind, channel, tier or severity.

    What is empty fits every case. Of the levels that fit, the most specific one applies
    (R087, R088, R064): the one with the most of its four keys filled; of as many, the
    one with the severity, else the kind, else the tier; of the same keys, one of the
    company itself, then the first in sequence.
    """

    _name = "keqin.sla.policy"
    _description = "Service Level"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, ondelete="cascade", help="Empty: all companies."
    )
    kind = fields.Selection(KINDS)
    channel = fields.Selection(CHANNELS)
    tier = fields.Selection(TIER_SELECTION)
    severity = fields.Selection(SEVERITIES)
    response_hours = fields.Float(
        "First response within (hours)",
        help="Working hours from receipt to the first message or call to the customer. "
        "0: as the company says in its settings.",
    )
    resolution_value = fields.Float(
        "Resolved within",
        help="Working time without waiting for the customer. 0: as the company says in "
        "its settings.",
    )
    resolution_unit = fields.Selection(
        [("hours", "Working hours"), ("days", "Working days")],
        "Unit",
        required=True,
        default="days",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Working hours",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Empty: those of the company.",
    )
    on_holidays = fields.Boolean(
        "Also on holidays",
        help="Holidays do not stop the clock, as at a hotline that is always there.",
    )
    warning_share = fields.Float(
        "Warn after (%)",
        default=WARNING_SHARE,
        help="Share of the working time after which the owner is reminded.",
    )
    escalation_hours = fields.Float(
        "Executive after (hours)",
        default=ESCALATION_HOURS,
        help="Working hours after a missed deadline until an executive is told.",
    )
    case_count = fields.Integer("Open cases", compute="_compute_case_count")

    _targets_positive = models.Constraint(
        "CHECK(LEAST(response_hours, resolution_value, escalation_hours) >= 0)",
        "Times of a service level cannot be negative.",
    )
    _warning_share_percent = models.Constraint(
        "CHECK(warning_share >= 1 AND warning_share <= 99)",
        "Warn after 1 to 99 percent of the time.",
    )

    def _compute_case_count(self):
        groups = self.env["keqin.case"]._read_group(
            [("policy_id", "in", self.ids), ("state", "in", OPEN)],
            ["policy_id"],
            ["__count"],
        )
        counts = dict(groups)
        for policy in self:
            policy.case_count = counts.get(policy, 0)

    @api.constrains("response_hours", "resolution_value", "resolution_unit")
    def _check_order(self):
        """Resolved before it has to be answered: one of the two was mistyped."""
        for policy in self.filtered(
            lambda p: p.response_hours > 0 < p.resolution_value
        ):
            in_hours = policy.resolution_unit == "hours"
            if in_hours and policy.resolution_value < policy.response_hours:
                raise ValidationError(
                    self.env._(
                        "%s: the time to resolve a case cannot be shorter than the "
                        "time to respond.",
                        policy.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        policies._reset_clocks()
        return policies

    def write(self, vals):
        before = self.company_id if all(p.company_id for p in self) else None
        written = super().write(vals)
        if vals.keys() - {"name"}:
            self._reset_clocks(before)
        return written

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: cases of other companies are in the way as well
        used = self.env["keqin.case"].sudo().with_context(active_test=False)
        case = used.search([("policy_id", "in", self.ids)], limit=1)
        if case:
            raise UserError(
                self.env._(
                    "%s applied to cases, which have to go on showing it. Archive it "
                    "instead.",
                    case.policy_id.name,
                )
            )

    def action_open_cases(self):
        """The open cases this level applies to."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_case_action"
        )
        domain = [("policy_id", "=", self.id), ("state", "in", OPEN)]
        return action | {"domain": domain, "context": {}}

    def _reset_clocks(self, before=None):
        """Open cases follow the new targets; what they have consumed stays consumed.

        :param before: companies the levels were for until now, None for all
        """
        if not self:
            return
        shared = before is None or not all(policy.company_id for policy in self)
        domain = [("state", "in", OPEN)]
        if not shared:
            domain.append(("company_id", "in", (self.company_id | before).ids))
        # sudo: the clock of every case follows, whoever may read it
        self.env["keqin.case"].sudo().search(domain)._clock_refresh()

    @api.model
    def _policies_for(self, cases):
        """The service level of each case, with one query for all.

        :return: dict of case to policy, empty where none fits
        """
        # sudo: a level applies, whoever moves the case
        policies = (
            self.sudo()
            .with_context(active_test=True)
            .search_fetch([("company_id", "in", [False, *cases.company_id.ids])], _READ)
        )
        ranked = policies.sorted(lambda policy: policy._rank())
        keys = {case: (case.company_id, *case._sla_keys()) for case in cases}
        found = {
            of_case: next((p for p in ranked if p._fits(*of_case)), self.browse())
            for of_case in set(keys.values())
        }
        return {case: found[of_case] for case, of_case in keys.items()}

    def _rank(self):
        """The better of two that fit comes first."""
        filled = [bool(self[key]) for key in KEYS]
        own_first = not self.company_id
        return (
            -sum(filled),
            *(not key for key in filled),
            own_first,
            self.sequence,
            self.id,
        )

    def _fits(self, company, *keys):
        return self.company_id in (company, company.browse()) and all(
            not self[name] or self[name] == key
            for name, key in zip(KEYS, keys, strict=True)
        )

    def _office(self, company):
        """Whose working time the level counts in, for a case of ``company``."""
        calendar = self.calendar_id or company.resource_calendar_id
        return Office(calendar, company, self.on_holidays)

    def _target(self, company, office, week):
        """What the level demands, what is open in it taken from the company.

        :param office: whose working time counts
        :param week: its `WorkingTime`
        """
        if self.resolution_value:
            days = self.resolution_unit == "days"
            resolution = self.resolution_value * (office.hours_per_day if days else 1)
        else:
            resolution = company.keqin_resolution_days * office.hours_per_day
        share = self.warning_share if self else WARNING_SHARE
        return Target(
            policy=self,
            office=office,
            week=week,
            response=_hours(self.response_hours or company.keqin_response_hours),
            resolution=_hours(resolution),
            warning=share / 100,
            escalation=_hours(self.escalation_hours if self else ESCALATION_HOURS),
        )


def _hours(hours):
    return timedelta(seconds=round(hours * 3600))
