from datetime import date, timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import format_amount, format_date, split_every

from .keqin_feedback import READERS
from .keqin_plan import AGREED, VALID
from .optional_float import OptionalFloat

_BATCH = 500
# Made in numbers: said in one line of the log instead of one message each.
_QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
}
# What is known of a customer when the plan is made. No profit, no budget: whoever may
# read the plan reads it.
_BASIS = (
    "tier",
    "potential",
    "care_level",
    "lifecycle",
    "relationship_level",
    "value_score",
    "potential_score",
    "amount_window",
    "amount_previous",
    "amount_trend",
    "orders_window",
    "last_order_on",
    "pipeline_amount",
    "planned_amount",
    "completeness",
    "health_score",
    "health_band",
    "rhythm_state",
    "amount_trend_state",
    "frequency_trend_state",
    "next_order_on",
)
# What the customer said of us and what may cost us the customer is not for marketing,
# which reads plans.
_BASIS_CLOSED = ("csat_last", "nps_class", "feedback_last_on", "risk_level")


class KeqinPlan(models.Model):
    """Making plans from the standard, the industry and the plan before (R030, R032).

    Set-based: the queries do not grow with the number of customers.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: see `keqin_plan_resource`
    _inherit = "keqin.plan"

    data_basis = fields.Json(readonly=True, copy=False)
    data_basis_closed = fields.Json(readonly=True, copy=False, groups=READERS)
    data_basis_html = fields.Html(
        "What it is based on",
        compute="_compute_data_basis_html",
        help="What was known of the customer when the plan was made.",
    )

    @api.depends("data_basis")
    @api.depends_context("lang", "uid")
    def _compute_data_basis_html(self):
        row = Markup("<tr><th>%s</th><td>%s</td></tr>")
        table = Markup('<table class="table table-sm mb-0"><tbody>%s</tbody></table>')
        for plan in self:
            rows = [row % pair for pair in plan._basis_rows()]
            plan.data_basis_html = rows and table % Markup("").join(rows)

    # actions
    def action_fill(self):
        """Add what standard, industry and last plan ask for and is missing."""
        self.check_access("write")
        self._check_editable()
        context = self._build_context(self.customer_id, min(self.mapped("date_start")))
        for plan in self:
            facts = plan.customer_id._build_facts(context, plan.date_start)
            values = plan._missing_values(facts)
            # sudo: links to the standard are written by nobody; write just checked
            plan.sudo().write(values)
        return True

    # business methods
    @api.model
    def _generate(self, customers, date_start, date_end, strategy=None):
        """Plans for these customers, ready to be adapted.

        :param customers: care files, each of which the user may plan for
        :param strategy: `keqin.strategy` the plans belong to, or None for the
            approved one of the year
        :raises AccessError: when the user may not make plans for one of them
        :raises ValidationError: on an impossible period
        """
        self.check_access("create")
        date_start = fields.Date.to_date(date_start)
        date_end = fields.Date.to_date(date_end)
        plans = self.browse()
        for ids in split_every(_BATCH, customers.ids):
            batch = customers.browse(ids)
            context = self._build_context(batch, date_start, strategy)
            vals_list = [
                {
                    "customer_id": customer.id,
                    "date_start": date_start,
                    "date_end": date_end,
                    **self._prepare_values(customer._build_facts(context, date_start)),
                }
                for customer in batch
            ]
            # sudo: links to the standard are written by nobody; the right to make
            # each plan is checked below, before anything is kept
            plans |= self.sudo().with_context(**_QUIET).create(vals_list)
        plans = plans.with_env(self.env)
        plans.check_access("create")
        return plans

    @api.model
    def _build_context(self, customers, date_start, strategy=None):
        """All that is looked up for many customers at once."""
        # sudo: standards, profiles and plans before are read by every planner of the
        # customer, whose read access was checked
        customers.check_access("read")
        Standard = self.env["keqin.standard"].sudo()
        # what counts when the plan is made, or from its first day on if that is later
        day = max(date_start, fields.Date.context_today(self))
        standards = Standard._for_customers(customers.sudo(), day)
        previous = self.sudo().search(
            Domain("customer_id", "in", customers.ids) & Domain("state", "in", AGREED),
            order="date_start, id",
        )
        return {
            "standards": standards,
            "profiles": self.env["keqin.industry.profile"].sudo()._by_industry(),
            "previous": previous.grouped("customer_id"),
            "strategy": strategy,
            "strategies": {} if strategy else self._strategies(customers),
        }

    @api.model
    def _strategies(self, customers):
        """Approved strategies of the customers' companies, by company and year."""
        found = self.env["keqin.strategy"].search(
            [
                ("company_id", "in", customers.company_id.ids),
                ("state", "=", "approved"),
            ]
        )
        return {(strategy.company_id, strategy.year): strategy for strategy in found}

    @api.model
    def _default_period(self, customer):
        """The day after the last agreed plan, or today, to the end of the year."""
        today = fields.Date.context_today(self)
        last = self.search(
            Domain("customer_id", "=", customer.id)
            & Domain("state", "in", VALID)
            & Domain("date_end", ">=", today),
            order="date_end desc",
            limit=1,
        )
        start = last.date_end + timedelta(days=1) if last else today
        return start, self._year_end(start)

    @api.model
    def _prepare_values(self, facts):
        """Values of a plan made from `_build_facts`."""
        standard, profile = facts["standard"], facts["profile"]
        return {
            "standard_id": standard.id,
            "profile_id": profile.id,
            "strategy_id": facts["strategy"].id,
            "previous_id": facts["previous"].id,
            "objective": standard.objective,
            "strategy": facts["strategy_text"],
            "focus": profile.focus,
            "agenda": profile.agenda,
            "line_ids": [Command.create(vals) for vals in facts["lines"]],
            "objective_ids": [Command.create(vals) for vals in facts["objectives"]],
        }

    def _missing_values(self, facts):
        """What of `_prepare_values` the plan does not say yet."""
        values = self._prepare_values(facts)
        have = self.line_ids.standard_line_id.ids
        names = set(self.objective_ids.mapped("name"))
        values["line_ids"] = [
            Command.create(vals)
            for vals in facts["lines"]
            if vals["standard_line_id"] not in have
        ]
        values["objective_ids"] = [
            Command.create(vals)
            for vals in facts["objectives"]
            if vals["name"] not in names
        ]
        return {
            name: value
            for name, value in values.items()
            if name in ("line_ids", "objective_ids") or not self[name]
        }

    def _freeze_basis(self):
        """Keep what is known of the customers now; one read for all of them."""
        names = (*_BASIS, *_BASIS_CLOSED)
        known = {row["id"]: row for row in self.customer_id.read(names, load=None)}
        today = fields.Date.to_string(fields.Date.context_today(self))
        for plan in self:
            row = {
                name: str(value) if isinstance(value, date) else value
                for name, value in known.get(plan.customer_id.id, {}).items()
            }
            basis = {name: row.get(name) for name in _BASIS}
            plan.data_basis = basis | {"as_of": today}
            plan.data_basis_closed = {name: row.get(name) for name in _BASIS_CLOSED}

    def _basis_rows(self):
        """Label and value of each fact, in the reader's language."""
        if not self.data_basis:
            return []
        as_of = format_date(self.env, self.data_basis.get("as_of"))
        rows = [(self.env._("As of"), as_of)]
        Customer = self.env["keqin.customer"]
        basis = self.data_basis
        if self.env.user.has_groups(READERS):
            basis = basis | (self.data_basis_closed or {})
        for name in filter(basis.__contains__, (*_BASIS, *_BASIS_CLOSED)):
            field, value = Customer._fields[name], basis.get(name)
            label = field._description_string(self.env)
            rows.append((label, self._basis_text(field, value)))
        return rows

    def _basis_text(self, field, value):
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return labels.get(value, "–")
        if field.type == "monetary":
            return format_amount(self.env, value or 0.0, self.currency_id)
        if field.type in ("date", "datetime"):
            return format_date(self.env, value) or "–"
        if value is False and isinstance(field, OptionalFloat):
            return "–"
        return f"{value or 0:,.1f}" if field.type == "float" else value or 0

    def _action_open(self):
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Care plans"),
            "res_model": self._name,
        }
        if len(self) == 1:
            return action | {"res_id": self.id, "view_mode": "form"}
        domain = [("id", "in", self.ids)]
        return action | {"view_mode": "list,kanban,form", "domain": domain}
