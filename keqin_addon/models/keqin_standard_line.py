from odoo import api, fields, models


class KeqinStandardLine(models.Model):
    """One kind of care in a standard: how often, by whom, at what cost."""

    _name = "keqin.standard.line"
    _description = "Care Standard Line"
    _inherit = ["keqin.cadence.mixin"]

    standard_id = fields.Many2one(
        "keqin.standard", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="standard_id.company_id")
    care_level = fields.Selection(
        [("ordinary", "Ordinary customers"), ("key", "Key customers")],
        string="Only for",
        help="Empty: for every customer of the class. Key customers may be called "
        "monthly where ordinary ones are called once a quarter.",
    )

    @api.depends("standard_id.company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for line in self:
            company = line.standard_id.company_id or self.env.company
            line.currency_id = company.currency_id
