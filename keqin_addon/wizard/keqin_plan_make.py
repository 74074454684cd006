from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.keqin_plan import VALID


class KeqinPlanMake(models.TransientModel):
    """Make the plans of many customers at once, each from its standard (R030)."""

    _name = "keqin.plan.make"
    _description = "Make Plans"

    customer_ids = fields.Many2many("keqin.customer", required=True)
    date_start = fields.Date("From", required=True, default=fields.Date.context_today)
    date_end = fields.Date(
        "To",
        required=True,
        default=lambda self: self.env["keqin.plan"]._year_end(
            fields.Date.context_today(self)
        ),
    )
    strategy_id = fields.Many2one(
        "keqin.strategy",
        "Annual strategy",
        help="Empty: the approved one of the year.",
    )
    skip_planned = fields.Boolean(
        "Skip customers with a plan",
        default=True,
        help="Those with a plan that is being made, or agreed for days of the period.",
    )
    skipped_count = fields.Integer(compute="_compute_skipped_count")

    @api.depends("customer_ids", "date_start", "date_end", "skip_planned")
    def _compute_skipped_count(self):
        for wizard in self:
            wanted = wizard.customer_ids._origin
            wizard.skipped_count = len(wanted - wizard._customers())

    @api.model
    def default_get(self, fields):
        """The customers chosen in the list."""
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "keqin.customer":
            values.setdefault("customer_ids", self.env.context.get("active_ids"))
        return values

    def action_make(self):
        """Make the plans and show them."""
        self.ensure_one()
        customers = self._customers()
        if not customers:
            raise UserError(
                self.env._(
                    "All of these customers have a plan for the period already. Untick "
                    "the box to make another one for each."
                )
            )
        plans = self.env["keqin.plan"]._generate(
            customers, self.date_start, self.date_end, self.strategy_id or None
        )
        return plans._action_open()

    def _customers(self):
        customers = self.customer_ids._origin.filtered(lambda c: not c.invalid_reason)
        if not (self.skip_planned and self.date_start and self.date_end):
            return customers
        # sudo: whether there is a plan, whoever may read it
        planned = (
            self.env["keqin.plan"]
            .sudo()
            .search(
                Domain("customer_id", "in", customers.ids)
                & Domain("date_start", "<=", self.date_end)
                & Domain("date_end", ">=", self.date_start)
                & Domain("state", "in", ("draft", "review", "submitted", *VALID))
            )
        )
        return customers - planned.customer_id.with_env(self.env)
