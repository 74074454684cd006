from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .keqin_customer import LEADS, SENSITIVE
from .keqin_grade_change import POTENTIAL_SELECTION, TIER_SELECTION

_COMPUTED = (
    "tier",
    "tier_proposed",
    "potential",
    "potential_proposed",
    "value_score",
    "potential_score",
    "coverage",
    "potential_coverage",
    "grade_explanation",
    "care_level",
    "amount_window",
    "orders_window",
    "margin_window",
    "amount_previous",
    "amount_total",
    "pipeline_amount",
    "planned_amount",
    "first_order_on",
    "last_order_on",
    "tier_locked",
    "tier_lock_reason",
    "tier_locked_by_id",
    "tier_locked_until",
    "key_since",
    "key_by_id",
    "completeness",
)


class KeqinCustomer(models.Model):
    """The grade of a customer, its parts, and fixing it by hand (R017-R028)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the archive, its grade, its history, its scope
    _inherit = "keqin.customer"

    tier = fields.Selection(
        TIER_SELECTION,
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Value tier; empty without a positive amount in the window.",
    )
    potential = fields.Selection(POTENTIAL_SELECTION, readonly=True, copy=False)
    tier_proposed = fields.Selection(
        TIER_SELECTION,
        "Computed tier",
        readonly=True,
        copy=False,
        help="What the figures say. It becomes the tier unless the grade is fixed.",
    )
    potential_proposed = fields.Selection(
        POTENTIAL_SELECTION, "Computed potential", readonly=True, copy=False
    )
    value_score = fields.Float(
        digits=(5, 2), readonly=True, copy=False, aggregator="avg"
    )
    potential_score = fields.Float(
        digits=(5, 2), readonly=True, copy=False, aggregator="avg"
    )
    coverage = fields.Float(
        "Value coverage",
        digits=(5, 4),
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Part of the weights of value for which something is known.",
    )
    potential_coverage = fields.Float(
        digits=(5, 4), readonly=True, copy=False, aggregator="avg"
    )
    # Holds profit; `grade_parts` is what every role may see of it.
    grade_explanation = fields.Json(readonly=True, copy=False, groups=SENSITIVE)
    grade_parts = fields.Json(compute="_compute_grade_parts", string="Why this grade")

    amount_window = fields.Monetary(
        "Amount in window",
        readonly=True,
        copy=False,
        help="Untaxed, net of returns, over the window of the grading policy.",
    )
    orders_window = fields.Integer(
        "Orders in window",
        readonly=True,
        copy=False,
        help="Orders with a positive amount.",
    )
    margin_window = fields.Monetary(
        "Margin in window",
        readonly=True,
        copy=False,
        groups=SENSITIVE,
        help="Net margin of the orders whose costs are known.",
    )
    amount_previous = fields.Monetary(
        "Amount in previous window", readonly=True, copy=False
    )
    amount_trend = fields.Float(
        "Trend (%)",
        compute="_compute_amount_trend",
        digits=(7, 1),
        help="Amount in the window against the one before, in percent.",
    )

    care_level = fields.Selection(
        [("ordinary", "Ordinary"), ("key", "Key")],
        compute="_compute_care_level",
        store=True,
        default="ordinary",
        help="Key: on the list of key customers, or of a tier that makes it so.",
    )
    key_customer = fields.Boolean(
        copy=False, tracking=True, help="On this year's list of key customers."
    )
    key_since = fields.Date(readonly=True, copy=False)
    key_by_id = fields.Many2one(
        "res.users", "Key by", readonly=True, copy=False, ondelete="restrict"
    )

    tier_locked = fields.Boolean(
        "Grade fixed", readonly=True, copy=False, tracking=True
    )
    tier_lock_reason = fields.Char("Fixed because", readonly=True, copy=False)
    tier_locked_by_id = fields.Many2one(
        "res.users", "Fixed by", readonly=True, copy=False, ondelete="restrict"
    )
    tier_locked_until = fields.Date("Fixed until", readonly=True, copy=False)
    grade_differs = fields.Boolean(
        compute="_compute_grade_differs",
        search="_search_grade_differs",
        help="The grade is fixed and the figures say something else by now.",
    )
    grade_change_ids = fields.One2many("keqin.grade.change", "customer_id")

    # The order of every list: the first page would read all customers without it.
    _best_first = models.Index("(value_score DESC, id)")
    _locked = models.Index("(tier_locked_until) WHERE tier_locked IS TRUE")

    @api.depends("key_customer", "tier", "company_id")
    def _compute_care_level(self):
        policies = self.env["keqin.grading.policy"].search(
            [("company_id", "in", self.company_id.ids)]
        )
        tiers = {policy.company_id: policy.key_tiers for policy in policies}
        for customer in self:
            by_tier = customer.tier and customer.tier in tiers.get(
                customer.company_id, ""
            )
            customer.care_level = (
                "key" if customer.key_customer or by_tier else "ordinary"
            )

    @api.depends("amount_window", "amount_previous")
    def _compute_amount_trend(self):
        for customer in self:
            before = customer.amount_previous
            change = customer.amount_window - before
            customer.amount_trend = 100.0 * change / before if before > 0 else 0.0

    @api.depends("grade_explanation")
    @api.depends_context("uid", "lang")
    def _compute_grade_parts(self):
        for customer in self:
            customer.grade_parts = customer._grade_parts()

    @api.depends(
        "tier_locked", "tier", "potential", "tier_proposed", "potential_proposed"
    )
    def _compute_grade_differs(self):
        for customer in self:
            customer.grade_differs = customer.tier_locked and (
                customer.tier != customer.tier_proposed
                or customer.potential != customer.potential_proposed
            )

    def _search_grade_differs(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain("tier_locked", "=", True) & Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "(%s, %s) IS DISTINCT FROM (%s, %s)",
                *(
                    model._field_to_sql(alias, name, query)
                    for name in (
                        "tier",
                        "potential",
                        "tier_proposed",
                        "potential_proposed",
                    )
                ),
            )
        )

    @api.constrains("key_customer")
    def _check_key_has_manager(self):
        for customer in self:
            if customer.key_customer and not customer.user_id:
                raise ValidationError(
                    self.env._(
                        "%s has no account manager. Name one before you make it a key "
                        "customer.",
                        customer.display_name,
                    )
                )

    def write(self, vals):
        """Who put a customer on the key list, and when, is kept with it (R021)."""
        done = super().write(vals)
        if "key_customer" in vals:
            named = bool(vals["key_customer"])
            # sudo: stamps that follow from the permitted write and nobody may edit
            self.sudo().write(
                {
                    "key_since": named and fields.Date.context_today(self),
                    "key_by_id": named and self.env.uid,
                }
            )
        return done

    # actions
    def action_lock_grade(self):
        """Open the wizard that fixes the grade of these customers."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Fix grade"),
            "res_model": "keqin.grade.lock",
            "view_mode": "form",
            "target": "new",
            "context": {"default_customer_ids": self.ids},
        }

    def action_release_grade(self):
        """Let the computed grade stand again."""
        self._check_may_fix()
        # sudo: grades are writable by nobody; the right to release was just checked
        locked = self.filtered("tier_locked").sudo()
        locked._set_grades(
            lambda customer: (customer.tier_proposed, customer.potential_proposed),
            self.env._("Released: the computed grade stands again"),
        )
        locked.write(self._lock_values(False))
        return True

    def lock_grade(self, tier, potential, reason, until=None):
        """Fix the grade of these customers by hand (R028).

        :param tier: ``A``, ``B``, ``C`` or False for unclassified
        :param potential: ``high``, ``medium``, ``low`` or False
        :param str reason: mandatory, shown in the history
        :param until: last day (date or ``YYYY-MM-DD``) on which it holds, or None
        :raises AccessError: unless sales lead, executive or administrator
        :raises UserError: without a reason, or with a day in the past
        """
        self._check_may_fix()
        until = fields.Date.to_date(until)
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the grade is fixed."))
        if until and until < fields.Date.context_today(self):
            raise UserError(self.env._("The last day cannot be in the past."))
        # sudo: grades are writable by nobody; the right to fix them was just checked
        files = self.sudo()
        files._set_grades(lambda customer: (tier, potential), reason)
        files.write(self._lock_values(True, reason, until))

    # business methods
    def _check_may_fix(self):
        self.check_access("write")
        if not (self.env.su or self.env.user.has_groups(LEADS)):
            raise AccessError(
                self.env._(
                    "Grades are fixed and released by sales leads, executives and the "
                    "administrator of the standard. Ask one of them."
                )
            )

    def _set_grades(self, grade_of, reason):
        """Change grades by hand, with their history.

        :param grade_of: function of a customer that returns its new tier and potential
        """
        moved = self.filtered(lambda c: (c.tier, c.potential) != grade_of(c))
        self.env["keqin.grade.change"].create(
            [
                customer._prepare_change(*grade_of(customer), reason)
                for customer in moved
            ]
        )
        for (tier, potential), customers in moved.grouped(grade_of).items():
            customers.write({"tier": tier, "potential": potential})

    def _prepare_change(self, tier, potential, reason):
        self.ensure_one()
        return {
            "customer_id": self.id,
            "file_ref": self.id,
            "date": fields.Date.context_today(self),
            "tier_old": self.tier,
            "tier_new": tier,
            "potential_old": self.potential,
            "potential_new": potential,
            "score_old": self.value_score,
            "score_new": self.value_score,
            "direction": self._direction(self.tier, tier),
            "reason": reason,
            "changed_by_id": self.env.uid,
        }

    @api.model
    def _direction(self, old, new):
        rise = "CBA".find(new or "-") - "CBA".find(old or "-")
        return "up" if rise > 0 else "down" if rise < 0 else "same"

    @api.model
    def _lock_values(self, locked, reason=False, until=False):
        return {
            "tier_locked": locked,
            "tier_lock_reason": reason,
            "tier_locked_by_id": locked and self.env.uid,
            "tier_locked_until": until,
        }

    @api.model
    def _release_expired_locks(self, company, as_of):
        """A fixed grade ends by itself; the grading that follows writes its history."""
        self.search(
            [
                ("company_id", "=", company.id),
                ("tier_locked", "=", True),
                ("tier_locked_until", "<", as_of),
            ]
        ).write(self._lock_values(False))

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_COMPUTED, fields.NO_ACCESS)
