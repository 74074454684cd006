from datetime import date

from odoo import api, models


class KeqinDesk(models.AbstractModel):
    """What the rows of the desk say, and why each one has its place."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the ranking, and what its rows say
    _inherit = "keqin.desk"

    @api.model
    def _rows(self, heads):
        """Rows as the client shows them.

        :param heads: dicts of `_rank`, for one page
        """
        cards = self._cards(heads)
        return [
            {
                "key": f"{head['kind']}-{head['customer_id']}",
                "customer": {
                    "id": head["customer_id"],
                    "name": head["name"],
                    "readable": head["readable"],
                },
                **{
                    name: head[name]
                    for name in ("rank", "kind", "section", "tier", "key_customer")
                },
                "until": head["snoozed"] and self._format(head["until"]),
                "snooze_reason": head["reason"],
                "items": head["items"],
                "item": head["items"][0],
                **self._place(head),
                **cards[_key(head)],
            }
            for head in heads
        ]

    @api.model
    def _cards(self, items):
        """Cards by source, record and code, read source by source."""
        cards = {}
        for source in self._sources():
            ours = [item for item in items if item["source"] == source._name]
            for item, card in zip(ours, source._cards(ours), strict=True):
                card["model"] = source._desk_model
                card["res_id"] = item["res_id"]
                card["due"] = self._format(item["due_on"])
                card["late"] = item["late"]
                cards[_key(item)] = card
        return cards

    @api.model
    def _place(self, head):
        """Why the row has its place: factors, and the priority that they make."""
        source = self.env[head["source"]]
        return {
            "priority": head["priority"] / 1000,
            "parts": [
                {"label": self._worth_label(head), "value": head["worth"] / 10},
                {"label": self._urgency_label(head), "value": head["urgency"] / 10},
                {
                    "label": source._effect_label(head["code"]),
                    "value": head["effect"] / 10,
                },
            ],
        }

    @api.model
    def _worth_label(self, head):
        if not head["readable"]:
            return self.env._("Customer")
        if head["tier"] and head["key_customer"]:
            return self.env._("Key customer, tier %s", head["tier"])
        if head["tier"]:
            return self.env._("Tier %s", head["tier"])
        if head["key_customer"]:
            return self.env._("Key customer without tier")
        return self.env._("No tier")

    @api.model
    def _urgency_label(self, head):
        if head["past"]:
            return self.env._("Days gone by: %s", head["past"])
        if head["late"] > 0:
            return self.env._("Days overdue: %s", head["late"])
        if head["late"] < 0:
            return self.env._("Days ahead: %s", -head["late"])
        return self.env._("Due today")

    @api.model
    def _format(self, day):
        return self.env["keqin.desk.source"]._date(date.fromisoformat(str(day)))


def _key(item):
    return item["source"], item["res_id"], item["code"]
