from odoo import api, fields, models
from odoo.tools import mute_logger
from odoo.tools.date_utils import end_of, start_of

from .keqin_evaluation_schedule import MADE

_REMIND_DAYS = 14
_AGAIN_DAYS = 7


class KeqinMysteryCheck(models.Model):
    """One check in each quarter, and whoever has to do it is reminded (R157)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a check is, how it moves, when it is due
    _inherit = "keqin.mystery.check"

    @api.model
    def _cron_check(self):
        """Plan the check of the quarter and remind of what is due soon.

        Idempotent: the database lets no two of one quarter be. Resumable: each company
        is committed by itself.
        """
        companies = self.env["res.company"].search(
            [("keqin_mystery_checks", "=", True)]
        )
        today = companies._keqin_in_care()._keqin_today()
        for number, (company, day) in enumerate(today.items(), 1):
            self._plan_quarter(company, day)
            self._remind(company, day)
            if self.env.context.get("cron_id"):
                left = len(today) - number
                if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                    return

    @api.model
    def _plan_quarter(self, company, day):
        """The check of the quarter of ``day``, unless it is planned already.

        :return: the check made now, or nothing
        """
        start = start_of(day, "quarter")
        ours = [("company_id", "=", company.id)]
        if self.search_count([*ours, ("date_start", "=", start)], limit=1):
            return self.browse()
        scenario = self._next_scenario(company)
        if not scenario:
            return self.browse()
        quiet = self.with_context(
            mail_create_nosubscribe=True, tracking_disable=True, lang=None
        ).with_company(company)
        vals = {
            "company_id": company.id,
            "scenario_id": scenario.id,
            "date_start": start,
            "date_due": end_of(start, "quarter"),
            "is_automatic": True,
        }
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                check = quiet.create(vals)
        except MADE:
            return self.browse()
        check._message_log(body=self.env._("Planned by the schedule, once a quarter"))
        return check

    @api.model
    def _next_scenario(self, company):
        """The one that was played longest ago, or never."""
        last = dict(
            self._read_group(
                [("company_id", "=", company.id)], ["scenario_id"], ["date_start:max"]
            )
        )
        scenarios = self.env["keqin.mystery.scenario"].search([("active", "=", True)])
        return scenarios.sorted(lambda it: str(last.get(it) or ""))[:1]

    @api.model
    def _remind(self, company, day):
        """Remind of what is due in two weeks or overdue, once a week."""
        checks = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "planned"),
                ("date_due", "<=", fields.Date.add(day, days=_REMIND_DAYS)),
                "|",
                ("reminded_on", "=", False),
                ("reminded_on", "<=", fields.Date.subtract(day, days=_AGAIN_DAYS)),
            ]
        ).try_lock_for_update(allow_referencing=True)
        for check in checks:
            check._tell_due()
        checks.reminded_on = day
        return checks

    def _tell_due(self):
        user, text = self._turn()
        if user:
            here = self.with_context(lang=user.lang or self.env.lang)
            here.message_notify(
                partner_ids=user.partner_id.ids,
                subject=here.env._("Mystery check due: %s", here.name),
                body=text,
            )
