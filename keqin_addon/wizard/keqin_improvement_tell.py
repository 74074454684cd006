from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class KeqinImprovementTell(models.TransientModel):
    """Shows whom a measure is told, in which words, and who is left out (R110)."""

    _name = "keqin.improvement.tell"
    _description = "You Said, We Did"

    improvement_id = fields.Many2one(
        "keqin.improvement", required=True, readonly=True, ondelete="cascade"
    )
    text_ids = fields.One2many("keqin.improvement.tell.text", "tell_id")
    person_ids = fields.One2many(
        "keqin.improvement.tell.person",
        "tell_id",
        "Written to",
        domain=[("reason", "=", False)],
    )
    left_out_ids = fields.One2many(
        "keqin.improvement.tell.person",
        "tell_id",
        "Left out",
        domain=[("reason", "!=", False)],
    )

    @api.model
    def _prepare(self, improvement):
        """A draft in each language of those who said it."""
        behind = improvement._people_behind()
        people = self.env["res.partner"].concat(*behind)
        barred = improvement._reasons_not_to_tell(people)
        langs = {contact: self._lang(contact) for contact in people}
        used = {lang for contact, lang in langs.items() if contact not in barred}
        return self.create(
            {
                "improvement_id": improvement.id,
                "text_ids": [
                    Command.create(self._draft(improvement, lang))
                    for lang in sorted(used)
                ],
                "person_ids": [
                    Command.create(
                        {
                            "contact_id": contact.id,
                            "customer_id": behind[contact].id,
                            "lang": langs[contact],
                            "reason": barred.get(contact),
                        }
                    )
                    for contact in people
                ],
            }
        )

    def action_send(self):
        """Write to those who are chosen; who is told is checked once more."""
        self.ensure_one()
        letters = {text.lang: text._letter() for text in self.text_ids}
        told = self.improvement_id._tell(
            {
                person.contact_id: letters[person.lang]
                for person in self.person_ids
                if person.is_chosen and person.lang in letters
            }
        )
        if not told:
            raise UserError(
                self.env._("Nobody is left to be told of %s.", self.improvement_id.name)
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Written to %s people.", len(told)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    @api.model
    def _draft(self, improvement, lang):
        here = improvement.with_context(lang=lang)
        body = self.env["ir.qweb"]._render(
            "keqin_addon.improvement_letter_draft",
            {"improvement": here, "result": here.result or Markup()},
            lang=lang,
        )
        subject = here.env._("You said, we did: %s", here.name)
        return {"lang": lang, "subject": subject, "body": body}

    @api.model
    def _lang(self, contact):
        """Theirs or their company's, if we still write that language; else ours."""
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        theirs = (contact.lang, contact.commercial_partner_id.lang)
        ours = (self.env.company.partner_id.lang, self.env.lang, "en_US")
        return next(lang for lang in (*theirs, *ours) if lang in installed)
