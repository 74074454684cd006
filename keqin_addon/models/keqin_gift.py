from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .keqin_plan import AGREED

# States in which a gift counts against the caps of its year.
COUNTED = ("approved", "given")
# Written by the steps of the flow only.
_STAMPS = (
    "company_id",
    "state",
    "approved_by_id",
    "approved_on",
    "decision_note",
    "occasion_year",
)
# What was decided on: changed in a draft only.
_DECIDED = ("product_id", "contact_id", "value", "reason", "occasion_id")
# A given gift is history, all of it.
_HISTORY = (*_DECIDED, "date", "message", "user_id", "activity_id", "plan_id")


class KeqinGift(models.Model):
    """One gift to one person or company: value, occasion, approval (R077, R086).

    What the key-person card says against a gift, or for another one, is shown while it
    is chosen and enforced when it is submitted; who may not read the card learns that
    the gift is not possible, and not why.
    """

    _name = "keqin.gift"
    _description = "Gift"
    _inherit = ["keqin.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["product_id.name", "contact_id.name", "customer_id"]
    _check_company_auto = True

    product_id = fields.Many2one(
        "product.product",
        "Gift",
        required=True,
        ondelete="restrict",
        index=True,
        tracking=True,
        check_company=True,
        domain="[('keqin_is_gift', '=', True)]",
    )
    kind = fields.Selection(related="product_id.keqin_gift_kind", string="Kind of gift")
    customer_id = fields.Many2one(
        "keqin.customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="customer_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    manager_id = fields.Many2one(
        related="customer_id.user_id", string="Account manager"
    )
    partner_id = fields.Many2one(related="customer_id.partner_id", string="Company")
    contact_id = fields.Many2one(
        "res.partner",
        "For",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        domain="[('is_company', '=', False), "
        "('commercial_partner_id', '=?', partner_id)]",
        help="Empty: for the company.",
    )
    contact_name = fields.Char(related="contact_id.name", string="Person")
    activity_id = fields.Many2one(
        "keqin.activity",
        "Given in",
        ondelete="set null",
        copy=False,
        index="btree_not_null",
        check_company=True,
        domain="[('customer_id', '=', customer_id)]",
    )
    plan_id = fields.Many2one(
        "keqin.plan",
        "Paid from plan",
        compute="_compute_plan_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="set null",
        index="btree_not_null",
        check_company=True,
        domain="[('customer_id', '=', customer_id)]",
    )
    occasion_id = fields.Many2one(
        "keqin.occasion", ondelete="set null", index="btree_not_null", copy=False
    )
    occasion_year = fields.Integer(readonly=True, copy=False, aggregator=None)
    user_id = fields.Many2one(
        "res.users",
        "Given by",
        required=True,
        index=True,
        default=lambda self: self.env.user,
    )
    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    value = fields.Monetary(
        compute="_compute_value",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
    )
    message = fields.Text("Personal note", help="What the card says.")
    reason = fields.Char(
        "Why",
        copy=False,
        help="Needed where an executive has to make an exception.",
    )
    state = fields.Selection(
        [
            ("draft", "Planned"),
            ("approval", "To approve"),
            ("approved", "Approved"),
            ("given", "Given"),
            ("declined", "Declined by customer"),
            ("refused", "Not approved"),
        ],
        string="Status",
        default="draft",
        required=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    approved_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, copy=False, ondelete="set null"
    )
    approved_on = fields.Date("Decided on", readonly=True, copy=False)
    decision_note = fields.Text("Decision", readonly=True, copy=False, tracking=True)

    _value_positive = models.Constraint(
        "CHECK(value >= 0)", "The value of a gift cannot be negative."
    )
    # One gift per person, occasion and year, unless it came to nothing.
    _occasion_once = models.UniqueIndex(
        "(occasion_id, customer_id, COALESCE(contact_id, 0), occasion_year) "
        "WHERE occasion_id IS NOT NULL AND state NOT IN ('declined', 'refused')",
        "This person already has a gift for that occasion this year.",
    )

    @api.depends("product_id", "contact_id", "customer_id")
    def _compute_display_name(self):
        for gift in self:
            whom = gift.contact_id.name or gift.customer_id.name
            gift.display_name = self.env._(
                "%(gift)s for %(person)s", gift=gift.product_id.name, person=whom
            )

    @api.depends("product_id", "company_id")
    def _compute_value(self):
        for company, gifts in self.grouped("company_id").items():
            values = gifts.product_id._keqin_gift_values(company or self.env.company)
            for gift in gifts:
                gift.value = values.get(gift.product_id, 0.0)

    @api.depends("customer_id", "activity_id", "date")
    def _compute_plan_id(self):
        plans = self.env["keqin.plan"].search(
            [
                ("customer_id", "in", self.customer_id.ids),
                ("state", "in", AGREED),
            ]
        )
        for gift in self.filtered("date"):
            own = plans.filtered(lambda plan: plan.customer_id == gift.customer_id)  # noqa: B023
            chosen = gift.activity_id.plan_id or (gift.plan_id & own)
            covering = own.filtered(
                lambda plan: plan.date_start <= gift.date <= plan.date_end  # noqa: B023
            )
            gift.plan_id = chosen or covering[:1]

    @api.constrains("contact_id", "customer_id")
    def _check_contact(self):
        for gift in self.filtered("contact_id"):
            person, company = gift.contact_id, gift.customer_id.partner_id
            if person.is_company or person.commercial_partner_id != company:
                raise ValidationError(
                    self.env._(
                        "%(person)s is not a person of %(customer)s. Choose one of its "
                        "contacts, or nobody for a gift to the company.",
                        person=person.display_name,
                        customer=company.display_name,
                    )
                )

    @api.constrains("customer_id", "activity_id", "plan_id", "occasion_id")
    def _check_same_customer(self):
        """What hangs on a gift belongs to its customer, or its cost goes astray."""
        for gift in self:
            related = (gift.activity_id, gift.plan_id, gift.occasion_id)
            for record in filter(None, related):
                if record.customer_id and record.customer_id != gift.customer_id:
                    raise ValidationError(
                        self.env._(
                            "%(record)s belongs to another customer than the gift to "
                            "%(customer)s.",
                            record=record.display_name,
                            customer=gift.customer_id.display_name,
                        )
                    )

    @api.constrains("product_id")
    def _check_is_gift(self):
        for gift in self:
            if not gift.product_id.keqin_is_gift:
                raise ValidationError(
                    self.env._(
                        "%s is not in the gift catalogue. Mark the product as a care "
                        "gift first.",
                        gift.product_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """The year of the occasion is kept, so that it is given once that year."""
        gifts = super().create(vals_list)
        for gift in gifts.filtered("occasion_id"):
            # sudo: a stamp that follows from the permitted creation
            gift.sudo().occasion_year = gift._year_of_occasion()
        return gifts

    def write(self, vals):
        if not self.env.su:
            self._check_frozen(vals)
        done = super().write(vals)
        if "occasion_id" in vals:
            for gift in self:
                # sudo: a stamp that follows from the permitted write
                gift.sudo().occasion_year = gift._year_of_occasion()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        kept = self.filtered(lambda gift: gift.state in COUNTED)
        if kept and not self.env.su:
            raise UserError(
                self.env._(
                    "%s is part of the gift history and cannot be deleted. An approved "
                    "gift that comes to nothing is declined instead.",
                    ", ".join(kept.mapped("display_name")),
                )
            )

    def _year_of_occasion(self):
        self.ensure_one()
        return bool(self.occasion_id) and (
            self.activity_id.occasion_year or self.date.year
        )

    def _check_frozen(self, vals):
        """A gift stays with its customer, and what was decided on stays as it was."""
        fixed = {"draft": (), "given": _HISTORY}
        for gift in self:
            names = ("customer_id", *fixed.get(gift.state, _DECIDED))
            changed = [name for name in names if gift._changes(name, vals)]
            if changed:
                labels = (
                    self._fields[name]._description_string(self.env) for name in changed
                )
                raise UserError(
                    self.env._(
                        "%(gift)s: %(fields)s cannot be changed any more. Set a gift "
                        "that is not given yet back to Planned; for another customer "
                        "make a new one.",
                        gift=gift.display_name,
                        fields=", ".join(labels),
                    )
                )

    def _changes(self, name, vals):
        if name not in vals:
            return False
        to_cache = self._fields[name].convert_to_cache
        return to_cache(self[name], self) != to_cache(vals[name], self)

    @api.model
    def _field_writers(self):
        """The steps of the flow write these, nobody else."""
        return dict.fromkeys(_STAMPS, fields.NO_ACCESS)
