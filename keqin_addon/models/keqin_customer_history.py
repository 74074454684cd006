from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_amount, formatLang

from ..tools import grading, period
from .keqin_customer import SENSITIVE

_ORDER_FACTORS = ("amount", "frequency", "margin", "growth")


class KeqinCustomer(models.Model):
    """What the customer bought, and the records behind every part of the grade."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the archive, its grade, its history, its scope
    _inherit = "keqin.customer"

    amount_total = fields.Monetary(
        "Cumulated amount",
        readonly=True,
        copy=False,
        help="Untaxed, net of returns, since the first order.",
    )
    first_order_on = fields.Date(readonly=True, copy=False)
    last_order_on = fields.Date(
        readonly=True, copy=False, help="Last order with a positive amount."
    )
    pipeline_amount = fields.Monetary(
        "Open pipeline",
        readonly=True,
        copy=False,
        help="Prorated revenue of open opportunities.",
    )
    planned_amount = fields.Monetary(
        "Planned purchases",
        readonly=True,
        copy=False,
        help="Open purchase plans of the window that follows the grading.",
    )
    order_count = fields.Integer(compute="_compute_record_counts")
    opportunity_open_count = fields.Integer(compute="_compute_record_counts")

    def _compute_record_counts(self):
        """Counts over the whole family of the contact, of what the reader may see."""
        orders = self._count_by_partner("sale.order", [("state", "=", "sale")])
        opportunities = self._count_by_partner(
            "crm.lead", [("won_status", "=", "pending")]
        )
        for customer in self:
            customer.order_count = orders.get(customer.partner_id.id, 0)
            customer.opportunity_open_count = opportunities.get(
                customer.partner_id.id, 0
            )

    def _count_by_partner(self, model_name, domain):
        Model = self.env[model_name]
        if not Model.has_access("read"):
            return {}
        family = ("partner_id.commercial_partner_id", "in", self.partner_id.ids)
        counts = Model._read_group(
            [family, *domain], ["partner_id.commercial_partner_id"], ["__count"]
        )
        return {partner.id: count for partner, count in counts}

    # actions
    def action_open_orders(self):
        """All confirmed orders of the customer."""
        return self._action_records("sale.order", Domain("state", "=", "sale"))

    def action_open_products(self):
        """What was bought, by product, quantity and amount (R003)."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Products bought by %s", self.display_name),
            "res_model": "sale.report",
            "view_mode": "pivot,graph",
            "domain": [
                ("commercial_partner_id", "=", self.partner_id.id),
                ("state", "=", "sale"),
            ],
            "context": {
                "pivot_row_groupby": ["product_id"],
                "pivot_column_groupby": ["date:year"],
                "pivot_measures": ["product_uom_qty", "price_subtotal"],
            },
        }

    def action_open_opportunities(self):
        """Open opportunities of the customer."""
        return self._action_records("crm.lead", self._pipeline_domain())

    def action_open_changes(self):
        """How the grade moved over time."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_grade_change_action"
        )
        return action | {"domain": [("customer_id", "in", self.ids)], "context": {}}

    def action_open_factor(self, factor):
        """Open the records behind one factor of the grade.

        :param str factor: a factor of `grade_explanation`
        :return: an action, or False for a factor that is a field of the file itself
        """
        self.ensure_one()
        self.check_access("read")
        if factor == "pipeline":
            return self.action_open_opportunities()
        if factor == "plans":
            return self._action_plans()
        if factor not in _ORDER_FACTORS:
            return False
        policy, as_of = self._graded_by()
        find = period.previous_window if factor == "growth" else period.window
        start, _end = find(as_of, policy.window_months)
        if policy.source == "invoice":
            model_name, documents = "account.move", self._invoices_between(start, as_of)
        else:
            bounds = period.utc_bounds(start, as_of, policy.tz)
            model_name, documents = "sale.order", self._orders_between(*bounds)
        counted = self._counted_domain(factor, model_name)
        return self._action_records(model_name, documents & counted)

    # business methods
    def _action_plans(self):
        """The open purchase plans that counted."""
        policy, as_of = self._graded_by()
        start, end = period.next_window(as_of, policy.window_months)
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "keqin.purchase.intent",
            "views": [(False, "list"), (False, "form")],
            "domain": [
                ("customer_id", "=", self.id),
                ("state", "=", "planned"),
                ("expected_on", ">=", start),
                ("expected_on", "<=", end),
            ],
            "context": {"default_customer_id": self.id},
        }

    def _graded_by(self):
        """The policy that graded this customer and the day as of which it did."""
        # sudo: the window of the grading is no secret to who may read the grade
        policy = (
            self.env["keqin.grading.policy"]
            .sudo()
            .search([("company_id", "=", self.company_id.id)], limit=1)
        )
        return policy, policy.last_run_id.as_of or policy._as_of()

    def _company_domain(self):
        return Domain("company_id", "child_of", self.company_id.id)

    def _orders_between(self, start, end):
        return self._company_domain() & Domain(
            [
                ("state", "=", "sale"),
                ("date_order", ">=", start),
                ("date_order", "<", end),
            ]
        )

    def _invoices_between(self, start, end):
        return self._company_domain() & Domain(
            [
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("invoice_date", ">=", start),
                ("invoice_date", "<=", end),
            ]
        )

    def _counted_domain(self, factor, model_name):
        """Which documents make up a factor, where it is not all of the window."""
        is_order = model_name == "sale.order"
        if factor == "frequency":
            amount = "amount_untaxed" if is_order else "amount_untaxed_signed"
            return Domain(amount, ">", 0)
        if factor == "margin" and is_order:
            # all of the amount is margin only where no cost was recorded
            return Domain("margin_percent", "!=", 1)
        return Domain.TRUE

    def _pipeline_domain(self):
        companies = Domain("company_id", "=", False) | self._company_domain()
        return companies & Domain(
            [("type", "=", "opportunity"), ("won_status", "=", "pending")]
        )

    def _action_records(self, model_name, domain):
        """List records of the customer's whole family."""
        self.ensure_one()
        family = Domain("partner_id.commercial_partner_id", "=", self.partner_id.id)
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": model_name,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": list(family & domain),
            "context": {"create": False},
        }

    def _grade_parts(self):
        """The explanation as the reader may see it: labelled, formatted, redacted.

        Profit is shown to those who may read it; to all others its raw value is left
        out, while its points stay, so that the parts add up for everybody.

        :return: list of two sections (value, potential), each with its score, level,
            coverage and factors
        """
        self.ensure_one()
        # sudo: only what `_grade_part` lets through reaches the reader
        file = self.sudo()
        explanation = file.grade_explanation or {}
        levels = {
            "value": (file.tier_proposed, file.value_score, file.coverage),
            "potential": (
                self._selection_label("potential", file.potential_proposed),
                file.potential_score,
                file.potential_coverage,
            ),
        }
        labels = {"value": self.env._("Value"), "potential": self.env._("Potential")}
        return [
            {
                "code": code,
                "label": labels[code],
                "level": levels[code][0] or "–",
                "score": levels[code][1],
                "coverage": levels[code][2],
                "factors": [self._grade_part(part) for part in explanation[code]],
            }
            for code in labels
            if code in explanation
        ]

    def _grade_part(self, part):
        factor = part["factor"]
        secret = factor == "margin" and not self.env.user.has_groups(SENSITIVE)
        raw = "" if secret else self._format_raw(factor, part["raw"])
        return part | {
            "raw": raw,
            "label": self._factor_labels().get(factor, factor),
            "secret": secret,
            "openable": not secret and part["raw"] is not None and self._opens(factor),
        }

    def _opens(self, factor):
        models_by_factor = dict.fromkeys(_ORDER_FACTORS, "sale.order")
        model_name = (
            models_by_factor
            | {"pipeline": "crm.lead", "plans": "keqin.purchase.intent"}
        ).get(factor)
        return bool(model_name and self.env[model_name].has_access("read"))

    @api.model
    def _factor_labels(self):
        return {
            "amount": self.env._("Net amount"),
            "frequency": self.env._("Orders"),
            "margin": self.env._("Net margin"),
            "growth": self.env._("Growth"),
            "pipeline": self.env._("Open pipeline"),
            "plans": self.env._("Planned purchases"),
            "wallet": self.env._("Bought elsewhere"),
            "size": self.env._("Company size"),
            "intent": self.env._("Long-term intent"),
        }

    def _format_raw(self, factor, raw):
        if raw is None:
            return self.env._("not known")
        if factor in ("amount", "margin", "pipeline", "plans", "wallet"):
            return format_amount(self.env, raw, self.currency_id)
        if factor == "size":
            return self._selection_label("company_size", self.sudo().company_size)
        if factor == "intent":
            return self._selection_label("cooperation_intent", self.cooperation_intent)
        if factor == "growth":
            return self._format_growth(raw)
        return formatLang(self.env, raw, digits=0)

    def _format_growth(self, rate):
        """The growth rate as the change in percent that everybody knows."""
        change = grading.growth_percent(rate)
        if change is None:
            return self.env._("new")
        return f"{formatLang(self.env, change, digits=1)} %"

    def _selection_label(self, name, value):
        return dict(self._fields[name]._description_selection(self.env)).get(value, "")
