from odoo import api, fields, models

from .keqin_feedback import READERS


class KeqinCustomer(models.Model):
    """When the relationship was reviewed, and when it will be again (R049)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    reviewed_on = fields.Date("Relationship reviewed on", readonly=True, copy=False)
    next_review_on = fields.Date(
        "Next relationship review",
        copy=False,
        index="btree_not_null",
        tracking=True,
        help="Given by the last review; the first one by the tier.",
    )
    relationship_review_ids = fields.One2many(
        "keqin.relationship.review",
        "customer_id",
        "Relationship reviews",
        groups=READERS,
    )

    def action_review_relationship(self):
        """Open the form that takes down a review of the relationship."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Review the Relationship"),
            "res_model": "keqin.relationship.review",
            "views": [
                (
                    self.env.ref("keqin_addon.keqin_relationship_review_view_form").id,
                    "form",
                )
            ],
            "target": "new",
            "context": {"default_customer_id": self.id},
        }

    def action_open_reviews(self):
        """All reviews of the relationship, the last first."""
        return self._action_link("keqin_relationship_review_action")

    @api.model
    def _field_writers(self):
        return super()._field_writers() | {"reviewed_on": fields.NO_ACCESS}
