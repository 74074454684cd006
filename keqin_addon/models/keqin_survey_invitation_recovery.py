from odoo import api, models


class KeqinSurveyInvitation(models.Model):
    """After each recovery the person is asked again: one request at a time (R112)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.survey.invitation"

    # opened again and won back again, a recovery asks once more
    _recovery_contact_uniq = models.UniqueIndex(
        "(recovery_id, contact_id) WHERE state IN ('waiting', 'sent')",
        "The person is being asked again after this recovery already.",
    )

    @api.model
    def _not_yet_asked(self, contacts_by_customer, origin_vals):
        if not origin_vals.get("recovery_id"):
            return super()._not_yet_asked(contacts_by_customer, origin_vals)
        under_way = self.search_fetch(
            [
                ("recovery_id", "=", origin_vals["recovery_id"]),
                ("state", "in", ("waiting", "sent")),
            ],
            ["contact_id"],
        )
        return [
            (customer, person)
            for customer, people in contacts_by_customer.items()
            for person in people - under_way.contact_id
        ]
