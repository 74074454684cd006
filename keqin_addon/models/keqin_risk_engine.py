import logging
from collections import Counter
from typing import Any, NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL, mute_logger, split_every

from .keqin_care_engine import _CONFLICTS
from .keqin_risk import OPEN
from .keqin_risk_rule import RISK_KINDS

_logger = logging.getLogger(__name__)

_BATCH = 1_000
_TRIES = 5
TIERS = ("", "A", "B", "C")


class Seen(NamedTuple):
    """A condition that is true of a customer."""

    rule_id: int
    since: Any  # the day of what was seen last; none for what has no day
    facts: dict


class Watch(NamedTuple):
    """What is looked for at once, by the rule that applies to each tier."""

    kind: str
    rules: dict  # of tier to rule, '' for customers without one
    own_rule_id: int | None = None  # of the kind Other, where each counts for itself


class KeqinRiskEngine(models.AbstractModel):
    """Opens risks where a rule sees one, and closes them when it is over (R116).

    Each kind is one query over all customers of a company. What it finds is compared
    with the risks that are there: seen again, they stay and say so; no longer seen,
    they are closed; seen anew, they are opened. A customer has one open risk a rule,
    which the database guarantees. What somebody has snoozed or decided stays quiet,
    until something new is seen or the days of the rule are over.

    Work is done in batches that a scheduled run commits. What is done is not found
    again, so that a run that was killed goes on where it stopped, and two servers share
    the work: the care files of a batch are locked, those that another one has are left
    to it.
    """

    _name = "keqin.risk.engine"
    _description = "Risk Engine"

    @api.model
    def _cron_risk(self):
        """Look at the customers of every company."""
        for company in self._companies():
            if not self._run(company)["finished"]:
                return  # out of time: the scheduler calls again

    @api.model
    def _run(self, company, as_of=None):
        """Bring the risks of a company's customers in line with what the rules see.

        :param as_of: the day, today in the company's zone by default
        :return: numbers of risks ``opened``, ``seen`` (again, and rewritten) and
            ``closed``, and whether it ``finished`` in time
        """
        day = fields.Date.to_date(as_of) or company._keqin_today()[company]
        done = Counter(finished=1)
        for watch in self._watches(company):
            if not self._work(company, watch, day, done):
                done["finished"] = 0
                return done
        self._again(self.env["keqin.risk"]._notice, company)
        _logger.info(
            "Risks of %s: %s opened, %s seen again, %s closed",
            company.name,
            *(done["opened"], done["seen"], done["closed"]),
        )
        return done

    @api.model
    def _try(self, rules):
        """Ids of the customers that the conditions of the rules are true of today."""
        found = []
        for company in rules.company_id or self._companies():
            day = company._keqin_today()[company]
            for watch in self._watches_of(rules):
                found += self._found(company, watch, day)
        return found

    @api.model
    def _companies(self):
        """Companies that care for somebody."""
        groups = self.env["keqin.customer"]._read_group([], ["company_id"])
        return self.env["res.company"].union(*(company for (company,) in groups))

    # rules
    @api.model
    def _watches(self, company):
        """What to look for in a company, also what no rule looks for any more."""
        rules = self.env["keqin.risk.rule"].search(
            [("company_id", "in", [False, *company.parent_ids.ids])]
        )
        kinds = {watch.kind for watch in self._watches_of(rules)}
        idle = [
            Watch(kind, {})
            for kind, _label in RISK_KINDS
            if kind not in kinds and kind != "other"
        ]
        retired = self.env["keqin.risk"]._read_group(
            [("state", "in", OPEN), ("rule_id.active", "=", False)]
            + [("kind", "=", "other"), ("company_id", "=", company.id)],
            ["rule_id"],
        )
        idle += [Watch("other", {}, rule.id) for (rule,) in retired]
        return [*self._watches_of(rules), *idle]

    @api.model
    def _watches_of(self, rules):
        """The same for given rules."""
        own = rules.filtered(lambda rule: rule.kind == "other")
        watches = [Watch("other", self._by_tier(rule), rule.id) for rule in own]
        for kind, group in (rules - own).grouped("kind").items():
            watches.append(Watch(kind, self._by_tier(group)))
        return watches

    @api.model
    def _by_tier(self, rules):
        """Dict of tier to the most specific of the rules."""
        least_first = rules.sorted(lambda r: (bool(r.company_id), bool(r.tier)))
        return {
            tier: rule
            for rule in least_first
            for tier in TIERS
            if rule.tier in (False, tier)
        }

    # one kind
    @api.model
    def _work(self, company, watch, day, done):
        """One kind of risk; False when a scheduled run has to stop."""
        found = self._found(company, watch, day)
        known = self._known(company, watch)
        held = [row for row in known if row[1] in found]
        over = [id_ for id_, customer_id, _lang in known if customer_id not in found]
        done["seen"] += self._again(self._keep, watch, held, found, day) or 0
        self._again(self._note_gone, company, watch, list(found), day)
        for work, ids, what in (
            (self._close, over, "closed"),
            (self._open, self._free(company, watch, found, day), "opened"),
        ):
            left = len(ids)
            for batch in split_every(_BATCH, ids, list):
                done[what] += self._again(work, company, watch, batch, found, day) or 0
                left -= len(batch)
                if not self._checkpoint(len(batch), left):
                    return False
        return True

    @api.model
    def _found(self, company, watch, day):
        """Dict of customer id to what is `Seen`; one query."""
        if not watch.rules:
            return {}
        query = self._condition_sql(company, watch, day)
        return {id_: Seen(*seen) for id_, *seen in self.env.execute_query(query)}

    @api.model
    def _known(self, company, watch):
        """Open risks of the rules: id, customer, and language of who owns it."""
        self.env["keqin.risk"].flush_model()
        return self.env.execute_query(
            SQL(
                """
                SELECT risk.id, risk.customer_id, p.lang
                  FROM keqin_risk risk
                  LEFT JOIN res_users u ON u.id = risk.user_id
                  LEFT JOIN res_partner p ON p.id = u.partner_id
                 WHERE risk.company_id = %(company)s AND risk.rule_id IS NOT NULL
                   AND risk.state = ANY(%(open)s) AND %(ours)s
                 ORDER BY risk.id
                """,
                company=company.id,
                open=list(OPEN),
                ours=self._ours_sql(watch),
            )
        )

    @api.model
    def _ours_sql(self, watch):
        if watch.own_rule_id:
            return SQL("risk.rule_id = %s", watch.own_rule_id)
        return SQL("risk.kind = %s", watch.kind)

    # running
    @api.model
    def _again(self, work, *args):
        """Do it; again, with a fresh view, when another server was faster.

        :raises ConcurrencyError: in a request, which is then tried again as a whole
        """
        for _try in range(_TRIES):
            try:
                with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                    return work(*args)
            except (*_CONFLICTS, ConcurrencyError) as error:
                if not self.env.context.get("cron_id"):
                    raise ConcurrencyError("another server is at it") from error
                # a scheduled run has committed before: this only renews its view
                self.env.cr.rollback()
                self.env.invalidate_all()
        _logger.info("Risks: another server is at it")
        return None

    @api.model
    def _checkpoint(self, processed, left):
        """Commit a batch of a scheduled run; False when its time is over."""
        return self.env["keqin.plan.line"]._checkpoint(processed, left)
