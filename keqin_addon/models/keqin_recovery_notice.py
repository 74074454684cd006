from markupsafe import Markup

from odoo import api, fields, models

from .keqin_recovery import OPEN

_TODO = "keqin_addon.mail_activity_type_recovery"
_SALES_LEAD = "keqin_addon.group_keqin_sales_manager"
_SERVICE_LEAD = "keqin_addon.group_keqin_service_manager"
_EXECUTIVE = "keqin_addon.group_keqin_executive"
_BATCH = 1000


class KeqinRecovery(models.Model):
    """Who hears of it: the owner at once; leads, and for the most important customers
    executives, when it is one of those, when it is late, when it did not help.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a recovery is, how it moves, who is told
    _inherit = "keqin.recovery"

    def _deliver(self):
        """Put it on the owner's list, and off the list of who had it."""
        self._reminder().unlink()
        # sudo: the owner's list is not ours to read; the recovery is
        owned = self.sudo().filtered(lambda r: r.is_open and not r.is_unowned)
        for recovery in owned.with_context(mail_activity_quick_update=True):
            recovery.activity_schedule(
                _TODO,
                date_deadline=recovery.date_due,
                summary=recovery.name,
                user_id=recovery.user_id.id,
            )

    def _reminder(self):
        # sudo: reminders of the recovery, on whose list they are
        return self.sudo().activity_search([_TODO], only_automated=True)

    def _tell_important(self):
        """An important customer is dissatisfied: leads and executives hear it now."""
        for recovery in self.filtered(lambda r: r._is_important()):
            recovery._tell(
                recovery._people_above(),
                lambda r: r.env._("Dissatisfied: %s", r.customer_id.display_name),
            )

    def _tell_still_unhappy(self):
        """The owner and those above hear that it has not helped."""
        for recovery in self:
            recovery._tell(
                recovery.user_id.filtered("active") | recovery._people_above(),
                lambda r: r.env._(
                    "Asked again, still dissatisfied: %s", r.customer_id.display_name
                ),
            )

    def _tell_corrected(self):
        """The owner hears that no answer is dissatisfied any more."""
        recovery = self.with_context(lang=self.user_id.lang)
        recovery.message_post(
            body=recovery.env._(
                "The customer has corrected the answer: no longer dissatisfied."
            ),
            subtype_xmlid="mail.mt_note",
            partner_ids=self.user_id.filtered("active").partner_id.ids,
        )

    def _tell(self, users, subject):
        """A message to each in the own language.

        :param subject: function of the recovery, in the language, to the subject
        """
        self.ensure_one()
        for lang, people in users.grouped("lang").items():
            recovery = self.with_context(lang=lang)
            recovery.message_notify(
                partner_ids=people.partner_id.ids,
                subject=subject(recovery),
                body=recovery._notice(),
                email_layout_xmlid="mail.mail_notification_layout",
            )

    def _notice(self):
        return Markup("<p>%s</p><p>%s</p>") % (
            self.summary or self.name,
            self.env._(
                "Owner: %(owner)s. Due: %(day)s.",
                owner=self.user_id.name or self.env._("nobody yet"),
                day=fields.Date.to_string(self.date_due) or "",
            ),
        )

    # overdue
    @api.model
    def _escalate_overdue(self):
        """Tell those above what is late; called by ``cron_sla``.

        One message for each person, whatever the number; a recovery is told of once,
        and again when a later day for it has gone by as well.

        :return: those told of now
        """
        today = fields.Date.context_today(self)
        late = self.search([("state", "in", OPEN), ("date_due", "<", today)])
        new = late.filtered(
            lambda r: not r.escalated_on or r.escalated_on.date() <= r.date_due
        )[:_BATCH]
        told = {}
        for recovery in new:
            for user in recovery._people_above():
                told[user] = told.get(user, self.browse()) | recovery
        new.escalated_on = fields.Datetime.now()
        text = self.env._("Overdue: leads were told")
        new._message_log_batch(bodies=dict.fromkeys(new.ids, text))
        for user, recoveries in told.items():
            recoveries._tell_overdue(user)
        return new

    def _tell_overdue(self, user):
        here = self.with_context(lang=user.lang)
        rows = Markup().join(
            Markup('<li><a href="/odoo/%s/%s">%s</a>: %s, %s</li>')
            % (
                recovery._name,
                recovery.id,
                recovery.customer_id.display_name,
                recovery.name,
                recovery.user_id.name or here.env._("nobody yet"),
            )
            for recovery in here
        )
        self.env["mail.thread"].message_notify(
            subject=here.env._("Overdue recoveries: %s", len(here)),
            body=Markup("<ul>%s</ul>") % rows,
            partner_ids=user.partner_id.ids,
        )

    # who
    def _is_important(self):
        customer = self.customer_id
        return customer.care_level == "key" or customer.tier == "A"

    def _people_above(self):
        """The leads of who owns it; for an important customer its executive as well."""
        self.ensure_one()
        # sudo: who leads is no secret to whoever looks after customers
        recovery = self.sudo()
        group = _SERVICE_LEAD
        if recovery.user_id.active and recovery.user_id._has_group(
            "keqin_addon.group_keqin_sales"
        ):
            group = _SALES_LEAD
        executives = recovery._members(_EXECUTIVE)
        leads = recovery._members(group) or executives
        if recovery._is_important():
            sponsor = recovery.customer_id.sponsor_id.filtered("active")
            leads |= sponsor or executives
        return leads - recovery.user_id

    def _members(self, group):
        """Who of a group works in the company, by its xml id."""
        return self.env["keqin.case"].sudo()._members(group, self.company_id)
