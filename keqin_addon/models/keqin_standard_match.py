from typing import NamedTuple

from odoo import api, models

# Nothing known is no reason for no care: the standard of the least class applies.
LEAST_TIER, LEAST_POTENTIAL = "C", "low"


class CustomerClass(NamedTuple):
    """What decides which standard, and which of its lines, a customer has."""

    company: models.BaseModel
    tier: str | bool
    potential: str | bool
    industry: models.BaseModel
    care_level: str | bool


class KeqinStandard(models.Model):
    """Which standard counts for whom, and on which day (R032, R052).

    The class decides, never the purchases of the day: a small turnover keeps the
    standard of its class. A customer without a tier is cared for as tier C, one
    without a potential as low; so that a prospect of high potential has C / high.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the standard, and whom it is for
    _inherit = "keqin.standard"

    @api.model
    def _effective(self, company, on):
        """The standards that count on a day, by (tier, potential, profile id).

        Of several versions the latest; the company's own before its head office's
        before the shared one, whatever their dates.

        :return: dict of ``(tier, potential, profile id or False)`` to record
        """
        nearness = {False: -1}
        nearness |= {parent.id: n for n, parent in enumerate(company.parent_ids)}
        standards = self.search_fetch(
            [("company_id", "in", list(nearness)), ("effective_on", "<=", on)],
            ["tier", "potential", "profile_id", "company_id", "effective_on"],
            order="effective_on, id",
        )
        # stable: later versions stay behind earlier ones, and win
        standards = standards.sorted(lambda s: nearness[s.company_id.id])
        return {(s.tier, s.potential, s.profile_id.id): s for s in standards}

    @api.model
    def _for_customers(self, customers, on):
        """The standard of each customer on a day; constant number of queries.

        The one of the customer's industry profile first, else the general one.

        :return: dict of customer id to standard, an empty one where there is none
        """
        found = dict.fromkeys(customers.ids, self.browse())
        classes = self._customer_classes([("id", "in", customers.ids)], "id:array_agg")
        for standard, _customer_class, ids in self._match(classes, on):
            found.update(dict.fromkeys(ids, standard))
        return found

    def _lines_for(self, care_level):
        """The lines that hold for a customer of care level ``ordinary`` or ``key``."""
        return self.line_ids.filtered(
            lambda line: not line.care_level or line.care_level == care_level
        )

    @api.model
    def _customer_classes(self, domain, aggregate):
        """Rows of a class and ``aggregate`` of the customers of ``domain`` in it."""
        customers = self.env["keqin.customer"].with_context(active_test=False)
        names = ["company_id", "tier", "potential", "industry_id", "care_level"]
        rows = customers._read_group(domain, names, [aggregate])
        return [(CustomerClass(*key), value) for *key, value in rows]

    @api.model
    def _match(self, classes, on):
        """Triples of standard, class and the value that came with the class.

        :param classes: result of `_customer_classes`
        """
        companies = {customer_class.company for customer_class, _value in classes}
        effective = {company: self._effective(company, on) for company in companies}
        profiles = self.env["keqin.industry.profile"]._by_industry()
        for customer_class, value in classes:
            key = (
                customer_class.tier or LEAST_TIER,
                customer_class.potential or LEAST_POTENTIAL,
            )
            standards = effective[customer_class.company]
            profile_id = profiles.get(customer_class.industry.id, False)
            standard = standards.get((*key, profile_id)) or standards.get((*key, False))
            yield standard or self.browse(), customer_class, value
