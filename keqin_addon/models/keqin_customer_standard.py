from odoo import api, fields, models
from odoo.fields import Domain


class KeqinCustomer(models.Model):
    """Which care standard and industry profile the customer has today (R032, R210)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the archive, its grade, its history, its scope, its standard
    _inherit = "keqin.customer"

    standard_id = fields.Many2one(
        "keqin.standard",
        "Care standard",
        compute="_compute_standard_id",
        search="_search_standard_id",
        groups="keqin_addon.group_keqin_staff",
        help="By tier, potential and industry: what is at least done for the customer.",
    )
    industry_profile_id = fields.Many2one(
        "keqin.industry.profile",
        compute="_compute_industry_profile_id",
        search="_search_industry_profile_id",
        groups="keqin_addon.group_keqin_staff",
    )

    @api.depends("tier", "potential", "industry_id", "company_id")
    def _compute_standard_id(self):
        today = fields.Date.context_today(self)
        standards = self.env["keqin.standard"]._for_customers(self, today)
        for customer in self:
            customer.standard_id = standards.get(customer._origin.id)

    def _search_standard_id(self, operator, value):
        Standard = self.env["keqin.standard"]
        if operator == "any":
            value = Standard.search(value).ids
        elif operator != "in":
            return NotImplemented
        return Standard._customer_domain(set(value), fields.Date.context_today(self))

    @api.depends("industry_id")
    def _compute_industry_profile_id(self):
        Profile = self.env["keqin.industry.profile"]
        profiles = Profile._by_industry()
        for customer in self:
            profile_id = profiles.get(customer.industry_id.id, False)
            customer.industry_profile_id = Profile.browse(profile_id)

    def _search_industry_profile_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        profiles = self.env["keqin.industry.profile"].browse(filter(None, value))
        domain = Domain("industry_id", "in", profiles.industry_ids.ids)
        if False in value:
            known = list(profiles._by_industry())
            domain |= Domain("industry_id", "not in", known)
        return domain
