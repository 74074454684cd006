from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

EXECUTIVE = "keqin_addon.group_keqin_executive"
PLANNERS = (
    f"keqin_addon.group_keqin_sales_manager,{EXECUTIVE},keqin_addon.group_keqin_manager"
)
_DECIDE = "keqin_addon.mail_activity_type_strategy_decide"
_CONTENT = ("name", "company_id", "year", "objective", "budget", "customer_ids")
_STAMPS = ("state", "approved_by_id", "approved_on")


class KeqinStrategy(models.Model):
    """The year's customer relationship strategy, approved by an executive (R050).

    Its key-customer list and budget are what the plans of the year refer to.
    """

    _name = "keqin.strategy"
    _description = "Care Strategy"
    _inherit = ["keqin.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "year desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

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

    plan_count = fields.Integer("Plans made", compute="_compute_plans")
    unplanned_count = fields.Integer(
        "Key customers without a plan",
        compute="_compute_plans",
        help="On the list, and no plan of this strategy that is not rejected.",
    )
    budget_planned = fields.Monetary(
        "In plans",
        compute="_compute_plans",
        help="Budget of the agreed plans, and what was granted on request.",
    )
    budget_open = fields.Monetary(
        "To decide", compute="_compute_plans", help="Budget of plans not yet agreed."
    )
    budget_actual = fields.Monetary(
        "Spent",
        compute="_compute_plans",
        help="Cost of the activities done and gifts given for the plans.",
    )
    budget_left = fields.Monetary("Left to plan", compute="_compute_plans")
    budget_share = fields.Float(
        "Planned (%)", compute="_compute_plans", digits=(7, 1), aggregator=None
    )
    sponsor_warning = fields.Text(compute="_compute_sponsor_warning")

    _approved_once = models.UniqueIndex(
        "(company_id, year) WHERE state = 'approved'",
        "There is an approved strategy for this year already. Close it first.",
    )
    _budget_positive = models.Constraint(
        "CHECK(budget >= 0)", "The budget cannot be negative."
    )
    _year_sane = models.Constraint(
        "CHECK(year BETWEEN 2000 AND 2099)",
        "The year has to be between 2000 and 2099.",
    )

    @api.depends("customer_ids", "budget", "plan_ids.state", "plan_ids.budget_planned")
    def _compute_plans(self):
        # sudo: sums over the plans of the year, the same for every reader
        plans, spent = self.sudo()._plan_sums(), self.sudo()._spent()
        for strategy in self:
            agreed, waiting, count, customers = plans.get(
                strategy._origin.id, (0.0, 0.0, 0, self.env["keqin.customer"])
            )
            strategy.plan_count = count
            missing = strategy.sudo().customer_ids._origin - customers
            strategy.unplanned_count = len(missing)
            strategy.budget_planned = agreed
            strategy.budget_open = waiting
            strategy.budget_actual = spent.get(strategy._origin.id, 0.0)
            strategy.budget_left = strategy.budget - agreed
            share = 100.0 * agreed / strategy.budget if strategy.budget else 0.0
            strategy.budget_share = share

    @api.depends("company_id")
    def _compute_sponsor_warning(self):
        for strategy in self:
            strategy.sponsor_warning = strategy.company_id._keqin_sponsor_warning()

    def write(self, vals):
        if any(name in vals for name in _CONTENT):
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._check_draft()

    def action_submit(self):
        """Ask an executive to approve the strategy."""
        self._check_step("draft", PLANNERS)
        # sudo: states are written by nobody; role and order checked
        strategies = self.sudo()
        strategies.write({"state": "submitted"})
        for strategy in strategies:
            for user in strategy._executives():
                strategy.activity_schedule(_DECIDE, user_id=user.id)
        return True

    def action_approve(self):
        """Approve the strategy of the year: executives only."""
        self._check_step("submitted", EXECUTIVE)
        for strategy in self:
            strategy._check_only_one()
        # sudo: as above
        strategies = self.sudo()
        strategies.write(
            {
                "state": "approved",
                "approved_by_id": self.env.uid,
                "approved_on": fields.Datetime.now(),
            }
        )
        strategies._settle()
        # the list decided on is that of the year's key customers (R021)
        named = strategies.customer_ids.filtered(lambda file: not file.key_customer)
        named.write({"key_customer": True})
        return True

    def action_return(self):
        """Send a submitted strategy back to draft: executives only."""
        self._check_step("submitted", EXECUTIVE)
        # sudo: as above
        self.sudo().write({"state": "draft"})
        self.sudo()._settle()
        return True

    def action_close(self):
        """The year is over, or another strategy takes its place: executives only."""
        self._check_step("approved", EXECUTIVE)
        # sudo: as above
        self.sudo().write({"state": "closed"})
        return True

    def action_take_key_customers(self):
        """Add the customers that are key already to the list."""
        self.check_access("write")
        for strategy in self:
            # as the user: a sales lead lists the customers he or she may see
            customers = self.env["keqin.customer"].search(
                [
                    ("key_customer", "=", True),
                    ("company_id", "=", strategy.company_id.id),
                ]
            )
            strategy.customer_ids |= customers
        return True

    def action_open_plans(self):
        """Open the plans of the strategy."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Care plans"),
            "res_model": "keqin.plan",
            "view_mode": "list,kanban,pivot,form",
            "domain": [("strategy_id", "=", self.id)],
            "context": {"default_strategy_id": self.id},
        }

    def action_open_unplanned(self):
        """Open the key customers that have no plan of this strategy."""
        self.ensure_one()
        planned = self.plan_ids.filtered(
            lambda plan: plan.state not in ("rejected", "cancelled")
        )
        missing = self.customer_ids - planned.customer_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Key customers without a plan"),
            "res_model": "keqin.customer",
            "view_mode": "list,kanban,form",
            "domain": [("id", "in", missing.ids)],
        }

    # business methods
    def _check_step(self, state, groups):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_groups(groups)):
            raise AccessError(
                self.env._(
                    "Sales leads draft the strategy, executives decide on it. Ask one "
                    "of them."
                )
            )
        wrong = self.filtered(lambda strategy: strategy.state != state)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(strategy)s is in the state %(state)s. For this step it has to "
                    "be: %(expected)s.",
                    strategy=wrong[0].name,
                    state=labels[wrong[0].state],
                    expected=labels[state],
                )
            )

    def _check_draft(self):
        fixed = self.filtered(lambda strategy: strategy.state != "draft")
        if fixed and not self.env.su:
            raise UserError(
                self.env._(
                    "%s is submitted or decided and stays as it is. An executive can "
                    "send it back, or close it for another one.",
                    fixed[0].name,
                )
            )

    def _check_only_one(self):
        other = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("year", "=", self.year),
                ("state", "=", "approved"),
            ],
            limit=1,
        )
        if other:
            raise UserError(
                self.env._(
                    "%(other)s is approved for %(year)s already. Close it first.",
                    other=other.name,
                    year=self.year,
                )
            )

    def _plan_sums(self):
        """Agreed budget, open budget, number and customers of the plans, by id."""
        rows = self.env["keqin.plan"]._read_group(
            [
                ("strategy_id", "in", self._origin.ids),
                ("state", "not in", ("rejected", "cancelled")),
            ],
            ["strategy_id", "state"],
            [
                "budget_planned:sum",
                "granted_amount:sum",
                "__count",
                "customer_id:recordset",
            ],
        )
        sums = {}
        for strategy, state, budget, granted, count, customers in rows:
            agreed, waiting, total, known = sums.get(
                strategy.id, (0.0, 0.0, 0, self.env["keqin.customer"])
            )
            if state in ("approved", "running", "done"):
                agreed += budget + granted
            else:
                waiting += budget
            sums[strategy.id] = (agreed, waiting, total + count, known | customers)
        return sums

    def _spent(self):
        """Cost of what was done and given for the plans, by strategy id."""
        spent = {}
        for model, state, amount in (
            ("keqin.activity", "done", "cost:sum"),
            ("keqin.gift", "given", "value:sum"),
        ):
            domain = [
                ("plan_id.strategy_id", "in", self._origin.ids),
                ("state", "=", state),
            ]
            rows = self.env[model]._read_group(domain, ["plan_id"], [amount])
            for plan, total in rows:
                key = plan.strategy_id.id
                spent[key] = spent.get(key, 0.0) + total
        return spent

    def _executives(self):
        return self.env["res.users"]._keqin_members([EXECUTIVE], self.company_id)

    def _settle(self):
        own = self.activity_search([_DECIDE], user_id=self.env.uid)
        own.action_feedback()
        self.activity_unlink([_DECIDE])

    @api.model
    def _field_writers(self):
        """The content is written by planners, the state by nobody."""
        return dict.fromkeys(_STAMPS, fields.NO_ACCESS)
