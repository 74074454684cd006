from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import fatigue
from .keqin_survey_invitation import ORIGINS

# Nobody is written for each of thousands of rows made by rule.
QUIET = {
    "keqin_bulk": True,
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
}


class KeqinSurveyInvitation(models.Model):
    """Whom we ask, and why not (R102, R105).

    Nobody who opted out, left, or whose address does not work; nobody more often than
    the company allows, over all requests of all companies and by whatever rule. Who
    shares an address with others is one person to us.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the invitation, who gets one, how it is sent
    _inherit = "keqin.survey.invitation"

    @api.model
    def _ask(
        self,
        contacts_by_customer,
        survey,
        send_on=None,
        ignore_gap=False,
        question_ids=None,
        **origin_vals,
    ):
        """Invite these people, and note whom we do not and why.

        Called by rules, as superuser. Sent by the next scheduled run from ``send_on``
        on. Who is invited for the same wave, activity, case, event or recovery already
        is passed over, so it may be called again.

        :param contacts_by_customer: dict of `keqin.customer` to `res.partner`
        :param survey: the questionnaire, by invitation only
        :param send_on: naive UTC datetime; at once without it
        :param ignore_gap: whether the days between surveys do not matter, as after a
            recovery; the number a year does
        :param question_ids: ids of the only questions to ask; all without them
        :param origin_vals: one of ``wave_id``, ``activity_id``, ``case_id``,
            ``event_id``, ``recovery_id``, and other values of an invitation
        :return: the new invitations, those left out (``state`` *left_out*) included
        """
        pairs = self._not_yet_asked(contacts_by_customer, origin_vals)
        send_on = fields.Datetime.to_datetime(send_on) or fields.Datetime.now()
        reasons = self._reasons(pairs, send_on, ignore_gap, **origin_vals)
        return self._note(
            [(*pair, reasons.get(pair[1].id)) for pair in pairs],
            survey,
            send_on,
            ignore_gap=ignore_gap,
            **({"question_ids": [(6, 0, question_ids)]} if question_ids else {}),
            **origin_vals,
        )

    @api.model
    def _note(self, found, survey, send_on, **vals):
        """Create what was found out.

        :param found: list of customer, person, and reason why it is not asked
        """
        return self.with_context(**QUIET).create(
            [
                {
                    "customer_id": customer.id,
                    "contact_id": person.id,
                    "survey_id": survey.id,
                    "state": "left_out" if reason else "waiting",
                    "reason": reason,
                    "send_on": send_on,
                    **vals,
                }
                for customer, person, reason in found
            ]
        )

    @api.model
    def _not_yet_asked(self, contacts_by_customer, origin_vals):
        """Pairs of customer and person without an invitation of the same origin."""
        pairs = [
            (customer, person)
            for customer, people in contacts_by_customer.items()
            for person in people
        ]
        same = [
            Domain(name, "=", origin_vals[name])
            for name in ORIGINS
            if origin_vals.get(name)
        ]
        if not same:
            return pairs
        ids = [person.id for _customer, person in pairs]
        known = self.search_fetch(
            Domain.AND(same) & Domain("contact_id", "in", ids), ["contact_id"]
        )
        return [pair for pair in pairs if pair[1] not in known.contact_id]

    @api.model
    def _reasons(self, pairs, send_on, ignore_gap=False, wave_id=None, **_origin):
        """Why people are not to be asked.

        :param pairs: list of customer and person
        :param send_on: naive UTC datetime at which they would be
        :param wave_id: the wave that asks them; its own invitations count for nothing
            but shared addresses
        :return: dict of partner id to reason, without those who may be asked
        """
        opted_out = self._opted_out(pairs)
        reasons = {}
        for customer, person in pairs:
            reason = self._obvious_reason(customer, person)
            if not reason and (customer, person) in opted_out:
                reason = "opted_out"
            if reason:
                reasons[person.id] = reason
        left = [pair for pair in pairs if pair[1].id not in reasons]
        return reasons | self._tired(left, send_on.date(), ignore_gap, wave_id)

    @api.model
    def _obvious_reason(self, customer, person):
        """What the person's record says, whatever was asked before."""
        if not customer.active:
            return "out_of_care"
        if not person.active or person.commercial_partner_id != customer.partner_id:
            return "left"
        # sudo: the mark binds also those who may not read it
        if person.sudo().keqin_invalid_reason:
            return "not_valid"
        if not (person.email or "").strip():
            return "no_email"
        if not person.email_normalized or person.message_bounce:
            return "invalid"
        return None

    @api.model
    def _opted_out(self, pairs):
        """Those pairs whose person is on the blacklist, or wants no mass messages."""
        addresses = {person.email_normalized for _customer, person in pairs} - {False}
        blocked = self.env["mail.blacklist"].sudo()
        blocked = set(
            blocked.search_fetch([("email", "in", addresses)], ["email"]).mapped(
                "email"
            )
        )
        people = self.env["res.partner"].union(*(person for _c, person in pairs))
        quiet = self.env["keqin.contact"]._no_mass_messages(people)
        return {
            pair
            for pair in pairs
            if pair[1].email_normalized in blocked or pair[1] in quiet
        }

    @api.model
    def _tired(self, pairs, day, ignore_gap, wave_id):
        """Who was asked too often or too recently, and who shares an address."""
        asked, in_wave = self._asked_before([person for _c, person in pairs], wave_id)
        reasons = {}
        for customer, person in pairs:
            address = person.email_normalized
            company = customer.company_id
            if address in in_wave:
                reasons[person.id] = "same_address"
                continue
            reason = fatigue.refusal(
                asked[address],
                day,
                company.keqin_survey_per_year,
                0 if ignore_gap else company.keqin_survey_gap_days,
            )
            if reason:
                reasons[person.id] = reason
            else:
                in_wave.add(address)
        return reasons

    @api.model
    def _asked_before(self, people, wave_id=None):
        """When each address was asked or will be, and which ones the wave has already.

        :return: dict of address to list of dates, and a set of addresses
        """
        addresses = {person.email_normalized for person in people}
        sharing = self.env["res.partner"].sudo().with_context(active_test=False)
        sharing = sharing.search_fetch(
            [("email_normalized", "in", addresses)], ["email_normalized"]
        )
        asked, in_wave = defaultdict(list), set()
        # sudo: a person is asked by all our companies together
        for invitation in self.sudo().search_fetch(
            self._asked_domain(sharing), ["contact_id", "send_on", "sent_on", "wave_id"]
        ):
            address = invitation.contact_id.email_normalized
            if invitation in self:
                continue
            if wave_id and invitation.wave_id.id == wave_id:
                in_wave.add(address)
            else:
                moment = invitation.sent_on or invitation.send_on
                asked[address].append((moment or invitation.create_date).date())
        return asked, in_wave

    @api.model
    def _asked_domain(self, people):
        """Requests of the last year, and those to come. Who was not reached by one was
        not asked."""
        since = fields.Datetime.now() - timedelta(days=fatigue.WINDOW_DAYS + 1)
        when = Domain("sent_on", ">=", since) | Domain("state", "=", "waiting")
        return (
            when
            & Domain("contact_id", "in", people.ids)
            & Domain("state", "in", ("waiting", "sent", "answered", "expired"))
        )
