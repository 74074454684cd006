from odoo import api, fields, models
from odoo.exceptions import ValidationError


class KeqinContact(models.Model):
    """Where the person stands in the company: level, and whom it reports to (R010)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.contact"
    _ranked_selections = ("influence", "attitude", "hierarchy_level")

    hierarchy_level = fields.Selection(
        [
            ("operational", "Operational"),
            ("management", "Management"),
            ("executive", "Executive"),
        ],
        index="btree_not_null",
        tracking=True,
        help="Talks on one level alone end when that person leaves.",
    )
    reports_to_id = fields.Many2one(
        "keqin.contact",
        "Reports to",
        ondelete="set null",
        index="btree_not_null",
        tracking=True,
        domain="[('customer_id', '=', customer_id), ('id', '!=', id)]",
    )

    @api.constrains("reports_to_id", "customer_id")
    def _check_reports_to(self):
        for card in self.filtered("reports_to_id"):
            boss = card.reports_to_id
            names = {"person": card.name, "boss": boss.name}
            if boss.customer_id != card.customer_id:
                raise ValidationError(
                    self.env._(
                        "%(boss)s is not a person of the customer of %(person)s. "
                        "Choose one of its key persons.",
                        **names,
                    )
                )
        if self._has_cycle("reports_to_id"):
            raise ValidationError(
                self.env._(
                    "%s would report to themselves. Correct who reports to whom.",
                    ", ".join(self.mapped("name")),
                )
            )

    @api.model
    def _missing_levels(self, cards):
        """Labels of the levels nobody of ``cards`` stands on, the lowest first.

        None is missing as long as no level at all was noted.
        """
        known = set(cards.mapped("hierarchy_level")) - {False}
        if not known:
            return []
        labels = self._fields["hierarchy_level"]._description_selection(self.env)
        return [label for level, label in labels if level not in known]
