from odoo import api, fields, models
from odoo.tools import plaintext2html


class KeqinActivity(models.Model):
    """The text that an occasion suggests, and the cards to write."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the activity, and what occasions add to it
    _name = "keqin.activity"
    _inherit = ["keqin.activity", "keqin.card.list.mixin"]

    suggested_text = fields.Html(
        compute="_compute_suggested_text",
        help="What is prepared to say, else the greeting of the occasion, in the "
        "language of whom it is for.",
    )

    @api.depends("talking_points", "occasion_id.greeting", "contact_id.lang")
    def _compute_suggested_text(self):
        for activity in self:
            lang = activity.contact_id.lang or activity.partner_id.lang
            # sudo: a greeting is for whoever may read the activity
            occasion = activity.occasion_id.sudo().with_context(lang=lang)
            said = activity.talking_points
            prepared = said and plaintext2html(said)
            activity.suggested_text = prepared or occasion.greeting

    # business methods
    def _cards(self):
        """What to write on each card, see `keqin.card.list.mixin`."""
        return [
            {
                "customer": activity.customer_id,
                "person": activity.contact_id,
                "occasion": activity.name,
                "date": activity.occasion_on or activity.date_planned,
                "text": activity.suggested_text,
            }
            for activity in self
        ]
