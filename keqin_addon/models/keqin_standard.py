from odoo import api, fields, models

from .keqin_grade_change import POTENTIAL_SELECTION, TIER_SELECTION


class KeqinStandard(models.Model):
    """Care standard of a class, tier by potential, maybe of one industry (R032).

    Versioned: several standards of one class follow each other by effective date, and
    the latest that is effective counts. Only the administrator changes them.
    """

    _name = "keqin.standard"
    _description = "Care Standard"
    _inherit = ["keqin.ranked.selection.mixin", "mail.thread"]
    _order = "tier, potential, profile_id, effective_on desc, id desc"
    _ranked_selections = ("potential",)
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for every company."
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    tier = fields.Selection(TIER_SELECTION, required=True, tracking=True)
    potential = fields.Selection(POTENTIAL_SELECTION, required=True, tracking=True)
    profile_id = fields.Many2one(
        "keqin.industry.profile",
        "Industry profile",
        ondelete="restrict",
        index="btree_not_null",
        help="Empty: for every industry without a standard of its own.",
    )
    effective_on = fields.Date(
        required=True, default=fields.Date.context_today, tracking=True
    )
    version = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    previous_id = fields.Many2one("keqin.standard", readonly=True, copy=False)
    objective = fields.Text(translate=True)
    strategy = fields.Html(translate=True)
    line_ids = fields.One2many("keqin.standard.line", "standard_id", copy=True)

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for standard in self:
            company = standard.company_id or self.env.company
            standard.currency_id = company.currency_id
