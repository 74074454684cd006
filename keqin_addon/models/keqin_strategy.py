from odoo import fields, models


class KeqinStrategy(models.Model):
    """The year's customer relationship strategy, approved by an executive (R050)."""

    _name = "keqin.strategy"
    _description = "Care Strategy"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "year desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    year = fields.Integer(
        required=True,
        default=lambda self: fields.Date.context_today(self).year,
        aggregator=None,
    )
    objective = fields.Html("Objectives")
    budget = fields.Monetary(tracking=True)
    customer_ids = fields.Many2many(
        "keqin.customer", string="Key customers", check_company=True
    )
    plan_ids = fields.One2many("keqin.plan", "strategy_id", "Plans")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("closed", "Closed"),
        ],
        string="Status",
        default="draft",
        required=True,
        copy=False,
        tracking=True,
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)
