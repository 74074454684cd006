from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .keqin_customer import SENSITIVE
from .keqin_grade_change import TIER_SELECTION

RISK_KINDS = [
    ("gap", "No contact"),
    ("purchase", "Falling purchases"),
    ("detractor", "Detractor"),
    ("complaint", "Overdue complaint"),
    ("promise", "Broken promises"),
    ("renewal", "Contract without renewal talk"),
    ("left", "Key person left"),
    ("single", "Single contact"),
    ("health", "Health is red"),
    ("other", "Other"),
]
RISK_LEVELS = [("low", "Low"), ("medium", "Medium"), ("high", "High")]
# Where a rule starts from: its limit, and the days it looks back or ahead.
_LIMITS = {"gap": 1.0, "detractor": 2.5, "complaint": 1.0, "promise": 2.0}
_DAYS = {"detractor": 365, "promise": 90}
_OPEN = [("state", "in", ("at_risk", "planned", "saving"))]


class KeqinRiskRule(models.Model):
    """When a customer is at risk, by a condition that a rule can see (R116).

    Of several rules of one kind the most specific applies to a customer: that of the
    company before that of all, that of the tier before that of all tiers. Rules of the
    kind Other have a filter of their own, and each of them counts for itself.
    """

    _name = "keqin.risk.rule"
    _description = "Risk Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(RISK_KINDS, "Condition", required=True)
    level = fields.Selection(RISK_LEVELS, required=True, default="medium")
    company_id = fields.Many2one("res.company", index=True, help="Empty: all.")
    tier = fields.Selection(TIER_SELECTION, help="Empty: all.")
    threshold = fields.Float(
        "Limit",
        compute="_compute_threshold",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
    )
    days = fields.Integer(
        "Within (days)",
        compute="_compute_threshold",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
        help="How far back, or ahead, it looks. Of renewals, 0 is as in the settings.",
    )
    filter_domain = fields.Char("Customers that match", default="[]")
    condition = fields.Char("In words", compute="_compute_condition")
    due_days = fields.Integer("Answer within (working days)", default=5)
    quiet_days = fields.Integer(
        "Quiet after a decision (days)",
        default=90,
        help="So long it stays quiet on a customer where somebody said that it is no "
        "risk, or ended it, as long as nothing new is seen.",
    )
    strategy = fields.Text(
        "Proposed strategy",
        translate=True,
        groups=f"{SENSITIVE},keqin_addon.group_keqin_manager",
        help="What usually helps. Whoever answers a risk of the rule can take it over.",
    )
    risk_ids = fields.One2many("keqin.risk", "rule_id")
    open_count = fields.Integer("Open risks", compute="_compute_open_count")

    _kind_uniq = models.UniqueIndex(
        "(kind, COALESCE(company_id, 0), COALESCE(tier, ''))"
        " WHERE active AND kind != 'other'",
        "There is a rule of this kind for that class already. Change that one.",
    )
    _limits_positive = models.Constraint(
        "CHECK(threshold >= 0 AND days >= 0 AND due_days >= 0 AND quiet_days >= 0)",
        "Limits and numbers of days cannot be negative.",
    )

    @api.depends("kind")
    def _compute_threshold(self):
        for rule in self:
            rule.threshold = _LIMITS.get(rule.kind, 0.0)
            rule.days = _DAYS.get(rule.kind, 0)

    @api.depends("kind", "threshold", "days")
    @api.depends_context("lang")
    def _compute_condition(self):
        texts = self._conditions()
        for rule in self:
            plain = (rule.kind, rule.days if rule.kind == "renewal" else rule.threshold)
            rule.condition = texts.get(plain, texts.get(rule.kind, "")) % {
                "limit": f"{rule.threshold or 0:g}",
                "days": rule.days,
            }

    @api.depends("risk_ids.state")
    def _compute_open_count(self):
        groups = self.env["keqin.risk"]._read_group(
            [("rule_id", "in", self.ids), *_OPEN],
            ["rule_id"],
            ["__count"],
        )
        counts = {rule.id: count for rule, count in groups}
        for rule in self:
            rule.open_count = counts.get(rule.id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._check_filter()
        return rules

    def write(self, vals):
        done = super().write(vals)
        if not {"kind", "filter_domain"}.isdisjoint(vals):
            self._check_filter()
        return done

    def action_open_risks(self):
        """The open risks that the rule opened."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_risk_action"
        )
        domain = [("rule_id", "in", self.ids), *_OPEN]
        return action | {"domain": domain, "context": {}}

    def action_try(self):
        """The customers that the condition is true of today, among the readable."""
        self.check_access("read")
        # sudo: what a rule sees does not depend on who looks; only those customers
        # are told that the user may read
        found = self.sudo().env["keqin.risk.engine"]._try(self.sudo())
        found = self.env["keqin.customer"].search([("id", "in", found)]).ids
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_customer_action"
        )
        return action | {
            "display_name": self.env._("Now: %s", ", ".join(self.mapped("name"))),
            "domain": [("id", "in", found)],
            "context": {},
        }

    @api.model
    def _conditions(self):
        """What each kind sees, in words; by kind, or by kind and a number."""
        return {
            ("gap", 1): self.env._("No care for longer than the maximum gap"),
            ("purchase", 0): self.env._(
                "Declining or silent against the own purchase rhythm, or amount and "
                "number of orders have both fallen"
            ),
            ("renewal", 0): self.env._(
                "It is time to talk about the renewal of an agreement, and nobody has"
            ),
            "gap": self.env._("No care for %(limit)s times the maximum gap"),
            "purchase": self.env._(
                "At least %(limit)s own intervals without an order, or amount and "
                "number of orders have both fallen"
            ),
            "detractor": self.env._(
                "In the last %(days)s days: recommendation 0 to 6, satisfaction "
                "%(limit)s or less of 5, or one point less than before"
            ),
            "complaint": self.env._("%(limit)s or more complaints beyond the deadline"),
            "promise": self.env._(
                "%(limit)s or more promises broken or late in the last %(days)s days"
            ),
            "renewal": self.env._(
                "An agreement ends within %(days)s days, and nobody has talked about "
                "its renewal"
            ),
            "left": self.env._(
                "A decision maker, or a person of high influence, has left"
            ),
            "single": self.env._("One contact only, or no decision maker known"),
            "health": self.env._("The health of the customer is red"),
            "other": self.env._("The customer matches the filter"),
        }

    def _check_filter(self):
        """What decides a rule has to be readable to who writes it: no back door."""
        for rule in self.filtered(lambda rule: rule.kind == "other"):
            domain = rule._filter()
            if domain.is_true():
                raise UserError(
                    self.env._(
                        "%s would see every customer. Say which ones are at risk.",
                        rule.name,
                    )
                )
            try:
                self.env["keqin.customer"].search_count(domain, limit=1)
            except ValueError as error:
                raise UserError(
                    self.env._("The filter of %s cannot be read.", rule.name)
                ) from error

    def _filter(self):
        self.ensure_one()
        try:
            return Domain(literal_eval(self.filter_domain or "[]"))
        except (ValueError, SyntaxError, TypeError) as error:
            raise UserError(
                self.env._("The filter of %s cannot be read.", self.name)
            ) from error
