from odoo import api, fields, models
from odoo.fields import Domain


class EventEvent(models.Model):
    """After an event, those who came and work for a customer are asked (R107).

    Who came is often said days later: each run looks at all events that ended lately.
    """

    _inherit = "event.event"

    @api.model
    def _cron_instant(self):
        """Ask about all events that ended lately; again, it asks nobody twice."""
        Rule = self.env["keqin.instant.feedback"]
        rules = Rule.search([("after", "=", "event")])
        for company in self._companies_asking(rules):
            found = Rule._rules("event", company)
            for event in self._ended_lately(company):
                rule = Rule._pick(found, company, event.event_type_id.id)
                people = rule._asks() and event._feedback_people(company)
                if people:
                    asked = rule._invite(people, event.date_end, event_id=event.id)
                    self.env["keqin.survey.wave"]._checkpoint(len(asked), 0)

    @api.model
    def _companies_asking(self, rules):
        everywhere = rules.filtered(lambda rule: not rule.company_id)
        if everywhere:
            return self.env["res.company"].search([("active", "=", True)])
        return rules.company_id

    @api.model
    def _ended_lately(self, company):
        """Events of the company, or of all, that took place and are over."""
        return self.search(
            Domain("date_end", "<=", fields.Datetime.now())
            & Domain("date_end", ">=", self.env["keqin.instant.feedback"]._fresh_from())
            & Domain("kanban_state", "!=", "cancel")
            & Domain("company_id", "in", [company.id, False])
            & Domain("registration_ids.state", "=", "done"),
            order="date_end, id",
        )

    def _feedback_people(self, company):
        """Who came, by the customers of a company they work for.

        Somebody may have registered colleagues: who came is whoever has the address of
        the registration. Without an address, or with one's own, it is who registered.

        :return: dict of `keqin.customer` to `res.partner`
        """
        self.ensure_one()
        came = self.registration_ids.filtered(lambda r: r.state == "done")
        bookers = came.partner_id.commercial_partner_id
        customers = self.env["keqin.customer"].search(
            [("partner_id", "in", bookers.ids), ("company_id", "=", company.id)]
        )
        by_partner = {customer.partner_id: customer for customer in customers}
        by_address = self._people_by_address(customers.partner_id, came)
        people = {}
        for registration in came:
            booker = registration.partner_id
            customer = by_partner.get(booker.commercial_partner_id)
            person = registration._attendee(by_address) if customer else booker
            if customer and person:
                people[customer] = people.get(customer, person) | person
        return people

    @api.model
    def _people_by_address(self, companies, registrations):
        """:return: dict of (customer's partner, address) to the person who has it"""
        addresses = {r._address() for r in registrations} - {False}
        people = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "in", companies.ids),
                ("email_normalized", "in", list(addresses)),
            ],
            order="id desc",
        )
        return {(p.commercial_partner_id, p.email_normalized): p for p in people}
