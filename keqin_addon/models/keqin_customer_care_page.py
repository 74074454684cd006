from odoo import fields, models


class KeqinCustomer(models.Model):
    """The pages a customer's people may open, and what they said about the data."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    care_page_ids = fields.One2many(
        "keqin.care.page",
        "customer_id",
        "Customer pages",
        groups="keqin_addon.group_keqin_sales,keqin_addon.group_keqin_service,"
        "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager",
    )

    def action_share_page(self):
        """Open the customer's pages; without any, a new one for who is in charge."""
        self.ensure_one()
        pages = self.care_page_ids
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_care_page_action"
        )
        context = {
            "default_customer_id": self.id,
            "default_contact_id": self.main_contact_id.id,
        }
        if pages:
            domain = [("customer_id", "=", self.id)]
            return action | {"domain": domain, "context": context}
        form = {"views": [(False, "form")], "view_mode": "form", "target": "current"}
        return action | form | {"context": context}

    def _verify_by_customer(self):
        """The customer's own word is a verification: today, by none of us.

        Called by the rules that hear it; what changes afterwards resets it as any
        other verification.
        """
        # sudo: written by rules alone
        self.sudo().write(
            {"verified_on": fields.Date.context_today(self), "verified_by": False}
        )
        for customer in self.sudo():
            customer._message_log(
                body=self.env._("The customer has confirmed the data on file.")
            )
