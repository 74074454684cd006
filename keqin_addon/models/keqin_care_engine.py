import logging

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL, format_date, mute_logger

from ..tools import cadence

_logger = logging.getLogger(__name__)

_BATCH = 1_000
_TRIES = 5
# Made by rule, in thousands: told in one line of the log instead of in each chatter.
_QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_activity_automation_skip": True,
    "keqin_care_engine": True,
}
_CONFLICTS = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.UniqueViolation,
)
_DEPARTMENTS = {
    "manager": "sales",
    "service": "service",
    "sponsor": "executive",
    "marketing": "marketing",
}


class KeqinPlanLine(models.Model):
    """The cadence engine: makes the next activity of each running line (R042).

    One item of a line is open at a time, which the database guarantees. Work is done
    in batches: a page of rows is locked, worked off and committed. What is done no
    longer matches the query that finds it, so a run that was killed goes on where it
    stopped, and two servers share the work instead of doing it twice.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the line, its progress, and the engine that works it off
    _inherit = "keqin.plan.line"

    @api.model
    def _cron_care(self):
        """Close what is too late, make what is due, and see who waits for care."""
        groups = self.env["keqin.plan"]._read_group([], ["company_id"])
        companies = self.env["res.company"].union(*(company for (company,) in groups))
        for company, today in companies._keqin_today().items():
            if not self._run_company(company, today):
                return  # out of time: the scheduler calls again
        self.env["keqin.customer"]._cron_care()

    @api.model
    def _run_company(self, company, today):
        """One company's plans; False when a scheduled run has to stop.

        :param today: date in the company's time zone
        """
        return all(
            self._work_off(*step)
            for step in (
                (self._ended_sql(company), self._drop_items, "dropped"),
                (self._late_sql(company, today), self._miss_items, "missed"),
                (self._stray_sql(company), self._move_items, "moved"),
                (self._due_sql(company, today), self._make_items, "made"),
            )
        )

    @api.model
    def _work_off(self, found, work, what):
        """Page through the rows of a query, batch by batch.

        :param found: SQL of a ``FROM`` and ``WHERE`` with the rows as ``it``
        :param work: called with the locked ids, returns how many it changed
        :return: False when a scheduled run has to stop before the end
        """
        self.env.flush_all()
        [(left,)] = self.env.execute_query(SQL("SELECT COUNT(*) %s", found))
        last = total = 0
        while left > 0:
            ids, changed = self._work_page(found, work, last)
            if not ids:
                break
            last, total, left = ids[-1], total + changed, max(left - len(ids), 0)
            # what was read for this batch is no use to the next one
            self.env.invalidate_all()
            if not self._checkpoint(len(ids), left):
                return False
        if total:
            _logger.info("Customer care: %s items %s", total, what)
        return True

    @api.model
    def _work_page(self, found, work, last):
        """Lock and work off the next page; again if another server was faster.

        :return: the ids, none when there are no more, and how many were changed
        """
        for _try in range(_TRIES):
            ids = []
            try:
                with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                    ids = self._locked_ids(found, last)
                    return ids, work(ids) if ids else 0
            except _CONFLICTS:
                if not self.env.context.get("cron_id"):
                    break
                # a scheduled run has committed before: this only renews its view
                self.env.cr.rollback()
            except (UserError, psycopg2.IntegrityError):
                return ids, sum(self._work_one(id_, work) for id_ in ids)
        _logger.info("Customer care: another server is at it")
        return [], 0

    @api.model
    def _work_one(self, id_, work):
        """One row that cannot be worked off must not stop all the others."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return work([id_])
        except (UserError, psycopg2.IntegrityError) as error:
            _logger.warning("Customer care: %s left out: %s", id_, error)
            return 0

    @api.model
    def _locked_ids(self, found, last):
        rows = self.env.execute_query(
            SQL(
                "SELECT it.id %s AND it.id > %s ORDER BY it.id LIMIT %s "
                "FOR NO KEY UPDATE OF it SKIP LOCKED",
                found,
                last,
                _BATCH,
            )
        )
        return [id_ for [id_] in rows]

    @api.model
    def _checkpoint(self, processed, left):
        """Commit a batch of a scheduled run; False when its time is over."""
        if not self.env.context.get("cron_id"):
            return True
        time_left = self.env["ir.cron"]._commit_progress(processed, remaining=left)
        return bool(time_left or not left)

    # what there is to do
    @api.model
    def _due_sql(self, company, today):
        """Running lines whose next item is due within the horizon, and not open."""
        return SQL(
            """
            FROM keqin_plan_line it
            JOIN keqin_plan plan ON plan.id = it.plan_id
            JOIN keqin_customer customer ON customer.id = plan.customer_id
           WHERE plan.state = 'running' AND plan.company_id = %s AND customer.active
             AND customer.invalid_reason IS NULL
             AND it.next_due_on <= %s::date + %s
             AND NOT EXISTS (SELECT FROM keqin_activity a
                              WHERE a.plan_line_id = it.id AND a.automatic
                                AND a.state = 'planned')
            """,
            company.id,
            today,
            company.keqin_care_horizon,
        )

    @api.model
    def _late_sql(self, company, today):
        """Open items that can no longer be made good; a date agreed is waited for."""
        return SQL(
            """
            FROM keqin_activity it
           WHERE it.automatic AND it.state = 'planned' AND it.company_id = %s
             AND it.latest_on < %s AND it.date_planned < %s
            """,
            company.id,
            today,
            today,
        )

    @api.model
    def _ended_sql(self, company):
        """Open items of plans that run no more."""
        return SQL(
            """
            FROM keqin_activity it
            JOIN keqin_plan plan ON plan.id = it.plan_id
           WHERE it.automatic AND it.state = 'planned' AND it.company_id = %s
             AND it.plan_line_id IS NOT NULL
             AND plan.state IN ('done', 'rejected', 'cancelled')
            """,
            company.id,
        )

    @api.model
    def _stray_sql(self, company):
        """Open items that nobody arranged and that are due on another day by now."""
        return SQL(
            """
            FROM keqin_activity it
            JOIN keqin_plan_line line ON line.id = it.plan_line_id
            JOIN keqin_plan plan ON plan.id = line.plan_id
           WHERE it.automatic AND it.state = 'planned' AND it.company_id = %s
             AND plan.state = 'running'
             AND it.due_on IS DISTINCT FROM line.next_due_on
             AND it.date_planned = it.due_on AND it.start_at IS NULL
             AND NOT EXISTS (SELECT FROM keqin_activity_check c
                              WHERE c.activity_id = it.id AND c.is_done)
            """,
            company.id,
        )

    # doing it
    @api.model
    def _make_items(self, line_ids):
        """Create the next activity of these lines; they have none that is open."""
        if not line_ids:
            return 0
        lines = self.browse(line_ids)
        today = lines.company_id._keqin_today()
        lines.filtered(lambda line: line._is_stale(today[line.company_id]))._refresh()
        due = lines.filtered(
            lambda line: line.next_due_on and line._within_horizon(today)
        )
        vals_list = []
        for lang, group in due.grouped(lambda line: line._responsible().lang).items():
            vals_list += [
                line._prepare_item() for line in group.with_context(lang=lang)
            ]
        # sudo: what the approved plan says, whoever's contact set it off
        Activity = self.env["keqin.activity"].sudo().with_context(**_QUIET)
        Activity.create(vals_list)
        self.env.flush_all()
        return len(vals_list)

    @api.model
    def _miss_items(self, activity_ids):
        """Say of items that were not done in time that they were missed (R033)."""
        items = self.env["keqin.activity"].sudo().browse(activity_ids)
        for (lang, day), group in items.grouped(
            lambda item: (item.user_id.lang, item.latest_on)
        ).items():
            env = self.with_context(lang=lang).env
            text = env._("Not done by %s, the last day.", format_date(env, day))
            group._close("missed", text)
        return len(items)

    @api.model
    def _move_items(self, activity_ids):
        """Move items to the day their line is due, where nothing did it at once."""
        self.env["keqin.activity"].sudo().browse(activity_ids)._follow_line()
        return len(activity_ids)

    @api.model
    def _drop_items(self, activity_ids):
        """Cancel the open items of plans that have ended."""
        items = self.env["keqin.activity"].sudo().browse(activity_ids)
        for lang, group in items.grouped(lambda item: item.user_id.lang).items():
            text = self.with_context(lang=lang).env._("The care plan has ended.")
            group._close("cancelled", text)
        return len(items)

    def _follow_contacts(self):
        """A contact was logged on these lines: their next dates move at once (R044).

        The open item moves along unless somebody prepared it or gave it another day;
        without one, the next is made if it is due soon. A line that another server is
        working on is left to it.
        """
        lines = self.filtered(lambda line: line.plan_id.state == "running")
        lines = lines.try_lock_for_update(allow_referencing=True)
        if not lines:
            return
        items = self.env["keqin.activity"].search(
            [
                ("plan_line_id", "in", lines.ids),
                ("automatic", "=", True),
                ("state", "=", "planned"),
            ]
        )
        items._follow_line()
        self._make_items((lines - items.plan_line_id).ids)

    def _is_stale(self, today):
        """Has the calendar period gone by in which the next item was due?"""
        rule = self._cadence()
        if not (rule.anchored and self.next_due_on):
            return False
        return cadence.period(self.next_due_on, rule.unit)[1] < today

    def _refresh(self):
        for name in ("next_due_on", "scheduled_count"):
            self.env.add_to_compute(self._fields[name], self)

    def _within_horizon(self, today):
        days = (self.next_due_on - today[self.company_id]).days
        return days <= self.company_id.keqin_care_horizon

    # the item
    def _prepare_item(self):
        """Values of the next activity, in the language of who has to do it."""
        self.ensure_one()
        user, people = self._responsible(), self.contact_ids.ids
        return {
            "name": self.name or self.type_id.name,
            "customer_id": self.customer_id.id,
            # the people the line names; without any, the command alone would cost time
            **({"contact_ids": [Command.set(people)]} if people else {}),
            "type_id": self.type_id.id,
            "user_id": user.id,
            "department": _DEPARTMENTS[self.role],
            "duration": self.hours or self.type_id.hours,
            "plan_id": self.plan_id.id,
            "plan_line_id": self.id,
            "standard_line_id": self.standard_line_id.id,
            "automatic": True,
        } | self._prepare_date()

    def _prepare_date(self):
        """When the item is due, until when it can be made good, and why."""
        due, end = self.next_due_on, self.plan_id.date_end
        latest = cadence.latest(
            self._cadence(), due, self.last_done_on or None, self.plan_id.date_start
        )
        return {
            "date_planned": due,
            "due_on": due,
            "latest_on": min(latest or end, end),
            "reason": self._reason(),
        }

    def _reason(self):
        """Which rule wants the next item, and why now, in one sentence."""
        parts = {
            "often": self._cadence_label(),
            "plan": self.plan_id.name,
            "done": self.actual_count,
            "planned": self.planned_count,
            "last": self.last_done_on and format_date(self.env, self.last_done_on),
        }
        if self.last_done_on:
            return self.env._(
                "Due %(often)s by the plan %(plan)s: last on %(last)s, %(done)s of "
                "%(planned)s done.",
                **parts,
            )
        return self.env._("Due %(often)s by the plan %(plan)s: none so far.", **parts)

    def _responsible(self):
        """Who has to do the next item: the line's person, the role's, the manager."""
        customer = self.customer_id
        people = (
            self.user_id,
            customer._care_person(self.role),
            customer.user_id,
            self.plan_id.create_uid,
        )
        return next((user for user in people if user.active), self.env.user)
