from odoo import api, fields, models
from odoo.exceptions import ValidationError

_GIFTS = "[('keqin_is_gift', '=', True)]"


class KeqinIndustryProfile(models.Model):
    """What care concentrates on in one industry (R206-R210).

    Profiles are data: an industry without a profile is cared for by the standard of
    its class alone. One industry has one profile, so that it is clear which counts.
    """

    _name = "keqin.industry.profile"
    _description = "Industry Profile"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    industry_ids = fields.Many2many("res.partner.industry", string="Industries")
    focus = fields.Html("Focus topics", translate=True)
    agenda = fields.Html(
        "Follow-up agenda", translate=True, help="What a follow-up goes through."
    )
    checklist = fields.Html(
        translate=True, help="What to know and to bring before the first visit."
    )
    questions = fields.Text(
        "Survey questions",
        translate=True,
        help="What to ask customers of this industry, one question a line.",
    )
    anniversary_gift_id = fields.Many2one(
        "product.product",
        "Anniversary gift",
        ondelete="restrict",
        domain=_GIFTS,
        help="Proposed when the customer or the cooperation has its anniversary.",
    )
    gift_ids = fields.Many2many(
        "product.product", string="Suggested gifts", domain=_GIFTS
    )
    standard_ids = fields.One2many(
        "keqin.standard",
        "profile_id",
        "Own standards",
        help="Classes that are cared for differently in this industry. For all others "
        "the general standard counts.",
    )
    customer_count = fields.Integer("Customers", compute="_compute_customer_count")

    @api.depends("industry_ids")
    def _compute_customer_count(self):
        groups = self.env["keqin.customer"]._read_group(
            [("industry_id", "in", self.industry_ids.ids)],
            ["industry_id"],
            ["__count"],
        )
        counts = {industry.id: count for industry, count in groups}
        for profile in self:
            ids = profile.industry_ids.ids
            profile.customer_count = sum(counts.get(id_, 0) for id_ in ids)

    @api.constrains("industry_ids", "active")
    def _check_industries(self):
        others = self.search([("industry_ids", "in", self.industry_ids.ids)])
        taken = {}
        for profile in others:
            for industry in profile.industry_ids:
                other = taken.setdefault(industry, profile)
                if other != profile:
                    raise ValidationError(
                        self.env._(
                            "%(industry)s belongs to the profiles %(one)s and "
                            "%(other)s. Take it out of one of them.",
                            industry=industry.name,
                            one=other.name,
                            other=profile.name,
                        )
                    )

    def action_open_customers(self):
        """The customers of these industries."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_customer_action"
        )
        return action | {
            "display_name": self.env._("Customers: %s", self.name),
            "domain": [("industry_id", "in", self.industry_ids.ids)],
            "context": {},
        }

    @api.model
    def _by_industry(self):
        """Dict of industry id to the id of its profile; one query."""
        rows = self._read_group([], ["industry_ids"], ["id:max"])
        return {industry.id: profile_id for industry, profile_id in rows if industry}
