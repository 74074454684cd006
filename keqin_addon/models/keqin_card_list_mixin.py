from odoo import models


class KeqinCardListMixin(models.AbstractModel):
    """Prints the cards that executives write by hand, one list per sponsor (R081).

    A model says with ``_cards`` what is on each card: ``customer``, ``person``,
    ``occasion``, ``date`` and ``text``. The list is read as the user who prints it.
    """

    _name = "keqin.card.list.mixin"
    _description = "List of Cards to Write"

    def _cards(self):
        return []

    def _cards_by_sponsor(self):
        """``(executive, cards)``, each by date; who has no sponsor comes last."""
        self.check_access("read")
        groups = {}
        for card in sorted(self._cards(), key=lambda card: card["date"]):
            groups.setdefault(card["customer"].sponsor_id, []).append(card)
        return sorted(
            groups.items(), key=lambda group: (not group[0], group[0].name or "")
        )
