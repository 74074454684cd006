from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import date_utils, format_date, get_lang

from ..tools.grading import TIERS
from ..tools.pareto import MARK, Bar, fill, pareto, percent
from ..tools.period import utc_bounds
from ..tools.period_text import period_text
from .keqin_case import KINDS

PERIODS = {"month": 1, "quarter": 3, "year": 12}
SKELETONS = {"month": "yMMMM", "quarter": "yQQQ", "year": "y"}


class KeqinCase(models.Model):
    """Why they complain: causes by month, product, customer (R092)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, its clocks, what is learnt from it
    _inherit = "keqin.case"

    @api.model
    @api.readonly
    def get_pareto(
        self,
        period="quarter",
        date_from=None,
        date_to=None,
        kinds=("complaint",),
        category_id=None,
        customer_id=None,
        tier=None,
        compare=False,
    ):
        """Causes of the cases the caller may read, the most frequent first.

        :param period: ``month``, ``quarter`` or ``year``, the one ``date_from`` (today
            by default) lies in; ``range`` is ``date_from`` to ``date_to``, days of the
            caller's time zone, both included
        :param kinds: kinds of cases; empty for all
        :param category_id: product category, with those below it
        :param compare: also count the period of the same length before
        :return: dict with the ``rows`` of the chart and its table, the ``months`` of
            their trend, ``total``, ``before`` (None unless compared), the period and
            the ``domain`` of the cases counted
        :raises odoo.exceptions.AccessError: for who may read no cases
        """
        start, end = self._pareto_period(period, date_from, date_to)
        chosen = self._pareto_domain(kinds, category_id, customer_id, tier)
        domain = chosen & self._domain_received(start, end)
        counts, trend, months = self._pareto_counts(domain, start, end)
        before = None
        if compare:
            earlier = self._period_before(period, start, end)
            before = dict(
                self._read_group(
                    chosen & self._domain_received(*earlier), ["cause_id"], ["__count"]
                )
            )
        for cause in before or ():
            counts.setdefault(cause, 0)
        return {
            "rows": self._pareto_rows(counts, trend, months, before),
            "months": [self._period_text(month, "yMMM") for month in months],
            "total": sum(counts.values()),
            "before": None if before is None else sum(before.values()),
            "mark": MARK,
            "date_from": fields.Date.to_string(start),
            "date_to": fields.Date.to_string(end),
            "label": self._period_label(period, start, end),
            "domain": list(domain),
        }

    @api.model
    @api.readonly
    def get_pareto_options(self):
        """What the screen lets one choose from, in the caller's language."""
        self.check_access("read")
        kinds = self._fields["kind"]._description_selection(self.env)
        return {
            "kinds": [{"code": code, "label": label} for code, label in kinds],
            "tiers": list(TIERS),
        }

    # periods, shared by every figure on cases
    @api.model
    def _domain_received(self, start, end):
        """Cases received from ``start`` to ``end``, both included: days of the reader,
        or of the company where nobody reads."""
        tz = self.env.context.get("tz") or self.env.user.tz or "UTC"
        since, until = utc_bounds(start, end, tz)
        return Domain("opened_on", ">=", since) & Domain("opened_on", "<", until)

    @api.model
    def _pareto_period(self, period, date_from, date_to):
        today = fields.Date.context_today(self)
        start = fields.Date.to_date(date_from) or today
        if period not in PERIODS:
            end = fields.Date.to_date(date_to) or today
            return min(start, end), max(start, end)
        return date_utils.start_of(start, period), date_utils.end_of(start, period)

    @api.model
    def _period_before(self, period, start, end):
        if period in PERIODS:
            return start - relativedelta(months=PERIODS[period]), start - relativedelta(
                days=1
            )
        last = start - relativedelta(days=1)
        return last - (end - start), last

    @api.model
    def _period_label(self, period, start, end):
        if period in PERIODS:
            return self._period_text(start, SKELETONS[period])
        return f"{format_date(self.env, start)} – {format_date(self.env, end)}"

    @api.model
    def _period_text(self, day, skeleton):
        return period_text(day, skeleton, get_lang(self.env).code)

    # arithmetic
    @api.model
    def _pareto_domain(self, kinds, category_id, customer_id, tier):
        domain = Domain("counts", "=", True)
        known = [kind for kind, _label in KINDS if kind in (kinds or ())]
        if known:
            domain &= Domain("kind", "in", known)
        if category_id:
            domain &= Domain("product_id.categ_id", "child_of", int(category_id))
        if customer_id:
            domain &= Domain("customer_id", "=", int(customer_id))
        if tier in TIERS:
            domain &= Domain("customer_id.tier", "=", tier)
        return domain

    @api.model
    def _pareto_counts(self, domain, start, end):
        """Cases by cause, the same by month, and the months from start to end."""
        counts, trend = {}, {}
        for cause, month, count in self._read_group(
            domain, ["cause_id", "opened_on:month"], ["__count"]
        ):
            counts[cause] = counts.get(cause, 0) + count
            trend.setdefault(cause, {})[fields.Date.to_date(month)] = count
        first = start.replace(day=1)
        return counts, trend, list(date_utils.date_range(first, end))

    @api.model
    def _pareto_rows(self, counts, trend, months, before):
        none = self.env["keqin.case.cause"]
        bars = pareto(counts.items(), last=none)
        shown = {bar.key for bar in bars}
        # gone since: worth seeing, after the causes of now
        gone = [
            Bar(cause, 0, 0.0, 100.0, False)
            for cause in before or ()
            if cause and cause not in shown
        ]
        position = len(bars) - (none in shown)
        bars[position:position] = gone
        return [self._pareto_row(bar, trend, months, before) for bar in bars]

    @api.model
    def _pareto_row(self, bar, trend, months, before):
        was = None if before is None else before.get(bar.key, 0)
        return {
            "id": bar.key.id,
            "name": bar.key.name or self.env._("No cause yet"),
            "department": bar.key.department or False,
            "count": bar.count,
            "share": bar.share,
            "cumulative": bar.cumulative,
            "vital": bar.vital,
            "trend": fill(months, trend.get(bar.key, {})),
            "before": was,
            "change": percent(bar.count - was, was) if was else None,
        }
