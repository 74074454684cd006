from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.workdays import add_working_days
from .keqin_risk import OPEN

# Somebody said that it is over, or that it never was: the rule takes their word for it.
_DECIDED = ("recovered", "lost", "dismissed")


class KeqinRiskEngine(models.AbstractModel):
    """What is done about what was found: opened, seen again, closed; by batches.

    Dicts of ``found`` are of customer id to `Seen`.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: how it works, what it looks for, what it does, what it says
    _inherit = "keqin.risk.engine"

    @api.model
    def _keep(self, watch, held, found, day):
        """Say of risks that they were seen again, and what of it; what differs."""
        here = {lang: self.with_context(lang=lang) for _id, _customer, lang in held}
        new = [
            (id_, seen.rule_id, here[lang]._reason(watch.kind, seen.facts))
            for id_, customer_id, lang in held
            for seen in [found[customer_id]]
        ]
        if not new:
            return 0
        ids, rule_ids, reasons = map(list, zip(*new, strict=True))
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE keqin_risk risk
                   SET seen_on = %(day)s, rule_id = new.rule_id, reason = new.reason
                  FROM unnest(%(ids)s::int[], %(rules)s::int[], %(reasons)s::text[])
                       AS new (id, rule_id, reason)
                 WHERE new.id = risk.id
                   AND (risk.seen_on, risk.rule_id, risk.reason)
                       IS DISTINCT FROM (%(day)s::date, new.rule_id, new.reason)
             RETURNING 1
                """,
                day=day,
                ids=ids,
                rules=rule_ids,
                reasons=reasons,
            )
        )
        self.env["keqin.risk"].invalidate_model(["seen_on", "rule_id", "reason"])
        return len(rows)

    @api.model
    def _note_gone(self, company, watch, customer_ids, day):
        """Of what somebody decided, note when it was no longer seen: true again, it is
        another risk."""
        self.env.execute_query(
            SQL(
                """
                UPDATE keqin_risk risk SET gone_on = %(day)s
                 WHERE risk.company_id = %(company)s AND risk.rule_id IS NOT NULL
                   AND risk.state = ANY(%(decided)s) AND risk.gone_on IS NULL
                   AND %(ours)s AND risk.customer_id != ALL(%(found)s)
             RETURNING 1
                """,
                day=day,
                company=company.id,
                decided=list(_DECIDED),
                ours=self._ours_sql(watch),
                found=customer_ids,
            )
        )
        self.env["keqin.risk"].invalidate_model(["gone_on"])

    @api.model
    def _free(self, company, watch, found, day, lock=False):
        """The customers of ``found`` for whom a risk may be opened.

        Not where one is open, also one that a colleague opened; not while one is
        snoozed; not where somebody decided and nothing new was seen since.

        :param lock: hold their files, and leave out those that another one holds
        """
        if not found:
            return []
        self.env["keqin.risk"].flush_model()
        query = self._free_sql(company, watch, found, day, lock)
        return [id_ for (id_,) in self.env.execute_query(query)]

    @api.model
    def _free_sql(self, company, watch, found, day, lock):
        """:return: query of the ids of `_free`"""
        rules = self.env["keqin.risk.rule"]
        quiet = [rules.browse(seen.rule_id).quiet_days for seen in found.values()]
        return SQL(
            """
            SELECT c.id
              FROM keqin_customer c
              JOIN unnest(%(ids)s::int[], %(since)s::date[], %(quiet)s::int[])
                   AS seen (id, since, quiet) USING (id)
             WHERE NOT EXISTS (
                   SELECT FROM keqin_risk risk
                    WHERE risk.customer_id = c.id AND %(ours)s
                      AND (risk.state = ANY(%(open)s)
                           OR risk.snoozed_until > %(day)s
                           OR risk.rule_id IS NOT NULL
                          AND risk.state = ANY(%(decided)s)
                          AND risk.gone_on IS NULL
                          AND risk.closed_on > %(day)s::date - seen.quiet
                          AND (seen.since IS NULL
                               OR seen.since <= risk.closed_on)))
             ORDER BY c.id %(lock)s
            """,
            ids=list(found),
            since=[seen.since for seen in found.values()],
            quiet=quiet,
            ours=self._ours_sql(watch),
            open=list(OPEN),
            decided=list(_DECIDED),
            day=day,
            lock=SQL("FOR NO KEY UPDATE OF c SKIP LOCKED") if lock else SQL(),
        )

    # opening
    @api.model
    def _open(self, company, watch, customer_ids, found, day):
        """Open the risks of a batch of customers, locked and looked at once more."""
        ours = {id_: found[id_] for id_ in customer_ids}
        free = self._free(company, watch, ours, day, lock=True)
        due, vals_list = self._due_days(company, watch, day), []
        owners = self._owners(self.env["keqin.customer"].browse(free))
        for customer, owner in owners.items():
            seen = found[customer.id]
            here = self.with_context(lang=owner.lang or company.partner_id.lang)
            rule = here.env["keqin.risk.rule"].browse(seen.rule_id)
            vals_list.append(
                {
                    "name": rule.name,
                    "customer_id": customer.id,
                    "rule_id": rule.id,
                    "kind": rule.kind,
                    "level": rule.level,
                    "reason": here._reason(rule.kind, seen.facts),
                    "user_id": owner.id,
                    "date_due": due[rule],
                    "detected_on": day,
                    "seen_on": day,
                }
            )
        return len(self.env["keqin.risk"]._open_by_rule(vals_list))

    @api.model
    def _owners(self, customers):
        """Dict of customer to who answers for its risks: the account manager, who
        serves it, its executive, of those who are still with us; else a lead.
        """
        leads, owners = {}, {}
        for customer in customers:
            company = customer.company_id
            people = (customer.user_id, customer.service_user_id, customer.sponsor_id)
            here = [u for u in people if u.active and company in u.company_ids]
            if not here and company not in leads:
                leads[company] = self.env["keqin.recovery"]._owner_for(
                    self.env["keqin.customer"].new({"company_id": company.id})
                )
            owners[customer] = here[0] if here else leads[company]
        return owners

    @api.model
    def _due_days(self, company, watch, day):
        """Dict of rule to the day on which its risks have to be answered."""
        week = self.env["keqin.working.day"]._week_of(company)
        due = {}
        for rule in set(watch.rules.values()):
            try:
                due[rule] = add_working_days(day, rule.due_days, *week)
            except ValueError:  # a calendar without working days
                due[rule] = fields.Date.add(day, days=rule.due_days)
        return due

    # closing
    @api.model
    def _close(self, company, watch, risk_ids, found, day):
        """Close risks that are no longer seen; a crisis is ended by people."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM keqin_risk WHERE id = ANY(%s) AND state = ANY(%s) "
                "AND is_crisis IS NOT TRUE ORDER BY id FOR NO KEY UPDATE SKIP LOCKED",
                risk_ids,
                list(OPEN),
            )
        )
        risks = self.env["keqin.risk"].browse([id_ for (id_,) in rows])
        reasons = {
            risk.id: self.with_context(lang=risk.user_id.lang)._reason_over(
                risk, watch, day
            )
            for risk in risks
        }
        lost = risks.filtered(lambda risk: risk.customer_id.lifecycle == "lost")
        lost.with_context(tracking_disable=True)._end("lost", reasons)
        left = {risk.id: reasons[risk.id] for risk in risks - lost}
        self.env["keqin.risk"]._close_by_rule(left)
        self.env.flush_all()
        return len(risks)
