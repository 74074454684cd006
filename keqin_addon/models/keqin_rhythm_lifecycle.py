from odoo import api, models
from odoo.tools import format_date, formatLang, split_every

from ..tools import rhythm
from .keqin_customer_change import Because

_BATCH = 1_000


class KeqinRhythmEngine(models.AbstractModel):
    """Lifecycle by rule: lost, back, and the prospect's first order (R014, R121).

    All other stages are proposed and decided by somebody who knows the customer.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.rhythm.engine"

    @api.model
    def _move_lifecycle(self, company, judged, as_of):
        """Move the lifecycles that the rules decide, with history, and tell of it.

        :return: dict of customer id to its new stage
        """
        decisions = {}
        for row, own, *_trends in judged:
            decided = self._decide(company, row, own, as_of)
            if decided:
                decisions[row.id] = (*decided, row)
        reasons = self._reasons(company, decisions)
        ids_by_stage = {}
        for customer_id, (stage, rule, _facts, _row) in decisions.items():
            ids_by_stage.setdefault((stage, rule), []).append(customer_id)
        # what is bulk says nothing in each chatter: the history has it all
        Customer = self.env["keqin.customer"].with_context(tracking_disable=True)
        for (stage, rule), ids in ids_by_stage.items():
            because = Because(reasons, is_rule=True, date=as_of)
            for batch in split_every(_BATCH, ids):
                files = Customer.browse(batch)
                files._write_because({"lifecycle": stage}, because)
                if stage == "lost":
                    files.lost_by = rule
        self._tell_managers(company, decisions)
        return {
            customer_id: stage for customer_id, (stage, *_rest) in decisions.items()
        }

    @api.model
    def _decide(self, company, row, own, as_of):
        """The stage that a rule moves a customer to, or None.

        :param row: its `Purchases`
        :param own: its `rhythm.Rhythm`
        :return: stage, rule, and the facts of its reason
        """
        if row.lifecycle == "lost":
            return self._decide_back(row)
        said_on = row.lost_denied_on
        if row.last_on:
            waiting_since = max(row.last_on, said_on or row.last_on)
            silence = (as_of - waiting_since).days
            factor, days = company.keqin_lost_factor, company.keqin_lost_days
            if rhythm.is_lost(silence, own.interval, factor, days):
                facts = (as_of - row.last_on).days, own.interval, own.ratio
                return "lost", "rule", facts
        held_on = max(filter(None, (row.last_on, said_on)), default=None)
        if rhythm.is_not_renewed(row.agreement_end, held_on, own.interval, as_of):
            return "lost", "renewal", (row.agreement_end,)
        if row.lifecycle == "prospect" and row.last_on:
            return "active", "first", (min(row.days),)
        return None

    @api.model
    def _decide_back(self, row):
        """A new order brings the customer back; one of the day on which somebody said
        that it is lost was known to who said it."""
        if not (row.last_on and row.lost_on):
            return None
        known = row.lost_by == "person"
        is_new = row.last_on > row.lost_on if known else row.last_on >= row.lost_on
        return ("active", "back", (row.last_on,)) if is_new else None

    @api.model
    def _reasons(self, company, decisions):
        """In words, in the language of who looks after the customer."""
        users = self.env["res.users"].browse(
            {row.user_id for *_decided, row in decisions.values() if row.user_id}
        )
        langs = {user.id: user.lang for user in users}
        default = company.partner_id.lang or "en_US"
        engines = {
            lang: self.with_context(lang=lang) for lang in {default, *langs.values()}
        }
        return {
            customer_id: engines[langs.get(row.user_id) or default]._reason(rule, facts)
            for customer_id, (_stage, rule, facts, row) in decisions.items()
        }

    @api.model
    def _reason(self, rule, facts):
        if rule == "rule":
            return self._silence_text(*facts)
        day = format_date(self.env, facts[0])
        if rule == "renewal":
            return self.env._(
                "The agreement ended on %s, was not renewed, and no order came since",
                day,
            )
        if rule == "back":
            return self.env._("Ordered again on %s", day)
        return self.env._("First order on %s", day)

    @api.model
    def _silence_text(self, days, interval, ratio):
        if interval is None:
            return self.env._("No order for %s days", days)
        return self.env._(
            "No order for %(days)s days: %(ratio)s times the own interval of "
            "%(interval)s days",
            days=days,
            ratio=formatLang(self.env, ratio, digits=1),
            interval=formatLang(self.env, interval, digits=0),
        )

    @api.model
    def _tell_managers(self, company, decisions):
        """One message per account manager, however many customers it is about."""
        lost, back = {}, {}
        for _stage, rule, _facts, row in decisions.values():
            told = lost if rule in ("rule", "renewal") else back
            if row.user_id and rule != "first":
                told[row.user_id] = told.get(row.user_id, 0) + 1
        for user in self.env["res.users"].browse({*lost, *back}):
            if user.active:
                counts = lost.get(user.id, 0), back.get(user.id, 0)
                self.with_context(lang=user.lang)._tell_manager(user, *counts)

    @api.model
    def _tell_manager(self, user, lost, back):
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=self.env._("Customers lost or won back"),
            body=self.env._(
                "By the rule on purchases, %(lost)s of your customers count as lost, "
                "and %(back)s came back. They are listed with their reasons under "
                "Customer Changes.",
                lost=lost,
                back=back,
            ),
        )
