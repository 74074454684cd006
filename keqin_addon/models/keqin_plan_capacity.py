from collections import defaultdict
from datetime import datetime, time, timedelta
from math import isinf

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.capacity import Work, busiest, load, months, utilisation

_DAYS_A_MONTH = 30.4375


class KeqinPlan(models.Model):
    """Whether the people of a plan have the time for it, before it is submitted.

    What its lines ask of each person, and all that other plans ask which are agreed or
    wait for approval, against the person's working time less holidays and leave.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: see `keqin_plan_resource`
    _inherit = "keqin.plan"

    capacity = fields.Json(readonly=True, copy=False)
    capacity_on = fields.Datetime("Capacity checked on", readonly=True, copy=False)
    capacity_html = fields.Html("Time of the people", compute="_compute_capacity_html")
    utilisation = fields.Float(
        "Utilisation (%)",
        readonly=True,
        copy=False,
        digits=(7, 1),
        aggregator="max",
        help="Of the person with the most to do: hours that plans need against "
        "working hours.",
    )
    overloaded = fields.Boolean(compute="_compute_overloaded")
    capacity_reason = fields.Char(
        "Why all the same",
        copy=False,
        help="Why the plan is submitted although somebody has more to do than time.",
    )

    @api.depends("capacity")
    @api.depends_context("lang")
    def _compute_capacity_html(self):
        for plan in self:
            plan.capacity_html = plan.capacity and self.env["ir.qweb"]._render(
                "keqin_addon.keqin_plan_capacity_table", {"rows": plan.capacity}
            )

    @api.depends("utilisation")
    def _compute_overloaded(self):
        for plan in self:
            plan.overloaded = plan.utilisation > 100.0

    def action_check_capacity(self):
        """Compute the table of the people's time anew."""
        self.check_access("write")
        self._check_editable()
        # sudo: the check reads the plans of everybody and stores nothing else
        self.sudo()._check_capacity()
        return True

    def _check_capacity(self):
        """Store the table; constant number of queries for any number of plans."""
        users = self.line_ids.user_id
        if not users:
            self.write({"capacity": [], "utilisation": 0.0})
            return
        start, end = min(self.mapped("date_start")), max(self.mapped("date_end"))
        needs = self._needs(users, start, end)
        days = self._working_days(users, start, end)
        for plan in self:
            rows = [plan._capacity_row(user, needs, days) for user in plan._people()]
            rows.sort(key=lambda row: -row["utilisation"])
            plan.write(
                {
                    "capacity": rows,
                    "capacity_on": fields.Datetime.now(),
                    "utilisation": rows[0]["utilisation"] if rows else 0.0,
                }
            )

    def _check_overload(self):
        """Who is over 100 % is not planned for more, or not without a reason."""
        for plan in self.filtered("overloaded"):
            names = ", ".join(
                row["name"] for row in plan.capacity if row["utilisation"] > 100.0
            )
            if plan.company_id.keqin_capacity_policy == "block":
                raise UserError(
                    self.env._(
                        "%(plan)s asks more of %(people)s than there is working time. "
                        "Plan less often, or with somebody else.",
                        plan=plan.name,
                        people=names,
                    )
                )
            if not (plan.capacity_reason or "").strip():
                raise UserError(
                    self.env._(
                        "%(plan)s asks more of %(people)s than there is working time. "
                        "Plan less, or say why it is submitted all the same, under "
                        "Capacity.",
                        plan=plan.name,
                        people=names,
                    )
                )

    def _people(self):
        return self.line_ids.user_id

    def _needs(self, users, start, end):
        """Hours and contacts that plans ask of these people, by user and by plan.

        Those of these plans, and of all that are agreed or wait for approval. A plan
        under revision counts once, by its revision. Plans for the same days are one
        sum: many customers' plans cost no more than one.

        :return: [hours, contacts] by user and plan, by user and days, and a memory
        """
        agreed = Domain("plan_id.state", "in", ("submitted", "approved", "running"))
        lines = self.env["keqin.plan.line"].search_fetch(
            Domain("user_id", "in", users.ids)
            & (agreed | Domain("plan_id", "in", self.ids))
            & Domain("plan_id", "not in", self.revised_id.ids)
            & Domain("plan_id.date_start", "<=", end)
            & Domain("plan_id.date_end", ">=", start),
            ["user_id", "plan_id", "planned_count", "hours_total"],
        )
        own, sums = defaultdict(lambda: [0.0, 0]), defaultdict(dict)
        for line in lines:
            plan, user = line.plan_id, line.user_id
            span = plan.date_start, plan.date_end
            for total in (
                own[user, plan],
                sums[user].setdefault(span, [0.0, 0]),
            ):
                total[0] += line.hours_total
                total[1] += line.planned_count
        return own, sums, {}

    def _load_of_all(self, user, needs, spans):
        """Hours and contacts of all plans in these months; once for each period."""
        _own, sums, known = needs
        key = user, self.date_start, self.date_end
        if key not in known:
            known[key] = [
                load(
                    [Work(total[place], *span) for span, total in sums[user].items()],
                    spans,
                )
                for place in (0, 1)
            ]
        return known[key]

    def _capacity_row(self, user, needs, days):
        """What the plan and the others ask of one person, a month on average."""
        spans = months(self.date_start, self.date_end)
        hours_of = days[user]
        available = [
            sum(hours for day, hours in hours_of.items() if first <= day <= last)
            for first, last in spans
        ]
        needed, visits = self._load_of_all(user, needs, spans)
        here = needs[0][user, self][0]
        there = max(sum(needed) - here, 0.0)
        peak = busiest(needed, available)
        length = ((self.date_end - self.date_start).days + 1) / _DAYS_A_MONTH
        return {
            "user_id": user.id,
            "name": user.name,
            "hours": here / length,
            "other_hours": round(there, 6) / length,
            "visits": sum(visits) / length,
            "available": sum(available) / length,
            "utilisation": self._percent(sum(needed), sum(available)),
            "peak": peak is not None and f"{spans[peak][0]:%Y-%m}",
            "peak_utilisation": peak is not None
            and self._percent(needed[peak], available[peak]),
        }

    @api.model
    def _percent(self, needed, available):
        """Utilisation for display: a person without any working time is at 999 %."""
        percent = utilisation(needed, available) or 0.0
        return 999.0 if isinf(percent) else round(percent, 1)

    @api.model
    def _working_days(self, users, start, end):
        """Working hours of each person by day, holidays and leave taken off."""
        hours = {user: defaultdict(float) for user in users}
        by_calendar = users.grouped(
            lambda user: (
                user.resource_calendar_id or user.company_id.resource_calendar_id
            )
        )
        for calendar, people in by_calendar.items():
            tz = pytz.timezone(calendar.tz or "UTC")
            span = (
                tz.localize(datetime.combine(start, time.min)),
                tz.localize(datetime.combine(end + timedelta(days=1), time.min)),
            )
            resources = people.resource_ids
            by_resource = calendar._work_intervals_batch(*span, resources=resources)
            for user in people:
                resource = user.resource_ids.filtered(
                    lambda resource, user=user: resource.company_id == user.company_id
                )[:1]
                for begin, stop, _attendance in by_resource[resource.id or False]:
                    day = begin.astimezone(tz).date()
                    hours[user][day] += (stop - begin).total_seconds() / 3600
        return hours
