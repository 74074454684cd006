import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import mute_logger

from ..tools.workdays import add_working_days
from .keqin_recovery import OPEN, RECOVERY_STAFF

_ONCE = "keqin_recovery_answer_key_uniq"


class KeqinRecovery(models.Model):
    """Where a recovery comes from, and who has to do it until when (R112).

    Made once for each answer, by the unique key: whatever records it again, or at the
    same time on another server.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a recovery is, where it comes from
    _inherit = "keqin.recovery"

    @api.model
    def _open_for(self, answers):
        """Take up dissatisfied answers; called by rules, as superuser.

        :param answers: dict of answer key to its dissatisfied opinions
        :return: the new recoveries
        :raises ConcurrencyError: when another transaction takes one up meanwhile: the
            request is tried again
        """
        vals_list = [self._prepare(*answer) for answer in answers.items()]
        quiet = self.with_context(
            mail_auto_subscribe_no_notify=True, mail_create_nosubscribe=True
        )
        try:
            with mute_logger("odoo.sql_db"):
                recoveries = quiet.create(vals_list)
                recoveries.flush_recordset()
        except psycopg2.errors.UniqueViolation as error:
            if error.diag.constraint_name != _ONCE:
                raise
            raise ConcurrencyError("an answer is being taken up twice") from error
        return recoveries.with_env(self.env)

    @api.model
    def _prepare(self, key, opinions):
        first = opinions[0]
        customer = first.customer_id
        owner = self._owner_for(customer)
        lang = owner.lang or customer.company_id.partner_id.lang
        return {
            "name": self._name_of(opinions.with_context(lang=lang)),
            "answer_key": key,
            "customer_id": customer.id,
            "contact_id": first.contact_id.id,
            "said_on": first.answered_on,
            "tier": first.tier,
            "user_id": owner.id,
            "date_due": self._due_day(customer.company_id),
        }

    @api.model
    def _name_of(self, opinions):
        """What they are dissatisfied with, in few words; nothing about the person."""
        about = dict.fromkeys(opinion._about() for opinion in opinions)
        return opinions.env._("Dissatisfied: %s", ", ".join(about))

    @api.model
    def _owner_for(self, customer):
        """The account manager, else who serves the customer, else a lead of service,
        else an executive, of those who are still with us; else nobody, and listed.
        """
        company = customer.company_id
        for user in (customer.user_id, customer.service_user_id):
            here = user.active and company in user.company_ids
            if here and user.has_groups(RECOVERY_STAFF):
                return user
        for role in ("service_manager", "executive"):
            group = f"keqin_addon.group_keqin_{role}"
            # administrators of the database last: they have every role
            people = self.env["keqin.case"].sudo()._members(group, company)
            people = people.sorted(lambda user: (user._is_system(), user.id))
            if people:
                return people[0]
        return self.env["res.users"]

    def _due_day(self, company=None):
        """So many working days from now on: a date."""
        company = company or self.company_id
        today = fields.Date.context_today(self)
        days = company.keqin_recovery_days
        try:
            week = self.env["keqin.working.day"]._week_of(company)
            return add_working_days(today, days, *week)
        except ValueError:  # a calendar without working days
            return fields.Date.add(today, days=days)

    def _after_opening(self):
        self._deliver()
        self._tell_important()

    def _on_changed(self, opinions, before):
        """The customer has changed the answer: worse, it goes on; better, it says so.

        :param opinions: those recorded now
        :param before: dict of the ids of those known before to their sentiment then
        """
        recovery = self._in_own_language()
        recovery._pair_answers()
        if opinions._newly(before):
            if recovery.state in OPEN:
                text = recovery.env._("The customer is dissatisfied with more")
                recovery._message_log(body=text)
            else:
                text = recovery.env._("The customer has changed the answer: worse now")
                recovery._reopen(text)
        elif recovery.is_corrected and opinions._newly(before, unhappy=False):
            recovery._tell_corrected()

    def _forget_said(self):
        """What was said has changed, behind the back of the lists with a condition."""
        self.invalidate_recordset(["feedback_ids", "said_ids", "said_again_ids"])

    def _in_own_language(self):
        """For what a rule writes into the conversation, whoever made it act."""
        lang = self.user_id.lang or self.company_id.partner_id.lang
        return self.with_context(lang=lang)
