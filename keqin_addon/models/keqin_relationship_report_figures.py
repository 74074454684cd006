from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_amount, format_date, formatLang

from ..tools import indicator as arithmetic
from ..tools.indicator import Figure

# Satisfaction, then cooperation: none of it is profit.
INDICATORS = ("K01", "K04", "K05", "K06", "K08", "K10", "K13", "K15", "K33")
# So many risks and problems are told one by one; the rest is a number.
_MOST = 15
_MONTHS = 12


class KeqinRelationshipReport(models.Model):
    """Its figures: as of the day it is submitted, with no query for each customer."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what it is, what it says
    _inherit = "keqin.relationship.report"

    figures = fields.Json("Kept figures", readonly=True, copy=False)
    computed_on = fields.Datetime("Figures as of", readonly=True, copy=False)
    figures_html = fields.Html(
        "Figures", compute="_compute_figures_html", sanitize=False
    )

    @api.depends("figures")
    @api.depends_context("lang")
    def _compute_figures_html(self):
        for report in self:
            report.figures_html = report.figures and self.env["ir.qweb"]._render(
                "keqin_addon.keqin_relationship_report_figures",
                {"data": report._report_data()},
            )

    def _compute_figures(self):
        """Keep what is known of the customers now.

        Callers check who may. Figures are those of the author's customers, or of all,
        which leads read anyway.
        """
        # sudo: figures are written by nobody; whose customers counts is checked
        for report in self.sudo():
            report.figures = {
                "customers": report._customer_figures(),
                "trend": report._trend_figures(),
                "indicators": report._indicator_figures(),
                "risks": report._risk_figures(),
                "problems": report._problem_figures(),
            }
        self.sudo().computed_on = fields.Datetime.now()

    def _customer_domain(self):
        """The customers it is about, in care."""
        domain = Domain("company_id", "=", self.company_id.id) & Domain(
            "lifecycle", "not in", ("prospect", "lost")
        )
        return domain & self._own_domain("user_id")

    def _own_domain(self, name):
        own = self.covers == "own"
        return Domain(name, "=", self.user_id.id) if own else Domain.TRUE

    def _customer_figures(self):
        """:return: rows of tier, lifecycle, band of health and number of customers"""
        rows = self.env["keqin.customer"]._read_group(
            self._customer_domain(), ["tier", "lifecycle", "health_band"], ["__count"]
        )
        return [list(row) for row in rows]

    def _trend_figures(self):
        """Satisfaction and recommendation, month by month, over a year.

        :return: rows of month, share of satisfied, answers, NPS, answers; None where
            fewer answered than a score takes
        """
        first = self.date_end.replace(day=1) - relativedelta(months=_MONTHS - 1)
        domain = Domain("company_id", "=", self.company_id.id)
        domain &= Domain("answered_on", ">=", first)
        domain &= Domain("answered_on", "<", self.date_end + relativedelta(days=1))
        found = self.env["keqin.feedback"]._statistics(
            domain & self._own_domain("user_id"), by="answered_on:month"
        )
        return [
            [str(month)[:10], it.csat.value, it.csat.n, it.nps.value, it.nps.n]
            for month, it in sorted(found.items(), key=lambda pair: str(pair[0]))
        ]

    def _indicator_figures(self):
        """:return: rows of code, value, before, target, verdict, whether it changed"""
        indicators = self.env["keqin.indicator"].search([("code", "in", INDICATORS)])
        own = self.covers == "own"
        scope = ("employee", self.user_id.id) if own else ("company", None)
        engine = self.env["keqin.indicator.engine"]
        start, end = self.date_start, self.date_end
        about = (self.company_id, indicators)
        now = engine._figures(*about, start, end, scope[:1])
        before = engine._figures(*about, *arithmetic.before(start, end), scope[:1])
        targets = self.env["keqin.target"]._candidates(
            indicators.mapped("code"), end, self.company_id
        )
        rows = []
        for one in indicators.sorted(lambda it: INDICATORS.index(it.code)):
            value = now.get((one.code, *scope), Figure())
            earlier = before.get((one.code, *scope), Figure())
            target = targets._applying(code=one.code)
            most = target.value_max
            rows.append(
                {
                    "code": one.code,
                    "value": value.value,
                    "part": value.numerator,
                    "before": earlier.value,
                    "target": target.value if target else None,
                    "verdict": arithmetic.verdict(
                        value,
                        target.value if target else None,
                        None if most is False else most,
                        one.direction,
                    ),
                    "is_change": arithmetic.compare(
                        one.arithmetic, value, earlier
                    ).is_change,
                }
            )
        return rows

    def _risk_figures(self):
        """Open risks, the highest first."""
        domain = Domain("is_open", "=", True)
        domain &= Domain("customer_id", "any", self._customer_domain())
        risks = self.env["keqin.risk"].search(domain, limit=_MOST)
        return {
            "count": self.env["keqin.risk"].search_count(domain),
            "rows": [
                [it.customer_id.display_name, it.name, it.level, it.state, it.kind]
                for it in risks
            ],
        }

    def _problem_figures(self):
        """Open complaints, and what is overdue."""
        domain = Domain("is_open", "=", True)
        domain &= Domain("customer_id", "any", self._customer_domain())
        domain &= Domain("kind", "=", "complaint") | Domain(
            "next_deadline", "<", fields.Datetime.now()
        )
        cases = self.env["keqin.case"].search(domain, limit=_MOST)
        return {
            "count": self.env["keqin.case"].search_count(domain),
            "rows": [
                [
                    it.customer_id.display_name,
                    it.display_name,
                    it.kind,
                    it.state,
                    it.next_deadline and str(it.next_deadline.date()),
                ]
                for it in cases
            ],
        }

    # what screens and the PDF show
    def _report_data(self):
        """The kept figures in the reader's language, ready to be shown."""
        figures = self.figures or {}
        return {
            "tiers": self._tier_rows(figures.get("customers", ())),
            "lifecycles": self._lifecycle_rows(figures.get("customers", ())),
            "trend": [self._trend_row(row) for row in figures.get("trend", ())],
            "indicators": self._indicator_rows(figures.get("indicators", ())),
            "risks": self._told_rows("keqin.risk", figures.get("risks")),
            "problems": self._told_rows("keqin.case", figures.get("problems")),
        }

    def _tier_rows(self, rows):
        """Customers of each tier, and how healthy they are."""
        found = {}
        for tier, _lifecycle, band, count in rows:
            row = found.setdefault(tier or "", dict.fromkeys(("all", None), 0))
            row["all"] += count
            row[band or None] = row.get(band or None, 0) + count
        ungraded = self.env._("Not graded")
        return [
            {"label": tier or ungraded, **found[tier]}
            for tier in sorted(found, key=lambda it: it or "Z")
        ]

    def _lifecycle_rows(self, rows):
        """:return: pairs of label and number, in the order of the lifecycle"""
        counts = {}
        for _tier, lifecycle, _band, count in rows:
            counts[lifecycle] = counts.get(lifecycle, 0) + count
        labels = self._labels("keqin.customer", "lifecycle")
        return [(label, counts[it]) for it, label in labels.items() if it in counts]

    def _trend_row(self, row):
        month, csat, answers, nps, voters = row
        return {
            "month": format_date(self.env, month, date_format="MMM yyyy"),
            "csat": self._number(csat, "%"),
            "answers": answers,
            "nps": self._number(nps),
            "voters": voters,
        }

    def _indicator_rows(self, rows):
        indicators = self.env["keqin.indicator"].search(
            [("code", "in", [row["code"] for row in rows])]
        )
        by_code = indicators.grouped("code")
        verdicts = self._labels("keqin.evaluation.line", "verdict")
        return [
            {
                "label": by_code[row["code"]].name,
                "value": self._value(by_code[row["code"]], row["value"]),
                "before": self._value(by_code[row["code"]], row["before"]),
                "target": self._value(by_code[row["code"]], row["target"]),
                "amount": row["code"] == "K13"
                and format_amount(self.env, row["part"], self.currency_id),
                "verdict": verdicts.get(row["verdict"], ""),
                "key": row["verdict"],
                "is_change": row["is_change"],
            }
            for row in rows
            if row["code"] in by_code
        ]

    def _told_rows(self, model, told):
        """Risks or cases with their words instead of keys."""
        told = told or {"count": 0, "rows": []}
        labels = {
            name: self._labels(model, name)
            for name in ("level", "state", "kind")
            if name in self.env[model]._fields
        }
        rows = []
        for customer, name, *rest in told["rows"]:
            row = {"customer": customer, "name": name}
            if model == "keqin.risk":
                level, state, kind = rest
                row |= {"level": labels["level"].get(level), "key": level}
            else:
                kind, state, due = rest
                row["due"] = due and format_date(self.env, due)
            row["state"] = labels["state"].get(state)
            row["kind"] = labels["kind"].get(kind)
            rows.append(row)
        return {"count": told["count"], "rows": rows, "more": told["count"] - len(rows)}

    def _labels(self, model, name):
        field = self.env[model]._fields[name]
        return dict(field._description_selection(self.env))

    def _value(self, indicator, value):
        return self._number(value, "%" if indicator.unit == "percent" else "")

    def _number(self, value, unit=""):
        if value is None:
            return "–"
        text = formatLang(self.env, value, digits=1)
        return f"{text} {unit}" if unit else text
