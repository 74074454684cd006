from odoo import api, models

from .keqin_case import OPEN, SERIOUS


class KeqinOccasion(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: occasions, what complaints have to say about them
    _inherit = "keqin.occasion"

    @api.model
    def _customers_not_to_congratulate(self, customers):
        """Nobody is while a serious complaint of theirs is open (R076)."""
        # sudo: whoever plans greetings need not see the complaints
        serious = (
            self.env["keqin.case"]
            .sudo()
            ._read_group(
                [
                    ("customer_id", "in", customers.ids),
                    ("kind", "=", "complaint"),
                    ("severity", "in", SERIOUS),
                    ("state", "in", OPEN),
                ],
                ["customer_id"],
            )
        )
        angry = {customer.id for (customer,) in serious}
        return super()._customers_not_to_congratulate(customers) | angry
