from datetime import date

from dateutil.relativedelta import relativedelta
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.tools import mute_logger

from .keqin_health_engine import CONFLICTS
from .keqin_indicator_engine import ALL_SCOPES

_KEYS = {
    "tier": "tier",
    "team": "team_id",
    "employee": "user_id",
    "dimension": "dimension",
}


class KeqinIndicatorEngine(models.AbstractModel):
    """Keeps what every indicator came to at the end of each month (R135).

    A month is written once, when it is over, indicator by indicator; what is there
    stays as it is. A run that was killed goes on with the indicators that are missing.
    Two servers cannot write the same month: a run holds the row of the grading policy,
    and every figure is unique.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.indicator.engine"

    @api.model
    def _cron_snapshot(self):
        """Freeze the last month that is over, company by company, once."""
        companies = self._caring_companies()
        today = companies._keqin_today()
        months = {it: self._last_month(today[it]) for it in companies}
        open_ = companies.filtered(
            lambda it: (it.keqin_indicator_month or date.min) < months[it]
        )
        for company in open_:
            run = self._snapshot(company, months[company])
            if run.state == "interrupted":
                return

    @api.model
    def _caring_companies(self):
        groups = self.env["keqin.customer"]._read_group(
            [("active", "=", True)], ["company_id"]
        )
        companies = self.env["res.company"].union(*(company for (company,) in groups))
        return companies.filtered(self._policy)

    @api.model
    def _last_month(self, today):
        return today.replace(day=1) - relativedelta(months=1)

    @api.model
    def _snapshot(self, company, month):
        """Freeze what the indicators came to at the end of a month that is over.

        What stands as of a day is known of today only: of an earlier month than the
        last one it is left out.

        :param date month: its first day
        :return: the `keqin.grading.run` that logs it; none when the month is not over,
            frozen already, or another server is at it
        """
        Run = self.env["keqin.grading.run"]
        policy = self._policy(company)
        last = self._last_month(company._keqin_today()[company])
        if month > last or not policy or not policy._take():
            return Run
        missing = self._missing(company, month)
        if month < last:
            missing = missing.filtered(lambda it: it.period != "date")
        if not missing:
            self._mark_frozen(company, month)
            return Run
        run = Run._begin(policy, "indicator", self._last_day(month))
        for left, indicator in zip(
            range(len(missing) - 1, -1, -1), missing, strict=True
        ):
            if not self._freeze_alone(run, company, indicator, month):
                run.state = "interrupted"
                return run
            if not self.env["keqin.health.engine"]._checkpoint(run, 1, left + 1):
                run.state = "interrupted"
                return run
        run._finish(len(missing))
        self._mark_frozen(company, month)
        return run

    @api.model
    def _freeze_past(self, months=12):
        """Freeze the last months from what is known of them today, the oldest first.

        A history to start with, where care was recorded before the app kept any. What
        stands as of a day is there from the last month on.
        """
        companies = self._caring_companies()
        for company, today in companies._keqin_today().items():
            last = self._last_month(today)
            for back in range(months - 1, -1, -1):
                self._snapshot(company, last - relativedelta(months=back))

    @api.model
    def _mark_frozen(self, company, month):
        if (company.keqin_indicator_month or date.min) < month:
            company.keqin_indicator_month = month

    @api.model
    def _missing(self, company, month):
        """Indicators that have no figure of the month yet."""
        done = self.env["keqin.indicator.value"].search_fetch(
            [
                ("company_id", "=", company.id),
                ("month", "=", month),
                ("scope", "=", "company"),
            ],
            ["indicator_id"],
        )
        indicators = self.env["keqin.indicator"].search([("active", "=", True)])
        return indicators - done.indicator_id

    @api.model
    def _freeze_alone(self, run, company, indicator, month):
        """:return: False if another server wrote the figures meanwhile"""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                run.changed_count += self._freeze(company, indicator, month)
        except (UniqueViolation, *CONFLICTS):
            return False
        return True

    @api.model
    def _freeze(self, company, indicator, month):
        """Write the figures of one indicator, all scopes at once.

        :return: how many they are
        """
        start, end = month, self._last_day(month)
        figures = self._figures(company, indicator, start, end, ALL_SCOPES)
        first, last = indicator._days(start, end)
        now = fields.Datetime.now()
        values = self.env["keqin.indicator.value"].create(
            [
                {
                    "indicator_id": indicator.id,
                    "company_id": company.id,
                    "month": month,
                    "date_start": first,
                    "date_end": last,
                    "scope": scope,
                    "computed_on": now,
                    **({_KEYS[scope]: key} if key else {}),
                    **self._figure_vals(figure),
                }
                for (_code, scope, key), figure in figures.items()
            ]
        )
        values.flush_recordset()
        return len(values)

    @api.model
    def _figure_vals(self, figure):
        return {
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "n": figure.n,
            "value": figure.value,
            "low": figure.low,
            "high": figure.high,
        }

    @api.model
    def _last_day(self, month):
        return month + relativedelta(months=1, days=-1)
