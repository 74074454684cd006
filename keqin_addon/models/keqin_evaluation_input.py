from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_amount, formatLang

from .keqin_evaluation import EVALUATION_LEADS
from .keqin_grade_change import TIER_SELECTION

# What care is held against, by tier: none of it is profit.
OUTCOMES = ("K01", "K05", "K13")


class KeqinEvaluation(models.Model):
    """What was put into care against what came of it, by tier (R131)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: see `keqin_evaluation_figures`
    _inherit = "keqin.evaluation"

    inputs = fields.Json(readonly=True, copy=False, groups=EVALUATION_LEADS)
    inputs_html = fields.Html(
        "Care by tier", compute="_compute_inputs_html", groups=EVALUATION_LEADS
    )

    @api.depends("inputs")
    @api.depends_context("lang")
    def _compute_inputs_html(self):
        for record in self:
            record.inputs_html = record._inputs_table()

    def _inputs_by_tier(self):
        """Care done for the customers of each tier, and what came of it.

        As frozen with the figures; hours are those of the activities, costs those of
        activities and gifts, in the company's currency.

        :return: list of dicts: ``tier`` (False: not graded), ``label``, ``customers``,
            ``activities``, ``activities_each``, ``hours``, ``cost``, ``outcomes``
            (pairs of indicator and value, None without data); empty before figures
        """
        labels = self._input_tiers()
        indicators = self.env["keqin.indicator"].search([("code", "in", OUTCOMES)])
        return [
            row
            | {
                "label": labels[row["tier"]],
                "activities_each": row["activities"] / row["customers"]
                if row["customers"]
                else 0.0,
                "outcomes": [(it, row["outcomes"].get(it.code)) for it in indicators],
            }
            for row in self.inputs or ()
        ]

    def _freeze_inputs(self):
        """Keep what was done by tier next to what came of it."""
        if self.scope == "employee":
            return
        counts = self._input_counts()
        indicators = self.env["keqin.indicator"]
        if self.scope == "company":
            # of a team there are no figures by tier
            indicators = indicators.search([("code", "in", OUTCOMES)])
        figures = self.env["keqin.indicator.engine"]._figures(
            self.company_id, indicators, self.date_start, self.date_end, ("tier",)
        )
        self.inputs = [
            {
                "tier": tier,
                **counts[tier],
                "outcomes": {
                    code: figures[code, "tier", tier].value
                    for code in indicators.mapped("code")
                    if (code, "tier", tier) in figures
                },
            }
            for tier in self._input_tiers()
        ]

    def _input_counts(self):
        """:return: dict of tier to customers, activities, hours and cost"""
        ours = Domain("company_id", "=", self.company_id.id)
        if self.scope == "team":
            ours &= Domain("customer_id.user_id.sale_team_id", "=", self.team_id.id)
        in_time = ("date_done", "date")
        done, given = (
            ours
            & Domain(name, ">=", self.date_start)
            & Domain(name, "<=", self.date_end)
            for name in in_time
        )
        done &= Domain("state", "=", "done") & Domain("is_care", "=", True)
        given &= Domain("state", "=", "given")
        counts = {
            tier: {"customers": 0, "activities": 0, "hours": 0.0, "cost": 0.0}
            for tier in self._input_tiers()
        }
        self._add_customers(counts)
        names = ["__count", "duration:sum", "cost:sum"]
        for tier, count, hours, cost in self.env["keqin.activity"]._read_group(
            done, ["customer_id.tier"], names
        ):
            counts[tier or False]["activities"] += count
            counts[tier or False]["hours"] += hours
            counts[tier or False]["cost"] += cost
        for tier, value in self.env["keqin.gift"]._read_group(
            given, ["customer_id.tier"], ["value:sum"]
        ):
            counts[tier or False]["cost"] += value
        return counts

    def _add_customers(self, counts):
        """Those in care: what is spent each is spent on them."""
        domain = Domain("company_id", "=", self.company_id.id) & Domain(
            "lifecycle", "not in", ("prospect", "lost")
        )
        if self.scope == "team":
            domain &= Domain("user_id.sale_team_id", "=", self.team_id.id)
        customers = self.env["keqin.customer"]
        for tier, count in customers._read_group(domain, ["tier"], ["__count"]):
            counts[tier or False]["customers"] += count

    def _inputs_table(self):
        """As a table for the form."""
        rows = self._inputs_by_tier()
        if not rows:
            return False
        indicators = [indicator for indicator, _value in rows[0]["outcomes"]]
        heads = [
            self.env._("Tier"),
            self.env._("Customers"),
            self.env._("Activities"),
            self.env._("Hours"),
            self.env._("Cost"),
            *(indicator.name for indicator in indicators),
        ]
        number = Markup('<td class="text-end">%s</td>')
        body = Markup("").join(
            Markup("<tr><th>%s</th>%s</tr>")
            % (
                row["label"],
                Markup("").join(number % it for it in self._inputs_cells(row)),
            )
            for row in rows
        )
        head = Markup("").join(
            Markup('<th class="%s">%s</th>') % ("text-end" if number else "", label)
            for number, label in enumerate(heads)
        )
        return Markup(
            '<div class="table-responsive"><table class="table table-sm mb-0">'
            "<thead><tr>%s</tr></thead><tbody>%s</tbody></table></div>"
        ) % (head, body)

    def _inputs_cells(self, row):
        def text(value, digits=1):
            return "–" if value is None else formatLang(self.env, value, digits=digits)

        return [
            text(row["customers"], 0),
            text(row["activities"], 0),
            text(row["hours"]),
            format_amount(self.env, row["cost"], self.currency_id),
            *(
                f"{text(value)} %" if value is not None else "–"
                for _indicator, value in row["outcomes"]
            ),
        ]

    @api.model
    def _input_tiers(self):
        """Tiers in order with their names, and last those that have none."""
        names = [*TIER_SELECTION, (False, self.env._("Unclassified"))]
        return dict(names)
