from odoo import api, models
from odoo.tools import SQL

from ..tools.redact import needles, redact

# Model: what names the person there.
REFERENCES = {
    "keqin.contact": ("partner_id",),
    "keqin.activity": ("contact_id", "contact_ids"),
    "keqin.activity.attendee": ("partner_id",),
    "keqin.agreement": ("contact_id",),
    "keqin.archive.answer": ("contact_id", "target_id"),
    "keqin.care.page": ("contact_id",),
    "keqin.case": ("contact_id",),
    "keqin.event.introduction": ("contact_id", "other_contact_id"),
    "keqin.feedback": ("contact_id",),
    "keqin.gift": ("contact_id",),
    "keqin.improvement.notice": ("contact_id",),
    "keqin.need": ("contact_id",),
    "keqin.note": ("contact_id",),
    "keqin.pain.point": ("contact_id",),
    "keqin.promise": ("contact_id",),
    "keqin.proposal": ("contact_id",),
    "keqin.recovery": ("contact_id",),
    "keqin.referral": ("contact_id", "referred_id"),
    "keqin.reported.contact": ("contact_id",),
    "keqin.suggestion": ("contact_id",),
    "keqin.survey.invitation": ("contact_id",),
    "survey.user_input": ("partner_id",),
    "rating.rating": ("partner_id",),
    "event.registration": ("partner_id",),
    "crm.lead": ("partner_id",),
}
# Texts of the person, or about it alone: replaced as a whole. That there was a text
# may count for a statistic, so it does not become empty.
_OWN_TEXTS = {
    "keqin.activity": ("talk_personal",),
    "keqin.activity.attendee": ("note",),
    "keqin.archive.answer": ("old_value", "new_value", "remark"),
    "keqin.care.page": ("welcome",),
    "keqin.feedback": ("comment",),
    "keqin.gift": ("message", "reason", "decision_note"),
    "keqin.note": ("name", "body"),
    "keqin.referral": ("note", "person"),
    "rating.rating": ("feedback",),
    "event.registration": ("name",),
}
# Ways to reach the person: emptied.
_ADDRESSES = (
    "contact_name",
    "email",
    "email_from",
    "email_normalized",
    "function",
    "nickname",
    "phone",
    "phone_sanitized",
    "partner_phone",
    "partner_email",
)
# Whose opinion it was goes to a stand-in, when the contact itself stays.
_OPINIONS = {
    "keqin.feedback": "contact_id",
    "keqin.survey.invitation": "contact_id",
    "survey.user_input": "partner_id",
    "rating.rating": "partner_id",
}


class KeqinPrivacyEngine(models.AbstractModel):
    """What care knows of a person, and how it is erased (R182).

    Called as superuser, after the right was checked. It writes columns, not records:
    what is closed stays closed, nothing is computed anew, and no chatter keeps what
    was there. So scores, counts and costs stay what they were.
    """

    _name = "keqin.privacy.engine"
    _description = "Erasing of Persons"

    @api.model
    def _find(self, partner):
        """Records that name the person, archived ones included.

        :return: dict of model name to records, without empty ones
        """
        found = {}
        for name, paths in REFERENCES.items():
            if name not in self.env:
                continue
            Model = self.env[name].with_context(active_test=False)
            domain = ["|"] * (len(paths) - 1) + [(p, "in", partner.ids) for p in paths]
            records = Model.search(domain)
            if records:
                found[name] = records
        return found

    @api.model
    def _erase_care(self, partner, opinions_to=None):
        """Take the person out of all care records.

        :param opinions_to: contact that is named instead where an opinion was given;
            none if the person itself is made anonymous
        """
        found = self._find(partner)
        self.env.flush_all()
        words = needles(partner.name, partner.email, partner.phone)
        self._drop_greetings(found, partner)
        messages = self._messages(found, partner)
        for records in found.values():
            self._redact(records.exists(), words)
        self._redact_answers(found.get("survey.user_input"))
        self._close_pages(found)
        self._redact_messages(messages, partner, words)
        self._forget_mailings(partner)
        if opinions_to:
            for name, column in _OPINIONS.items():
                if name in found:
                    self._set(found[name], column, opinions_to.id)
        self.env.invalidate_all()
        cards = found.get("keqin.contact")
        if cards:
            cards._erase()

    @api.model
    def _drop_greetings(self, found, partner):
        """What was planned for a birthday would tell it."""
        activities = found.get("keqin.activity", self.env["keqin.activity"])
        activities.filtered(
            lambda activity: (
                activity.state == "planned"
                and activity.occasion_id
                and activity.contact_id == partner
            )
        ).unlink()
        if activities:
            found["keqin.activity"] = activities.exists()

    @api.model
    def _redact(self, records, words):
        own = _OWN_TEXTS.get(records._name, ())
        for field in records._fields.values():
            if not field.store or not field.column_type or field.translate:
                continue
            if field.name in own:
                self._replace(records, field.name, lambda text: "…" if text else text)
            elif field.name in _ADDRESSES and field.type == "char":
                self._set(records, field.name, None)
            elif field.type in ("char", "text", "html"):
                self._replace(records, field.name, lambda t: redact(t, words, "…"))

    @api.model
    def _redact_answers(self, inputs):
        """Free text may say anything of its author; what was chosen stays."""
        lines = (inputs or self.env["survey.user_input"]).user_input_line_ids
        for column in ("value_char_box", "value_text_box"):
            self._replace(lines, column, lambda text: "…" if text else text)

    @api.model
    def _close_pages(self, found):
        """A link sent to the person opens nothing any more, nor is it to decide on."""
        pages = found.get("keqin.care.page", ())
        self._set(pages, "state", "revoked")
        self._set(pages, "token", None)
        answers = found.get("keqin.archive.answer", self.env["keqin.archive.answer"])
        proposed = answers.filtered(lambda answer: answer.state == "proposed")
        self._set(proposed, "state", "replaced")

    @api.model
    def _messages(self, found, partner):
        """What the person wrote to care, and what is said in its records."""
        Message = self.env["mail.message"]
        messages = Message.search(
            [("author_id", "=", partner.id), ("model", "=like", "keqin.%")]
        )
        for name, records in (*found.items(), *self._files(found, partner).items()):
            messages |= Message.search(
                [("model", "=", name), ("res_id", "in", records.ids)]
            )
        return messages

    @api.model
    def _files(self, found, partner):
        """Where the person may have been named before, as tracked changes tell."""
        models = self.with_context(active_test=False).env
        files = models["keqin.customer"].search(
            [("partner_id", "in", partner.commercial_partner_id.ids)]
        )
        if "keqin.contact" in found:
            files |= found["keqin.contact"].customer_id
        cards = models["keqin.contact"].search([("customer_id", "in", files.ids)])
        return {"keqin.customer": files, "keqin.contact": cards}

    @api.model
    def _redact_messages(self, messages, partner, words):
        written = messages.filtered(lambda message: message.author_id == partner)
        written.attachment_ids.unlink()
        for column in ("body", "subject"):
            self._replace(written, column, lambda text: "…" if text else text)
            self._replace(messages, column, lambda text: redact(text, words, "…"))
        for column in ("email_from", "reply_to"):
            self._set(written, column, None)
        for column in ("incoming_email_to", "incoming_email_cc", "outgoing_email_to"):
            self._set(messages, column, None)
        for column in ("old_value_char", "new_value_char"):
            values = messages.sudo().tracking_value_ids
            self._replace(values, column, lambda text: redact(text, words, "…"))

    @api.model
    def _forget_mailings(self, partner):
        """Counts of mailings stay; whom they went to does not."""
        traces = self.env["mailing.trace"].search(
            [("model", "=", "res.partner"), ("res_id", "=", partner.id)]
        )
        email = partner.email_normalized
        if email:
            traces |= traces.search([("email", "=", email)])
            contacts = self.env["mailing.contact"]
            contacts.search([("email_normalized", "=", email)]).unlink()
        self._set(traces, "email", None)

    # columns
    @api.model
    def _set(self, records, column, value):
        if records:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id = ANY(%s)",
                    SQL.identifier(records._table),
                    SQL.identifier(column),
                    value,
                    records.ids,
                )
            )

    @api.model
    def _replace(self, records, column, change):
        """Write what ``change`` makes of the column, where that is something else."""
        if not records:
            return
        table, name = SQL.identifier(records._table), SQL.identifier(column)
        rows = self.env.execute_query(
            SQL("SELECT id, %s FROM %s WHERE id = ANY(%s)", name, table, records.ids)
        )
        changed = [(id_, change(text)) for id_, text in rows if change(text) != text]
        if changed:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s t SET %s = v.value FROM (VALUES %s) v(id, value)"
                    " WHERE t.id = v.id",
                    table,
                    name,
                    SQL(", ").join(SQL("(%s, %s)", *row) for row in changed),
                )
            )
