from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import babel_locale_parse

from ..tools import health, health_change

# So many month-ends make the line of the customer's own history.
_MONTHS = 24
_MODELS = {
    "care": "keqin.activity",
    "satisfaction": "keqin.feedback",
    "service": "keqin.ledger",
    "people": "keqin.contact",
}


class KeqinCustomer(models.Model):
    """Why the health is what it is, what moved it, and what would bring it to green.

    Read by sales (own customers), service, executives and the administrator. What is
    told of a factor is what all of them may see: no profit, no strategy.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    def get_health(self, month=None):
        """The health as a waterfall from a month of its history to now (R214).

        :param month: a month of its history, by its first day; the last one that
            is over and known unless given
        :return: dict of ``score``, ``band``, ``coverage`` and ``parts``, whose points
            add up to the score; ``compared`` with that month, whose ``rest`` and the
            parts' ``delta`` add up to its ``change``, or False without such a month;
            ``months`` and ``peers``, the lines of its own history and of the average of
            its tier; ``way``, the cheapest way to green
        :raises AccessError: for who may not read the customer or what its health is
            made of
        :raises UserError: when ``month`` is no date
        """
        self._check_health_reader()
        explained = (self.health_explanation or {}).get("parts", [])
        history = self._health_history()
        month = self.env["res.company"]._keqin_parse_day(month)
        before = self._health_before(history, month)
        changes = None
        if before:
            changes = health_change.changes(before.explanation["parts"], explained)
        return {
            "customer_id": self.id,
            "name": self.display_name,
            "as_of": fields.Date.to_string(self.company_id.sudo().keqin_health_on),
            "score": self._health_number(self.health_score),
            "band": self.health_band,
            "band_label": self._selection_label("health_band", self.health_band),
            "coverage": self.health_coverage,
            "bounds": self._health_bounds(),
            "parts": [self._health_part(part, changes) for part in explained],
            "compared": bool(changes) and self._health_compared(before, changes),
            "rest_label": self.env._("Weights and coverage"),
            "months": [self._health_point(it) for it in history],
            **self._health_peers(history),
            "way": self._health_way(explained),
        }

    def action_open_health_factor(self, code):
        """Open the records behind one factor of the health.

        :param str code: a factor of ``health_explanation``
        :return: an action, or False for what is no factor
        """
        self._check_health_reader()
        openers = {
            "care": self.action_open_care,
            "satisfaction": self.action_open_feedback,
            "purchase": self._action_open_purchases,
            "service": self._action_open_matters,
            "people": lambda: self._action_link("keqin_contact_action"),
        }
        return openers[code]() if code in openers else False

    # what it opens
    def _action_open_purchases(self):
        if self._health_purchases() == "sale.order":
            return self.action_open_orders()
        posted = Domain("state", "=", "posted")
        kinds = Domain("move_type", "in", ("out_invoice", "out_refund"))
        return self._action_records("account.move", posted & kinds)

    def _action_open_matters(self):
        """Cases and promises, as the ledger lists them."""
        action = self.action_open_ledger()
        kinds = ("kind", "in", ("case", "promise"))
        return action | {"domain": [*action["domain"], kinds]}

    def _health_purchases(self):
        """The model of what counts as a purchase."""
        policy, _as_of = self._graded_by()
        return "account.move" if policy.source == "invoice" else "sale.order"

    # what it says
    def _check_health_reader(self):
        self.ensure_one()
        self.check_access("read")
        self._check_field_access(self._fields["health_explanation"], "read")

    def _health_history(self):
        """The last months of the customer, the oldest first."""
        history = self.env["keqin.health.snapshot"].search_fetch(
            [("customer_id", "=", self.id)],
            ["month", "score", "band", "coverage", "explanation"],
            order="month desc",
            limit=_MONTHS,
        )
        return history[::-1]

    def _health_before(self, history, month):
        """The month to compare with, if it is one that knew a score."""
        # sudo: when it was computed last is no secret
        last = self.company_id.sudo().keqin_health_on
        usable = history.filtered(
            lambda it: it.score is not False and last and it.month < last.replace(day=1)
        )
        if month:
            usable = usable.filtered(lambda it: it.month == month.replace(day=1))
        known = self.health_score is not False
        return usable[-1:] if known else usable.browse()

    def _health_bounds(self):
        # sudo: where the colours begin is no secret
        company = self.company_id.sudo()
        return {
            "yellow": company.keqin_health_yellow,
            "green": company.keqin_health_green,
            "coverage": company.keqin_health_coverage / 100,
        }

    def _health_part(self, part, changes):
        code = part["code"]
        return {
            "code": code,
            "label": self._health_label(code),
            "known": part["score"] is not None,
            "score": self._health_number(part["score"]),
            "weight": part["weight"],
            "points": part["points"],
            "delta": changes.parts.get(code, 0.0) if changes else 0.0,
            "facts": self._health_texts(part),
            "openable": self._is_health_openable(code),
        }

    def _is_health_openable(self, code):
        model = self._health_purchases() if code == "purchase" else _MODELS[code]
        return self.env[model].has_access("read")

    def _health_compared(self, before, changes):
        return self._health_point(before) | {
            "change": changes.total,
            "rest": changes.rest,
        }

    def _health_point(self, snapshot):
        band = self._selection_label("health_band", snapshot.band)
        return {
            "month": fields.Date.to_string(snapshot.month),
            "label": self._health_month_label(snapshot.month),
            "score": self._health_number(snapshot.score),
            "band": snapshot.band,
            "band_label": band,
            "coverage": snapshot.coverage,
        }

    def _health_month_label(self, month):
        locale = babel_locale_parse(self.env.lang or "en_US")
        return format_skeleton("yMMM", month, locale=locale)

    def _health_peers(self, history):
        """The average of the same tier, where it says nothing of single customers.

        :return: dict of ``peers``, a list of points for the months of ``history``, and
            ``peer_label``
        """
        # sudo: averages of at least so many, of which nobody can be made out
        groups = (
            self.env["keqin.health.snapshot"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "=", self.company_id.id),
                    ("tier", "=", self.tier),
                    ("month", "in", history.mapped("month")),
                ],
                ["month:month"],
                ["score:avg", "score:count"],
                having=[("score:count", ">=", health.ENOUGH_PEERS)],
                order="month:month",
            )
        )
        peers = [
            {
                "month": fields.Date.to_string(month),
                "label": self._health_month_label(month),
                "score": round(score, 2),
                "count": count,
            }
            for month, score, count in groups
        ]
        label = (
            self.env._("Average of tier %s", self.tier)
            if self.tier
            else self.env._("Average of unclassified customers")
        )
        return {"peers": peers, "peer_label": label}

    def _health_way(self, explained):
        # sudo: what improving a factor takes is open to staff anyway
        efforts = self.env["keqin.health.factor"].sudo()._efforts(self.company_id)
        of_class = efforts[self.tier or None, self.potential or None]
        # a factor that nobody configured weighs nothing, whatever it takes
        by_code = {
            code: effort or 1.0
            for code, effort in zip(health.FACTORS, of_class, strict=True)
        }
        green = self._health_bounds()["green"]
        return [
            {
                "code": step.code,
                "label": self._health_label(step.code),
                "score": step.score,
                "target": step.target,
                "gain": step.gain,
                "advice": self._health_advice(step.code),
            }
            for step in health_change.way_up(explained, by_code, green)
        ]

    @api.model
    def _health_number(self, value):
        """:return: a float, or None for what is not known"""
        return None if value is None or value is False else value
