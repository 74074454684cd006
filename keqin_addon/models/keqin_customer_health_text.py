from odoo import api, models
from odoo.tools import format_amount, format_date, formatLang


class KeqinCustomer(models.Model):
    """The facts behind each factor of the health, in words."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    @api.model
    def _health_label(self, code):
        Factor = self.env["keqin.health.factor"]
        labels = dict(Factor._fields["code"]._description_selection(self.env))
        return labels[code]

    @api.model
    def _health_advice(self, code):
        """What one does to improve a factor."""
        return {
            "care": self.env._("Get in touch, and do what the care plan asks."),
            "satisfaction": self.env._(
                "Speak with who is dissatisfied, then ask again."
            ),
            "purchase": self.env._("Ask about the next order and what is in its way."),
            "service": self.env._("Solve the open complaints and keep the promises."),
            "people": self.env._("Get to know who decides, and more than one person."),
        }[code]

    def _health_texts(self, part):
        """What is known of a factor.

        :param dict part: a part of ``health_explanation``
        :return: list of short sentences, at least one
        """
        self.ensure_one()
        write = getattr(self, f"_health_{part['code']}_texts")
        texts = [text for text in write(part["facts"]) if text]
        if texts:
            return texts
        if part["score"] is None:
            return [self._health_unknown(part["code"])]
        return [self.env._("Nothing is open.")]

    @api.model
    def _health_unknown(self, code):
        return {
            "care": self.env._("No standard and no plan apply yet."),
            "satisfaction": self.env._("Nothing said within a year."),
            "purchase": self.env._("No orders to compare with."),
            "service": self.env._("No case and no promise so far."),
            "people": self.env._("No key person is known."),
        }[code]

    def _health_care_texts(self, facts):
        if facts["last_on"]:
            yield self.env._("Last care on %s.", self._health_day(facts["last_on"]))
        elif facts["interval"]:
            yield self.env._("No care yet.")
        if facts["interval"]:
            yield self.env._(
                "Asked for every %s days.", self._health_count(facts["interval"])
            )
        if facts["max_gap"]:
            yield self.env._("At most %s days without.", facts["max_gap"])
        if facts["planned"]:
            yield self.env._(
                "%(actual)s of %(planned)s of the care plan done.",
                actual=facts["actual"],
                planned=facts["planned"],
            )

    def _health_satisfaction_texts(self, facts):
        if facts["nps"] is not None:
            yield self.env._(
                "Recommends us %(score)s of 10 (%(date)s).",
                score=f"{facts['nps']:g}",
                date=self._health_day(facts["nps_on"]),
            )
        if facts["csat"] is not None:
            yield self.env._(
                "Satisfied %(score)s of 5 (%(date)s).",
                score=f"{facts['csat']:g}",
                date=self._health_day(facts["csat_on"]),
            )

    def _health_purchase_texts(self, facts):
        if facts["last_order_on"]:
            yield self.env._(
                "Last order on %s.", self._health_day(facts["last_order_on"])
            )
        if facts["order_interval"]:
            yield self.env._(
                "Usually every %s days.", self._health_count(facts["order_interval"])
            )
        if facts["amount"] or facts["amount_before"]:
            yield self.env._(
                "%(amount)s bought, %(before)s in the period before.",
                amount=self._health_money(facts["amount"]),
                before=self._health_money(facts["amount_before"]),
            )

    def _health_service_texts(self, facts):
        if facts["complaints"]:
            yield self.env._(
                "Open complaints: %(count)s (serious: %(serious)s, overdue: "
                "%(overdue)s).",
                count=facts["complaints"],
                serious=facts["serious"],
                overdue=facts["overdue"],
            )
        if facts["late"]:
            yield self.env._("Promises overdue: %s.", facts["late"])
        if facts["broken"]:
            yield self.env._("Promises not kept within a year: %s.", facts["broken"])

    def _health_people_texts(self, facts):
        if not facts["contacts"]:
            return
        yield self.env._("Key persons: %s.", facts["contacts"])
        if facts["deciders"]:
            yield self.env._("Decision makers: %s.", facts["deciders"])
        else:
            yield self.env._("No decision maker is known.")
        if facts["touch_on"]:
            yield self.env._(
                "Last spoken to on %s.", self._health_day(facts["touch_on"])
            )

    @api.model
    def _health_day(self, day):
        return format_date(self.env, day)

    @api.model
    def _health_count(self, number):
        return formatLang(self.env, number, digits=0)

    def _health_money(self, amount):
        return format_amount(self.env, amount or 0.0, self.currency_id)
