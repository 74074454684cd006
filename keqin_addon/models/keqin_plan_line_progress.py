from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import cadence

_COMPUTED = (
    "last_done_on",
    "next_due_on",
    "planned_count",
    "actual_count",
    "scheduled_count",
    "remaining_count",
    "attainment",
)


class Facts(NamedTuple):
    """What happened on a plan line: days done, days given up, items still open."""

    done: tuple = ()
    given_up: tuple = ()
    scheduled: int = 0


class KeqinPlanLine(models.Model):
    """What a line asks for, what was done of it, and when the next one is due.

    Only care that qualifies counts (R053): done, proactive, for care, and the customer
    was reached. An item that was missed or cancelled is over without counting.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the line, its progress, and the engine that works it off
    _inherit = "keqin.plan.line"

    activity_ids = fields.One2many("keqin.activity", "plan_line_id", "Activities")
    last_done_on = fields.Date(
        "Last done",
        compute="_compute_progress",
        store=True,
        help="Last care of this kind that qualifies, maybe before the plan.",
    )
    next_due_on = fields.Date(
        "Next due",
        compute="_compute_progress",
        store=True,
        index="btree_not_null",
        help="While the plan is running, and not after its end.",
    )
    planned_count = fields.Integer(
        "Planned times",
        compute="_compute_progress",
        store=True,
        help="How often in the whole period of the plan.",
    )
    actual_count = fields.Integer(
        "Actual",
        compute="_compute_progress",
        store=True,
        help="Care in the period of the plan that qualifies.",
    )
    scheduled_count = fields.Integer(
        "Scheduled", compute="_compute_progress", store=True
    )
    remaining_count = fields.Integer(
        "Remaining", compute="_compute_progress", store=True
    )
    attainment = fields.Float(
        compute="_compute_progress",
        store=True,
        digits=(5, 4),
        aggregator="avg",
        help="Done of what is planned, at most 100 %: more of one kind of care does "
        "not pay for another kind that is missing.",
    )

    @api.depends(
        "schedule",
        "number",
        "unit",
        "by_occasion",
        "max_gap",
        "type_id",
        "plan_id.state",
        "plan_id.date_start",
        "plan_id.date_end",
        "activity_ids.state",
        "activity_ids.qualifies",
        "activity_ids.date_done",
        "activity_ids.due_on",
    )
    def _compute_progress(self):
        facts, before = self._facts(), self._done_before()
        today = self.company_id._keqin_today()
        for line in self:
            line.update(
                line._progress(
                    facts.get(line.id, Facts()),
                    before.get(line.id),
                    today.get(line.company_id),
                )
            )

    # business methods
    def _progress(self, facts, before, today):
        """Values of the computed fields.

        :param before: last day of qualifying care before the plan, or None
        """
        start, end = self.plan_id.date_start, self.plan_id.date_end
        if not (start and end and self.unit and self.number > 0):
            return dict.fromkeys(_COMPUTED, False)
        done = [day for day in facts.done if start <= day <= end]
        planned = cadence.planned_count(self._cadence(), start, end)
        days = [*facts.done, before] if before else facts.done
        due = None
        if self.plan_id.state == "running" and not self.by_occasion:
            due = self._next_due(done, facts.given_up, max(days, default=None), today)
        return {
            "last_done_on": max(days, default=False),
            "next_due_on": due if due and due <= end else False,
            "planned_count": planned,
            "actual_count": len(done),
            "scheduled_count": facts.scheduled,
            "remaining_count": cadence.remaining(planned, len(done)),
            "attainment": cadence.attainment([(planned, len(done), 1)]) or 0.0,
        }

    def _next_due(self, done, given_up, last, today):
        """What was given up is over: the next one comes an interval, or a part of the
        period, after it."""
        rule, start = self._cadence(), self.plan_id.date_start
        first, end = cadence.period(max(today, start), rule.unit)
        over = sum(first <= day <= end for day in (*done, *given_up))
        base = max([day for day in (last, *given_up) if day], default=None)
        return cadence.next_due(rule, base, start, today, over)

    def _facts(self):
        """`Facts` by id of the lines, in one query."""
        Activity = self.env["keqin.activity"]
        Activity.flush_model(
            ["plan_line_id", "qualifies", "date_done", "state", "automatic", "due_on"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT plan_line_id,
                       ARRAY_AGG(date_done) FILTER (WHERE qualifies),
                       ARRAY_AGG(due_on) FILTER (
                           WHERE automatic AND state IN ('missed', 'cancelled')
                             AND due_on IS NOT NULL),
                       COUNT(*) FILTER (WHERE state = 'planned')
                  FROM keqin_activity
                 WHERE plan_line_id = ANY(%s)
                 GROUP BY plan_line_id
                """,
                self._real_ids(),
            )
        )
        return {
            line_id: Facts(tuple(done or ()), tuple(given_up or ()), scheduled)
            for line_id, done, given_up, scheduled in rows
        }

    def _done_before(self):
        """Last qualifying care of the same kind before the plan, by line id."""
        lines = self.filtered(lambda line: line.id and line.plan_id.state == "running")
        lines = lines.browse(lines._real_ids())
        if not lines:
            return {}
        self.env["keqin.activity"].flush_model(
            ["customer_id", "type_id", "qualifies", "date_done"]
        )
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT line.id, MAX(a.date_done)
                      FROM UNNEST(%s::int[], %s::int[], %s::int[], %s::date[])
                           line(id, customer_id, type_id, start)
                      JOIN keqin_activity a USING (customer_id, type_id)
                     WHERE a.qualifies AND a.date_done < line.start
                     GROUP BY line.id
                    """,
                    lines.ids,
                    [line.plan_id.customer_id.id for line in lines],
                    [line.type_id.id for line in lines],
                    [line.plan_id.date_start for line in lines],
                )
            )
        )

    def _real_ids(self):
        """Ids in the database; a line that is being typed in a form has none."""
        return [id_ for id_ in self._ids if isinstance(id_, int)]

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_COMPUTED, fields.NO_ACCESS)
