from odoo import fields, models


class KeqinCustomer(models.Model):
    """All that passed between one customer and us (R155)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the customer's archive, its ledger
    _inherit = "keqin.customer"

    case_task_ids = fields.One2many("keqin.case.task", "customer_id", "Routed tasks")

    def action_open_ledger(self):
        """The ledger, of this customer alone and of all times."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "keqin_addon.keqin_ledger_action"
        )
        return action | {
            "domain": [("customer_id", "=", self.id)],
            "context": {},
            "display_name": self.env._("Ledger of %s", self.name),
        }
