from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.keqin_grade_change import TIER_SELECTION
from ..models.keqin_plan import EDITABLE


class KeqinPlanCampaign(models.TransientModel):
    """Marketing puts one activity into the plans of a customer group (R040)."""

    _name = "keqin.plan.campaign"
    _description = "Add a Marketing Activity"
    _inherit = "keqin.segment.mixin"

    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    tier = fields.Selection(TIER_SELECTION, help="Empty: every tier.")
    industry_ids = fields.Many2many(
        "res.partner.industry", string="Industries", help="Empty: every industry."
    )
    key_only = fields.Boolean("Key customers only")
    segment_id = fields.Many2one(store=True)
    name = fields.Char("What for", required=True)
    type_id = fields.Many2one("keqin.activity.type", "Activity", required=True)
    schedule = fields.Selection(
        lambda self: (
            self.env["keqin.plan.line"]
            ._fields["schedule"]
            ._description_selection(self.env)
        ),
        default="anchored",
        required=True,
    )
    number = fields.Integer(default=1, required=True)
    unit = fields.Selection(
        lambda self: (
            self.env["keqin.plan.line"]._fields["unit"]._description_selection(self.env)
        ),
        default="quarter",
        required=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    hours = fields.Float(compute="_compute_hours", store=True, readonly=False)
    budget = fields.Monetary("Budget of one")
    note = fields.Text("Instructions")
    plan_ids = fields.Many2many("keqin.plan", compute="_compute_plan_ids")
    plan_count = fields.Integer("Plans", compute="_compute_plan_ids")

    @api.depends("type_id")
    def _compute_hours(self):
        for wizard in self:
            wizard.hours = wizard.type_id.hours

    @api.depends("tier", "industry_ids", "key_only", "segment_id", "name", "type_id")
    def _compute_plan_ids(self):
        for wizard in self:
            wizard.plan_ids = self.env["keqin.plan"].search(wizard._domain())
            wizard.plan_count = len(wizard.plan_ids)

    def action_add(self):
        """Add the activity to all these plans, once each."""
        self.ensure_one()
        plans = self.env["keqin.plan"].search(self._domain())
        if not plans:
            raise UserError(
                self.env._(
                    "No plan of this group can take the activity: only drafts and "
                    "plans under review do, and those that have it are left out."
                )
            )
        self.env["keqin.plan.line"].create([self._prepare_line(plan) for plan in plans])
        return plans._action_open()

    def _domain(self):
        """Plans of the group that can still be changed and lack the activity."""
        domain = Domain("state", "in", EDITABLE)
        domain &= Domain("company_id", "=", self.company_id.id)
        if self.tier:
            domain &= Domain("customer_id.tier", "=", self.tier)
        if self.industry_ids:
            domain &= Domain("customer_id.industry_id", "in", self.industry_ids.ids)
        if self.key_only:
            domain &= Domain("customer_id.care_level", "=", "key")
        if self.segment_id:
            segment = self._segment_domain(self.segment_id)
            domain &= Domain("customer_id", "any", segment)
        if self.name and self.type_id:
            same = Domain("name", "=", self.name) & Domain(
                "type_id", "=", self.type_id.id
            )
            domain &= Domain("line_ids", "not any", same)
        return domain

    def _prepare_line(self, plan):
        names = ("name", "schedule", "number", "unit", "hours", "budget", "note")
        return {
            **{name: self[name] for name in names},
            "plan_id": plan.id,
            "role": "marketing",
            "type_id": self.type_id.id,
            "user_id": self.user_id.id,
        }
