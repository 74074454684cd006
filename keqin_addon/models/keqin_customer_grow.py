from odoo import api, fields, models

_STAFF = "keqin_addon.group_keqin_staff"
_READERS = (
    "keqin_addon.group_keqin_sales,keqin_addon.group_keqin_service,"
    "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager"
)
_COMPUTED = (
    "agreement_until",
    "referral_count",
    "referral_won_count",
    "referral_rate",
)


class KeqinCustomer(models.Model):
    """What the customer signed, whom it sent us, what it was granted (R173-R179)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    agreement_ids = fields.One2many(
        "keqin.agreement", "customer_id", "Agreements", groups=_READERS
    )
    agreement_until = fields.Date(
        compute="_compute_agreement_until",
        store=True,
        index="btree_not_null",
        groups=_READERS,
        help="The last day of the agreements in force.",
    )
    referral_ids = fields.One2many(
        "keqin.referral", "customer_id", "Referrals", groups=_STAFF
    )
    referral_count = fields.Integer(
        compute="_compute_referrals",
        store=True,
        groups=_STAFF,
        help="Companies that the customer sent to us.",
    )
    referral_won_count = fields.Integer(
        "Referrals won", compute="_compute_referrals", store=True, groups=_STAFF
    )
    referral_rate = fields.Float(
        "Brings customers (%)",
        compute="_compute_referrals",
        store=True,
        digits=(5, 1),
        aggregator="avg",
        groups=_STAFF,
        help="100 for a customer that brought us one at least: the average of a group "
        "is its referral rate.",
    )
    benefit_ids = fields.One2many(
        "keqin.benefit", "customer_id", "Benefits", groups=_STAFF
    )

    @api.model
    def _field_writers(self):
        """Counts and dates follow from what is behind them."""
        return super()._field_writers() | dict.fromkeys(_COMPUTED, fields.NO_ACCESS)

    @api.depends("agreement_ids.state", "agreement_ids.date_end")
    def _compute_agreement_until(self):
        for customer in self:
            running = customer.agreement_ids.filtered(lambda it: it.state == "active")
            ends = running.mapped("date_end")
            customer.agreement_until = max(ends, default=False)

    @api.depends("referral_ids.state", "referral_ids.active")
    def _compute_referrals(self):
        Referral = self.env["keqin.referral"]
        ours = [("customer_id", "in", self.ids)]
        won = [*ours, ("state", "=", "won")]
        named = dict(Referral._read_group(ours, ["customer_id"], ["__count"]))
        brought = dict(Referral._read_group(won, ["customer_id"], ["__count"]))
        for customer in self:
            customer.referral_count = named.get(customer, 0)
            customer.referral_won_count = brought.get(customer, 0)
            customer.referral_rate = 100.0 if customer in brought else 0.0

    def _found_leads_domain(self):
        return [
            ("keqin_finder_id", "!=", False),
            ("partner_id.commercial_partner_id", "in", self.partner_id.ids),
        ]

    def action_open_referrals(self):
        """Whom it sent to us."""
        return self._action_link("keqin_referral_action")

    def action_open_benefits(self):
        """What it was granted."""
        return self._action_link("keqin_benefit_action")

    def action_open_cross_sell(self):
        """What its peers buy and it does not."""
        return self._action_link("keqin_cross_sell_action")

    def action_open_found_leads(self):
        """The opportunities found in its care."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "keqin_addon.crm_lead_action_care"
        )
        return action | {"domain": self._found_leads_domain(), "context": {}}
