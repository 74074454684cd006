from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.tools import get_lang, mute_logger

from ..tools import evaluation, meeting, workdays
from ..tools.period_text import period_text
from .keqin_evaluation_schedule import MADE, QUIET

_START, _HOURS = time(10), 1.5
# So long before it is planned, and its agenda kept up to date.
_AHEAD_DAYS = 21
_NOTICE_DAYS = 3


class KeqinMeeting(models.Model):
    """Every month its joint meeting, every quarter its special one (R152, R153).

    And one for each evaluation that waits for executives (R134).
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: see `keqin_meeting_flow`
    _inherit = "keqin.meeting"

    @api.model
    def _cron_meeting(self):
        """Plan the meetings to come, and bring their agendas up to date.

        Idempotent: the database lets no two of one period be. What was cancelled is
        not planned again.
        """
        companies = self.env["res.company"].search([("active", "=", True)])
        companies = companies._keqin_in_care()
        today = companies._keqin_today()
        for number, company in enumerate(companies, 1):
            self._plan(company, today[company])
            self._refresh(company, today[company])
            left = len(companies) - number
            if not self.env["keqin.evaluation"]._checkpoint(left):
                return

    @api.model
    def _plan(self, company, today):
        """:return: the meetings that were made"""
        made = self.browse()
        week = self.env["keqin.working.day"]._week_of(company)
        for kind, period, day_of, wanted in (
            ("joint", "month", meeting.joint_day, company.keqin_meets_jointly),
            ("special", "quarter", meeting.special_day, company.keqin_meets_specially),
        ):
            days = (today, today + timedelta(days=_AHEAD_DAYS)) if wanted else ()
            starts = {evaluation.bounds(period, day)[0] for day in days}
            for start in sorted(starts):
                if day_of(start, week) >= today:
                    day = day_of(start, week)
                    made |= self._plan_one(company, kind, day, start)
        if company.keqin_meets_on_evaluation:
            day = workdays.add_working_days(today, _NOTICE_DAYS, *week)
            for record in self._evaluations_to_meet_on(company):
                made |= self._plan_one(company, "evaluation", day, None, record)
        return made

    @api.model
    def _plan_one(self, company, kind, day, start, record=None):
        """:return: the meeting; none where there is, or was, one of that period"""
        same = [("company_id", "=", company.id), ("kind", "=", kind)]
        about = ("evaluation_id", "=", record.id) if record else None
        about = about or ("period_start", "=", start)
        if self.search_count([*same, about], limit=1):
            return self.browse()
        lang = company.partner_id.lang or self.env.lang
        here = self.with_company(company).with_context(lang=lang, **QUIET)
        begin = here._moment(company, day)
        vals = {
            "company_id": company.id,
            "kind": kind,
            "name": here._default_name(kind, start, record),
            "date_start": begin,
            "date_end": begin + timedelta(hours=_HOURS),
            "evaluation_id": record and record.id,
            "user_id": here._chair(company, kind).id,
            "is_automatic": True,
            "period_start": start,
        }
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                planned = here.create(vals)
                planned.flush_recordset()
        except MADE:
            return self.browse()
        planned._message_log(body=planned.env._("Planned by the schedule."))
        return planned

    @api.model
    def _evaluations_to_meet_on(self, company):
        """Those that wait for executives, and have not met on."""
        return self.env["keqin.evaluation"].search(
            [
                ("company_id", "=", company.id),
                ("scope", "=", "company"),
                ("state", "=", "review"),
                ("meeting_ids", "=", False),
            ]
        )

    @api.model
    def _refresh(self, company, today):
        """Agendas of the meetings that are near."""
        near = fields.Datetime.to_datetime(today + timedelta(days=_AHEAD_DAYS))
        self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "planned"),
                ("date_start", "<", near),
            ]
        )._gather()

    @api.model
    def _moment(self, company, day):
        """Ten in the morning, where the company is, in UTC."""
        zone = pytz.timezone(company._keqin_zones()[company])
        local = zone.localize(datetime.combine(day, _START))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _default_name(self, kind, start, record):
        if record:
            return self.env._("Meeting on %s", record.name)
        lang = get_lang(self.env).code
        if kind == "joint":
            when = period_text(start, "yMMMM", lang)
            return self.env._("Joint meeting %s", when)
        when = period_text(start, "yQQQ", lang)
        return self.env._("Special meeting %s", when)

    @api.model
    def _chair(self, company, kind):
        """Executives convene special and evaluation meetings, service joint ones."""
        here = self.new({"company_id": company.id})
        lead = self.env["keqin.operation.team"]._of(company).lead_id.filtered("active")
        role = "service_manager" if kind == "joint" else "executive"
        if kind == "joint" and lead:
            return lead
        people = here._with_role(role).sorted(lambda user: user._is_system())
        return people[:1] or lead or self.env.user
