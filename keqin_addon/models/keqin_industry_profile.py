from odoo import api, fields, models


class KeqinIndustryProfile(models.Model):
    """What care concentrates on in one industry (R206-R210).

    Profiles are data: an industry without a profile is cared for by the standard of
    its class alone.
    """

    _name = "keqin.industry.profile"
    _description = "Industry Profile"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    industry_ids = fields.Many2many("res.partner.industry", string="Industries")
    focus = fields.Html("Focus topics", translate=True)
    agenda = fields.Html("Follow-up agenda", translate=True)
    anniversary_gift_id = fields.Many2one(
        "product.product",
        "Gift on the customer's anniversary",
        ondelete="restrict",
        domain="[('keqin_is_gift', '=', True)]",
    )

    @api.model
    def _by_industry(self):
        """Dict of industry id to the id of its profile; two queries."""
        return {
            industry.id: profile.id
            for profile in self.search([])
            for industry in profile.industry_ids
        }
