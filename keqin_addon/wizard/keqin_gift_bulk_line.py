from odoo import api, fields, models


class KeqinGiftBulkLine(models.TransientModel):
    _name = "keqin.gift.bulk.line"
    _description = "Gift to Plan"

    bulk_id = fields.Many2one("keqin.gift.bulk", required=True, ondelete="cascade")
    customer_id = fields.Many2one("keqin.customer", required=True)
    tier = fields.Selection(related="customer_id.tier")
    industry_id = fields.Many2one(related="customer_id.industry_id")
    partner_id = fields.Many2one(related="customer_id.partner_id", string="Company")
    contact_id = fields.Many2one(
        "res.partner",
        "For",
        domain="[('is_company', '=', False), "
        "('commercial_partner_id', '=?', partner_id)]",
    )
    activity_id = fields.Many2one("keqin.activity")
    product_id = fields.Many2one(
        "product.product", "Gift", domain="[('keqin_is_gift', '=', True)]"
    )
    suggested_product_id = fields.Many2one(
        "product.product", "Suggested", compute="_compute_suggested_product_id"
    )
    message = fields.Text("Personal note")
    warning = fields.Text("To consider", compute="_compute_warning")
    is_blocked = fields.Boolean(compute="_compute_warning")

    @api.depends("customer_id", "contact_id")
    @api.depends_context("uid")
    def _compute_suggested_product_id(self):
        pairs = [(line.customer_id, line.contact_id) for line in self]
        ideas = self.env["keqin.gift"]._suggest_for(pairs)
        for line, pair in zip(self, pairs, strict=True):
            line.suggested_product_id = ideas[pair]

    @api.depends("customer_id", "contact_id", "product_id", "bulk_id.date")
    @api.depends_context("uid")
    def _compute_warning(self):
        Gift = self.env["keqin.gift"]
        gifts = [Gift.new(line._gift_values()) for line in self]
        issues = Gift.concat(*gifts)._issues(together=True)
        for line, gift in zip(self, gifts, strict=True):
            texts = [issue.text for issue in issues[gift]]
            line.warning = "\n".join(texts)
            line.is_blocked = any(issue.level == "block" for issue in issues[gift])

    def _gift_values(self):
        """Values of the gift that this line plans."""
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "customer_id": self.customer_id.id,
            "contact_id": self.contact_id.id,
            "activity_id": self.activity_id.id,
            "occasion_id": self._occasion().id,
            "date": self.bulk_id.date or fields.Date.context_today(self),
            "message": self.message or self._personalise(self.bulk_id.message),
        }

    def _occasion(self):
        return self.activity_id.occasion_id or self.bulk_id.occasion_id

    def _key(self):
        """Customer, person, occasion and its year: what is given once."""
        self.ensure_one()
        occasion = self._occasion()
        date = self.bulk_id.date or fields.Date.context_today(self)
        year = self.activity_id.occasion_year or date.year
        return (
            self.customer_id.id,
            self.contact_id.id,
            occasion.id,
            bool(occasion) and year,
        )

    def _segment(self):
        return (self.customer_id.tier, self.customer_id.industry_id)

    def _whom(self):
        return self.contact_id.name or self.customer_id.name or ""

    def _personalise(self, message):
        """The common note with the names of this line in it."""
        message = (message or "").replace("{company}", self.customer_id.name or "")
        return message.replace("{name}", self._whom())
