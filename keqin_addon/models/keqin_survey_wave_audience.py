import logging
from collections import defaultdict

from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Command, Domain
from odoo.tools import split_every

_logger = logging.getLogger(__name__)
_BATCH = 500
_TIERS = "ABC"
# Who decides is asked first.
_ROLES = ("decider", "approver", "influencer", "buyer", "user", "gatekeeper", False)


class KeqinSurveyWave(models.Model):
    """Whom a wave asks: customers by class, industry and filter, people by card.

    Every customer of the audience is in the list of invitations with at least one
    person, asked or left out with the reason. A customer of whom no person is known is
    asked at its own address.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a wave is, its flow, whom it asks, what came of it
    _inherit = "keqin.survey.wave"

    def action_preview(self):
        """Who would be asked, and who would not and why; nothing is sent."""
        self.ensure_one()
        self.check_access("write")
        # sudo: the list says who is asked and why not, by the rule that asks; the
        # filter was read with the rights of who set it
        wave = self.sudo()
        preview = self.env["keqin.survey.preview"].create(
            {
                "wave_id": self.id,
                "line_ids": [
                    Command.create(
                        {
                            "customer_id": customer.id,
                            "contact_id": person.id,
                            "outcome": reason or "asked",
                        }
                    )
                    for customer, person, reason in wave._found_for(wave._audience())
                ],
            }
        )
        return preview._action_open()

    def _audience(self):
        """The customers the wave is about; chosen ones even out of care."""
        self.ensure_one()
        customers = self.env["keqin.customer"].with_context(active_test=False)
        return customers.search(self._audience_domain(), order="id")

    def _audience_domain(self):
        domain = Domain("company_id", "=", self.company_id.id)
        chosen = self.with_context(active_test=False).customer_ids
        if chosen:
            domain &= Domain("id", "in", chosen.ids)
        else:
            domain &= Domain("active", "=", True)
            domain &= Domain("invalid_reason", "=", False)
        if self.tier_min:
            tiers = _TIERS[: _TIERS.index(self.tier_min) + 1]
            domain &= Domain("tier", "in", list(tiers))
        if self.industry_ids:
            domain &= Domain("industry_id", "in", self.industry_ids.ids)
        return domain & self._filtered()

    def _filtered(self):
        """The customers the filter finds for who set it: what they may not see does not
        decide, so that the list tells nothing of it. Without their rights: nobody."""
        if not self.customer_domain:
            return Domain.TRUE
        reader = self.sudo().filter_user_id
        if not reader:
            return self._customer_filter()
        customers = self.env["keqin.customer"].with_user(reader)
        customers = customers.with_context(
            active_test=False, allowed_company_ids=self.company_id.ids
        )
        try:
            found = customers.search(self._customer_filter())
        except AccessError:
            _logger.warning("%s: %s may not read its filter", self, reader)
            return Domain.FALSE
        return Domain("id", "in", found.ids)

    def _found_for(self, customers):
        """Whom of these customers to ask, and whom not and why.

        :return: list of customer, person, and reason or ``None``
        """
        found, addresses = [], set()
        for ids in split_every(_BATCH, customers.ids):
            for customer, person, reason in self._decide(customers.browse(ids)):
                shared = not reason and person.email_normalized in addresses
                found.append((customer, person, "same_address" if shared else reason))
                if not reason:
                    addresses.add(person.email_normalized)
        return found

    def _decide(self, customers):
        """The same for as many customers as fit into memory."""
        candidates = self._candidates(customers)
        pairs = [
            (customer, person)
            for customer, people in candidates.items()
            for person, reason in people
            if not reason
        ]
        reasons = self.env["keqin.survey.invitation"]._reasons(
            pairs, self._send_on(), wave_id=self.id
        )
        found = []
        for customer, people in candidates.items():
            asked = 0
            for person, noted in people:
                reason = noted or reasons.get(person.id)
                if not reason and self.people_max and asked >= self.people_max:
                    reason = "enough"
                asked += not reason
                found.append((customer, person, reason))
        return found

    def _candidates(self, customers):
        """People of each customer, those who decide first.

        :return: dict of customer to list of person, and reason why it is only noted
        """
        cards = self._cards(customers)
        others = self._other_people(customers)
        candidates = {}
        for customer in customers:
            company = customer.partner_id
            known = [card.partner_id for card in sorted(cards[customer], key=_rank)]
            people = [
                card.partner_id
                for card in sorted(cards[customer], key=_rank)
                if self.decision_role in (False, card.decision_role)
            ]
            if self.people == "all" and not self.decision_role:
                people += [p for p in others[company] if p not in people]
            if people:
                candidates[customer] = [(person, None) for person in people]
            elif known or (others[company] and company.is_company):
                candidates[customer] = [(company, "no_key_person")]
            else:
                candidates[customer] = [(company, None)]
        return candidates

    def _cards(self, customers):
        cards = self.env["keqin.contact"].search_fetch(
            [("customer_id", "in", customers.ids)],
            ["customer_id", "partner_id", "decision_role"],
        )
        return defaultdict(cards.browse, cards.grouped("customer_id"))

    def _other_people(self, customers):
        """Contacts of the customers' companies, and customers who are people."""
        people = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "in", customers.partner_id.ids),
                ("is_company", "=", False),
                ("type", "=", "contact"),
            ],
            order="id",
        )
        return defaultdict(people.browse, people.grouped("commercial_partner_id"))


def _rank(card):
    return _ROLES.index(card.decision_role), card.id
