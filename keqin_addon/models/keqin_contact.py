from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

# Who reads key-person cards; marketing and contributors do not (design, section 4).
CARD_READERS = (
    "keqin_addon.group_keqin_sales,keqin_addon.group_keqin_service,"
    "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager"
)
# What is erased on request; roles and opt-outs are no private matter and stay.
PERSONAL_FIELDS = (
    "attitude",
    "birth_calendar",
    "birth_month",
    "birth_day",
    "birth_leap",
    "birth_year",
    "interests",
    "taboos",
    "family_notes",
    "communication_style",
    "gift_preference",
    "preferred_channel",
    "mourning_until",
    "consent_source",
    "consent_on",
    "consent_purpose",
    "consent_review_on",
)


class KeqinContact(models.Model):
    """Key-person card of one contact of a customer: personal data (R075, R081).

    Readable by the account manager, service and executives only, and erasable. Nothing
    personal is tracked, so that erasing leaves no copy in the chatter. Birthdays are
    kept as they were said, and projected when needed.
    """

    _name = "keqin.contact"
    _description = "Key-Person Card"
    _inherit = [
        "keqin.ranked.selection.mixin",
        "keqin.guarded.mixin",
        "mail.thread",
    ]
    _rec_name = "partner_id"
    _order = "customer_id, id"
    _check_company_auto = True
    _ranked_selections = ("influence", "attitude")

    partner_id = fields.Many2one(
        "res.partner",
        "Person",
        required=True,
        ondelete="cascade",
        index=True,
        domain="[('is_company', '=', False), "
        "('commercial_partner_id', '=?', company_partner_id)]",
    )
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
    user_id = fields.Many2one(related="customer_id.user_id", string="Account manager")
    company_partner_id = fields.Many2one(
        related="customer_id.partner_id", string="Company of the person"
    )
    name = fields.Char(related="partner_id.name")
    function = fields.Char(related="partner_id.function")
    phone = fields.Char(related="partner_id.phone")
    email = fields.Char(related="partner_id.email")
    active = fields.Boolean(default=True)
    has_left = fields.Boolean(
        "Left the company",
        compute="_compute_has_left",
        search="_search_has_left",
        help="The contact belongs to another company now.",
    )

    # role: kept when personal data is erased
    decision_role = fields.Selection(
        [
            ("decider", "Decision maker"),
            ("approver", "Approver"),
            ("influencer", "Influencer"),
            ("user", "User"),
            ("buyer", "Buyer"),
            ("gatekeeper", "Gatekeeper"),
        ],
        index=True,
        tracking=True,
    )
    influence = fields.Selection(
        [("low", "Low"), ("medium", "Medium"), ("high", "High")], tracking=True
    )
    attitude = fields.Selection(
        [
            ("supporter", "Supporter"),
            ("friendly", "Friendly"),
            ("neutral", "Neutral"),
            ("critic", "Critic"),
            ("opponent", "Opponent"),
        ]
    )

    # birthday, as it was said
    birth_calendar = fields.Selection(
        [("solar", "Solar"), ("lunar", "Lunar")], "Birthday calendar"
    )
    birth_month = fields.Integer(aggregator=None)
    birth_day = fields.Integer(aggregator=None)
    birth_leap = fields.Boolean("Leap month")
    birth_year = fields.Integer(aggregator=None, help="0 when not known.")

    # what to know of the person
    interests = fields.Text()
    taboos = fields.Text(help="What not to say, give or do.")
    family_notes = fields.Text()
    gift_preference = fields.Char()
    preferred_channel = fields.Selection(
        [
            ("visit", "Visit"),
            ("phone", "Phone"),
            ("email", "Email"),
            ("chat", "Online chat"),
            ("sms", "Text message"),
            ("card", "Handwritten card"),
        ]
    )
    mourning_until = fields.Date(help="No joyful greeting until then.")
    occasion_ids = fields.One2many(
        "keqin.occasion", "contact_id", "Own dates", help="Family events and the like."
    )

    gift_count = fields.Integer("Gifts", compute="_compute_gift_count")

    # what the person agreed to, and what not
    consent_source = fields.Selection(
        [
            ("person", "Told us"),
            ("form", "Signed form"),
            ("card", "Business card"),
            ("public", "Public source"),
            ("colleague", "Told by a colleague"),
        ],
        "Source of the data",
    )
    consent_on = fields.Date("Known since")
    refuses_gifts = fields.Boolean()
    is_official = fields.Boolean(
        "Public official", help="Or of a state-owned company: no gifts of value."
    )
    no_greetings = fields.Boolean("Wants no greetings")
    no_mass_messages = fields.Boolean("No mass messages")
    erased_on = fields.Date("Personal data erased on", readonly=True, copy=False)

    _partner_uniq = models.Constraint(
        "UNIQUE(partner_id, customer_id)",
        "This person already has a card, perhaps an archived one. Look for it with the "
        "filter Archived.",
    )

    @api.depends("partner_id.commercial_partner_id", "customer_id.partner_id")
    def _compute_has_left(self):
        for card in self:
            company = card.partner_id.commercial_partner_id
            card.has_left = company != card.customer_id.partner_id

    def _compute_gift_count(self):
        groups = self.env["keqin.gift"]._read_group(
            [("contact_id", "in", self.partner_id.ids)], ["contact_id"], ["__count"]
        )
        counts = {partner.id: count for partner, count in groups}
        for card in self:
            card.gift_count = counts.get(card.partner_id.id, 0)

    def _search_has_left(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.flush_model(["partner_id", "customer_id"])
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        left = SQL(
            "(SELECT card.id FROM keqin_contact card "
            "JOIN res_partner person ON person.id = card.partner_id "
            "JOIN keqin_customer customer ON customer.id = card.customer_id "
            "WHERE person.commercial_partner_id != customer.partner_id)"
        )
        return Domain("id", "in" if True in value else "not in", left)

    @api.constrains("partner_id", "customer_id")
    def _check_partner_belongs_to_customer(self):
        for card in self:
            if card.partner_id.is_company or card.has_left:
                raise ValidationError(
                    self.env._(
                        "%(person)s is not a person of %(customer)s. Choose one of its "
                        "contacts, or correct the company on the contact first.",
                        person=card.partner_id.display_name,
                        customer=card.customer_id.display_name,
                    )
                )

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        if self.partner_id and not self.customer_id:
            company = self.partner_id.commercial_partner_id
            self.customer_id = self.env["keqin.customer"].search(
                [("partner_id", "=", company.id)]
            )

    def write(self, vals):
        """A card stays with its person: moved, it would escape who may see it."""
        if any(name in vals for name in ("partner_id", "customer_id")):
            self._check_stays(vals)
        return super().write(vals)

    def action_erase(self):
        """Erase what is personal, with its traces in the chatter (R075).

        The decision role stays for the statistics, and so do opt-outs, which have to
        be respected beyond the data.
        """
        self.check_access("write")
        # sudo: what hangs on the card goes with it, whoever wrote it
        self.sudo()._erase()
        return True

    def action_open_gifts(self):
        """All gifts to the person, as far as the user may read them (R077)."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Gifts for %s", self.partner_id.name),
            "res_model": "keqin.gift",
            "view_mode": "list,form,pivot",
            "domain": [("contact_id", "=", self.partner_id.id)],
            "context": {
                "default_customer_id": self.customer_id.id,
                "default_contact_id": self.partner_id.id,
            },
        }

    def _erase(self):
        self.occasion_ids.unlink()
        self.env["mail.message"].search(
            [("model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()
        self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()
        blank = dict.fromkeys(PERSONAL_FIELDS, False)
        today = fields.Date.context_today(self)
        self.with_context(tracking_disable=True).write(blank | {"erased_on": today})
        note = self.env._("Personal data erased.")
        self._message_log_batch(dict.fromkeys(self.ids, note))

    def _check_stays(self, vals):
        for card in self:
            partner_id = vals.get("partner_id", card.partner_id.id)
            customer_id = vals.get("customer_id", card.customer_id.id)
            if (partner_id, customer_id) != (card.partner_id.id, card.customer_id.id):
                raise UserError(
                    self.env._(
                        "The card of %s stays with the person and the customer. Make a "
                        "new card for the other one.",
                        card.partner_id.display_name,
                    )
                )

    @api.model
    def _field_writers(self):
        """When data was erased, and whose it is, are facts and no entries."""
        return dict.fromkeys(("erased_on", "company_id"), fields.NO_ACCESS)
