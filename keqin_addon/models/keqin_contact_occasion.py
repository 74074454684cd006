from odoo import api, models

from .keqin_customer_occasion import Person

_DATING = {
    "active",
    "customer_id",
    "partner_id",
    "birth_calendar",
    "birth_month",
    "birth_day",
    "birth_leap",
    "birth_year",
}


class KeqinContact(models.Model):
    """A person's dates are projected as soon as they are known or corrected."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the card, and the dates that follow from it
    _inherit = "keqin.contact"

    @api.model_create_multi
    def create(self, vals_list):
        cards = super().create(vals_list)
        cards.filtered("birth_month").customer_id._renew_occasions()
        return cards

    def write(self, vals):
        changes = not _DATING.isdisjoint(vals)
        before = self.customer_id if changes else self.customer_id.browse()
        done = super().write(vals)
        if changes:
            (before | self.customer_id)._renew_occasions()
        return done

    def _as_person(self):
        """Whom the cards, all of one person, tell to greet; their opt-outs add up."""
        card = self[:1]
        mourning = filter(None, self.mapped("mourning_until"))
        return Person(
            partner_id=card.partner_id.id,
            decides=card.decision_role == "decider",
            channel=card.preferred_channel,
            takes_gifts=not any(
                each.refuses_gifts or each.is_official for each in self
            ),
            no_greetings=any(self.mapped("no_greetings")),
            no_mass_messages=any(self.mapped("no_mass_messages")),
            mourning_until=max(mourning, default=False),
            unwanted=self._unwanted(),
        )
