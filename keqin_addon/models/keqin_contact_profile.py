from odoo import fields, models

from .keqin_contact import CARD_READERS


class KeqinContact(models.Model):
    """How to speak with the person, and what they told of themselves (R011)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.contact"

    communication_style = fields.Selection(
        [
            ("short", "Brief, to the point"),
            ("facts", "Facts and figures"),
            ("personal", "Personal and warm"),
            ("formal", "Formal"),
            ("detailed", "Thorough, in detail"),
        ],
        help="How the person likes to be spoken with.",
    )
    fact_ids = fields.One2many(
        "keqin.contact.fact", "contact_id", "Told us", groups=CARD_READERS
    )

    def _erase(self):
        self.with_context(active_test=False).fact_ids.unlink()
        return super()._erase()

    def _facts_to_ask(self, today):
        """What is to be asked about by that day, in words, the oldest first."""
        facts = self.fact_ids.filtered(
            lambda fact: (
                not fact.asked_on and fact.follow_up_on and fact.follow_up_on <= today
            )
        )
        return facts.mapped("name")
