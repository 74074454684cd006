from odoo import api, models
from odoo.tools import format_date

from ..tools.people import INFLUENCE, SPOKEN, warmth
from .keqin_people_engine import TWO_WAY

_ROLES = ("decider", "approver", "influencer", "buyer", "user", "gatekeeper")
# So many talks are looked at, the last first; who spoke earlier still stands on cards.
_TALKS = 1_000


class KeqinCustomer(models.Model):
    """The relationship map: their people, ours, and when both last spoke (R116)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    def action_open_people_map(self):
        """The map on a page of its own."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "keqin_people_map",
            "name": self.env._("Relationship Map: %s", self.name),
            "params": {"customer_id": self.id},
        }

    @api.readonly
    def get_people_map(self):
        """Their people by what they decide, ours, and the talks between them.

        Talks are those the caller may read. Cards are personal data.

        :return: dict of ``lanes`` of cards by decision role, ``ours``, ``links``
            between the two, ``gaps`` to close, and the people without a card
        :raises odoo.exceptions.AccessError: for who may not read the cards
        """
        self.ensure_one()
        self.check_access("read")
        cards = self._map_cards()
        today = self.company_id._keqin_today()[self.company_id]
        talks = self._talks(cards, today)
        nodes = [self._map_card(card, today) for card in cards]
        return {
            "customer": {"id": self.id, "name": self.name},
            "lanes": self._map_lanes(nodes),
            "ours": self._map_ours(talks),
            "links": [self._map_link(*talk, today) for talk in talks.items()],
            "gaps": self._map_gaps(cards, talks, today),
            "strangers": self._map_strangers(),
            "may_write": self.env["keqin.contact"].has_access("create"),
        }

    # business methods
    def _map_cards(self):
        """Cards of the customer; a map without some of them would tell untruths."""
        Card = self.env["keqin.contact"]
        Card.check_access("read")
        # sudo: all there are, to be refused as a whole
        cards = Card.sudo().search([("customer_id", "=", self.id)])
        cards.sudo(False).check_access("read")
        return cards.sudo(False)

    def _talks(self, cards, today):
        """Last day on which each of ours spoke with each of theirs.

        :return: dict of (card, user) to date
        """
        activities = self.env["keqin.activity"].search_fetch(
            [
                ("customer_id", "=", self.id),
                ("state", "=", "done"),
                ("reached", "=", "reached"),
                ("channel", "in", TWO_WAY),
            ],
            [
                "date_done",
                "contact_id",
                "contact_ids",
                "user_id",
                "support_user_ids",
                "executive_ids",
            ],
            order="date_done desc, id desc",
            limit=_TALKS,
        )
        by_person = {card.partner_id.id: card for card in cards}
        talks = {}
        # sudo: the caller reads the activity, and so who took part in it
        for talk in activities.sudo():
            ours = talk.user_id | talk.support_user_ids | talk.executive_ids
            for partner in talk._people_who_talked():
                card = by_person.get(partner.id)
                for user in ours if card else ():
                    talks.setdefault((card, user), talk.date_done)
        for card in cards.filtered("last_touch_user_id"):
            key = (card, card.last_touch_user_id.sudo())
            day = card.last_touch_on
            talks[key] = max(talks.get(key, day), day)
        return talks

    def _map_card(self, card, today):
        labels = {
            name: dict(card._fields[name]._description_selection(self.env))
            for name in ("decision_role", "influence", "attitude", "hierarchy_level")
        }
        return {
            "id": card.id,
            "name": card.name,
            "function": card.function or "",
            "role": card.decision_role or "",
            "influence": INFLUENCE.get(card.influence, 0),
            "influence_label": labels["influence"].get(card.influence, ""),
            "attitude": card.attitude or "",
            "attitude_label": labels["attitude"].get(card.attitude, ""),
            "level_label": labels["hierarchy_level"].get(card.hierarchy_level, ""),
            "reports_to": card.reports_to_id.name or "",
            "left": card._is_gone(),
            "warmth": warmth(card.last_touch_on, today),
            "touch_label": self._touch_label(card.last_touch_on),
        }

    def _map_lanes(self, nodes):
        """Cards by role, the most influential first; roles nobody has are shown where
        somebody has to be found for them."""
        field = self.env["keqin.contact"]._fields["decision_role"]
        labels = dict(field._description_selection(self.env))
        labels[""] = self.env._("Role not known")
        lanes = []
        for role in (*_ROLES, ""):
            found = [node for node in nodes if node["role"] == role]
            found.sort(key=lambda node: (node["left"], -node["influence"], node["id"]))
            if found or role == "decider":
                lanes.append({"role": role, "label": labels[role], "cards": found})
        return lanes

    def _map_ours(self, talks):
        """Who is in charge, and whoever else spoke with them, the last first."""
        customer = self.sudo()  # names of colleagues, for who reads the care file
        parts = {}
        for user, label in (
            (customer.user_id, self.env._("Account manager")),
            (customer.service_user_id, self.env._("Service owner")),
            (customer.sponsor_id, self.env._("Executive sponsor")),
        ):
            if user:
                parts.setdefault(user, []).append(label)
        last = {}
        for (_card, user), day in talks.items():
            last[user] = max(last.get(user, day), day)
        by_day = sorted(last, key=last.get, reverse=True)
        others = [user for user in by_day if user not in parts]
        return [
            {"id": user.id, "name": user.name, "part": " · ".join(parts.get(user, []))}
            for user in (*parts, *others)
        ]

    def _map_link(self, key, day, today):
        card, user = key
        return {
            "card": card.id,
            "user": user.id,
            "warmth": warmth(day, today),
            "label": self._touch_label(day),
        }

    def _map_strangers(self):
        """People of the customer whom nobody made a card of."""
        known = self.env["keqin.contact"].with_context(active_test=False)
        known = known.search([("customer_id", "=", self.id)]).partner_id
        people = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "=", self.partner_id.id),
                ("id", "not in", [*known.ids, self.partner_id.id]),
                ("is_company", "=", False),
                ("type", "=", "contact"),
            ],
            limit=20,
        )
        return [
            {"id": person.id, "name": person.name, "function": person.function or ""}
            for person in people
        ]

    # gaps: what is missing, in a sentence, with what to do about it
    def _map_gaps(self, cards, talks, today):
        here = cards.filtered(lambda card: not card._is_gone())
        gaps = []
        if self.has_no_decider:
            text = self.env._("Nobody is known who decides or approves.")
            gaps.append({"code": "no_decider", "text": text, "do": "card"})
        gaps += self._gaps_of_levels(here)
        gaps += self._gaps_of_threads(here, today)
        met = self._met_by_executives(talks, today)
        for card in cards:
            for code, text, do in card._map_gaps(today, card in met):
                person = {"card": card.id, "person": card.partner_id.id}
                gaps.append({"code": code, "text": text, "do": do} | person)
        return gaps

    def _gaps_of_levels(self, here):
        return [
            {
                "code": "no_level",
                "text": self.env._("Nobody is known on this level: %s", level),
                "do": "card",
            }
            for level in here._missing_levels(here)
        ]

    def _gaps_of_threads(self, here, today):
        spoken = here.filtered(lambda card: card._is_spoken_with(today))
        if here and not spoken:
            text = self.env._("Nobody has spoken with any of them for a year.")
            return [{"code": "no_thread", "text": text, "do": "plan"}]
        if len(spoken) == 1:
            text = self.env._(
                "Everything hangs on %s: nobody else was spoken with for a year.",
                spoken.name,
            )
            return [{"code": "single_thread", "text": text, "do": "plan"}]
        return []

    def _met_by_executives(self, talks, today):
        """Cards with whom an executive spoke within a year; all cards where that is
        not asked for: executives meet important customers."""
        if not (self.tier == "A" or self.key_customer or self.sponsor_id):
            return self._map_cards()
        group = self.env.ref("keqin_addon.group_keqin_executive")
        # sudo: who is an executive decides, nothing is handed out
        executives = group.sudo().all_user_ids | self.sudo().sponsor_id
        return self.env["keqin.contact"].union(
            *(
                card
                for (card, user), day in talks.items()
                if user in executives and warmth(day, today) in SPOKEN
            )
        )

    def _touch_label(self, day):
        return format_date(self.env, day) if day else self.env._("Never spoken with")
