from odoo import fields, models


class KeqinStandardLine(models.Model):
    """One kind of care in a standard: how often, by whom, at what cost."""

    _name = "keqin.standard.line"
    _description = "Care Standard Line"
    _inherit = ["keqin.cadence.mixin"]

    standard_id = fields.Many2one(
        "keqin.standard", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="standard_id.company_id")
