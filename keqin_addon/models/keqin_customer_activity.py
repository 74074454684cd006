from odoo import models


class KeqinCustomer(models.Model):
    """Care activities of the customer: log one, plan one, open them."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the archive, its grade, its history, its scope, its care
    _inherit = "keqin.customer"

    def _track_subtype(self, initial_values):
        """Followers hear of a change of the intent to work with us (R073)."""
        if "cooperation_intent" in initial_values:
            return self.env.ref("keqin_addon.mail_message_subtype_intent")
        return super()._track_subtype(initial_values)

    def action_log_contact(self):
        """Log a contact that was not planned: creates it done, in one step."""
        self.ensure_one()
        context = {
            "default_customer_id": self.id,
            "default_contact_id": self.main_contact_id.id,
        }
        return self.env["keqin.activity.log"]._open(context)

    def action_plan_activities(self):
        """Plan the same activity for all of them."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan Activities"),
            "res_model": "keqin.activity.bulk",
            "view_mode": "form",
            "target": "new",
            "context": {"default_customer_ids": self.ids},
        }
