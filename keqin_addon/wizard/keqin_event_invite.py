from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.keqin_audience_mixin import class_domain
from ..models.keqin_grade_change import POTENTIAL_SELECTION, TIER_SELECTION


class KeqinEventInvite(models.TransientModel):
    """Invite the people of a customer group to an event (R163, R166, R167).

    Whom the user may see is whom the user may invite: account managers their own
    customers, marketing all. Nobody is invited twice, nor against their will.
    """

    _name = "keqin.event.invite"
    _description = "Invite to an Event"
    _inherit = "keqin.segment.mixin"

    event_id = fields.Many2one("event.event", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    segment_id = fields.Many2one(store=True)
    important = fields.Boolean(
        "Important or promising only",
        compute="_compute_whom",
        store=True,
        readonly=False,
        help="Key customers, customers of tier A and those of high potential.",
    )
    tier = fields.Selection(
        TIER_SELECTION, compute="_compute_whom", store=True, readonly=False
    )
    potential = fields.Selection(
        POTENTIAL_SELECTION,
        compute="_compute_whom",
        store=True,
        readonly=False,
    )
    key_only = fields.Boolean("Key customers only")
    industry_ids = fields.Many2many(
        "res.partner.industry", string="Industries", help="Empty: every industry."
    )
    customer_ids = fields.Many2many(
        "keqin.customer", string="Only these customers", help="Instead of a group."
    )
    people = fields.Selection(
        [("main", "Main contact of each"), ("all", "All contacts with an address")],
        "Whom",
        required=True,
        default="main",
    )
    send_mail = fields.Boolean("Send the invitation by mail", default=True)
    # what comes of it
    person_ids = fields.Many2many(
        "res.partner",
        string="Invited",
        compute="_compute_audience",
        store=True,
        readonly=False,
        help="Take out whom you do not want to invite.",
    )
    person_count = fields.Integer("People", compute="_compute_count")
    left_out = fields.Text(compute="_compute_left_out")

    @api.depends("event_id")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.event_id.company_id or self.env.company

    @api.depends("event_id")
    def _compute_whom(self):
        for wizard in self:
            wizard.important = wizard.event_id.keqin_important
            wizard.tier = wizard.event_id.keqin_tier
            wizard.potential = wizard.event_id.keqin_potential

    @api.depends(
        "event_id",
        "segment_id",
        "important",
        "tier",
        "potential",
        "key_only",
        "industry_ids",
        "customer_ids",
        "people",
        "send_mail",
    )
    def _compute_audience(self):
        for wizard in self:
            wizard.person_ids = wizard._audience()[0]

    @api.depends("person_ids")
    def _compute_count(self):
        for wizard in self:
            wizard.person_count = len(wizard.person_ids)

    @api.depends("person_ids")
    def _compute_left_out(self):
        labels = self._reason_labels()
        for wizard in self:
            counts = Counter(wizard._audience()[1].values())
            wizard.left_out = "\n".join(
                f"{labels[reason]}: {count}" for reason, count in counts.most_common()
            )

    @api.onchange("important")
    def _onchange_important(self):
        if self.important:
            self.tier = self.potential = self.key_only = False

    def action_invite(self):
        """Put them on the list of the event, unconfirmed, and write to them.

        :raises UserError: the event is over or called off, or nobody is left
        """
        self.ensure_one()
        event = self.event_id
        event._check_keqin_open()
        if event.date_end <= fields.Datetime.now() or event.kanban_state == "cancel":
            raise UserError(
                self.env._("%s is over or called off: nobody to invite.", event.name)
            )
        allowed, _reasons = self._audience(self.person_ids)
        people = allowed & self.person_ids
        if not people:
            raise UserError(
                self.env._(
                    "Nobody is left to invite to %(event)s. %(reasons)s",
                    event=event.name,
                    reasons=self.left_out or "",
                )
            )
        guests = self.env["event.registration"].create(
            [
                {"event_id": event.id, "partner_id": person.id, "state": "draft"}
                for person in people
            ]
        )
        # sudo: who invited and when is stamped by this step only
        guests.sudo().write(
            {
                "keqin_invited_on": fields.Datetime.now(),
                "keqin_invited_by": self.env.uid,
            }
        )
        if self.send_mail:
            self._send(guests)
        return event.action_keqin_people()

    def _send(self, guests):
        template = self.env.ref("keqin_addon.mail_template_event_invitation")
        # sudo: the template reads of the event and the person what the mail shows
        for guest in guests.sudo():
            template.sudo().send_mail(guest.id)

    @api.model
    def _reason_labels(self):
        return {
            "invited": self.env._("Invited already"),
            "no_email": self.env._("No e-mail address"),
            "blacklisted": self.env._("Wants no mails"),
            "nobody": self.env._("Customers without a contact"),
            "invalid": self.env._("Invalid care files"),
        }

    def _audience(self, chosen=None):
        """Who is invited, and who is not and why.

        :param chosen: people added by hand, also invited where the caller may
        :return: `res.partner`, dict of partner id (of a customer, where it has
            nobody) to reason
        """
        self.ensure_one()
        if not self.event_id:
            return self.env["res.partner"], {}
        customers = self.env["keqin.customer"].search(self._domain(chosen))
        reasons = {c.partner_id.id: "invalid" for c in customers if c.invalid_reason}
        customers = customers.filtered(lambda c: not c.invalid_reason)
        people = self._people(customers, chosen)
        met = people.commercial_partner_id
        for company in customers.partner_id - met:
            reasons[company.id] = "nobody"
        known = self._known(people)
        quiet = self._quiet(people) if self.send_mail else people.browse()
        for person in people:
            if person in known:
                reasons[person.id] = "invited"
            elif self.send_mail and not person.email_normalized:
                reasons[person.id] = "no_email"
            elif person in quiet:
                reasons[person.id] = "blacklisted"
        return people.filtered(lambda p: p.id not in reasons), reasons

    def _domain(self, chosen=None):
        domain = Domain("company_id", "=", self.company_id.id)
        if chosen:
            return domain & Domain("partner_id", "in", chosen.commercial_partner_id.ids)
        if self.customer_ids:
            return domain & Domain("id", "in", self.customer_ids.ids)
        if self.segment_id:
            domain &= Domain(self._segment_domain(self.segment_id))
        if self.important:
            domain &= (
                Domain("care_level", "=", "key")
                | Domain("tier", "=", "A")
                | Domain("potential", "=", "high")
            )
        return domain & class_domain(self)

    def _people(self, customers, chosen=None):
        if chosen:
            partners = customers.partner_id
            return chosen.filtered(lambda p: p.commercial_partner_id in partners)
        if self.people == "main":
            return customers.main_contact_id
        return self.env["res.partner"].search(
            [
                ("commercial_partner_id", "in", customers.partner_id.ids),
                ("is_company", "=", False),
                ("type", "=", "contact"),
                ("email_normalized", "!=", False),
            ],
            order="commercial_partner_id, id",
        )

    def _known(self, people):
        # sudo: also those invited by a colleague; nothing of them is told
        guests = self.env["event.registration"].sudo()
        return guests.search_fetch(
            [("event_id", "=", self.event_id.id), ("partner_id", "in", people.ids)],
            ["partner_id"],
        ).partner_id

    def _quiet(self, people):
        """Who does not want mails, by their card or Odoo's blacklist."""
        # sudo: a wish binds also those who may not read the card
        blacklist = self.env["mail.blacklist"].sudo()
        emails = people.mapped("email_normalized")
        listed = set(
            blacklist.search([("email", "in", [e for e in emails if e])]).mapped(
                "email"
            )
        )
        quiet = people.filtered(lambda p: p.email_normalized in listed)
        return quiet | self.env["keqin.contact"]._not_by(people, "email")
