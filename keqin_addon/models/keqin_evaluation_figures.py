from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..tools import evaluation
from ..tools import indicator as arithmetic
from ..tools.indicator import Figure
from .optional_float import OptionalFloat

# Satisfaction, repurchase, referral, fewer complaints, growth: by tier, too.
HEADLINES = ("K01", "K05", "K10", "K14", "K13")
# Another period of what stands as of a day is known only where it was kept.
_AT_DATE = "date"


class KeqinEvaluation(models.Model):
    """Target, actual, gap, before: computed by the system, then frozen (R131, R135).

    Set-based: one query for each indicator, however many teams or employees are
    evaluated for the same period.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what an evaluation is, what it comes to, how it moves
    _inherit = "keqin.evaluation"

    score = OptionalFloat(
        "Overall score",
        compute="_compute_score",
        store=True,
        digits=(5, 1),
        aggregator="avg",
        help="Weighted mean of what is measured against a target and of what is "
        "judged, 0 to 100. Never of a single line, nor with less than half of the "
        "weights known.",
    )
    score_coverage = OptionalFloat(
        "Known (%)", compute="_compute_score", store=True, aggregator=None
    )
    met_count = fields.Integer(
        "Targets met", compute="_compute_counts", compute_sudo=True
    )
    below_count = fields.Integer(
        "Below target", compute="_compute_counts", compute_sudo=True
    )
    unsure_count = fields.Integer(
        "Not sure", compute="_compute_counts", compute_sudo=True
    )

    @api.depends(
        "line_ids.score", "line_ids.weight", "line_ids.tier", "line_ids.target"
    )
    def _compute_score(self):
        for record in self:
            found = evaluation.composite(
                (None if line.score is False else line.score, line.weight)
                for line in record.line_ids.filtered(lambda line: line._counts())
            )
            record.score = False if found.score is None else found.score
            record.score_coverage = found.coverage

    @api.depends("line_ids.verdict")
    def _compute_counts(self):
        """Of all departments, as the overall score: numbers, and no figures."""
        rows = self.env["keqin.evaluation.line"]._read_group(
            [("evaluation_id", "in", self._origin.ids), ("tier", "=", False)],
            ["evaluation_id", "verdict"],
            ["__count"],
        )
        counts = {(record.id, verdict): count for record, verdict, count in rows}
        for record in self:
            for verdict in ("met", "below", "unsure"):
                found = counts.get((record._origin.id, verdict), 0)
                record[f"{verdict}_count"] = found

    # actions
    def action_compute_figures(self):
        """Compute the figures of drafts anew; what was there is in the log."""
        self._check_step("draft")
        self._compute_figures()
        for record in self:
            record._message_log(
                body=self.env._("Figures computed by %s.", self.env.user.name)
            )
        return True

    def action_open_lines(self):
        """The lines the reader may read, to group and compare."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_evaluation_line_action"
        )
        domain = [("evaluation_id", "=", self.id)]
        return action | {"domain": domain, "context": {}, "name": self.name}

    # business methods
    def _fill_lines(self):
        """Give evaluations without lines those of their scope and departments."""
        # sudo: what is evaluated is configured; who may make it was checked
        for record in self.sudo().filtered(lambda record: not record.line_ids):
            indicators = self.env["keqin.indicator"].sudo()
            found = indicators.search([("in_evaluation", "=", True)])
            if record.scope == "team":
                found = found.filtered("by_employee")
            record.line_ids = [
                Command.create(vals) for vals in record._line_values(found)
            ]

    def _line_values(self, indicators):
        """One line for each indicator, one judgement for each department."""
        values = []
        tiers = ("A", "B", "C") if self.with_tiers and self.scope == "company" else ()
        for number, one in enumerate(indicators, 1):
            line = {"indicator_id": one.id, "sequence": 10 * number}
            values.append(line | {"weight": one.evaluation_weight})
            if one.code in HEADLINES:
                values += [line | {"weight": 0.0, "tier": tier} for tier in tiers]
        # never figures alone: what people judge counts with them (R129)
        return values + [
            {"name": name, "department": department, "kind": "qualitative"}
            | {"weight": 1.0, "sequence": 1000}
            for department, name in self._judgements()
        ]

    def _judgements(self):
        """What each department judges, besides what is measured."""
        return [
            ("sales", self.env._("Relationships: what customers intend, due to care")),
            ("service", self.env._("Service: quality and cooperation of departments")),
            ("marketing", self.env._("Brand image and effect of events")),
        ]

    def _scope_key(self):
        """Whose figures of the engine these are."""
        keys = {"team": self.team_id.id, "employee": self.user_id.id}
        return self.scope, keys.get(self.scope)

    def _compute_figures(self):
        """Compute the actuals of drafts, and what follows from them; freeze the rest.

        Callers check who may; the figures are those of the company, team or employee,
        whoever asks.
        """
        late = self.filtered(lambda record: record.state != "draft")
        if late:
            raise UserError(
                self.env._("The figures of %s are frozen.", late[0].display_name)
            )
        # sudo: actuals are written by nobody, and are the same for every reader
        records = self.sudo()
        records._set_previous()
        together = records.grouped(
            lambda it: (it.company_id, it.date_start, it.date_end, it.scope)
        )
        for (company, start, end, scope), group in together.items():
            group._compute_together(company, start, end, scope)
        records.computed_on = fields.Datetime.now()
        return True

    def _compute_together(self, company, start, end, scope):
        engine = self.env["keqin.indicator.engine"]
        indicators = self.line_ids.indicator_id
        scopes = (scope, "tier") if any(self.line_ids.mapped("tier")) else (scope,)
        now = engine._figures(company, indicators, start, end, scopes)
        earlier = self._figures_before(company, indicators, start, end, scopes)
        Target = self.env["keqin.target"]
        targets = Target._candidates(indicators.mapped("code"), end, company)
        for record in self:
            kept = record._frozen_figures()
            for line in record.line_ids.filtered("indicator_id"):
                key = line._figure_key()
                before = kept.get(key) or earlier.get(key, Figure())
                line._store_figure(
                    now.get(key, Figure()), before, *line._planned_target(targets)
                )
            record._freeze_inputs()

    def _figures_before(self, company, indicators, start, end, scopes):
        """Of the period before; what stands as of a day only as far as it was kept."""
        first, last = arithmetic.before(start, end)
        at_date = indicators.filtered(lambda it: it.period == _AT_DATE)
        engine = self.env["keqin.indicator.engine"]
        found = engine._figures(company, indicators - at_date, first, last, scopes)
        values = self.env["keqin.indicator.value"].search(
            Domain("indicator_id", "in", at_date.ids)
            & Domain("company_id", "=", company.id)
            & Domain("month", "=", last.replace(day=1))
            & Domain("scope", "in", scopes)
        )
        for value in values:
            key = value.tier or value.team_id.id or value.user_id.id or None
            found[value.indicator_id.code, value.scope, key] = _figure(
                value, value.value
            )
        return found

    def _frozen_figures(self):
        """What the evaluation of the period right before has kept, by key."""
        first, _last = arithmetic.before(self.date_start, self.date_end)
        previous = self.previous_id
        if previous.date_start != first or not previous.computed_on:
            return {}
        return {
            line._figure_key(): _figure(line, line.actual)
            for line in previous.line_ids.filtered("indicator_id")
        }


def _figure(row, value):
    """A figure as it was kept; of scores only the limits of their interval."""

    def known(number):
        return None if number is False else number

    return Figure(
        known(value),
        known(row.low),
        known(row.high),
        row.numerator,
        row.denominator,
        row.n,
    )
