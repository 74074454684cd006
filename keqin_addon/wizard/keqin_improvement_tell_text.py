from odoo import api, fields, models


class KeqinImprovementTellText(models.TransientModel):
    """What is written in one language, for the sender to correct."""

    _name = "keqin.improvement.tell.text"
    _description = "Text of You Said, We Did"

    tell_id = fields.Many2one(
        "keqin.improvement.tell", required=True, readonly=True, ondelete="cascade"
    )
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "Language",
        required=True,
        readonly=True,
    )
    subject = fields.Char(required=True)
    body = fields.Html("Text", required=True)
    people = fields.Integer(compute="_compute_people")

    @api.depends("lang", "tell_id.person_ids.is_chosen")
    def _compute_people(self):
        for text in self:
            written_to = text.tell_id.person_ids.filtered(
                lambda person, text=text: (
                    person.is_chosen and not person.reason and person.lang == text.lang
                )
            )
            text.people = len(written_to)

    def _letter(self):
        self.ensure_one()
        return {"subject": self.subject, "body": self.body, "lang": self.lang}
