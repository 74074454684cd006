from odoo import api, fields, models

from ..tools import gift as gifts_tool


class KeqinGift(models.Model):
    """Which gift suits whom: industry, wishes, history (R080, R086, R216)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the gift, what speaks against it, its flow, suggestions
    _inherit = "keqin.gift"

    suggested_product_id = fields.Many2one(
        "product.product", "Suggested", compute="_compute_suggested_product_id"
    )

    @api.depends("customer_id", "contact_id", "date")
    @api.depends_context("uid")
    def _compute_suggested_product_id(self):
        gifts = self.filtered(lambda gift: gift.state == "draft" and gift.customer_id)
        ideas = gifts._ideas()
        for gift in self:
            gift.suggested_product_id = ideas.get(gift._whom())

    def action_take_suggestion(self):
        """Give what is suggested instead."""
        for gift in self.filtered("suggested_product_id"):
            gift.product_id = gift.suggested_product_id
        return True

    @api.model
    def _suggest(self, customers):
        """The best gift for the person in charge of each customer.

        :param customers: `keqin.customer` records
        :return: dict of customer to product, possibly an empty one; a fixed number of
            queries. What the user may not read of persons is left out of account.
        """
        pairs = [(customer, customer.main_contact_id) for customer in customers]
        ideas = self._suggest_for(pairs)
        return {customer: ideas[customer, person] for customer, person in pairs}

    @api.model
    def _suggest_for(self, pairs):
        """The same for given persons: dict of (customer, person) to product."""
        today = fields.Date.context_today(self)
        gifts = self.concat(
            *(
                self.new(
                    {
                        "customer_id": customer.id,
                        "contact_id": person.id,
                        "date": today,
                    }
                )
                for customer, person in pairs
            )
        )
        ideas = gifts._ideas()
        empty = self.env["product.product"]
        return {
            (customer, person): ideas.get((customer.id, person.id), empty)
            for customer, person in pairs
        }

    def _ideas(self):
        """Dict of customer id and person id to the best gift for them."""
        if not self:
            return {}
        catalogue = self.env["product.product"].search([("keqin_is_gift", "=", True)])
        # as the user: what one may not read, one is not told by way of a suggestion
        cards = self._readable_cards(self._cards())
        totals, before = self._totals(self), self._given_before(catalogue)
        usual = self._gifts_of_industries()
        values = {
            company: catalogue._keqin_gift_values(company)
            for company in self.company_id
        }
        best = {}
        for gift in self:
            card, spent = cards.get(gift.contact_id), totals.get(gift._account(), 0.0)
            ideas = [
                (gift._idea(product, value, card, usual, before), product)
                for product, value in values[gift.company_id].items()
                if gift._is_possible(product, value, card, spent)
            ]
            if ideas:
                best[gift._whom()] = min(
                    ideas, key=lambda idea: gifts_tool.preferred(idea[0])
                )[1]
        return best

    def _is_possible(self, product, value, card, spent):
        """Nothing speaks against that product for that person."""
        company, industries = self.company_id, product.keqin_gift_industry_ids
        if product.company_id and product.company_id not in company.parent_ids:
            return False
        if industries and self.customer_id.industry_id not in industries:
            return False
        cap = company.keqin_gift_person_cap
        if self.contact_id and value and self._is_more(spent + value, cap):
            return False
        if not card:
            return True
        words = gifts_tool.keywords(product.keqin_gift_keywords)
        official = card.is_official and value
        limit = company.keqin_gift_official_cap
        over = official and self._is_more(spent + value, limit)
        return not (card.refuses_gifts or over or gifts_tool.named(words, card.taboos))

    def _idea(self, product, value, card, usual, before):
        words = gifts_tool.keywords(product.keqin_gift_keywords)
        industry = self.customer_id.industry_id
        liked = 0
        if card:
            # a wish counts more than what may be guessed from interests
            hinted = f"{card.interests or ''}\n{card.family_notes or ''}"
            liked = 2 * len(gifts_tool.named(words, card.gift_preference))
            liked += len(gifts_tool.named(words, hinted))
        return gifts_tool.Idea(
            given=before.get((self._whom(), product), (None, 0))[1],
            liked=liked,
            usual=product in usual.get(industry, ()),
            fitting=industry in product.keqin_gift_industry_ids,
            sequence=product.sequence,
            value=value,
        )

    def _gifts_of_industries(self):
        """Dict of industry to the gifts its profile names; two queries."""
        industries = self.customer_id.industry_id
        profiles = self.env["keqin.industry.profile"].search(
            [("industry_ids", "in", industries.ids)]
        )
        return {
            industry: profile.anniversary_gift_id | profile.gift_ids
            for profile in profiles
            for industry in profile.industry_ids
        }
