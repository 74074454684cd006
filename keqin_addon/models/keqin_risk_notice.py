from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from .keqin_risk import OPEN

_TODO = "keqin_addon.mail_activity_type_risk"
_EXECUTIVE = "keqin_addon.group_keqin_executive"
# Reminded again after so many days.
_AGAIN = 7
# So many are named in a message; the first night of a rule may find thousands.
_NAMED = 30


class KeqinRisk(models.Model):
    """Who hears of it: the owner; of a high one the sponsor; of a crisis executives.

    One message for each person, whatever the number of risks, and none tells the
    strategy (R115, R117, R202).
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a risk is, how it moves, where it comes from, who is told
    _inherit = "keqin.risk"

    def _deliver(self):
        """Put it on the owner's list, and off the list of who had it."""
        if not self:
            return
        self._reminder().unlink()
        # sudo: the owner's list is not ours to read; the risk is
        owned = self.sudo().filtered(lambda risk: risk.is_open and not risk.is_unowned)
        for risk in owned.with_context(mail_activity_quick_update=True):
            risk.activity_schedule(
                _TODO,
                date_deadline=risk.date_due or risk._company_day(),
                summary=risk.name,
                user_id=risk.user_id.id,
            )

    def _reminder(self):
        # sudo: reminders of the risk, on whose list they are
        return self.sudo().activity_search([_TODO], only_automated=True)

    @api.model
    def _notice(self, company):
        """Tell owners and executives what rules have found; by ``cron_risk``, at its
        end. Whoever was told is not told again, so it may be called at any time.
        """
        ours = Domain("company_id", "=", company.id) & Domain("state", "in", OPEN)
        found = ours & Domain("source", "=", "rule") & Domain("noticed_on", "=", False)
        self.search(found)._tell_owners()
        unheard = ours & Domain("level", "=", "high") & Domain("told_on", "=", False)
        self.search(unheard)._tell_executives()
        self.with_company(company)._remind_unanswered()

    def _tell_owners(self):
        """One message for each owner, of all that was found for them."""
        self.with_context(tracking_disable=True).noticed_on = fields.Datetime.now()
        awake = self.filtered(lambda risk: risk.user_id.active and not risk.is_snoozed)
        for user, risks in awake.grouped("user_id").items():
            risks._tell(user, lambda r: r.env._("Customers at risk: %s", len(r)))

    def _tell_executives(self):
        """Of the high ones of which they have not heard, once for each risk."""
        # sudo: who is told follows from the customer
        new = self.sudo().filtered(
            lambda r: r.is_open and r.level == "high" and not r.told_on
        )
        new._tell_above(lambda r: r.env._("High risk: %s", r._whose()))

    def _tell_above(self, subject):
        told = {}
        for company, risks in self.grouped("company_id").items():
            executives = self.env["keqin.case"]._members(_EXECUTIVE, company)
            for risk in risks:
                for user in risk._people_above(executives):
                    told[user] = told.get(user, self.browse()) | risk
        self.with_context(tracking_disable=True).told_on = fields.Datetime.now()
        for user, risks in told.items():
            risks._tell(user, subject)

    @api.model
    def _remind_unanswered(self):
        """Remind owners of risks without strategy or date, weekly; by ``cron_risk``.

        :return: those reminded of now
        """
        today = self._company_day()
        bare = Domain("is_unanswered", "=", True) & Domain("state", "in", OPEN)
        bare &= Domain("company_id", "=", self.env.company.id)
        awake = Domain("snoozed_until", "=", False) | Domain(
            "snoozed_until", "<=", today
        )
        before = fields.Date.subtract(today, days=_AGAIN)
        due = Domain("reminded_on", "=", False) | Domain("reminded_on", "<=", before)
        due &= Domain("detected_on", "<", today)
        risks = self.search(bare & awake & due & Domain("user_id.active", "=", True))
        risks.with_context(tracking_disable=True).reminded_on = today
        for user, theirs in risks.grouped("user_id").items():
            theirs._tell(
                user, lambda r: r.env._("Strategy or date missing: %s", len(r))
            )
        return risks

    def _tell(self, user, subject):
        """
        :param subject: function of the risks, in the language of the reader
        """
        here = self.with_context(lang=user.lang)
        rows = Markup().join(
            Markup('<li><a href="/odoo/%s/%s">%s</a>: %s, %s<br/>%s</li>')
            % (
                risk._name,
                risk.id,
                risk.customer_id.display_name,
                risk.name,
                risk._level_label(),
                risk.reason or "",
            )
            for risk in here[:_NAMED]
        )
        if len(here) > _NAMED:
            rows += Markup("<li>+%s</li>") % (len(here) - _NAMED)
        self.env["mail.thread"].message_notify(
            subject=subject(here),
            body=Markup("<ul>%s</ul>") % rows,
            partner_ids=user.partner_id.ids,
        )

    def _whose(self):
        """The customers in short, for a subject."""
        names = dict.fromkeys(self.customer_id.mapped("display_name"))
        first = next(iter(names)) if names else ""
        return first if len(names) < 2 else f"{first} +{len(names) - 1}"

    def _level_label(self):
        labels = dict(self._fields["level"]._description_selection(self.env))
        return labels[self.level]

    def _people_above(self, executives):
        """The sponsor, else executives; of a crisis both. Not who raises or owns it."""
        self.ensure_one()
        people = self.customer_id.sponsor_id.filtered("active")
        if self.is_crisis or not people:
            people |= executives
        return people - self.env.user - self.user_id
