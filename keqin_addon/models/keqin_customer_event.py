from odoo import fields, models


class KeqinCustomer(models.Model):
    """Events the customer's people were invited to (R167)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    event_count = fields.Integer("Events", compute="_compute_event_count")

    def _compute_event_count(self):
        counts = dict(
            self.env["event.registration"]._read_group(
                [("keqin_partner_id", "in", self.partner_id.ids)],
                ["keqin_partner_id"],
                ["event_id:count_distinct"],
            )
        )
        for customer in self:
            customer.event_count = counts.get(customer.partner_id, 0)

    def action_open_events(self):
        """Open the invitations of its people that the caller may see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.event_registration_action_keqin"
        )
        action["domain"] = [("keqin_partner_id", "=", self.partner_id.id)]
        action["context"] = {"create": False}
        return action
