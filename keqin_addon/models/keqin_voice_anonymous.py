from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.satisfaction import CSAT, ENOUGH, NPS, Score
from .keqin_feedback_statistic import CUSTOMERS
from .keqin_voice_period import Span

GROUPINGS = ("tier", "industry")


class KeqinVoiceAnalysis(models.AbstractModel):
    """The same screen for who may read no opinion: of finished half-years, grouped one
    way at a time, read from `keqin.feedback.statistic` with the reader's own access.

    Whatever is asked for, there is no other source: filters that would tell customers
    apart are not applied, not merely hidden.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.voice.analysis"

    @api.model
    def _anonymous_analysis(self, date_from, by):
        """:raises odoo.exceptions.AccessError: for who may not even read statistics"""
        self.env["keqin.feedback.statistic"].check_access("read")
        span, before = self._spans("half_year", self._finished(date_from), None, None)
        by = by if by in GROUPINGS else "tier"
        now, was = self._statistic_rows(span, before)
        targets = self._targets(("K01", "K02", "K03", "K04"), span)
        code = {NPS: "K04", CSAT: "K01"}
        figures = {
            metric: self._figure(
                now.get((metric, "total", False), Score(metric)),
                was.get((metric, "total", False), Score(metric)),
                targets._most_specific(code=code[metric]),
            )
            | {"paired": None}
            for metric in (NPS, CSAT)
        }
        figures[NPS]["weights"] = [
            {"key": "respondent", "score": figures[NPS]["score"]}
        ]
        return {
            "open": False,
            **self._header(span, before, by),
            "domain": None,
            **figures,
            "dimensions": self._statistic_table("dimension", now, was, targets),
            "groups": self._statistic_table(by, now, was, targets),
            "levels": [],
            **self._anonymous_shares(span),
        }

    @api.model
    def _anonymous_shares(self, span):
        """How many answered, and had nothing to complain: numbers of the company as a
        whole, of a crowd as large as any other that is shown, and nothing to open."""
        # sudo: counts alone leave here, of this company, with the suppression below
        company = self.env.company
        zone = company.resource_calendar_id.tz or "UTC"
        analysis = self.sudo().with_context(tz=zone)
        asked = analysis._collection(span, Domain("company_id", "=", company.id))
        served = analysis._complaints(span, None, None, company)
        invited = self._crowd(asked.pop("customers"), asked["reached"])
        customers = self._crowd(served["total"], served["total"])
        return {
            "collection": invited and {**asked, "domain": None},
            "complaints": customers and {**served, "domain": None},
        }

    @api.model
    def _crowd(self, customers, people):
        return customers >= CUSTOMERS and people >= ENOUGH

    @api.model
    def _finished(self, date_from):
        """A day of the half-year asked for, of the last finished one at most."""
        today = fields.Date.context_today(self)
        running = today.replace(day=1, month=1 if today.month < 7 else 7)
        last = running - relativedelta(days=1)
        return min(fields.Date.to_date(date_from) or last, last)

    @api.model
    def _statistic_rows(self, *spans: Span):
        """Scores of half-years of this company alone, by metric, grouping, value.

        The rest is ``"rest"``: it is no group to compare with another half-year's.

        :return: a dict for each of the half-years
        """
        # each query of the view goes through all opinions: once for all is enough
        rows = self.env["keqin.feedback.statistic"].search_fetch(
            Domain("half_year", "in", [span.start for span in spans])
            & Domain("company_id", "=", self.env.company.id)
        )
        found = {span.start: {} for span in spans}
        for row in rows:
            value = row.dimension or row.tier or row.industry_id
            key = row.metric, row.grouping, "rest" if row.is_rest else value or False
            found[row.half_year][key] = row._score()
        return [found[span.start] for span in spans]

    @api.model
    def _statistic_table(self, grouping, now, was, targets):
        rows = []
        for metric, kind, value in now:
            if (metric, kind) != (CSAT, grouping):
                continue
            tier = value if grouping == "tier" and value != "rest" else None
            target = targets._most_specific(tier or None, code="K01")
            if grouping == "dimension" and value != "rest":
                target = self._dimension_target(targets, value, None)
            earlier = () if value == "rest" else was.get((CSAT, kind, value), ())
            figure = self._figure(
                now[metric, kind, value], earlier or Score(CSAT), target
            )
            rows.append(
                {
                    "key": str(value),
                    "label": self._statistic_label(grouping, value),
                    "nps": self._score_vals(now.get((NPS, kind, value), Score(NPS))),
                    **figure,
                }
            )
        return self._ranked(rows)

    @api.model
    def _statistic_label(self, grouping, value):
        if value == "rest":
            return self.env._("Others, too few each")
        if grouping == "dimension":
            selection = self.env["keqin.feedback"]._fields["dimension"]
            return dict(selection._description_selection(self.env))[value]
        return self._group_label(grouping, value)
