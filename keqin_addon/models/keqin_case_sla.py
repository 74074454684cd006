from odoo import api, fields, models
from odoo.tools import SQL

from .keqin_case import OPEN
from .keqin_case_deadline import ALARMS

_TODO = "keqin_addon.mail_activity_type_case_clock"
_LEADS = "keqin_addon.group_keqin_service_manager"
_EXECUTIVES = "keqin_addon.group_keqin_executive"
_ESCALATION = {"lead": "1_lead", "executive": "2_executive"}


class KeqinCase(models.Model):
    """Whoever has to know of a deadline is told in time, once (R093).

    The owner when it comes near, the leads of service when it is missed, an executive
    when it still is later on. Each case says when to look at it again, so that a run is
    one look into an index; it works in batches that two servers can share.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the times of a case, and who is told of them
    _inherit = "keqin.case"

    @api.model
    def _cron_sla(self):
        """Deadlines of service: warn, mark, escalate; then what else goes by time."""
        for step in self._sla_steps():
            if step() is False:
                return  # out of time: the scheduler calls again

    @api.model
    def _sla_steps(self):
        """Hook: what `cron_sla` does, in order; False from one of them ends the run."""
        return [
            self._recount_clocks,
            self._ring_clocks,
            self._close_silent_everywhere,
            self.env["keqin.case.task"]._escalate_overdue,
            self.env["keqin.need"]._remind_stale,
        ]

    @api.model
    def _recount_clocks(self):
        """Find deadlines anew where the calendar or the customer's tier has changed."""
        found = SQL(
            """
            FROM keqin_case it
            LEFT JOIN keqin_customer customer ON customer.id = it.customer_id
           WHERE it.state IN %s AND it.active
             AND (it.clock_stale OR it.clock_tier IS DISTINCT FROM customer.tier)
            """,
            OPEN,
        )
        return self._work_off(found, self._recount, "recounted")

    @api.model
    def _ring_clocks(self):
        """Tell who has to know of the deadlines that are near or missed."""
        now = fields.Datetime.now()
        found = SQL("FROM keqin_case it WHERE it.alarm_at < %s AND it.active", now)
        return self._work_off(found, self._ring, "told of")

    @api.model
    def _close_silent_everywhere(self):
        """Close what customers were asked to confirm, and did not."""
        asking = [("keqin_confirm_case_days", ">", 0)]
        for company in self.env["res.company"].search(asking):
            self._close_silent(company)

    @api.model
    def _work_off(self, found, work, what):
        # one way to share a long list between servers, whatever is on it
        return self.env["keqin.plan.line"]._work_off(found, work, what)

    @api.model
    def _recount(self, case_ids):
        self.browse(case_ids)._clock_refresh()
        return len(case_ids)

    @api.model
    def _ring(self, case_ids):
        """Bring what is told in line with what the clocks of these cases say.

        :return: how many cases somebody was told of
        """
        quiet = {"tracking_disable": True, "mail_notrack": True}
        cases = self.sudo().browse(case_ids).with_context(**quiet)
        rung = {}
        for case, clock in cases._clocks().items():
            alarms = clock.due()
            if alarms:
                rung[case] = alarms
            case._clock_write(clock.values(ring=True) | case._escalated(alarms))
        people = self._people_told(rung)
        wanted = {}
        for case, alarms in rung.items():
            wanted |= case._prepare_alarms(alarms, people)
        self._sync_alarms(wanted)
        return len(rung)

    def _escalated(self, alarms):
        """What a case shows of having been told of."""
        levels = {_ESCALATION.get(level, "0_none") for _clock, level in alarms}
        stamp = {"warned_on": fields.Datetime.now()} if alarms else {}
        return {"escalation": max(levels | {self.escalation})} | stamp

    @api.model
    def _people_told(self, rung):
        """Leads of service and executives of the companies of these cases.

        :return: dict of ``(level, company)`` to users
        """
        companies = self.env["res.company"].union(*(case.company_id for case in rung))
        people = {}
        for level, group in (("lead", _LEADS), ("executive", _EXECUTIVES)):
            users = self._members(group, companies)
            for company in companies:
                people[level, company] = users.filtered(
                    lambda user, company=company: company in user.company_ids
                )
        return people

    def _prepare_alarms(self, alarms, people):
        """To-dos on this case, by the user who gets each.

        :param alarms: list of ``(clock, level)``, what is due
        :param people: as from `_people_told`
        """
        self.ensure_one()
        company, latest = self.company_id, {}
        for clock, level in sorted(alarms, key=lambda alarm: ALARMS.index(alarm[1])):
            told = self.user_id
            if level == "lead" or not told:
                told |= people["lead", company]
            elif level == "executive":
                sponsor = self.customer_id.sponsor_id
                told |= sponsor or people["executive", company]
            latest |= dict.fromkeys(told.filtered("active"), (clock, level))
        return {
            (self.id, user): self._prepare_alarm(user, *alarm)
            for user, alarm in latest.items()
        }

    def _prepare_alarm(self, user, clock, level):
        deadline = self[f"{clock}_deadline"] or fields.Datetime.now()
        here = self.with_context(tz=user.tz or self.env.context.get("tz"))
        env = self.with_context(lang=user.lang).env
        texts = {
            ("response", True): env._("Respond soon"),
            ("response", False): env._("Response overdue"),
            ("resolution", True): env._("Resolve soon"),
            ("resolution", False): env._("Resolution overdue"),
        }
        return {
            "activity_type_id": self._xmlid(_TODO),
            "automated": True,
            "date_deadline": fields.Datetime.context_timestamp(here, deadline).date(),
            "res_id": self.id,
            "res_model_id": env["ir.model"]._get_id(self._name),
            "summary": texts[clock, level == "warn"],
            "user_id": user.id,
        }

    @api.model
    def _sync_alarms(self, wanted):
        """One to-do a case and person: what is there says the latest.

        :param wanted: dict of ``(case id, user)`` to values
        """
        Todo = self.env["mail.activity"].sudo()
        Todo = Todo.with_context(mail_activity_quick_update=True)
        present = self._alarm_todos([id_ for id_, _user in wanted])
        by_key = present.grouped(lambda todo: (todo.res_id, todo.user_id))
        stale = {}
        for key in wanted.keys() & by_key.keys():
            for todo in by_key[key]:
                vals = wanted[key]["summary"], wanted[key]["date_deadline"]
                if (todo.summary, todo.date_deadline) != vals:
                    stale[vals] = stale.get(vals, Todo) | todo
        for (summary, day), todos in stale.items():
            todos.write({"summary": summary, "date_deadline": day})
        Todo.create([wanted[key] for key in wanted if key not in by_key])

    @api.model
    def _alarm_todos(self, case_ids):
        # sudo: to-dos of the clocks come and go with them, whosever they are
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", list(case_ids)),
                    ("activity_type_id", "=", self._xmlid(_TODO)),
                ]
            )
        )

    @api.model
    def _xmlid(self, name):
        return self.env["ir.model.data"]._xmlid_to_res_id(name)

    def _drop_alarms(self):
        """What was missed has been done: nobody needs to be told any more."""
        self._alarm_todos(self.ids).unlink()
