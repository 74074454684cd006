import logging
from collections import Counter
from typing import Any, NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from .keqin_suggestion import SUGGESTION_KINDS

_logger = logging.getLogger(__name__)

_BATCH = 1_000
# For these a small gift goes well with the talk.
_WITH_GIFT = ("care", "talk", "referral", "win_back")
_TYPES = {
    "order": "phone",
    "care": "phone",
    "talk": "visit",
    "person": "visit",
    "cross_sell": "visit",
    "referral": "phone",
    "strategy": "visit",
    "lifecycle": "phone",
    "win_back": "visit",
}
# The channel that a person prefers, as an activity; only where a call would do.
_PREFERRED = ("visit", "phone", "email", "chat")


class Idea(NamedTuple):
    """What is suggested for a customer, before it is put into words."""

    due: Any
    facts: dict


class KeqinSuggestionEngine(models.AbstractModel):
    """Finds the next best action for each customer, and takes back what is over (R215).

    Each kind is one query over all customers of a company, and a key that is the same
    as long as it is the same matter: what somebody accepted or dismissed does not come
    back the next night. Only what is new is put into words for its customer, with the
    person, the channel, a gift and what to say; what is there is rewritten where its
    figures differ. Done in batches that a scheduled run commits, and once for each
    customer, kind and key by the database, on how many servers it may run.
    """

    _name = "keqin.suggestion.engine"
    _description = "Suggestion Engine"

    @api.model
    def _cron_suggestion(self):
        """Look at the customers of every company."""
        for company in self.env["keqin.risk.engine"]._companies():
            if not self._run(company)["finished"]:
                return  # out of time: the scheduler calls again

    @api.model
    def _run(self, company, as_of=None):
        """Bring the suggestions of a company's customers in line with what is so.

        :param as_of: the day, today in the company's zone by default
        :return: numbers of those ``proposed`` (anew), ``changed`` and ``withdrawn``,
            and whether it ``finished`` in time
        """
        day = fields.Date.to_date(as_of) or company._keqin_today()[company]
        done = Counter(finished=1)
        for kind, _label in SUGGESTION_KINDS:
            if not self._work(company, kind, day, done):
                done["finished"] = 0
                return done
        _logger.info(
            "Suggestions of %s: %s proposed, %s changed, %s withdrawn",
            company.name,
            *(done["proposed"], done["changed"], done["withdrawn"]),
        )
        return done

    @api.model
    def _work(self, company, kind, day, done):
        """One kind of suggestion; False when a scheduled run has to stop."""
        found, known = self._found(company, kind, day), self._known(company, kind)
        open_ = {pair for pair, row in known.items() if row["state"] == "proposed"}
        again = {pair for pair, row in known.items() if self._may_come_back(row, day)}
        fresh = [pair for pair in found if pair not in known or pair in again]
        over = [known[pair]["id"] for pair in open_ if pair not in found]
        held = [pair for pair in found if pair in open_]
        for work, rows, what in (
            (self._withdraw, over, "withdrawn"),
            (self._renew, held, "changed"),
            (self._propose, fresh, "proposed"),
        ):
            left = len(rows)
            for batch in split_every(_BATCH, rows, list):
                args = (kind, batch, found, known, day)
                done[what] += self._engine()._again(work, *args) or 0
                left -= len(batch)
                self.env.invalidate_all()
                if not self._engine()._checkpoint(len(batch), left):
                    return False
        return True

    @api.model
    def _engine(self):
        return self.env["keqin.risk.engine"]

    @api.model
    def _found(self, company, kind, day):
        """Dict of (customer id, key) to `Idea`; one query."""
        self.env.flush_all()
        query = self._condition_sql(company, kind, day)
        return {
            (customer_id, key): Idea(due, facts)
            for customer_id, key, due, facts in self.env.execute_query(query)
        }

    @api.model
    def _known(self, company, kind):
        """Dict of (customer id, key) to what was suggested before."""
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT id, customer_id, key, state, name, reason, date_due, type_id,
                       contact_id, product_id, talking_points, value, dismissed_until
                  FROM keqin_suggestion WHERE company_id = %s AND kind = %s
                """,
                company.id,
                kind,
            )
        )
        return {(row["customer_id"], row["key"]): row for row in rows}

    @api.model
    def _may_come_back(self, row, day):
        until = row["dismissed_until"]
        dismissed = row["state"] == "dismissed" and until and until <= day
        return row["state"] == "gone" or dismissed

    # doing it
    @api.model
    def _withdraw(self, kind, ids, found, known, day):
        suggestions = self.env["keqin.suggestion"].browse(ids)
        suggestions = suggestions.try_lock_for_update(allow_referencing=True)
        suggestions._withdraw()
        self.env.flush_all()
        return len(suggestions)

    @api.model
    def _renew(self, kind, pairs, found, known, day):
        """Say what is so now, where that differs; the rest stays as it was made."""
        langs, vals_list = self._langs([id_ for id_, _key in pairs]), []
        for pair in pairs:
            row, idea = known[pair], found[pair]
            words = self.with_context(lang=langs[pair[0]])._words(kind, idea.facts)
            said = {"date_due": idea.due, **words}
            if any(row[name] != value for name, value in said.items()):
                vals_list.append({**row, "kind": kind, **said})
        return len(self.env["keqin.suggestion"]._propose(vals_list, day))

    @api.model
    def _propose(self, kind, pairs, found, known, day):
        """Suggest, made for the customer and for who does it."""
        ids = [id_ for id_, _key in pairs]
        customers = self.env["keqin.customer"].browse(dict.fromkeys(ids))
        people = self._people(customers, pairs, found)
        langs, types = self._langs(ids), self._types(kind, people)
        points = {}
        for lang, group in customers.grouped(lambda c: langs[c.id]).items():
            points |= self.with_context(lang=lang)._common_points(group)
        gifts = self._gifts(kind, customers, people)
        vals_list = []
        for pair in pairs:
            customer_id, key = pair
            idea, person = found[pair], people[pair]
            here = self.with_context(lang=langs[customer_id])
            vals_list.append(
                {
                    "customer_id": customer_id,
                    "kind": kind,
                    "key": key,
                    "date_due": idea.due,
                    "type_id": types[pair],
                    "contact_id": person.id,
                    "product_id": gifts.get((customer_id, person.id)),
                    "talking_points": here._points(kind, points[customer_id]),
                    "value": idea.facts.get("value"),
                }
                | here._words(kind, idea.facts)
            )
        return len(self.env["keqin.suggestion"]._propose(vals_list, day))

    # made for somebody
    @api.model
    def _people(self, customers, pairs, found):
        """Dict of pair to the person to talk to: whom the matter names, or who is in
        charge at the customer."""
        in_charge = {customer.id: customer.main_contact_id.id for customer in customers}
        ids = {
            pair: found[pair].facts.get("contact_id") or in_charge[pair[0]]
            for pair in pairs
        }
        persons = self.env["res.partner"].browse(filter(None, set(ids.values())))
        by_id = {person.id: person for person in persons}
        nobody = persons.browse()
        return {pair: by_id.get(id_, nobody) for pair, id_ in ids.items()}

    @api.model
    def _langs(self, customer_ids):
        """Dict of customer id to the language of who looks after it; one query."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.id, COALESCE(person.lang, firm.lang)
                  FROM keqin_customer c
                  JOIN res_company company ON company.id = c.company_id
                  JOIN res_partner firm ON firm.id = company.partner_id
                  JOIN res_partner p ON p.id = c.partner_id
                  LEFT JOIN res_users u ON u.id = p.user_id
                  LEFT JOIN res_partner person ON person.id = u.partner_id
                 WHERE c.id = ANY(%s)
                """,
                customer_ids,
            )
        )
        return dict(rows)

    @api.model
    def _types(self, kind, people):
        """Dict of pair to activity type id: as the person prefers to be reached, where
        a call would do."""
        usual = _TYPES[kind]
        preferred = {}
        if usual == "phone":
            persons = self.env["res.partner"].union(*people.values())
            cards = self.env["keqin.contact"].search_fetch(
                [("partner_id", "in", persons.ids)], ["partner_id", "preferred_channel"]
            )
            preferred = {card.partner_id: card.preferred_channel for card in cards}
        ids = {
            name: self.env["ir.model.data"]._xmlid_to_res_id(
                f"keqin_addon.keqin_activity_type_{name}"
            )
            for name in {usual, *_PREFERRED}
        }
        return {
            pair: ids.get(preferred.get(person)) or ids[usual] or None
            for pair, person in people.items()
        }

    @api.model
    def _gifts(self, kind, customers, people):
        """Dict of (customer id, person id) to the gift that suits the person (R216)."""
        if kind not in _WITH_GIFT:
            return {}
        by_id = {customer.id: customer for customer in customers}
        pairs = {(by_id[id_], person) for (id_, _key), person in people.items()}
        ideas = self.env["keqin.gift"]._suggest_for(
            [(customer, person) for customer, person in pairs if person]
        )
        return {
            (customer.id, person.id): product.id
            for (customer, person), product in ideas.items()
        }
