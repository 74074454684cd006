import logging
from math import inf

import psycopg2
from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger, split_every

from ..tools import cadence

_logger = logging.getLogger(__name__)

_BATCH = 1_000
# So many names in a reminder; its links open the whole lists.
_NAMES = 20


class KeqinCustomer(models.Model):
    """Who waits for care: judged every night, told once a week (R031, R043-R053)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the care of a customer, and telling who waits for it
    _inherit = "keqin.customer"

    @api.model
    def _cron_care(self):
        """Bring intervals, contact states and valid plans up to date, then remind."""
        groups = self.with_context(active_test=True)._read_group([], ["company_id"])
        companies = self.env["res.company"].union(*(company for (company,) in groups))
        for company, today in companies._keqin_today().items():
            if not (
                self._apply_standards(company, today) and self._age(company, today)
            ):
                return
            self._remind(company, today)

    @api.model
    def _apply_standards(self, company, today):
        """Write the contact interval of the class where it differs (R052).

        :return: False when a scheduled run has to stop
        """
        ours = Domain("company_id", "=", company.id)
        wanted = self._intervals(ours, today)
        self.flush_model(["company_id", "care_interval", "care_max_gap"])
        rows = self.env.execute_query(
            SQL(
                """SELECT id, COALESCE(care_interval, 0), COALESCE(care_max_gap, 0)
                     FROM keqin_customer WHERE company_id = %s ORDER BY id""",
                company.id,
            )
        )
        differing = [id_ for id_, *rule in rows if wanted.get(id_, (0, 0)) != (*rule,)]
        left = len(differing)
        for batch in split_every(_BATCH, differing, self.browse):
            for rule, customers in batch.grouped(
                lambda customer: wanted.get(customer.id, (0, 0))
            ).items():
                customers.with_context(tracking_disable=True).write(
                    {"care_interval": rule[0], "care_max_gap": rule[1]}
                )
            left -= len(batch)
            if not self.env["keqin.plan.line"]._checkpoint(len(batch), left):
                return False
        return True

    @api.model
    def _intervals(self, domain, today):
        """Days between two contacts, and the maximum gap, by customer id.

        A class is to be contacted as often as the most frequent care of its standard.
        """
        Standard = self.env["keqin.standard"]
        classes = Standard._customer_classes(domain, "id:array_agg")
        wanted = {}
        for standard, customer_class, ids in Standard._match(classes, today):
            lines = standard._lines_for(customer_class.care_level)
            gaps = [
                (round(cadence.ideal_gap(line._cadence()), 2), line.max_gap)
                for line in lines.filtered("type_id.is_care")
            ]
            # of equal intervals the one with a limit, which 0 is not
            rule = min(gaps, key=lambda gap: (gap[0], gap[1] or inf), default=(0, 0))
            wanted.update(dict.fromkeys(ids, rule))
        return wanted

    @api.model
    def _age(self, company, today):
        """Days pass and nobody writes: recompute whose state they change.

        :return: False when a scheduled run has to stop
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.id
                  FROM keqin_customer c LEFT JOIN keqin_plan p ON p.id = c.care_plan_id
                 WHERE c.company_id = %(company)s AND c.active AND (
                       c.care_gap_state IS NULL
                    OR c.care_gap_state = 'ok' AND c.care_due_on <= %(today)s
                    OR c.care_gap_state = 'due' AND c.care_max_gap > 0
                       AND c.last_care_on + c.care_max_gap < %(today)s
                    OR p.date_end < %(today)s
                    OR c.care_plan_id IS NULL AND EXISTS (
                       SELECT FROM keqin_plan v
                        WHERE v.customer_id = c.id
                          AND v.state IN ('approved', 'running')
                          AND %(today)s BETWEEN v.date_start AND v.date_end))
                """,
                company=company.id,
                today=today,
            )
        )
        left = len(rows)
        for batch in split_every(_BATCH, [id_ for [id_] in rows], list):
            for name in ("care_gap_state", "care_plan_id"):
                self.env.add_to_compute(self._fields[name], self.browse(batch))
            self.env.flush_all()
            left -= len(batch)
            if not self.env["keqin.plan.line"]._checkpoint(len(batch), left):
                return False
        return True

    @api.model
    def _remind(self, company, today):
        """One to-do a week for each account manager whose customers wait (R031, R053).

        The company's row says for which week, so that two servers tell it once.
        """
        if not self._take_week(company, today):
            return
        company.invalidate_recordset(["keqin_reminded_on"])
        waiting = self._waiting(company)
        Todo = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        Todo.create(
            [self._prepare_todo(user, today, kinds) for user, kinds in waiting.items()]
        )
        _logger.info("Customer care: %s account managers reminded", len(waiting))

    @api.model
    def _take_week(self, company, today):
        """Mark the week as told; False when it was, perhaps a moment ago elsewhere."""
        monday, _sunday = cadence.period(today, "week")
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.env.cr.execute(
                    SQL(
                        """
                        UPDATE res_company SET keqin_reminded_on = %s
                         WHERE id = %s
                           AND (keqin_reminded_on IS NULL OR keqin_reminded_on < %s)
                        """,
                        today,
                        company.id,
                        monday,
                    )
                )
                return bool(self.env.cr.rowcount)
        except psycopg2.errors.SerializationFailure:
            return False

    @api.model
    def _waiting(self, company):
        """What waits, by account manager: list of (text, action, count, customers)."""
        ours = Domain("company_id", "=", company.id) & Domain(
            "user_id.active", "=", True
        )
        waiting = {}
        for action, domain in self._waiting_domains().items():
            domain = ours & domain
            named = self.browse(self._first_of_each(domain)).grouped("user_id")
            for user, count in self._read_group(domain, ["user_id"], ["__count"]):
                kinds = waiting.setdefault(user, [])
                kinds.append((action, count, named[user]))
        return waiting

    @api.model
    def _waiting_domains(self):
        return {
            "keqin_customer_action_contact_overdue": Domain("needs_contact", "=", True),
            "keqin_customer_action_without_plan": Domain("needs_plan", "=", True),
            "keqin_customer_action_without_next": self._in_care()
            & Domain("next_care_on", "=", False),
        }

    @api.model
    def _first_of_each(self, domain):
        """Ids of the most valuable customers of each account manager."""
        query = self._search(domain)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM (
                    SELECT c.id, ROW_NUMBER() OVER (
                               PARTITION BY p.user_id
                               ORDER BY c.value_score DESC NULLS LAST, c.id) AS place
                      FROM keqin_customer c JOIN res_partner p ON p.id = c.partner_id
                     WHERE c.id IN %s) ranked
                 WHERE place <= %s
                """,
                query.subselect(),
                _NAMES,
            )
        )
        return [id_ for [id_] in rows]

    @api.model
    def _prepare_todo(self, user, today, kinds):
        env = self.with_context(lang=user.lang).env
        parts = [
            self._waiting_html(env, action, count, customers)
            for action, count, customers in kinds
        ]
        return {
            "activity_type_id": env.ref("mail.mail_activity_data_todo").id,
            "summary": env._("Customers who wait for care"),
            "note": Markup().join(parts),
            "date_deadline": today,
            "user_id": user.id,
        }

    @api.model
    def _waiting_html(self, env, action, count, customers):
        """A heading that opens the list, and the first names of it."""
        title = env.ref(f"keqin_addon.{action}").name
        links = Markup(", ").join(
            Markup('<a href="/odoo/customer-care/%s">%s</a>') % (c.id, c.display_name)
            for c in customers
        )
        more = Markup(" …") if count > len(customers) else ""
        return Markup(
            '<p><a href="/odoo/action-keqin_addon.%s"><b>%s (%s)</b></a><br/>%s%s</p>'
        ) % (action, title, count, links, more)
