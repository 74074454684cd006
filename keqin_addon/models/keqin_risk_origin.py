import psycopg2.errors

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain
from odoo.tools import mute_logger

from .keqin_risk import OPEN

_ONCE = "keqin_risk_one_open"
_QUIET = {
    "keqin_bulk": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "tracking_disable": True,
}


class KeqinRisk(models.Model):
    """Risks that rules open and close, as superuser (R116).

    One for each customer and rule, by the unique index; never again what a lead has
    dismissed, until the day that the lead has named.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a risk is, how it moves, where it comes from, who is told
    _inherit = "keqin.risk"

    @api.model
    def _open_by_rule(self, vals_list):
        """Open what rules have found; once, and not what was dismissed for a while.

        :param vals_list: values with ``customer_id``, ``rule_id``, ``kind``, ``level``,
            ``name``, ``reason``, and as known ``user_id``, ``date_due``, ``seen_on``
        :return: the new ones; nobody is told yet, see `_notice`
        :raises ConcurrencyError: when another transaction opens one of them meanwhile
        """
        day = self._company_day()
        known = self._known_pairs(vals_list, day)
        found = {"source": "rule", "detected_on": day, "seen_on": day}
        wanted = {
            (vals["customer_id"], vals["rule_id"]): found | vals for vals in vals_list
        }
        new = [vals for pair, vals in wanted.items() if pair not in known]
        try:
            with mute_logger("odoo.sql_db"):
                risks = self.with_context(**_QUIET).create(new)
                risks.flush_recordset()
        except psycopg2.errors.UniqueViolation as error:
            if error.diag.constraint_name != _ONCE:
                raise
            raise ConcurrencyError("a risk is being opened twice") from error
        return risks.with_env(self.env)

    @api.model
    def _known_pairs(self, vals_list, day):
        """Customers and rules with an open risk, or one not to be opened again yet."""
        is_open = Domain("state", "in", OPEN)
        dismissed = Domain("state", "=", "dismissed") & Domain(
            "snoozed_until", ">", day
        )
        ours = Domain("customer_id", "in", [v["customer_id"] for v in vals_list])
        ours &= Domain("rule_id", "in", [v["rule_id"] for v in vals_list])
        groups = self.with_context(active_test=False)._read_group(
            ours & (is_open | dismissed), ["customer_id", "rule_id"]
        )
        return {(customer.id, rule.id) for customer, rule in groups}

    @api.model
    def _close_by_rule(self, reasons, day=None):
        """Close what is no longer so: recovered where a plan was in place, or cleared.

        A crisis goes on until people have taken its steps and say that it is over.

        :param reasons: dict of the ids of open risks to what is so now
        :param day: on which it was seen, today by default
        :return: those closed
        """
        risks = self.browse(list(reasons)).with_context(**_QUIET)
        risks = risks.filtered(lambda risk: risk.state in OPEN and not risk.is_crisis)
        idle = risks.filtered(lambda risk: risk.state == "at_risk")
        idle._end("cleared", reasons, day=day)
        (risks - idle)._end("recovered", reasons, day=day)
        bodies = {risk.id: reasons[risk.id] for risk in risks}
        risks._message_log_batch(bodies=bodies)
        return risks.with_env(self.env)
