from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain

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
            ["tier", "potential", "profile_id", "company_id", "name", "version"],
            order="effective_on, id",
        )
        # stable: later versions stay behind earlier ones, and win
        standards = standards.sorted(lambda s: nearness[s.company_id.id])
        return {standard._match_key(): standard for standard in standards}

    @api.model
    def _for_customers(self, customers, on):
        """The standard of each customer on a day; constant number of queries.

        The one of the customer's industry profile first, else the general one.

        :return: dict of customer id to standard, an empty one where there is none
        """
        found = dict.fromkeys(customers.ids, self.browse())
        domain = [("id", "in", customers.ids)]
        everybody = self.with_context(active_test=False)
        classes = everybody._customer_classes(domain, "id:array_agg")
        for standard, _customer_class, ids in self._match(classes, on):
            found.update(dict.fromkeys(ids, standard))
        return found

    def _lines_for(self, care_level):
        """The lines that hold for a customer of care level ``ordinary`` or ``key``."""
        return self.line_ids.filtered(
            lambda line: not line.care_level or line.care_level == care_level
        )

    @api.model
    def _customer_classes(self, domain=(), aggregate="__count"):
        """Pairs of a class and ``aggregate`` of the customers of ``domain`` in it."""
        rows = self.env["keqin.customer"]._read_group(
            list(domain),
            ["company_id", "tier", "potential", "industry_id", "care_level"],
            [aggregate],
        )
        return [(CustomerClass(*key), value) for *key, value in rows]

    @api.model
    def _match(self, classes, on, trials=()):
        """Triples of standard, class and the value that came with the class.

        :param classes: result of `_customer_classes`
        :param trials: standards to take in place of those of the same class that count
        """
        companies = {customer_class.company for customer_class, _value in classes}
        effective = {
            company: self._effective(company, on) | self._trials(trials, company)
            for company in companies
        }
        profiles = self.env["keqin.industry.profile"]._by_industry()
        for customer_class, value in classes:
            standards = effective[customer_class.company]
            profile_id = profiles.get(customer_class.industry.id, False)
            tier = customer_class.tier or LEAST_TIER
            potential = customer_class.potential or LEAST_POTENTIAL
            own = standards.get((tier, potential, profile_id))
            general = standards.get((tier, potential, False))
            yield own or general or self.browse(), customer_class, value

    @api.model
    def _trials(self, trials, company):
        """Those of the standards to try that this company may have, by class."""
        return {
            trial._match_key(): trial
            for trial in sorted(trials, key=lambda trial: trial.effective_on)
            if not trial.company_id or trial.company_id in company.parent_ids
        }

    def _match_key(self):
        return self.tier, self.potential, self.profile_id.id

    @api.model
    def _customer_counts(self, on):
        """Dict of standard id to the number of customers that have it on a day."""
        counts = {}
        for standard, _class, count in self._match(self._customer_classes(), on):
            counts[standard.id] = counts.get(standard.id, 0) + count
        return counts

    @api.model
    def _customer_domain(self, standard_ids, on, trials=()):
        """Domain of the customers that have one of the standards on a day.

        :param standard_ids: collection of ids; False for customers without a standard
        """
        industries = {}
        for standard, customer_class, _n in self._match(
            self._customer_classes(), on, trials
        ):
            if standard.id in standard_ids:
                key = customer_class[:3]
                industries.setdefault(key, set()).add(customer_class.industry.id)
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("tier", "=", tier)
            & Domain("potential", "=", potential)
            & Domain("industry_id", "in", list(ids))
            for (company, tier, potential), ids in industries.items()
        )
