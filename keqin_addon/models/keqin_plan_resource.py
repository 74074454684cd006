from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class KeqinPlan(models.Model):
    """What a plan takes, and what it has taken: budget, gifts, hours (R037).

    Planned is the sum over the lines, each as often as it is due in the period. Actual
    is what was done and given for the plan, counted when one looks.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the plan, its resources, its people's time, its making, its
    # steps
    _inherit = "keqin.plan"

    budget_planned = fields.Monetary(
        compute="_compute_planned",
        store=True,
        tracking=True,
        help="Budget of the lines, gifts included.",
    )
    hours_planned = fields.Float(compute="_compute_planned", store=True)
    gifts_planned = fields.Integer(compute="_compute_planned", store=True)
    budget_actual = fields.Monetary(
        compute="_compute_actual",
        aggregator=None,
        help="Cost of the activities that were done, and value of the gifts given.",
    )
    hours_actual = fields.Float(
        compute="_compute_actual",
        aggregator=None,
        help="Hours of the activities that were done.",
    )
    gifts_actual = fields.Integer(
        compute="_compute_actual", aggregator=None, help="Gifts given."
    )
    budget_total = fields.Monetary(
        compute="_compute_budget_total",
        help="Budget of the lines and what was granted on request.",
    )
    budget_share = fields.Float(
        "Budget used (%)", compute="_compute_budget_total", digits=(7, 1)
    )
    over_budget = fields.Boolean(
        compute="_compute_budget_total", search="_search_over_budget"
    )
    request_people = fields.Text(
        "People requested", help="Who is needed beyond the people of the lines."
    )
    request_material = fields.Text(
        "Material requested", help="Samples, rooms, equipment, vehicles..."
    )
    requested_amount = fields.Monetary(
        "Amount requested", tracking=True, help="Beyond the budget of the lines."
    )
    granted_amount = fields.Monetary(
        "Amount granted",
        readonly=True,
        copy=False,
        tracking=True,
        help="Decided by the executive who approves the plan.",
    )
    grant_note = fields.Char("Decision on the request", readonly=True, copy=False)

    _request_positive = models.Constraint(
        "CHECK(requested_amount >= 0)", "The amount requested cannot be negative."
    )
    _grant_positive = models.Constraint(
        "CHECK(granted_amount >= 0)", "The amount granted cannot be negative."
    )

    @api.depends(
        "line_ids.budget_total",
        "line_ids.hours_total",
        "line_ids.planned_count",
        "line_ids.gift_product_id",
    )
    def _compute_planned(self):
        for plan in self:
            lines = plan.line_ids
            gifts = lines.filtered("gift_product_id")
            plan.budget_planned = sum(lines.mapped("budget_total"))
            plan.hours_planned = sum(lines.mapped("hours_total"))
            plan.gifts_planned = sum(gifts.mapped("planned_count"))

    @api.depends(
        "care_activity_ids.state",
        "care_activity_ids.cost",
        "care_activity_ids.duration",
        "gift_ids.state",
        "gift_ids.value",
    )
    def _compute_actual(self):
        # sudo: sums of the plan one may read, the same for every reader
        plans = self.sudo()
        done = plans._sums("keqin.activity", "done", ["cost:sum", "duration:sum"])
        given = plans._sums("keqin.gift", "given", ["value:sum", "__count"])
        for plan in self:
            cost, plan.hours_actual = done.get(plan._origin.id, (0.0, 0.0))
            value, plan.gifts_actual = given.get(plan._origin.id, (0.0, 0))
            plan.budget_actual = cost + value

    @api.depends("budget_planned", "granted_amount", "budget_actual")
    def _compute_budget_total(self):
        for plan in self:
            total = plan.budget_planned + plan.granted_amount
            plan.budget_total = total
            plan.budget_share = 100.0 * plan.budget_actual / total if total else 0.0
            plan.over_budget = plan.budget_actual > total

    def _search_over_budget(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                """
                COALESCE(%s, 0) + COALESCE(%s, 0) < COALESCE(
                    (SELECT SUM(a.cost) FROM keqin_activity a
                      WHERE a.plan_id = %s AND a.state = 'done'), 0
                ) + COALESCE(
                    (SELECT SUM(g.value) FROM keqin_gift g
                      WHERE g.plan_id = %s AND g.state = 'given'), 0
                )
                """,
                model._field_to_sql(alias, "budget_planned", query),
                model._field_to_sql(alias, "granted_amount", query),
                SQL.identifier(alias, "id"),
                SQL.identifier(alias, "id"),
            )
        )

    def _sums(self, model, state, aggregates):
        """Sums over the records of the plans in a state, by plan id; one query."""
        domain = [("plan_id", "in", self._origin.ids), ("state", "=", state)]
        rows = self.env[model]._read_group(domain, ["plan_id"], aggregates)
        return {plan.id: sums for plan, *sums in rows}
