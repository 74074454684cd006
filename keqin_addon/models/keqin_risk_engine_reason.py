from odoo import api, fields, models
from odoo.tools import format_date


class KeqinRiskEngine(models.AbstractModel):
    """What a rule says of a risk, in a sentence with its figures, for who owns it.

    Nothing but what every reader of risks may see: no profit, no strategy.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: how it works, what it looks for, what it says
    _inherit = "keqin.risk.engine"

    @api.model
    def _reason(self, kind, facts):
        """In the language of the context."""
        return getattr(self, f"_reason_{kind}")(facts)

    @api.model
    def _reason_gap(self, facts):
        if not facts["last"]:
            return self.env._(
                "No care so far; %(gap)s days without were over on %(day)s.",
                gap=facts["gap"],
                day=self._day(facts["over"]),
            )
        return self.env._(
            "Last care on %(last)s; the %(gap)s days that may go by without were over "
            "on %(day)s.",
            last=self._day(facts["last"]),
            gap=facts["gap"],
            day=self._day(facts["over"]),
        )

    @api.model
    def _reason_purchase(self, facts):
        if not facts["slow"]:
            return self.env._(
                "Amount and number of orders have both fallen against the customer's "
                "own past. Last order on %s.",
                self._day(facts["last"]),
            )
        return self.env._(
            "Last order on %(last)s. The customer orders every %(interval)s days: the "
            "next one was expected on %(next)s.",
            last=self._day(facts["last"]),
            interval=f"{facts['interval'] or 0:g}",
            next=self._day(facts["next"]),
        )

    @api.model
    def _reason_detractor(self, facts):
        parts = []
        if facts["nps"] is not None:
            parts.append(self.env._("recommends us %s of 10", f"{facts['nps']:g}"))
        if facts["csat"] is not None:
            parts.append(self.env._("satisfaction %s of 5", f"{facts['csat']:g}"))
        if facts["change"]:
            parts.append(self.env._("%s against before", f"{facts['change']:+g}"))
        return self.env._(
            "Said on %(day)s: %(what)s.",
            day=self._day(facts["on"]),
            what=self._listed(parts),
        )

    @api.model
    def _reason_complaint(self, facts):
        return self.env._(
            "Complaints beyond their deadline: %(count)s, since %(day)s (%(numbers)s).",
            count=facts["count"],
            day=self._day(facts["first"]),
            numbers=facts["numbers"],
        )

    @api.model
    def _reason_promise(self, facts):
        return self.env._(
            "Promises broken or late: %(count)s, still open: %(open)s. The last "
            "one on %(day)s.",
            count=facts["count"],
            open=facts["open"],
            day=self._day(facts["last"]),
        )

    @api.model
    def _reason_renewal(self, facts):
        return self.env._(
            "%(agreement)s ends on %(end)s. Its renewal should be talked about since "
            "%(since)s, and nobody has.",
            agreement=facts["name"],
            end=self._day(facts["end"]),
            since=self._day(facts["since"]),
        )

    @api.model
    def _reason_left(self, facts):
        return self.env._("No longer with the customer: %s.", facts["names"])

    @api.model
    def _reason_single(self, facts):
        parts = []
        if facts["single"]:
            parts.append(self.env._("Only one person spoken to in twelve months."))
        if facts["no_decider"]:
            parts.append(self.env._("No decision maker is known."))
        return " ".join(parts)

    @api.model
    def _reason_health(self, facts):
        return self.env._("The health is red: %s of 100.", f"{facts['score'] or 0:g}")

    @api.model
    def _reason_other(self, facts):
        return self.env._("The customer matches the filter of the rule.")

    @api.model
    def _reason_over(self, risk, watch, day):
        """Why a risk is closed."""
        customer = risk.customer_id
        if customer.lifecycle == "lost":
            return self.env._("The customer is lost.")
        if not customer.active:
            return self.env._("The customer is no longer in care.")
        if not watch.rules:
            return self.env._("No rule looks for it any more.")
        return self.env._(
            "Not so any more on %(day)s: %(risk)s.",
            day=format_date(self.env, day),
            risk=risk.name,
        )

    @api.model
    def _day(self, value):
        """A day of the facts, as people of that language write it."""
        return format_date(self.env, fields.Date.to_date(value)) if value else ""

    @api.model
    def _listed(self, parts):
        return ", ".join(parts)
