from odoo import fields, models
from odoo.fields import Domain

_STAFF = "keqin_addon.group_keqin_staff"


class KeqinCustomer(models.Model):
    """From the care file to what hangs off it: care, promises, plans."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    care_planned_count = fields.Integer(
        "Planned care", compute="_compute_care_counts", groups=_STAFF
    )
    care_done_count = fields.Integer(
        "Care in 12 months", compute="_compute_care_counts", groups=_STAFF
    )

    def _compute_care_counts(self):
        since = fields.Date.subtract(fields.Date.context_today(self), years=1)
        lately = Domain("state", "=", "done") & Domain("date_done", ">", since)
        counted = Domain("state", "=", "planned") | lately
        activities, rows = self.env["keqin.activity"], []
        if activities.has_access("read"):
            ours = counted & Domain("customer_id", "in", self.ids)
            rows = activities._read_group(ours, ["customer_id", "state"], ["__count"])
        counts = {(customer.id, state): count for customer, state, count in rows}
        for customer in self:
            customer.care_planned_count = counts.get((customer.id, "planned"), 0)
            customer.care_done_count = counts.get((customer.id, "done"), 0)

    def _count_links(self, model_name, domain):
        """How many records of each customer the reader may see."""
        if not self.env[model_name].has_access("read"):
            return {}
        ours = [("customer_id", "in", self.ids), *domain]
        groups = self.env[model_name]._read_group(ours, ["customer_id"], ["__count"])
        return {customer.id: count for customer, count in groups}

    def action_open_care(self):
        """What is planned, and one click further what was done."""
        return self._action_link("keqin_activity_action")

    def action_open_promises(self):
        return self._action_link("keqin_promise_action")

    def _action_link(self, xml_id):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"keqin_addon.{xml_id}")
        return action | {
            "domain": [("customer_id", "=", self.id)],
            "context": {"default_customer_id": self.id},
        }
