from odoo import SUPERUSER_ID, api, fields, models

from odoo.addons.rating.models.rating_data import RATING_LIMIT_MIN, RATING_LIMIT_OK

from .keqin_case import OPEN, UNCOUNTED

DONE = ("confirmed", "closed")


class KeqinCase(models.Model):
    """The customer rates the service on closing; a low rating reopens (R107, R097)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, its flow, what comes after
    _inherit = "keqin.case"

    rating_requested_on = fields.Datetime("Rating requested", readonly=True, copy=False)

    @api.model
    def _field_writers(self):
        return super()._field_writers() | {"rating_requested_on": fields.NO_ACCESS}

    def _step(self, state, at=None, reason=None, **stamps):
        if state in OPEN:
            stamps.setdefault("rating_requested_on", False)
        res = super()._step(state, at=at, reason=reason, **stamps)
        if state in DONE:
            self._request_rating()
        return res

    def message_post(self, *, rating_value=None, **kwargs):
        """A case is rated through the link the customer got, not from the chatter."""
        return super().message_post(**kwargs)

    def _message_update_content(self, message, /, *, rating_value=None, **kwargs):
        return super()._message_update_content(message, **kwargs)

    # request
    def _request_rating(self):
        """Ask for a rating, once for each time the matter was settled."""
        template = self.env.ref(
            "keqin_addon.mail_template_case_rating", raise_if_not_found=False
        )
        if not template:
            return
        # superuser: follows from the step; a customer who confirms reads no template
        cases = self.with_user(SUPERUSER_ID)
        for case in cases.filtered(lambda c: c._is_to_rate())._asked_to_rate():
            case.rating_requested_on = fields.Datetime.now()
            case.rating_send_request(
                template.with_user(SUPERUSER_ID),
                lang=case._rating_get_partner().lang,
                force_send=False,
            )

    def _is_to_rate(self):
        self.ensure_one()
        return (
            self.state in DONE
            and not self.rating_requested_on
            and self.result not in UNCOUNTED
            and bool(self._rating_get_partner().email)
        )

    def _asked_to_rate(self):
        """Those of a kind that customers are asked to rate."""
        return self.filtered("company_id.keqin_rate_cases")

    def _rating_get_partner(self):
        """Who raised it; the company where nobody did by name."""
        return self.contact_id or self.partner_id

    # answer
    def rating_apply(self, rate, token=None, rating=None, **kwargs):
        rating = super().rating_apply(rate, token=token, rating=rating, **kwargs)
        if RATING_LIMIT_MIN <= rating.rating < RATING_LIMIT_OK:
            self._on_low_rating(rating)
        return rating

    def _on_low_rating(self, rating):
        """Reopen what was settled, once a rating, and tell who answers for it."""
        self.ensure_one()
        if rating.keqin_reopened:
            return
        # superuser: a customer's low rating reopens, whoever is logged in where it is
        # given
        case = self.with_user(SUPERUSER_ID)
        rating.sudo().keqin_reopened = True
        lang = case.user_id.lang or case.company_id.partner_id.lang
        case = case.with_context(lang=lang)
        reason = case.env._("Rated %s of 5", round(rating.rating))
        if case.state not in OPEN:
            case._reopen(reason)
        case._tell_low_rating(rating)

    def _tell_low_rating(self, rating):
        """A notice to the owner and the service leads, each in the own language."""
        people = self.user_id | self._service_leads()
        for lang, users in people.grouped("lang").items():
            case = self.with_context(lang=lang)
            case.message_notify(
                partner_ids=users.partner_id.ids,
                subject=case.env._(
                    "%(case)s: rated %(rate)s of 5, open again",
                    case=case.display_name,
                    rate=round(rating.rating),
                ),
                body=rating.feedback or case.env._("Without comment. Please call."),
                force_send=False,
            )
