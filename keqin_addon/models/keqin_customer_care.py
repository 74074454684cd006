from datetime import timedelta
from math import ceil

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import cadence

STAFF = "keqin_addon.group_keqin_staff"
# A plan that was approved and is not over yet.
VALID = ("approved", "running")
_LATE = ("due", "over", "never")
_COMPUTED = (
    "last_care_on",
    "next_care_on",
    "care_interval",
    "care_max_gap",
    "care_due_on",
    "care_gap_state",
    "care_plan_id",
    "plan_planned_count",
    "plan_actual_count",
    "plan_remaining_count",
    "plan_attainment",
)


class KeqinCustomer(models.Model):
    """What care is planned, due and done for the customer (R031, R042-R053)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the archive, its grade, its history, its scope, its care
    _inherit = "keqin.customer"

    plan_ids = fields.One2many(
        "keqin.plan",
        "customer_id",
        "Care plans",
        groups="keqin_addon.group_keqin_staff",
    )
    care_activity_ids = fields.One2many(
        "keqin.activity",
        "customer_id",
        "Care activities",
        groups="keqin_addon.group_keqin_staff",
    )
    promise_ids = fields.One2many(
        "keqin.promise", "customer_id", "Promises", groups="base.group_user"
    )
    contact_card_ids = fields.One2many(
        "keqin.contact",
        "customer_id",
        "Key persons",
        groups="keqin_addon.group_keqin_sales,keqin_addon.group_keqin_service,"
        "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager",
    )
    last_care_on = fields.Date(
        "Last care on",
        compute="_compute_care_dates",
        store=True,
        help="Last contact on our initiative that was care and reached the customer.",
    )
    next_care_on = fields.Date(
        "Next care on",
        compute="_compute_care_dates",
        store=True,
        index="btree_not_null",
        help="Next activity that is planned, or that a running plan will ask for.",
    )
    care_interval = fields.Float(
        "Contact interval (days)",
        readonly=True,
        copy=False,
        digits=(6, 2),
        aggregator=None,
        help="Of the care standard of the class, and at the longest the interval of "
        "key or ordinary customers. Small purchases do not make it longer.",
    )
    care_max_gap = fields.Integer(
        "Maximum gap (days)", readonly=True, copy=False, aggregator=None
    )
    care_due_on = fields.Date("Contact due", compute="_compute_care_gap", store=True)
    care_gap_state = fields.Selection(
        [
            ("ok", "In time"),
            ("due", "Due"),
            ("over", "Overdue"),
            ("never", "No care yet"),
        ],
        "Contact state",
        compute="_compute_care_gap",
        store=True,
        help="How long ago the last care is, against the interval and the maximum gap.",
    )
    needs_contact = fields.Boolean(
        compute="_compute_needs", search="_search_needs_contact"
    )
    care_plan_id = fields.Many2one(
        "keqin.plan",
        "Valid care plan",
        compute="_compute_care_plan_id",
        store=True,
        index="btree_not_null",
        groups=STAFF,
    )
    needs_plan = fields.Boolean(compute="_compute_needs", search="_search_needs_plan")
    plan_planned_count = fields.Integer(
        "Planned in the plan",
        compute="_compute_plan_progress",
        store=True,
        groups=STAFF,
    )
    plan_actual_count = fields.Integer(
        "Done of the plan", compute="_compute_plan_progress", store=True, groups=STAFF
    )
    plan_remaining_count = fields.Integer(
        "Remaining in the plan",
        compute="_compute_plan_progress",
        store=True,
        groups=STAFF,
    )
    plan_attainment = fields.Float(
        "Plan attainment",
        compute="_compute_plan_progress",
        store=True,
        digits=(5, 4),
        aggregator="avg",
        groups=STAFF,
        help="Done of what the valid plan asks for, each line capped at 100 %: easy "
        "calls never pay for a missing visit.",
    )

    @api.depends(
        "care_activity_ids.state",
        "care_activity_ids.qualifies",
        "care_activity_ids.date_done",
        "care_activity_ids.date_planned",
        "plan_ids.line_ids.next_due_on",
        "plan_ids.line_ids.scheduled_count",
    )
    def _compute_care_dates(self):
        ids = [id_ for id_ in self._ids if isinstance(id_, int)]
        dates = {id_: (last, next_) for id_, last, next_ in self._care_dates(ids)}
        for customer in self:
            last, next_ = dates.get(customer.id, (None, None))
            customer.last_care_on = last or False
            customer.next_care_on = next_ or False

    @api.depends("last_care_on", "care_interval", "care_max_gap")
    def _compute_care_gap(self):
        today = self.company_id._keqin_today()
        for customer in self:
            last, ideal = customer.last_care_on or None, customer.care_interval
            customer.care_gap_state = cadence.gap_state(
                last,
                today.get(customer.company_id),
                ideal or 1e9,
                customer.care_max_gap,
            )
            customer.care_due_on = last and ideal and last + timedelta(days=ceil(ideal))

    @api.depends("plan_ids.state", "plan_ids.date_start", "plan_ids.date_end")
    def _compute_care_plan_id(self):
        today = self.company_id._keqin_today()
        plans = self.env["keqin.plan"].search(
            [("customer_id", "in", self.ids), ("state", "in", VALID)],
            order="date_start, id",
        )
        by_customer = plans.grouped("customer_id")
        for customer in self:
            day = today.get(customer.company_id)
            valid = by_customer.get(customer, plans.browse()).filtered(
                lambda plan, day=day: plan.date_start <= day <= plan.date_end
            )
            customer.care_plan_id = valid[-1:]

    @api.depends(
        "care_plan_id.line_ids.planned_count", "care_plan_id.line_ids.actual_count"
    )
    def _compute_plan_progress(self):
        for customer in self:
            lines = [
                (line.planned_count, line.actual_count, 1)
                for line in customer.care_plan_id.line_ids
            ]
            customer.plan_planned_count = sum(planned for planned, _a, _w in lines)
            customer.plan_actual_count = sum(actual for _p, actual, _w in lines)
            customer.plan_remaining_count = sum(
                cadence.remaining(planned, actual) for planned, actual, _w in lines
            )
            customer.plan_attainment = cadence.attainment(lines) or 0.0

    @api.depends(
        "active", "lifecycle", "invalid_reason", "care_gap_state", "care_plan_id"
    )
    def _compute_needs(self):
        in_care = self.filtered_domain(self._in_care())
        for customer in self:
            cared = customer in in_care
            customer.needs_contact = cared and customer.care_gap_state in _LATE
            # sudo: whether there is a plan at all, for those who may not open it
            customer.needs_plan = cared and not customer.sudo().care_plan_id

    def _search_needs_contact(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return self._in_care() & Domain("care_gap_state", "in", _LATE)

    def _search_needs_plan(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return self._in_care() & Domain("care_plan_id", "=", False)

    # business methods
    @api.model
    def _in_care(self):
        return Domain("active", "=", True) & Domain("lifecycle", "!=", "lost")

    @api.model
    def _care_dates(self, ids):
        """Rows of customer id, last care and next care; one query."""
        self.env["keqin.activity"].flush_model(
            ["customer_id", "qualifies", "date_done", "state", "date_planned"]
        )
        self.env["keqin.plan.line"].flush_model(
            ["customer_id", "next_due_on", "scheduled_count"]
        )
        return self.env.execute_query(
            SQL(
                """
                SELECT id, MAX(last), MIN(next)
                  FROM (SELECT customer_id AS id,
                               CASE WHEN qualifies THEN date_done END AS last,
                               CASE WHEN state = 'planned' THEN date_planned END AS next
                          FROM keqin_activity WHERE customer_id = ANY(%(ids)s)
                         UNION ALL
                        SELECT customer_id, NULL, next_due_on
                          FROM keqin_plan_line
                         WHERE customer_id = ANY(%(ids)s) AND scheduled_count = 0) day
                 GROUP BY id
                """,
                ids=ids,
            )
        )

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_COMPUTED, fields.NO_ACCESS)
