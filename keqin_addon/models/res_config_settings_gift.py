from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: grading, limits of gifts
    _inherit = "res.config.settings"

    keqin_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of care"
    )
    keqin_gift_approval_limit = fields.Monetary(
        related="company_id.keqin_gift_approval_limit",
        readonly=False,
        currency_field="keqin_currency_id",
    )
    keqin_gift_person_cap = fields.Monetary(
        related="company_id.keqin_gift_person_cap",
        readonly=False,
        currency_field="keqin_currency_id",
    )
    keqin_gift_official_cap = fields.Monetary(
        related="company_id.keqin_gift_official_cap",
        readonly=False,
        currency_field="keqin_currency_id",
    )
