from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import date_utils

from ..tools.pareto import fill, pareto, percent, wilson
from .keqin_case import SERIOUS

# clock: what says that it was met in time, and that it was missed
_CLOCKS = {
    "response": ("first_response_on", "response_breached_on"),
    "resolution": ("resolved_on", "resolution_breached_on"),
}
SATISFIED = 4


class Share(NamedTuple):
    """So many of so many, in percent with its 95 % interval; None of nothing."""

    part: int
    total: int

    @property
    def percent(self):
        return percent(self.part, self.total)

    @property
    def interval(self):
        return wilson(self.part, self.total)


class KeqinCase(models.Model):
    """Figures on cases for reports, by the access of the reader (R113, R092)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, its clocks, what is learnt from it
    _inherit = "keqin.case"

    @api.model
    def _figures(self, domain, start, end):
        """What a report on the cases of ``domain`` says of them.

        Withdrawn ones, duplicates and spam are in none of the figures.

        :param domain: which cases, without the period
        :param start: first day received
        :param end: last day received
        :return: dict of figures, see the methods below
        """
        counted = Domain(domain) & Domain("counts", "=", True)
        domain = counted & self._domain_received(start, end)
        return {
            "total": self.search_count(domain),
            "kinds": self._figures_by(domain, "kind"),
            "topics": self._figures_by(domain, "topic"),
            "channels": self._figures_by(domain, "channel"),
            "ratings": self._figures_rated(domain),
            "causes": self._figures_causes(domain),
            "trend": self._figures_trend(domain, start, end),
            "worst": self._figures_worst(domain),
            "voices": self.search(
                domain & Domain("voice", "!=", False),
                order="voice desc, opened_on desc, id desc",
                limit=40,
            ),
            "comments": self._figures_comments(domain),
        }

    @api.model
    def _figures_by(self, domain, name):
        """Cases and shares in time by a selection, and in all: rows of
        ``(label, count, response, resolution)``, the last one for the total."""
        labels = self._fields[name]._description_selection(self.env)
        counts = self._counts_by(domain, name)
        clocks = {}
        for clock, (met, missed) in _CLOCKS.items():
            late = Domain(missed, "!=", False)
            kept = Domain(met, "!=", False) & ~late
            clocks[clock] = (
                self._counts_by(domain & kept, name),
                self._counts_by(domain & late, name),
            )

        def row(label, values):
            shares = []
            for kept, late in clocks.values():
                part = sum(kept.get(value, 0) for value in values)
                total = part + sum(late.get(value, 0) for value in values)
                shares.append(Share(part, total))
            return (label, sum(counts[value] for value in values), *shares)

        known = [*labels, (False, self.env._("Not said"))]
        rows = [row(label, [value]) for value, label in known if value in counts]
        return [*rows, row(self.env._("Total"), list(counts))]

    @api.model
    def _counts_by(self, domain, name):
        return dict(self._read_group(domain, [name], ["__count"]))

    @api.model
    def _figures_rated(self, domain):
        """How customers rated: counts of 1 to 5, mean, and share of the satisfied."""
        counts = {
            round(rating): count
            for rating, count in self.env["rating.rating"]._read_group(
                self._domain_rated(domain), ["rating"], ["__count"]
            )
        }
        total = sum(counts.values())
        satisfied = sum(n for value, n in counts.items() if value >= SATISFIED)
        return {
            "counts": fill([5, 4, 3, 2, 1], counts),
            "mean": sum(value * n for value, n in counts.items()) / total
            if total
            else None,
            "satisfied": Share(satisfied, total),
        }

    @api.model
    def _domain_rated(self, domain):
        return (
            Domain("keqin_case_id", "any", domain)
            & Domain("consumed", "=", True)
            & Domain("rating", ">=", 1)
        )

    @api.model
    def _figures_comments(self, domain):
        """What they wrote beside their rating, the least satisfied first."""
        written = self._domain_rated(domain) & Domain("feedback", "not in", (False, ""))
        return self.env["rating.rating"].search(
            written, order="rating, write_date desc, id desc", limit=20
        )

    @api.model
    def _figures_causes(self, domain):
        """Pareto of the complaints among them."""
        none = self.env["keqin.case.cause"]
        complaints = domain & Domain("kind", "=", "complaint")
        groups = self._read_group(complaints, ["cause_id"], ["__count"])
        return pareto(groups, last=none)

    @api.model
    def _figures_trend(self, domain, start, end):
        """Months and, for each kind that occurs, its cases in them."""
        months = list(date_utils.date_range(start.replace(day=1), end))
        counts = {}
        for month, kind, count in self._read_group(
            domain, ["opened_on:month", "kind"], ["__count"]
        ):
            counts.setdefault(kind, {})[fields.Date.to_date(month)] = count
        return months, {
            label: fill(months, counts[kind])
            for kind, label in self._fields["kind"]._description_selection(self.env)
            if kind in counts
        }

    @api.model
    def _figures_worst(self, domain):
        """Serious, late, reopened or rated low; the most serious first."""
        low = Domain("rating_last_value", ">=", 1) & Domain("rating_last_value", "<", 3)
        bad = Domain.OR(
            [
                Domain("severity", "in", SERIOUS),
                Domain("resolution_breached_on", "!=", False),
                Domain("reopen_count", ">", 0),
                low,
            ]
        )
        return self.search(
            domain & bad,
            order="severity desc, reopen_count desc, opened_on desc, id desc",
            limit=10,
        )
