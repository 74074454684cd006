from collections import defaultdict

from odoo import fields, models
from odoo.fields import Domain

_STAFF = "keqin_addon.group_keqin_staff"


class KeqinCustomer(models.Model):
    """What is known of the customer's market: of its industry, and of itself (R006)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    intelligence_count = fields.Integer(
        "Market news",
        compute="_compute_intelligence_count",
        groups=_STAFF,
        help="Published in the last 12 months.",
    )

    def _compute_intelligence_count(self):
        items, found = self.env["keqin.intelligence"], []
        if items.has_access("read"):
            domain = self._domain_intelligence() & self._domain_recent()
            by = ["customer_id", "industry_ids"]
            found = items._read_group(domain, by, ["id:array_agg"])
        of_industry, of_customer = defaultdict(set), defaultdict(set)
        for customer, industry, ids in found:
            of_customer[customer.id].update(ids)
            of_industry[industry.id].update(ids)
        for customer in self:
            # an item on the customer and on its industry is one item
            industry = customer.industry_id
            ids = of_industry[industry.id] if industry else set()
            customer.intelligence_count = len(ids | of_customer[customer.id])

    def action_open_intelligence(self):
        """What is published on its industry and on itself."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_intelligence_action"
        )
        context = {
            "default_customer_id": self.id,
            "default_kind": "customer",
            "default_company_id": self.company_id.id,
        }
        return action | {
            "domain": list(self._domain_intelligence()),
            "context": context,
        }

    def _domain_intelligence(self):
        industries = self.industry_id.ids
        return Domain("state", "=", "published") & (
            Domain("customer_id", "in", self.ids)
            | Domain("industry_ids", "in", industries)
        )

    def _domain_recent(self):
        since = fields.Date.subtract(fields.Date.context_today(self), years=1)
        return Domain("date", ">", since)
