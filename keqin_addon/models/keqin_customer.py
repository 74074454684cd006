from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# Profit, budget and risk: account managers (own customers, by rule) and executives.
SENSITIVE = "keqin_addon.group_keqin_sales,keqin_addon.group_keqin_executive"
LEADS = (
    "keqin_addon.group_keqin_sales_manager,keqin_addon.group_keqin_executive,"
    "keqin_addon.group_keqin_manager"
)
EXECUTIVES = "keqin_addon.group_keqin_executive"

# What a spot check looks at; what an archive needs says `keqin.archive.item`.
_ARCHIVE_FIELDS = (
    "user_id",
    "phone",
    "email",
    "street",
    "country_id",
    "industry_id",
    "company_size",
    "main_contact_id",
    "preference_category_ids",
    "cooperation_mode_id",
)
# Notes that carry the date on which they were last changed (R009).
_DATED_NOTES = (
    "business_situation",
    "business_needs",
    "pain_points",
    "development_plan",
)


class KeqinCustomer(models.Model):
    """Care file of one commercial partner in care scope (R024, R184).

    Who the customer is stays on the contact, whose fields are read, searched, grouped
    and edited here as if they were ours; this record holds what care knows about it.
    Grades are computed by `keqin.grading.policy` and are writable by nobody.
    """

    _name = "keqin.customer"
    _description = "Customer Care File"
    _inherit = [
        "keqin.ranked.selection.mixin",
        "keqin.guarded.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _inherits = {"res.partner": "partner_id"}
    _order = "value_score desc, id"
    _rec_names_search = ["complete_name", "ref", "vat", "email", "phone"]
    _check_company_auto = True
    _ranked_selections = (
        "potential",
        "health_band",
        "lifecycle",
        "relationship_level",
        "company_size",
        "cooperation_intent",
    )

    partner_id = fields.Many2one(
        "res.partner",
        required=True,
        ondelete="restrict",
        string="Customer",
        domain="['|', ('is_company', '=', True), ('parent_id', '=', False)]",
    )
    active = fields.Boolean("In care", default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        string="Caring company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="The company that looks after the customer. Its orders, and those of its "
        "branches, decide the grade.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    # people: accountable executive, executing department, account manager (R193)
    sponsor_id = fields.Many2one(
        "res.users",
        "Executive sponsor",
        tracking=True,
        ondelete="set null",
        index="btree_not_null",
        domain=lambda self: self._domain_role("group_keqin_executive"),
        help="Accountable for the relationship; hears of risks and complaints.",
    )
    service_user_id = fields.Many2one(
        "res.users",
        "Service owner",
        tracking=True,
        ondelete="set null",
        index="btree_not_null",
        domain=lambda self: self._domain_role("group_keqin_service"),
    )
    main_contact_id = fields.Many2one(
        "res.partner",
        "Person in charge",
        tracking=True,
        ondelete="set null",
        domain="[('parent_id', '=', partner_id), ('is_company', '=', False)]",
        help="Who is responsible on the customer's side.",
    )

    # relationship
    lifecycle = fields.Selection(
        [
            ("prospect", "Prospect"),
            ("onboarding", "Onboarding"),
            ("active", "Active"),
            ("growing", "Growing"),
            ("at_risk", "At risk"),
            ("dormant", "Dormant"),
            ("lost", "Lost"),
        ],
        default="prospect",
        required=True,
        tracking=True,
    )
    relationship_level = fields.Selection(
        [
            ("transaction", "Transaction"),
            ("satisfied", "Satisfied"),
            ("loyal", "Loyal"),
            ("strategic", "Strategic partner"),
        ],
        tracking=True,
        help="Satisfaction is the basis, loyalty the next layer, deep trust the last.",
    )
    founded_on = fields.Date(help="The customer's own founding day.")
    signed_on = fields.Date("First contract on", tracking=True)
    cooperation_years = fields.Float(
        compute="_compute_cooperation_years",
        digits=(5, 1),
        help="Since the first contract, or since the first order.",
    )

    # needs and means
    company_size = fields.Selection(
        [
            ("micro", "Micro"),
            ("small", "Small"),
            ("medium", "Medium-sized"),
            ("large", "Large"),
        ],
        tracking=True,
    )
    cooperation_mode_id = fields.Many2one(
        "keqin.cooperation.mode", ondelete="restrict", index="btree_not_null"
    )
    cooperation_intent = fields.Selection(
        [("low", "Low"), ("medium", "Medium"), ("high", "High")],
        "Long-term intent",
        tracking=True,
        help="How much the customer wants to work with us for long.",
    )
    preference_category_ids = fields.Many2many(
        "product.category", string="Preferred products"
    )
    preference_note = fields.Text("Preferences")
    wallet_share = fields.Float(
        "Share of wallet (%)",
        digits=(5, 2),
        tracking=True,
        aggregator="avg",
        help="Our part of what the customer buys of our kind, estimated.",
    )
    wallet_on = fields.Date("Estimated on")
    budget_limit = fields.Monetary(groups=SENSITIVE, tracking=True)
    budget_note = fields.Char("Budget period", groups=SENSITIVE)
    purchase_intent_ids = fields.One2many(
        "keqin.purchase.intent",
        "customer_id",
        "Purchase plans",
        groups="keqin_addon.group_keqin_staff",
    )
    business_situation = fields.Text(tracking=True)
    business_situation_on = fields.Date("Situation as of", readonly=True)
    business_needs = fields.Text(tracking=True)
    business_needs_on = fields.Date("Needs as of", readonly=True)
    pain_points = fields.Text("Potential pain points", tracking=True)
    pain_points_on = fields.Date("Pain points as of", readonly=True)
    development_plan = fields.Text("Development plan", tracking=True)
    development_plan_on = fields.Date("Plan as of", readonly=True)

    completeness = fields.Float(
        compute="_compute_completeness",
        store=True,
        digits=(5, 1),
        aggregator="avg",
        help="Part of what customers of this class need in their archive, in percent.",
    )

    _partner_uniq = models.Constraint(
        "UNIQUE(partner_id)",
        "This contact already has a care file, perhaps an archived one. Look for it "
        "with the filter Archived and restore it.",
    )
    _wallet_share_range = models.Constraint(
        "CHECK(wallet_share >= 0 AND wallet_share <= 100)",
        "The share of wallet has to be between 0 and 100 %.",
    )
    _budget_positive = models.Constraint(
        "CHECK(budget_limit >= 0)", "The budget limit cannot be negative."
    )

    def init(self):
        """Half-empty pages keep the nightly rewrite of scores on the same page."""
        self.env.cr.execute("ALTER TABLE keqin_customer SET (fillfactor = 50)")

    @api.depends("signed_on", "first_order_on")
    def _compute_cooperation_years(self):
        today = fields.Date.context_today(self)
        for customer in self:
            start = customer.signed_on or customer.first_order_on
            span = relativedelta(today, start) if start else relativedelta()
            customer.cooperation_years = max(span.years + span.months / 12, 0.0)

    @api.constrains("partner_id")
    def _check_partner_is_commercial(self):
        for customer in self:
            parent = customer.partner_id.commercial_partner_id
            if customer.partner_id != parent:
                raise ValidationError(
                    self.env._(
                        "%(contact)s belongs to %(parent)s. Open the care file of "
                        "%(parent)s instead.",
                        contact=customer.partner_id.display_name,
                        parent=parent.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """A file made by hand is in scope, whatever the scope rule says of it."""
        by_hand = not self.env.context.get("keqin_enroll")
        for vals in vals_list:
            self._check_takes_over_nobody(vals)
        files = super().create(vals_list)
        for file, vals in zip(files, vals_list, strict=True):
            file._stamp_notes(vals)
        if by_hand:
            # sudo: the mark follows from the right to create the file, just checked
            files.partner_id.sudo().keqin_scope = "always"
        return files

    @api.model
    def _prepare_create_values(self, vals_list):
        """A contact that is already there keeps its properties: no default for them."""
        complete = super()._prepare_create_values(vals_list)
        for given, values in zip(vals_list, complete, strict=True):
            if given.get("partner_id") and "properties" not in given:
                values.pop("properties", None)
        return complete

    def write(self, vals):
        self._check_stays_with_customer(vals)
        done = super().write(vals)
        self._stamp_notes(vals)
        return done

    def action_archive(self):
        """Leaving scope by hand lasts: the nightly enrolment respects it."""
        self._mark_scope("never")
        return super().action_archive()

    def action_unarchive(self):
        self._mark_scope("always")
        return super().action_unarchive()

    def _mark_scope(self, scope):
        self.check_access("write")
        self._check_field_access(self._fields["active"], "write")
        # sudo: the mark follows from the right to archive the file, just checked
        self.partner_id.sudo().keqin_scope = scope

    def _stamp_notes(self, vals):
        """When a note was last changed is a fact, not an entry (R009)."""
        today = fields.Date.context_today(self)
        dates = {f"{name}_on": today for name in _DATED_NOTES if name in vals}
        if dates:
            # sudo: stamps that follow from the permitted write and nobody may edit
            self.sudo().write(dates)

    @api.model
    def _check_takes_over_nobody(self, vals):
        """A file for somebody else's contact is made by its owner or by a lead."""
        if not (vals.get("partner_id") and "user_id" in vals):
            return
        partner = self.env["res.partner"].browse(vals["partner_id"])
        if partner.user_id and partner.user_id.id != vals["user_id"]:
            partner._keqin_check_lead()

    def _check_stays_with_customer(self, vals):
        """Pointed at another contact, a file would show that one's figures."""
        if "partner_id" not in vals:
            return
        if any(file.partner_id.id != vals["partner_id"] for file in self):
            raise UserError(
                self.env._(
                    "A care file stays with its customer. To make one customer of two, "
                    "merge the contacts."
                )
            )

    @api.model
    def _field_writers(self):
        """Groups that may write a field, for fields with fewer writers than readers."""
        stamps = [f"{name}_on" for name in _DATED_NOTES]
        return dict.fromkeys(stamps, fields.NO_ACCESS) | {
            "active": LEADS,
            "company_id": LEADS,
            "key_customer": EXECUTIVES,
            "sponsor_id": LEADS,
        }

    @api.model
    def _domain_role(self, group):
        group_id = self.env["ir.model.data"]._xmlid_to_res_id(f"keqin_addon.{group}")
        return [("all_group_ids", "in", [group_id])]
