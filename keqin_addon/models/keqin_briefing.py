from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, html2plaintext

from .keqin_case import OPEN as OPEN_CASES
from .keqin_promise import OPEN as OPEN_PROMISES
from .keqin_risk import OPEN as OPEN_RISKS
from .keqin_talk_track import PARTS

# One page holds no more of each.
_PEOPLE, _LINES, _TALKS, _FACTS = 6, 5, 3, 3
_DAYS_AHEAD = 60
_EXCERPT = 180
_PERSONAL = ("taboos", "interests", "family_notes")
_NOTED = (*_PERSONAL, "communication_style", "fact_ids")


class KeqinBriefing(models.AbstractModel):
    """What to know of a customer before a visit, on one page (R016).

    Everything is read as the reader, with the reader's rights: what somebody may not
    read is not there, neither on the screen nor on paper.
    """

    _name = "keqin.briefing"
    _description = "Customer Briefing"

    @api.model
    def _of(self, customer, activity=None):
        """
        :param customer: one `keqin.customer`
        :param activity: the `keqin.activity` it is for, if any
        :return: dict of the parts of the page
        :raises odoo.exceptions.AccessError: for who may not read the customer
        """
        customer.ensure_one()
        customer.check_access("read")
        activity = activity or self.env["keqin.activity"]
        if activity:
            activity.check_access("read")
            # that of another customer is none of this page's business
            activity = activity.filtered(lambda a: a.customer_id == customer)
        return {
            "customer": customer,
            "activity": activity,
            "figures": self._figures(customer),
            "find_out": self._find_out(customer),
            "ours": self._ours(customer),
            "people": self._people(customer, activity),
            "open": self._open(customer),
            "talks": self._talks(customer, activity),
            "say": self._say(customer, activity),
            "coming": self._coming(customer),
            "known": self._known(customer),
        }

    @api.model
    def _readable(self, model, domain, limit=_LINES, order=None):
        """Records of a model as far as the reader may read any."""
        Model = self.env[model]
        if not Model.has_access("read"):
            return Model
        return Model.search(domain, limit=limit, order=order)

    @api.model
    def _value(self, record, name):
        """A field's value, nothing where the reader may not read the field."""
        field = record._fields[name]
        return record._has_field_access(field, "read") and record[name]

    @api.model
    def _label(self, record, name):
        value = self._value(record, name)
        field = record._fields[name]
        return value and dict(field._description_selection(self.env))[value]

    # who and worth
    @api.model
    def _figures(self, customer):
        """List of (label, value, field to format a monetary by)."""
        money = {"widget": "monetary", "display_currency": customer.currency_id}
        rows = [
            (self.env._("12 months"), self._value(customer, "amount_window"), money),
            (self.env._("Orders"), self._value(customer, "orders_window"), {}),
            (
                self.env._("Relationship"),
                self._label(customer, "relationship_level"),
                {},
            ),
            (self.env._("Lifecycle"), self._label(customer, "lifecycle"), {}),
            (self.env._("Years together"), round(customer.cooperation_years, 1), {}),
            (self.env._("Unpaid"), self._value(customer.partner_id, "credit"), money),
        ]
        return [row for row in rows if row[1]]

    @api.model
    def _find_out(self, customer):
        """Which of the three clears are not clear yet: what to ask (R010)."""
        names = ("clear_needs", "clear_people", "clear_dates")
        if not customer._has_field_access(customer._fields[names[0]], "read"):
            return []
        labels = customer.fields_get(names, ["string"])
        return [labels[name]["string"] for name in names if not customer[name]]

    @api.model
    def _ours(self, customer):
        people = (
            (self.env._("Account manager"), customer.user_id),
            (self.env._("Service owner"), customer.service_user_id),
            (self.env._("Executive sponsor"), customer.sponsor_id),
        )
        return [(label, user.name) for label, user in people if user]

    @api.model
    def _people(self, customer, activity):
        """Who is met first, then who decides; personal notes from the cards alone."""
        cards = self._readable(
            "keqin.contact", [("customer_id", "=", customer.id)], limit=None
        ).filtered(lambda card: not card._is_gone())
        self._note_opened(cards)
        met = activity.contact_id | activity.contact_ids
        ranks = ("decider", "approver", "influencer", "buyer", "user", "gatekeeper")
        ordered = cards.sorted(
            lambda card: (
                card.partner_id not in met,
                ranks.index(card.decision_role) if card.decision_role else len(ranks),
            )
        )
        people = [self._person(card, met) for card in ordered[:_PEOPLE]]
        known = cards.partner_id
        others = (met or customer.main_contact_id) - known
        others -= others._keqin_invalid(others)
        return people + [self._stranger(person, met) for person in others]

    @api.model
    def _note_opened(self, cards):
        """A briefing opens the cards on it, as any other reading of them."""
        if cards and not self.env.su:
            self.env["keqin.access.log"]._note_opened(cards, set(_NOTED))

    @api.model
    def _person(self, card, met):
        return {
            "name": card.name,
            "function": card.function,
            "phone": card.phone,
            "met": card.partner_id in met,
            "role": self._label(card, "decision_role"),
            "level": self._label(card, "hierarchy_level"),
            "reports_to": card.reports_to_id.name,
            "attitude": self._label(card, "attitude"),
            "style": self._label(card, "communication_style"),
            "ask": "; ".join(card._facts_to_ask(self._soon())),
            "last": card.last_touch_on and format_date(self.env, card.last_touch_on),
            **{name: self._value(card, name) for name in _PERSONAL},
        }

    @api.model
    def _soon(self):
        return fields.Date.add(fields.Date.context_today(self), days=_DAYS_AHEAD)

    @api.model
    def _stranger(self, person, met):
        names = ("role", "level", "reports_to", "attitude", "style", "ask", "last")
        blank = dict.fromkeys((*names, *_PERSONAL))
        return blank | {
            "name": person.name,
            "function": person.function,
            "phone": person.phone,
            "met": person in met,
        }

    # what is open
    @api.model
    def _open(self, customer):
        """Sections of what is not settled: (title, lines of (text, day, is_late))."""
        ours = Domain("customer_id", "=", customer.id)
        promises = self._readable(
            "keqin.promise", ours & Domain("state", "in", OPEN_PROMISES)
        )
        cases = self._readable("keqin.case", ours & Domain("state", "in", OPEN_CASES))
        risks = self._readable("keqin.risk", ours & Domain("state", "in", OPEN_RISKS))
        needs = self._readable("keqin.need", ours & Domain("state", "!=", "closed"))
        sections = [
            (
                self.env._("What we promised"),
                self._dated(promises, "due_on", "is_late"),
            ),
            (self.env._("Open cases"), self._dated(cases, "next_deadline")),
            (self.env._("Risks"), self._dated(risks, "date_due")),
            (self.env._("Needs"), [(need.name, False, False) for need in needs]),
        ]
        return [section for section in sections if section[1]]

    @api.model
    def _dated(self, records, day, late=None):
        today = fields.Date.context_today(self)
        lines = []
        for record in records:
            on = fields.Date.to_date(record[day])
            is_late = record[late] if late else bool(on and on < today)
            text = on and format_date(self.env, on)
            lines.append((record.display_name, text, is_late))
        return lines

    @api.model
    def _talks(self, customer, activity):
        done = self._readable(
            "keqin.activity",
            [
                ("customer_id", "=", customer.id),
                ("state", "=", "done"),
                ("reached", "=", "reached"),
                ("id", "not in", activity.ids),
            ],
            limit=_TALKS,
            order="date_done desc, id desc",
        )
        return [
            {
                "on": format_date(self.env, talk.date_done),
                "name": talk.display_name,
                "kind": talk.type_id.name,
                "who": talk.contact_id.name,
                "said": talk.result
                or html2plaintext(talk.summary or "").strip()[:_EXCERPT],
                "next": talk.next_step,
            }
            for talk in done
        ]

    # what to say
    @api.model
    def _say(self, customer, activity):
        """The 3+1 conversation, filled from facts: list of share, prompt and facts."""
        if not self.env["keqin.activity"].has_access("read"):
            return []
        track = activity.talk_track_id or self._readable("keqin.talk.track", [], 1)
        talk = activity or self.env["keqin.activity"].new(
            {
                "customer_id": customer.id,
                "contact_id": customer.main_contact_id.id,
            }
        )
        facts = talk._talk_facts()
        return [
            {
                "share": track[f"{part}_share"],
                "prompt": track[f"{part}_prompt"],
                "facts": facts[part, talk][:_FACTS],
            }
            for part in PARTS
            if track
        ]

    @api.model
    def _coming(self, customer):
        """Own dates of the customer and its people, as far as they may be read."""
        today = fields.Date.context_today(self)
        dates = self._readable(
            "keqin.occasion.date",
            [
                ("customer_id", "=", customer.id),
                ("date", ">=", today),
                ("date", "<=", fields.Date.add(today, days=_DAYS_AHEAD)),
            ],
        )
        return [(row.display_name, format_date(self.env, row.date)) for row in dates]

    @api.model
    def _known(self, customer):
        """What they want, where it hurts, and what was given: (title, texts)."""
        ours = Domain("customer_id", "=", customer.id)
        pains = self._readable(
            "keqin.pain.point", ours & Domain("state", "!=", "solved")
        )
        plans = self._readable(
            "keqin.purchase.intent", ours & Domain("state", "=", "planned")
        )
        goals = self._readable("keqin.goal", ours & Domain("state", "=", "open"))
        gifts = self._readable(
            "keqin.gift", ours & Domain("state", "=", "given"), _TALKS
        )
        notes = self._readable("keqin.note", ours, _TALKS)
        sections = [
            (self.env._("Where it hurts"), pains.mapped("name")),
            (self.env._("What they want to buy"), plans.mapped("name")),
            (self.env._("What they want to reach"), goals.mapped("name")),
            (self.env._("Noted"), notes.mapped("name")),
            (
                self.env._("Given lately"),
                [
                    f"{gift.product_id.name}, {gift.contact_name or ''}"
                    for gift in gifts
                ],
            ),
        ]
        return [section for section in sections if section[1]]
