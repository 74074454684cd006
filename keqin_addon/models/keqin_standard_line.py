from odoo import api, fields, models

from ..tools.cadence import period, planned_count


class KeqinStandardLine(models.Model):
    """One kind of care in a standard: how often, by whom, at what cost.

    The lines of a standard that plans were made from cannot be changed any more.
    """

    _name = "keqin.standard.line"
    _description = "Care Standard Line"
    _inherit = ["keqin.cadence.mixin"]
    _check_company_auto = True

    standard_id = fields.Many2one(
        "keqin.standard", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="standard_id.company_id")
    care_level = fields.Selection(
        [("ordinary", "Ordinary"), ("key", "Key")],
        string="Only for",
        help="Empty: for every customer of the class. Key customers may be called "
        "monthly where ordinary ones are called once a quarter.",
    )
    yearly = fields.Integer(
        "Times a year",
        compute="_compute_yearly",
        help="In a whole calendar year, by the cadence.",
    )

    @api.depends("standard_id.company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for line in self:
            company = line.standard_id.company_id or self.env.company
            line.currency_id = company.currency_id

    @api.depends("schedule", "number", "unit")
    def _compute_yearly(self):
        year = period(fields.Date.context_today(self), "year")
        for line in self:
            valid = line.number > 0
            line.yearly = planned_count(line._cadence(), *year) if valid else 0

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.standard_id._check_unused()
        return lines

    def write(self, vals):
        self.standard_id._check_unused()
        done = super().write(vals)
        if "standard_id" in vals:
            self.standard_id._check_unused()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.standard_id._check_unused()

    def _cost_key(self):
        """What lines of two versions share when their costs are compared."""
        self.ensure_one()
        standard = self.standard_id
        return (*standard._match_key(), self.care_level, self.type_id.id, self.role)
