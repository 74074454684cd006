from datetime import date
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools import gift as gifts_tool
from .keqin_gift import COUNTED

BLOCK, EXCEPTION, NOTE = "block", "exception", "note"
# States in which a gift can still be changed or withdrawn.
OPEN = ("draft", "approval", "approved")
_READ_ALL_CARDS = (
    "keqin_addon.group_keqin_sales_manager,keqin_addon.group_keqin_service,"
    "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager"
)


class Issue(NamedTuple):
    """Something to say against a gift, or about it.

    ``level``: ``block`` never possible; ``exception`` an executive may allow it, with
    a reason; ``note`` only to know. ``private``: follows from the key-person card or
    from gifts of others, and is for readers of the card only.
    """

    level: str
    text: str
    private: bool = True


class KeqinGift(models.Model):
    """What speaks against a gift: taboos, refusals, caps, repetition (R077, R086)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the gift, what speaks against it, its flow, suggestions
    _inherit = "keqin.gift"

    blocking = fields.Text("Not possible", compute="_compute_issues")
    exceptions = fields.Text("Needs an executive", compute="_compute_issues")
    notes = fields.Text("To consider", compute="_compute_issues")
    preference = fields.Char("Prefers", compute="_compute_issues")
    above_limit = fields.Boolean(compute="_compute_above_limit")
    year_total = fields.Monetary(
        "Given this year",
        compute="_compute_year_total",
        help="To this person, or to the company where no person is named; approved "
        "and given, without this one.",
    )

    @api.depends("product_id", "customer_id", "contact_id", "value", "date", "state")
    @api.depends_context("uid")
    def _compute_issues(self):
        found = self._issues()
        readable = self._readable_cards(self._cards())
        for gift in self:
            texts = {BLOCK: [], EXCEPTION: [], NOTE: []}
            for issue in found[gift]:
                texts[issue.level].append(issue.text)
            gift.blocking = "\n".join(texts[BLOCK])
            gift.exceptions = "\n".join(texts[EXCEPTION])
            gift.notes = "\n".join(texts[NOTE])
            card = readable.get(gift.contact_id._origin)
            gift.preference = card.gift_preference if card else False

    @api.depends("value", "company_id")
    def _compute_above_limit(self):
        for gift in self:
            limit = gift.company_id.keqin_gift_approval_limit
            gift.above_limit = gift._is_more(gift.value, limit)

    @api.depends("customer_id", "contact_id", "date", "value", "state")
    @api.depends_context("uid")
    def _compute_year_total(self):
        # as the user: gifts of others stay with those who may read them
        totals = self._totals(self.env[self._name])
        for gift in self:
            gift.year_total = totals.get(gift._account(), 0.0) - gift._own_part()

    def _issues(self, together=False):
        """What is to be said about each gift, as far as the user may know.

        :param together: add the gifts up, as they are about to be submitted at once
        :return: dict of gift to a list of `Issue`
        """
        open_ = self.filtered(lambda gift: gift.state in OPEN)
        cards = open_._cards()
        readable = open_._readable_cards(cards)
        # sudo: caps and history count all gifts, whoever gave them
        totals = open_._totals(self.env[self._name].sudo())
        before = open_.sudo()._given_before(open_.product_id)
        result = {gift: [] for gift in self}
        for gift in open_:
            person = gift.contact_id._origin
            spent = totals.get(gift._account(), 0.0) - gift._own_part()
            issues = [
                *gift._card_issues(cards.get(person)),
                *gift._cap_issues(cards.get(person), spent),
                *gift._history_issues(before),
                *gift._industry_issues(),
            ]
            if person in cards:
                trusted = person in readable
            else:
                trusted = gift._may_read_cards()
            result[gift] = issues if trusted else gift._without_private(issues)
            if together:
                totals[gift._account()] = spent + gift.value
        return result

    def _without_private(self, issues):
        """The same for who may not read the card: possible or not, and whom to ask."""
        public = [issue for issue in issues if not issue.private]
        if any(issue.private and issue.level != NOTE for issue in issues):
            text = self.env._("Not possible for this person. Ask the account manager.")
            public.append(Issue(BLOCK, text, private=False))
        return public

    def _card_issues(self, card):
        if not card:
            return
        name = card.partner_id.name
        if card.refuses_gifts:
            yield Issue(
                BLOCK,
                self.env._("%s refuses gifts. A call says it too.", name),
            )
        words = gifts_tool.keywords(self.product_id.keqin_gift_keywords)
        taboos = gifts_tool.named(words, card.taboos)
        if taboos:
            yield Issue(
                EXCEPTION,
                self.env._(
                    "Taboo of %(person)s: %(taboos)s (%(words)s).",
                    person=name,
                    taboos=card.taboos,
                    words=", ".join(taboos),
                ),
            )
        if card.gift_preference and not gifts_tool.named(words, card.gift_preference):
            yield Issue(
                NOTE,
                self.env._(
                    "%(person)s prefers: %(preference)s.",
                    person=name,
                    preference=card.gift_preference,
                ),
            )

    def _cap_issues(self, card, spent):
        """Yearly caps per person; ``spent`` is the year's total without this gift."""
        if not self.contact_id:
            return
        company, total = self.company_id, spent + self.value
        if card and card.is_official:
            cap = company.keqin_gift_official_cap
            if self.value and self._is_more(total, cap):
                yield Issue(
                    BLOCK,
                    self.env._(
                        "%(person)s is a public official: %(total)s in a year is more "
                        "than %(cap)s. A report or a card of no value is possible.",
                        person=card.partner_id.name,
                        total=self._money(total),
                        cap=self._money(cap),
                    ),
                )
        cap = company.keqin_gift_person_cap
        if self._is_more(total, cap) and self.value:
            yield Issue(
                EXCEPTION,
                self.env._(
                    "%(person)s would have %(total)s this year, more than the yearly "
                    "cap of %(cap)s.",
                    person=self.contact_id.name,
                    total=self._money(total),
                    cap=self._money(cap),
                ),
            )

    def _history_issues(self, before):
        last, _count = before.get((self._whom(), self.product_id._origin), (None, 0))
        if last:
            yield Issue(
                NOTE,
                self.env._(
                    "%(person)s had the same gift on %(date)s.",
                    person=self.contact_id.name or self.customer_id.name,
                    date=format_date(self.env, last),
                ),
            )

    def _industry_issues(self):
        made_for = self.product_id.keqin_gift_industry_ids
        if made_for and self.customer_id.industry_id not in made_for:
            yield Issue(
                NOTE,
                self.env._(
                    "Made for another industry: %s.", ", ".join(made_for.mapped("name"))
                ),
                private=False,
            )

    def _cards(self):
        """Dict of person to card, whoever asks; archived cards still bind."""
        # sudo: to decide; what is shown is cut down to what the user may read
        cards = self.env["keqin.contact"].sudo().with_context(active_test=False)
        cards = cards.search(
            [("partner_id", "in", self.contact_id.ids)], order="active, id"
        )
        return {card.partner_id: card for card in cards}

    @api.model
    def _readable_cards(self, cards):
        """Those of the cards that the user may read."""
        ids = [card.id for card in cards.values()]
        readable = self.env["keqin.contact"].browse(ids)._filtered_access("read")
        return {card.partner_id: card for card in readable}

    def _may_read_cards(self):
        """Whether cards of the customer are the user's to read, were there any."""
        user = self.env.user
        if self.env.su or not self.contact_id or user.has_groups(_READ_ALL_CARDS):
            return True
        return self.customer_id.user_id == user

    def _totals(self, gifts):
        """Value of the counted gifts of a year, by `_account`; one query."""
        years = {gift.date.year for gift in self if gift.date}
        if not years:
            return {}
        domain = (
            Domain("state", "in", COUNTED)
            & Domain("customer_id", "in", self.customer_id.ids)
            & Domain("date", ">=", date(min(years), 1, 1))
            & Domain("date", "<=", date(max(years), 12, 31))
        )
        groups = gifts._read_group(
            domain, ["customer_id", "contact_id", "date:year"], ["value:sum"]
        )
        return {
            (customer.id, contact.id, year.year): value
            for customer, contact, year, value in groups
        }

    def _given_before(self, products):
        """Last date of each product given to a person, or to a company; one query."""
        groups = self._read_group(
            [
                ("state", "=", "given"),
                ("customer_id", "in", self.customer_id.ids),
                ("product_id", "in", products.ids),
            ],
            ["customer_id", "contact_id", "product_id"],
            ["date:max", "__count"],
        )
        return {
            ((customer.id, contact.id), product): (last, count)
            for customer, contact, product, last, count in groups
        }

    def _whom(self):
        return (self.customer_id._origin.id, self.contact_id._origin.id)

    def _account(self):
        """Key of `_totals`: to whom, and in which year."""
        return (*self._whom(), bool(self.date) and self.date.year)

    def _own_part(self):
        """What this gift has in the totals as they are stored."""
        origin = self._origin
        counted = origin.state in COUNTED and origin._account() == self._account()
        return origin.value if counted else 0.0

    def _is_more(self, amount, limit):
        currency = self.currency_id or self.env.company.currency_id
        return currency.compare_amounts(amount, limit) > 0

    def _money(self, amount):
        return (self.currency_id or self.env.company.currency_id).format(amount)
