from collections import Counter
from datetime import date
from typing import NamedTuple

from odoo.tools import format_date

from .keqin_customer_occasion import Person


class Target(NamedTuple):
    """One greeting that is to be planned."""

    occasion_id: int
    customer_id: int
    card_id: int | bool  # where it is the date of one person
    year: int
    on: date


class GreetingPlanner:
    """Decides about one batch of greetings; writes nothing.

    What the batch needs is read here once, in a number of queries that does not grow
    with the batch.
    """

    def __init__(self, occasions, customers, targets):
        env = occasions.env
        self.today = occasions._today()
        self.occasions = {occasion.id: occasion for occasion in occasions}
        self.customers = {customer.id: customer for customer in customers}
        self.planned = occasions._planned_of(targets)
        self.ideas = occasions._gift_ideas()
        cards = env["keqin.contact"].search(
            [("id", "in", [t.card_id for t in targets if t.card_id])]
        )
        self.cards = {
            card.id: card._as_person() for card in cards if not card._is_gone()
        }
        self.persons = customers._persons_to_greet()
        self.silent = set()
        if any(occasions.mapped("is_joyful")):
            self.silent = occasions._customers_not_to_congratulate(customers)
        self.types = env["keqin.activity.type"].search([("is_care", "=", True)])
        self.by_channel = {t.channel: t for t in reversed(self.types)}
        self.by_channel.pop("visit", None)
        self.weeks = {
            company: env["keqin.working.day"]._week_of(company)
            for company in customers.company_id
        }
        self.texts = {}
        self.left_out = Counter()

    def vals(self, target):
        """Values of the activity, or None for none: planned, too early, left out."""
        occasion = self.occasions[target.occasion_id]
        customer = self.customers.get(target.customer_id)
        if not customer or self._is_planned(target):
            return None
        gift = occasion._gift_for(customer, self.ideas)
        act_on = self.weeks[customer.company_id].earlier(target.on)
        if (act_on - self.today).days > occasion._lead_with(gift):
            return None
        person = self._person(occasion, target)
        user, department = self._responsible(customer)
        activity_type = person and self._type(occasion, person)
        silent = occasion.is_joyful and customer.id in self.silent
        if silent or not (activity_type and user):
            self.left_out[occasion.id] += 1
            return None
        return {
            "name": self._text(user, occasion, _name),
            "customer_id": customer.id,
            "contact_id": person.partner_id,
            "type_id": activity_type.id,
            "duration": activity_type.hours,
            "user_id": user.id,
            "department": department,
            "date_planned": max(act_on, self.today),
            "occasion_id": occasion.id,
            "occasion_year": target.year,
            "occasion_on": target.on,
            "automatic": True,
            "reason": self._reason(user, occasion, target, person, gift),
        }

    def _is_planned(self, target):
        partner_id = (
            target.card_id and self.cards.get(target.card_id, Person()).partner_id
        )
        key = target.occasion_id, target.customer_id, partner_id, target.year
        return key in self.planned

    def _person(self, occasion, target):
        """Whom to greet; a `Person` without id for nobody in particular, or None."""
        if target.card_id:
            found = [self.cards[target.card_id]] if target.card_id in self.cards else []
        else:
            found = self.persons.get(target.customer_id) or [Person()]
        joyful = occasion.is_joyful
        return next((p for p in found if p.welcomes(target.on, joyful)), None)

    def _type(self, occasion, person):
        chosen = occasion.type_id
        if person.decides and occasion.decider_type_id:
            chosen = occasion.decider_type_id
        elif occasion.follow_preference:
            chosen = self.by_channel.get(person.channel, chosen)
        if not self._suits(chosen, person):
            fitting = self.types.filtered(
                lambda t: t.is_personal and self._suits(t, person)
            )
            calls = fitting.filtered(lambda t: t.channel == "phone")
            chosen = (calls or fitting)[:1]
        return chosen

    def _suits(self, chosen, person):
        """Whether the person wants to be greeted this way."""
        if chosen.channel in person.unwanted:
            return False
        return chosen.is_personal or not person.no_mass_messages

    def _responsible(self, customer):
        if customer.user_id.active:
            return customer.user_id, "sales"
        if customer.service_user_id.active:
            return customer.service_user_id, "service"
        if customer.sponsor_id.active:
            return customer.sponsor_id, "executive"
        return None, None

    def _reason(self, user, occasion, target, person, gift):
        """Which rule wants it and why, in the language of who does it."""
        customer = self.customers[target.customer_id]
        since = {"signing": customer.signed_on, "founding": customer.founded_on}
        first = since.get(occasion.kind)
        years = target.year - first.year if first else 0
        reason = self._text(user, occasion, _day_text, target.on, years)
        if gift and person.takes_gifts:
            reason = self._text(user, occasion, _gift_text, reason, gift)
        return reason

    def _text(self, user, occasion, make, *args):
        key = (user.lang, occasion.id, make, *args)
        if key not in self.texts:
            said = occasion.with_context(lang=user.lang or "en_US")
            self.texts[key] = make(said, *args)
        return self.texts[key]


def _name(occasion):
    return occasion.name


def _day_text(occasion, on, years):
    env = occasion.env
    values = {
        "occasion": occasion.name,
        "day": format_date(env, on, lang_code=env.lang, date_format="full"),
        "lunar": occasion._lunar_text(on),
        "years": years,
    }
    if years:
        return env._("%(occasion)s, %(years)s years, on %(day)s", **values)
    return env._("%(occasion)s on %(day)s (%(lunar)s)", **values)


def _gift_text(occasion, reason, gift):
    name = gift.with_env(occasion.env).display_name
    return occasion.env._("%(reason)s. Gift idea: %(gift)s", reason=reason, gift=name)
