from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import split_every

from ..models.keqin_customer_occasion import Person
from ..models.keqin_grade_change import TIER_SELECTION

_BATCH = 1_000
_PREVIEW = 40
_TYPES = {
    "rainstorm": "sms",
    "typhoon": "sms",
    "traffic": "sms",
    "news": "email",
    "award": "congratulation",
    "listing": "congratulation",
    "difficulty": "support",
}
_JOYFUL = ("award", "listing")
# channel of the activity -> field of the contact that says it must not be used
_BLACKLISTS = {"email": "is_blacklisted", "sms": "phone_sanitized_blacklisted"}


class KeqinTouch(models.TransientModel):
    """A touch that nobody planned: something happened, and customers hear of it first
    from us (R082-R084).

    One activity per customer, for care and never for a sale, with the text to tell.
    Who wants no mass messages, or is on a blacklist of the channel, gets none by an
    impersonal channel; congratulations pass over who wants none or mourns. The same
    event reaches a customer once a day, whoever reports it.
    """

    _name = "keqin.touch"
    _description = "Unplanned Touch"

    event = fields.Selection(
        [
            ("rainstorm", "Rainstorm"),
            ("typhoon", "Typhoon"),
            ("traffic", "Traffic control"),
            ("news", "Industry news"),
            ("award", "Award"),
            ("listing", "Stock listing"),
            ("difficulty", "Customer in difficulty"),
            ("other", "Other"),
        ],
        required=True,
        default="rainstorm",
    )
    name = fields.Char("What happened", required=True)
    date = fields.Date(
        "On", required=True, default=lambda self: fields.Date.context_today(self)
    )
    type_id = fields.Many2one(
        "keqin.activity.type",
        "Channel",
        compute="_compute_type_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        ondelete="cascade",
        domain="[('is_care', '=', True)]",
    )
    text = fields.Text(
        compute="_compute_text", store=True, precompute=True, readonly=False
    )
    assign = fields.Selection(
        [("manager", "Each account manager"), ("me", "Me")],
        "Done by",
        required=True,
        default=lambda self: self._default_assign(),
    )
    # whom
    country_id = fields.Many2one("res.country", ondelete="cascade")
    state_ids = fields.Many2many(
        "res.country.state",
        string="Provinces",
        domain="[('country_id', '=?', country_id)]",
    )
    city = fields.Char()
    industry_ids = fields.Many2many("res.partner.industry", string="Industries")
    tier_min = fields.Selection(TIER_SELECTION, "From tier")
    customer_ids = fields.Many2many(
        "keqin.customer", string="And these customers", help="Besides the others."
    )
    # what comes of it
    customer_count = fields.Integer("Customers reached", compute="_compute_audience")
    skipped_count = fields.Integer(
        "Left out", compute="_compute_audience", help="They want no such message."
    )
    told_count = fields.Integer("Already told", compute="_compute_audience")
    preview_ids = fields.Many2many(
        "keqin.customer", string="Customers", compute="_compute_audience"
    )

    @api.model
    def _default_assign(self):
        sales = self.env.user.has_group("keqin_addon.group_keqin_sales")
        leads = self.env.user.has_group("keqin_addon.group_keqin_executive")
        return "manager" if sales or leads else "me"

    @api.depends("event")
    def _compute_type_id(self):
        for touch in self:
            name = _TYPES.get(touch.event, "phone")
            touch.type_id = self.env.ref(
                f"keqin_addon.keqin_activity_type_{name}", raise_if_not_found=False
            )

    @api.depends("event", "name")
    def _compute_text(self):
        for touch in self:
            touch.text = touch._event_text()

    @api.depends(
        "name",
        "event",
        "date",
        "type_id",
        "country_id",
        "state_ids",
        "city",
        "industry_ids",
        "tier_min",
        "customer_ids",
    )
    def _compute_audience(self):
        for touch in self:
            audience, skipped, told = touch._audience()
            touch.customer_count = len(audience)
            touch.skipped_count = skipped
            touch.told_count = told
            touch.preview_ids = [customer.id for customer, _p in audience[:_PREVIEW]]

    def action_apply(self):
        """Plan one activity per customer reached, as the user who reports it.

        :raises UserError: when nobody was chosen, or nobody is left to tell
        """
        self.ensure_one()
        self.lock_for_update()  # a second click waits for nothing
        if self._domain_whom().is_false():
            raise UserError(
                self.env._(
                    "Choose whom it concerns: a region, an industry, a tier, or the "
                    "customers themselves."
                )
            )
        if not self.type_id.is_care:
            raise UserError(
                self.env._(
                    "%s is for selling. Choose an activity that counts as care.",
                    self.type_id.name,
                )
            )
        audience, skipped, told = self._audience()
        if not audience:
            raise UserError(
                self.env._(
                    "Nobody is left to tell of %(event)s: %(skipped)s want no such "
                    "message and %(told)s were told already. Choose another way or "
                    "other customers.",
                    event=self.name,
                    skipped=skipped,
                    told=told,
                )
            )
        Activity = self.env["keqin.activity"].with_context(
            keqin_bulk=True, tracking_disable=True, mail_create_nosubscribe=True
        )
        for batch in split_every(_BATCH, audience, list):
            Activity.create([self._activity_vals(*whom) for whom in batch])
        return {
            "type": "ir.actions.act_window",
            "name": self._reason(),
            "res_model": "keqin.activity",
            "view_mode": "list,form",
            "domain": [
                ("reason", "=", self._reason()),
                ("date_planned", "=", fields.Date.to_string(self.date)),
            ],
        }

    # business methods
    def _audience(self):
        """Who is told, and how many are not.

        :return: list of ``(customer, Person)``, number left out for their wishes,
            number told already of the same event on the same day
        """
        customers = self.env["keqin.customer"].search(self._domain_whom())
        told = self._told(customers)
        customers = customers.filtered(lambda customer: customer.id not in told)
        persons = customers._persons_to_greet()
        silent = set()
        if self.event in _JOYFUL:
            occasions = self.env["keqin.occasion"]
            silent = occasions._customers_not_to_congratulate(customers)
        blocked = self._blacklisted(customers, persons)
        audience, skipped = [], 0
        for customer in customers:
            found = persons[customer.id] or [Person()]
            person = next(
                (p for p in found if self._reaches(p, customer, blocked)), None
            )
            if person is None or customer.id in silent:
                skipped += 1
            else:
                audience.append((customer, person))
        return audience, skipped, len(told)

    def _reaches(self, person, customer, blocked):
        if self.event in _JOYFUL and not person.welcomes(self.date, joyful=True):
            return False
        if self.type_id.channel in person.unwanted:
            return False
        if self.type_id.is_personal:
            return True
        partner_id = person.partner_id or customer.partner_id.id
        return not person.no_mass_messages and partner_id not in blocked

    def _blacklisted(self, customers, persons):
        """Ids of contacts on the blacklist of the channel."""
        name = _BLACKLISTS.get(self.type_id.channel)
        if self.type_id.is_personal or name not in self.env["res.partner"]._fields:
            return set()
        ids = {p.partner_id for found in persons.values() for p in found}
        partners = self.env["res.partner"].browse(ids - {False}) | customers.partner_id
        # sudo: blacklists bind those who may not read them
        return set(partners.sudo().filtered(name).ids)

    def _domain_whom(self):
        """Customers in the region, industry and tier, and those that are named."""
        whom = []
        if self.state_ids:
            whom.append(Domain("state_id", "in", self.state_ids.ids))
        elif self.country_id:
            whom.append(Domain("country_id", "=", self.country_id.id))
        if self.city:
            whom.append(Domain("city", "ilike", self.city))
        if self.industry_ids:
            whom.append(Domain("industry_id", "in", self.industry_ids.ids))
        if self.tier_min:
            tiers = "ABC"[: "ABC".index(self.tier_min) + 1]
            whom.append(Domain("tier", "in", list(tiers)))
        domain = Domain.AND(whom) if whom else Domain.FALSE
        if self.customer_ids:
            domain |= Domain("id", "in", self.customer_ids.ids)
        return domain & Domain("lifecycle", "!=", "lost")

    def _told(self, customers):
        """Ids of the customers that were told of the same event on that day."""
        # sudo: also by colleagues whose activities the user may not read; only how
        # many comes out
        groups = (
            self.env["keqin.activity"]
            .sudo()
            ._read_group(
                [
                    ("customer_id", "in", customers.ids),
                    ("reason", "=", self._reason()),
                    ("date_planned", "=", self.date),
                    ("state", "!=", "cancelled"),
                ],
                ["customer_id"],
            )
        )
        return {customer.id for (customer,) in groups}

    def _activity_vals(self, customer, person):
        user, department = self._responsible(customer)
        return {
            "name": self._reason(),
            "customer_id": customer.id,
            "contact_id": person.partner_id,
            "type_id": self.type_id.id,
            "user_id": user.id,
            "department": department,
            "date_planned": self.date,
            "proactive": True,
            "purpose": "care",
            "reason": self._reason(),
            "talking_points": self.text,
        }

    def _responsible(self, customer):
        if self.assign == "manager" and customer.user_id.active:
            return customer.user_id, "sales"
        for department in ("sales", "service", "executive"):
            if self.env.user.has_group(f"keqin_addon.group_keqin_{department}"):
                return self.env.user, department
        return self.env.user, "marketing"

    def _reason(self):
        labels = dict(self._fields["event"]._description_selection(self.env))
        return f"{labels.get(self.event)}: {(self.name or '').strip()}"

    def _event_text(self):
        values = {"what": self.name or self.env._("what happened")}
        texts = {
            "rainstorm": self.env._(
                "A rainstorm is expected in your area (%(what)s). We have prepared for "
                "it: deliveries are checked today, and our hotline is staffed around "
                "the clock. Please raise goods off the floor, and tell us what is "
                "urgent for you.",
                **values,
            ),
            "typhoon": self.env._(
                "The typhoon (%(what)s) is coming your way. Deliveries before it come "
                "first, the others follow as soon as the roads are open. Please secure "
                "what stands outside, and keep safe. Our hotline is there for you.",
                **values,
            ),
            "traffic": self.env._(
                "Because of traffic control (%(what)s) deliveries may take longer. We "
                "have planned another route and tell you the new time. Please order "
                "what is urgent a day earlier.",
                **values,
            ),
            "news": self.env._(
                "News of your industry that may matter to you: %(what)s. We gladly "
                "talk through what it means for you.",
                **values,
            ),
            "award": self.env._(
                "Congratulations on %(what)s! You have earned it, and we are proud to "
                "work with you.",
                **values,
            ),
            "listing": self.env._(
                "Congratulations on going public (%(what)s)! We wish you a strong "
                "start and keep going the way with you.",
                **values,
            ),
            "difficulty": self.env._(
                "We heard of your situation (%(what)s). How can we help? We can talk "
                "about terms and deliveries, and know people in your industry who may "
                "be of use.",
                **values,
            ),
        }
        return texts.get(self.event, "")
