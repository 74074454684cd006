from lxml import html

from odoo import api, fields, models
from odoo.tools import format_date

_MOST_POINTS = 6
_FOCUS = 2


class KeqinSuggestionEngine(models.AbstractModel):
    """What is suggested and why, and what to say, in the language of who does it.

    Made of what is known of the customer and of its industry (R216); nothing of what
    only the person's own card tells: erased there, it must not stay here.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: how it works, what it looks for, what it says
    _inherit = "keqin.suggestion.engine"

    @api.model
    def _words(self, kind, facts):
        """
        :return: dict of ``name`` and ``reason``, in the language of the context
        """
        name, reason = getattr(self, f"_words_{kind}")(facts)
        return {"name": name, "reason": reason}

    @api.model
    def _words_order(self, facts):
        return self.env._("Ask for the next order"), self.env._(
            "Orders every %(interval)s days, last on %(last)s: the next order is "
            "expected on %(next)s, and there is no offer yet.",
            interval=self._number(facts["interval"]),
            last=self._day(facts["last"]),
            next=self._day(facts["next"]),
        )

    @api.model
    def _words_care(self, facts):
        return self.env._("Get in touch"), self.env._(
            "Last care on %(last)s. A contact every %(interval)s days is the standard, "
            "and nothing is planned.",
            last=self._day(facts["last"]),
            interval=self._number(facts["interval"]),
        )

    @api.model
    def _words_talk(self, facts):
        return self.env._("Talk about the renewal"), self.env._(
            "%(agreement)s ends on %(end)s, and nobody has talked about its renewal.",
            agreement=facts["name"],
            end=self._day(facts["end"]),
        )

    @api.model
    def _words_person(self, facts):
        if facts["no_decider"]:
            return self.env._("Get to know who decides"), self.env._(
                "A customer of tier %s, and no decision maker is known.", facts["tier"]
            )
        return self.env._("Get to know a second person"), self.env._(
            "A customer of tier %s, and only one person spoken to in twelve months.",
            facts["tier"],
        )

    @api.model
    def _words_cross_sell(self, facts):
        family = self.env["product.category"].browse(facts["family_id"])
        basis = dict(
            self.env["keqin.cross.sell"]
            ._fields["basis"]
            ._description_selection(self.env)
        )
        return self.env._("Offer %s", family.name), self.env._(
            "%(buyers)s of %(peers)s comparable customers (%(basis)s) buy %(family)s "
            "of us. This one never has.",
            buyers=facts["buyers"],
            peers=facts["peers"],
            basis=basis[facts["basis"]].lower(),
            family=family.name,
        )

    @api.model
    def _words_referral(self, facts):
        return self.env._("Ask for a referral"), self.env._(
            "Recommended us with %(score)s of 10 on %(day)s, and sent nobody since.",
            score=self._number(facts["score"]),
            day=self._day(facts["on"]),
        )

    @api.model
    def _words_strategy(self, facts):
        parts = [self.env._("Serious risks open: %s.", facts["count"])]
        if facts["red"]:
            score = self._number(facts["score"])
            parts.insert(0, self.env._("The health is red: %s of 100.", score))
        parts.append(
            self.env._(
                "The care plan is older than that (%(day)s), with a contact every "
                "%(interval)s days.",
                day=self._day(facts["since"]),
                interval=self._number(facts["interval"]),
            )
        )
        return self.env._("Change the care plan"), " ".join(parts)

    @api.model
    def _words_lifecycle(self, facts):
        stages = self._stages()
        name = self.env._(
            "Lifecycle: %(old)s, now %(new)s?",
            old=stages[facts["old"]],
            new=stages[facts["value"]],
        )
        if facts["by_risk"]:
            if facts["value"] == "at_risk":
                return name, self.env._("A high risk is open.")
            return name, self.env._(
                "No risk is open any more, and the health is green."
            )
        return name, self.env._(
            "Purchases: %(rhythm)s. Last order on %(last)s; every %(interval)s days "
            "is usual.",
            rhythm=self._rhythms().get(facts["rhythm"], "").lower(),
            last=self._day(facts["last"]),
            interval=self._number(facts["interval"]),
        )

    @api.model
    def _words_win_back(self, facts):
        why = f" {facts['why']}." if facts["why"] else ""
        return self.env._("Win the customer back"), self.env._(
            "Lost since %(day)s.%(why)s Ordered from %(first)s to %(last)s.",
            day=self._day(facts["on"]),
            why=why.replace("..", "."),
            first=self._day(facts["first"]),
            last=self._day(facts["last"]),
        )

    # what to say
    @api.model
    def _points(self, kind, common):
        """A few lines to say: what the matter asks for, then what is on their mind.

        :param common: as from `_common_points`
        """
        lines = [self._opening(kind), *common]
        return "\n".join(filter(None, lines[:_MOST_POINTS]))

    @api.model
    def _opening(self, kind):
        return {
            "order": self.env._("Ask what they need next, and until when."),
            "care": self.env._("Ask how what they bought last works for them."),
            "talk": self.env._("Bring what was achieved with the agreement."),
            "person": self.env._("Ask to be introduced, and say what for."),
            "cross_sell": self.env._(
                "Ask where they buy it today, and what they miss."
            ),
            "referral": self.env._(
                "Thank them for the recommendation, and ask for one name."
            ),
            "strategy": self.env._("Ask what they expect of us in the next weeks."),
            "lifecycle": self.env._("Ask how they see the cooperation going on."),
            "win_back": self.env._("Ask what would have to change; offer nothing yet."),
        }.get(kind)

    @api.model
    def _common_points(self, customers):
        """Dict of customer id to lines of what is on their mind; three queries."""
        promises = self.env["keqin.promise"]._read_group(
            [("customer_id", "in", customers.ids), ("is_open", "=", True)],
            ["customer_id"],
            ["__count"],
        )
        counts = {customer.id: count for customer, count in promises}
        focus = self._focus(customers.industry_id)
        points = {}
        for customer in customers:
            lines = points[customer.id] = []
            for need in self._lines(customer.business_needs)[:1]:
                lines.append(self.env._("Their needs: %s", need))
            for pain in self._lines(customer.pain_points)[:1]:
                lines.append(self.env._("What troubles them: %s", pain))
            if customer.id in counts:
                text = self.env._(
                    "Promises of ours still open: %s", counts[customer.id]
                )
                lines.append(text)
            for topic in focus.get(customer.industry_id, []):
                lines.append(self.env._("In their industry: %s", topic))
        return points

    @api.model
    def _focus(self, industries):
        """Dict of industry to the first focus topics of its profile."""
        profiles = self.env["keqin.industry.profile"].search(
            [("industry_ids", "in", industries.ids)]
        )
        return {
            industry: self._topics(profile.focus)[:_FOCUS]
            for profile in profiles
            for industry in profile.industry_ids
        }

    @api.model
    def _topics(self, text):
        """The items of a formatted list, or its paragraphs."""
        if not text:
            return []
        tree = html.fragment_fromstring(text, create_parent="div")
        nodes = tree.xpath(".//li") or tree.xpath(".//p") or [tree]
        return self._lines("\n".join(node.text_content() for node in nodes))

    @api.model
    def _lines(self, text):
        lines = (line.strip(" *-\u2022\t") for line in (text or "").splitlines())
        return [line for line in lines if line]

    @api.model
    def _stages(self):
        field = self.env["keqin.customer"]._fields["lifecycle"]
        return dict(field._description_selection(self.env))

    @api.model
    def _rhythms(self):
        field = self.env["keqin.customer"]._fields["rhythm_state"]
        return dict(field._description_selection(self.env))

    @api.model
    def _number(self, value):
        return f"{value or 0:g}"

    @api.model
    def _day(self, value):
        """A day of the facts, as people of that language write it."""
        return format_date(self.env, fields.Date.to_date(value)) if value else ""
