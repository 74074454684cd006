from collections import Counter, defaultdict
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Command, Domain

from ..models.keqin_cadence_mixin import ROLE_SELECTION
from ..models.keqin_grade_change import POTENTIAL_SELECTION, TIER_SELECTION
from ..tools.cadence import period, planned_count

_KEY = ("tier", "potential", "profile_id", "care_level", "type_id", "role")
_MEASURES = ("activities", "visits", "hours", "budget")


class Cost(NamedTuple):
    """What one kind of care takes in a calendar year."""

    customers: int = 0
    activities: int = 0
    visits: int = 0
    hours: float = 0.0
    budget: float = 0.0

    def plus(self, line, customers, year):
        """With one line more, for so many customers in the year from day to day."""
        times = customers * planned_count(line._cadence(), *year)
        return Cost(
            customers,
            self.activities + times,
            self.visits + times * (line.type_id.channel == "visit"),
            self.hours + times * line.hours,
            self.budget + times * line.budget,
        )


class KeqinStandardWhatIf(models.TransientModel):
    """What the standards cost in a year for today's customers, and what others would.

    Hours, visits, activities and budget follow from how many customers each class
    has and how often its standard asks for what, so that a hundred thousand customers
    take no more queries than ten. Nothing is written to any plan.
    """

    _name = "keqin.standard.what.if"
    _description = "Cost of Standards"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    on = fields.Date(
        "Standards of",
        required=True,
        default=fields.Date.context_today,
        help="Those that are effective on this day.",
    )
    then_on = fields.Date(
        "Compared with those of", help="A later day: the versions effective then."
    )
    trial_ids = fields.Many2many(
        "keqin.standard",
        string="Try instead",
        domain="[('company_id', 'in', [company_id, False])]",
        help="Versions to take in place of those of the same class, whether they are "
        "effective or not.",
    )
    row_ids = fields.One2many("keqin.standard.what.if.row", "wizard_id", readonly=True)
    compared = fields.Boolean(readonly=True)
    uncovered = fields.Integer("Customers without a standard", readonly=True)
    customers = fields.Integer("Customers in care", readonly=True)
    activities = fields.Float(compute="_compute_totals", digits=(16, 0))
    activities_then = fields.Float(compute="_compute_totals", digits=(16, 0))
    visits = fields.Float(compute="_compute_totals", digits=(16, 0))
    visits_then = fields.Float(compute="_compute_totals", digits=(16, 0))
    hours = fields.Float(compute="_compute_totals")
    hours_then = fields.Float(compute="_compute_totals")
    budget = fields.Monetary(compute="_compute_totals")
    budget_then = fields.Monetary(compute="_compute_totals")

    def _compute_display_name(self):
        self.display_name = self.env._("Cost of standards")

    @api.depends("row_ids")
    def _compute_totals(self):
        for wizard in self:
            for name in (*_MEASURES, *(f"{name}_then" for name in _MEASURES)):
                wizard[name] = sum(wizard.row_ids.mapped(name))

    @api.model
    def action_open(self):
        """Compute the cost of today's standards and show it."""
        return self.create({}).action_compute()

    @api.model
    def _action_try(self, standards):
        """Compare these standards with those that count today."""
        trials = standards.filtered(lambda standard: standard.state != "effective")
        return self.create({"trial_ids": [Command.set(trials.ids)]}).action_compute()

    def action_compute(self):
        """Compute the rows anew; neither standards nor plans are touched."""
        self.ensure_one()
        customers = [("company_id", "=", self.company_id.id)]
        classes = self.env["keqin.standard"]._customer_classes(customers)
        now, _uncovered = self._costs(classes, self.on)
        then, uncovered = self._costs(classes, self._then(), self.trial_ids)
        rows = [self._row(key, now, then) for key in {**now, **then}]
        self.write(
            {
                "row_ids": [Command.clear(), *map(Command.create, rows)],
                "compared": bool(self.then_on or self.trial_ids),
                "customers": sum(count for _class, count in classes),
                "uncovered": uncovered,
            }
        )
        return self._action_self()

    def action_analyse(self):
        """The rows in a pivot, by class and person."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cost of standards"),
            "res_model": "keqin.standard.what.if.row",
            "view_mode": "pivot,graph,list",
            "domain": [("wizard_id", "=", self.id)],
        }

    def action_open_uncovered(self):
        """The customers for whom no standard counts."""
        name = self.env._("Customers without a standard")
        return self._customers_action(name, False)

    # business methods
    def _then(self):
        return self.then_on or self.on

    def _costs(self, classes, on, trials=()):
        """What the standards of a day ask for in its calendar year.

        :return: dict of row key to `Cost`, and the number of customers without any
        """
        counts = defaultdict(Counter)
        matches = self.env["keqin.standard"]._match(classes, on, trials)
        for standard, customer_class, count in matches:
            counts[standard][customer_class.care_level] += count
        year = period(on, "year")
        costs = {}
        for standard, by_level in counts.items():
            for line in standard.line_ids:
                level = line.care_level
                customers = by_level[level] if level else by_level.total()
                key = line._cost_key()
                costs[key] = costs.get(key, Cost()).plus(line, customers, year)
        return costs, counts[self.env["keqin.standard"]].total()

    @api.model
    def _row(self, key, now, then):
        before, after = now.get(key, Cost()), then.get(key, Cost())
        return (
            dict(zip(_KEY, key, strict=True))
            | before._asdict()
            | {f"{name}_then": value for name, value in after._asdict().items()}
            | {"hours_change": after.hours - before.hours}
            | {"budget_change": after.budget - before.budget}
        )

    def _open_class(self, name, class_key, care_level):
        """The customers that have the standard of a class, of one care level or all."""
        Standard = self.env["keqin.standard"]
        standards = Standard._effective(self.company_id, self._then())
        standards |= Standard._trials(self.trial_ids, self.company_id)
        standard = standards.get(class_key, Standard)
        return self._customers_action(name, standard.id, care_level)

    def _customers_action(self, name, standard_id, care_level=False):
        domain = self.env["keqin.standard"]._customer_domain(
            {standard_id}, self._then(), self.trial_ids
        )
        domain &= Domain("company_id", "=", self.company_id.id)
        if care_level:
            domain &= Domain("care_level", "=", care_level)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_customer_action"
        )
        return action | {"display_name": name, "domain": list(domain), "context": {}}

    def _action_self(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cost of standards"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }


class KeqinStandardWhatIfRow(models.TransientModel):
    """One kind of care of one class, as done by one person: in a calendar year."""

    _name = "keqin.standard.what.if.row"
    _description = "Cost of Standards, Row"
    _inherit = ["keqin.ranked.selection.mixin"]
    _order = "tier, potential, id"
    _ranked_selections = ("potential",)

    wizard_id = fields.Many2one(
        "keqin.standard.what.if", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    tier = fields.Selection(TIER_SELECTION)
    potential = fields.Selection(POTENTIAL_SELECTION)
    profile_id = fields.Many2one("keqin.industry.profile", ondelete="cascade")
    care_level = fields.Selection(
        [("ordinary", "Ordinary"), ("key", "Key")], "Only for"
    )
    type_id = fields.Many2one("keqin.activity.type", "Activity", ondelete="cascade")
    role = fields.Selection(ROLE_SELECTION, "Who")
    customers = fields.Integer(aggregator=None)
    customers_then = fields.Integer(aggregator=None)
    activities = fields.Float(digits=(16, 0))
    activities_then = fields.Float(digits=(16, 0))
    visits = fields.Float(digits=(16, 0))
    visits_then = fields.Float(digits=(16, 0))
    hours = fields.Float()
    hours_then = fields.Float()
    hours_change = fields.Float()
    budget = fields.Monetary()
    budget_then = fields.Monetary()
    budget_change = fields.Monetary()

    @api.depends("tier", "potential", "type_id")
    def _compute_display_name(self):
        potentials = dict(self._fields["potential"]._description_selection(self.env))
        for row in self:
            potential = potentials.get(row.potential, "")
            row.display_name = f"{row.tier} · {potential} · {row.type_id.name}"

    def action_open_customers(self):
        """The customers whom this care is for."""
        self.ensure_one()
        key = (self.tier, self.potential, self.profile_id.id)
        return self.wizard_id._open_class(self.display_name, key, self.care_level)
