from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import SQL

from .keqin_survey_invitation_guard import QUIET
from .keqin_working_time import Office

_LAYOUT = "mail.mail_notification_light"
_BODY = "keqin-body-goes-here"
_INVITE = "survey.mail_template_user_input_invite"
_REMIND = "keqin_addon.mail_template_survey_reminder"


class KeqinSurveyInvitation(models.Model):
    """Sends invitations and reminders: Odoo's own answers, tokens and mails (R100).

    A batch of rows is locked, gets its answers and its mails in the queue, and is
    committed as a whole: killed in between, nothing of it is left and it is done again;
    afterwards it no longer matches. Two servers share the work.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the invitation, who gets one, how it is sent
    _inherit = "keqin.survey.invitation"

    @api.model
    def _send_due(self):
        """Send what is due, whatever made it; remind; end what is too late.

        Mails go out on the working days and in the working hours of the company that
        asks, when it wants it so. Called by ``cron_wave``, in batches that are
        committed one by one.

        :return: False when a scheduled run has to stop before the end
        """
        now = fields.Datetime.now()
        companies = self._companies_open(now)
        return all(
            self._work_off(*step)
            for step in (
                (self._late_sql(now), "_expire", "not answered in time"),
                (self._due_sql(now, companies), "_send", "invited"),
                (self._unanswered_sql(now, companies), "_remind", "reminded"),
            )
        )

    @api.model
    def _send_soon(self):
        """Have the scheduled action look at once, instead of in its own time."""
        self.env.ref("keqin_addon.cron_wave").sudo()._trigger()

    @api.model
    def _work_off(self, found, method, what):
        """Page through the rows of a query, as the cadence engine does."""
        return self.env["keqin.plan.line"]._work_off(
            found,
            lambda ids: len(getattr(self.browse(ids), method)()),
            f"of surveys {what}",
        )

    # what there is to do
    @api.model
    def _due_sql(self, now, companies):
        return SQL(
            """
            FROM keqin_survey_invitation it
            LEFT JOIN keqin_survey_wave wave ON wave.id = it.wave_id
           WHERE it.state = 'waiting' AND (it.send_on IS NULL OR it.send_on <= %s)
             AND (wave.id IS NULL OR wave.state = 'running')
             AND it.company_id = ANY(%s)
            """,
            now,
            companies.ids,
        )

    @api.model
    def _unanswered_sql(self, now, companies):
        """Invitations of waves without an answer, old enough and not yet reminded."""
        return SQL(
            """
            FROM keqin_survey_invitation it
            JOIN keqin_survey_wave wave ON wave.id = it.wave_id
            JOIN res_company company ON company.id = it.company_id
           WHERE it.state = 'sent' AND COALESCE(it.reminder_count, 0) = 0
             AND wave.state = 'running' AND it.company_id = ANY(%s)
             AND company.keqin_survey_remind_days > 0
             AND it.sent_on <= %s
                 - make_interval(days => company.keqin_survey_remind_days)
             AND (it.deadline IS NULL OR it.deadline > %s)
            """,
            companies.ids,
            now,
            now,
        )

    @api.model
    def _late_sql(self, now):
        return SQL(
            "FROM keqin_survey_invitation it WHERE it.state = 'sent' "
            "AND it.deadline <= %s",
            now,
        )

    @api.model
    def _companies_open(self, now):
        """Companies whose people are at work now, or that do not mind."""
        companies = self.env["res.company"].search([("active", "=", True)])
        strict = companies.filtered("keqin_survey_office_hours")
        offices = {it: Office(it.resource_calendar_id, it) for it in strict}
        weeks = self.env["keqin.working.day"]._working_times(offices.values())
        closed = strict.filtered(lambda it: not _is_open(weeks[offices[it]], now))
        return companies - closed

    # doing it
    def _send(self):
        """Send these invitations, but for those that must not be sent any more.

        :return: those sent
        """
        ready = self.filtered(lambda i: i.survey_id.active and i.contact_id)
        ready -= ready._leave_out_late()
        answers = ready._make_answers()
        now = fields.Datetime.now()
        for invitation, answer in zip(ready, answers, strict=True):
            invitation.write(
                {
                    "state": "sent",
                    "sent_on": now,
                    "user_input_id": answer.id,
                    "deadline": answer.deadline,
                }
            )
        ready._queue_mails(_INVITE)
        return ready

    def _remind(self):
        """Remind of these invitations, but for those that opted out meanwhile.

        :return: those that need no reminder any more
        """
        now = fields.Datetime.now()
        pairs = [(i.customer_id, i.contact_id) for i in self if i.contact_id]
        opted_out = self._opted_out(pairs)
        willing = self.filtered(
            lambda i: (
                (i.customer_id, i.contact_id) not in opted_out
                and i.contact_id
                and i.user_input_id
                and not self._obvious_reason(i.customer_id, i.contact_id)
            )
        )
        willing.write({"reminded_on": now})
        self.write({"reminder_count": 1})
        willing._queue_mails(_REMIND)
        return self

    def _expire(self):
        """Say that no answer came in time."""
        self.write({"state": "expired"})
        return self

    def _leave_out_late(self):
        """Leave out whom we may not ask any more since it was decided to.

        :return: those left out
        """
        now = fields.Datetime.now()
        late = self.browse()
        for (wave, ignore_gap), group in self.grouped(
            lambda i: (i.wave_id, i.ignore_gap)
        ).items():
            pairs = [(i.customer_id, i.contact_id) for i in group]
            # self tells which requests are those in question themselves
            reasons = self._reasons(pairs, now, ignore_gap, wave.id)
            for reason, refused in group.grouped(
                lambda i, reasons=reasons: reasons.get(i.contact_id.id)
            ).items():
                if reason:
                    refused.write({"state": "left_out", "reason": reason})
                    late |= refused
        return late

    def _make_answers(self):
        """An answer of Odoo's survey app for each, with its personal token.

        One there is already, as when a mail is sent again, is kept with its token.
        """
        Answer = self.env["survey.user_input"].sudo().with_context(**QUIET)
        new = self.filtered(lambda i: not i.user_input_id)
        created = Answer.create([invitation._prepare_answer() for invitation in new])
        created._keqin_prefill()
        by_invitation = dict(zip(new, created, strict=True))
        for old in self - new:
            old.user_input_id.deadline = old._deadline()
            by_invitation[old] = old.user_input_id
        return [by_invitation[invitation] for invitation in self]

    def _prepare_answer(self):
        """The values that the survey app's own invitation gives an answer."""
        survey, person = self.survey_id, self.contact_id
        vals = {
            "survey_id": survey.id,
            "partner_id": person.id,
            "email": person.email,
            "nickname": person.name,
            "deadline": self._deadline(),
            "lang_id": self._lang_id(),
        }
        if survey.is_attempts_limited:
            vals["invite_token"] = self.env[
                "survey.user_input"
            ]._generate_invite_token()
        if self.question_ids:
            ids = (self.question_ids & survey.question_ids).ids
            vals["predefined_question_ids"] = [Command.set(ids)]
        return vals

    def _lang_id(self):
        """The person's language, where the questionnaire speaks it."""
        code = self.contact_id.lang
        if code in self.survey_id._get_supported_lang_codes():
            return self.env["res.lang"]._get_data(code=code).id
        return False

    def _deadline(self):
        """Until when it can be answered: the wave's last day, or so many days."""
        if self.wave_id:
            return self.wave_id.deadline
        days = self.company_id.keqin_survey_open_days
        return fields.Datetime.now() + timedelta(days=days)

    # mails
    def _queue_mails(self, xmlid):
        """Put a mail for each into Odoo's queue, in the language of the person.

        They belong to the answers, so that the survey app knows of them and bounces
        come back; what is kept once they are sent does not hold the personal link.

        :param xmlid: the mail template; a wave may have its own invitation
        """
        standard = self.env.ref(xmlid)
        zones = self.company_id._keqin_zones()
        vals_list = []
        for (template, sender, lang, company), group in self.grouped(
            lambda i: (
                (xmlid == _INVITE and i.wave_id.mail_template_id) or standard,
                i._sender(),
                i.contact_id.lang,
                i.company_id,
            )
        ).items():
            # sudo: by the rule, in the name of who is responsible for it
            template = template.with_user(sender).sudo()
            template = template.with_company(company).with_context(
                lang=lang, tz=zones[company]
            )
            vals_list += group._prepare_mails(template)
        if not vals_list:
            return
        self.env["mail.mail"].sudo().with_context(**QUIET).create(vals_list)
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _prepare_mails(self, template):
        answers = self.user_input_id
        rendered = template._generate_template(
            answers.ids, ("subject", "body_html", "email_from", "mail_server_id")
        )
        sender = template.env.user
        layouts = {}
        vals_list = []
        for invitation in self:
            mail = rendered[invitation.user_input_id.id]
            survey = invitation.survey_id
            if survey not in layouts:
                layouts[survey] = template._render_encapsulate(
                    _LAYOUT,
                    Markup("<p>%s</p>") % _BODY,
                    add_context={"company": template.env.company},
                    context_record=survey.with_env(template.env),
                )
            email_from = mail.get("email_from") or template.env.company.email_formatted
            vals_list.append(
                {
                    "model": "survey.user_input",
                    "res_id": invitation.user_input_id.id,
                    "subject": mail["subject"],
                    "body": Markup("<p>%s</p>") % mail["subject"],
                    "body_html": _filled(layouts[survey], mail["body_html"]),
                    "email_from": email_from,
                    # what people write back is read by who asked
                    "reply_to": email_from,
                    "author_id": sender.partner_id.id,
                    "recipient_ids": [Command.link(invitation.contact_id.id)],
                    "mail_server_id": mail.get("mail_server_id"),
                    "auto_delete": True,
                    # the message stays when the mail is deleted: a bounce refers to it
                    "is_notification": True,
                }
            )
        return vals_list

    def _sender(self):
        """In whose name it is sent: who launched the wave, else who looks after it."""
        customer = self.customer_id
        people = (
            self.wave_id.user_id,
            customer.user_id,
            customer.service_user_id,
            self.create_uid,
        )
        return next(
            (user for user in people if user.active and user.email), self.env.user
        )


def _is_open(week, now):
    return bool(week.worked(now, now + timedelta(minutes=1)))


def _filled(layout, body):
    """The layout with the body in place of its mark, and no other trace of it."""
    before, _mark, after = str(layout).rpartition(f"<p>{_BODY}</p>")
    return Markup(before.replace(_BODY, "") + str(body) + after.replace(_BODY, ""))
