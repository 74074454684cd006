from odoo import api, models
from odoo.tools import SQL

from ..tools import clv, rhythm
from .keqin_customer_rhythm import COMPUTED
from .keqin_grading_run import CopyLines
from .keqin_grading_source import no_nested_loops

_STORED = (*COMPUTED, "lifecycle_proposed")


class KeqinRhythmEngine(models.AbstractModel):
    """Brings rhythm, trends, lifetime value and lifecycle of all customers up to date.

    Purchases are gathered in one query, judged by `tools.rhythm` and `tools.clv`, and
    only rows that differ are written, in one statement. Run again, it writes nothing.
    """

    _name = "keqin.rhythm.engine"
    _description = "Rhythm Engine"

    @api.model
    def _run(self, company, as_of=None):
        """Look at every customer of ``company``.

        :param company: a `res.company`
        :param as_of: last day to look at (date or ``YYYY-MM-DD``); today there unless
            given
        :return: dict of numbers: ``customers`` looked at, ``changed`` rows, ``lost``
            and ``back``
        :raises UserError: when ``as_of`` is no usable date
        """
        # sudo: the purchases of all, whoever has them looked at; nothing comes back
        # but numbers
        engine, company = self.sudo(), company.sudo()
        policy = engine._policy(company)
        if not policy:
            return {"customers": 0, "changed": 0, "lost": 0, "back": 0}
        as_of = policy._as_of(as_of)
        purchases = engine.env["keqin.rhythm.source"]._purchases(policy, company, as_of)
        judged = [engine._judge(row, as_of) for row in purchases]
        moved = engine._move_lifecycle(company, judged, as_of)
        rows = engine._rows(policy, company, judged, moved)
        return {
            "customers": len(rows),
            "changed": engine._store(rows),
            "lost": sum(stage == "lost" for stage in moved.values()),
            "back": sum(
                row.lifecycle == "lost" and row.id in moved for row, *_rest in judged
            ),
        }

    @api.model
    def _policy(self, company):
        companies = company.root_id
        return self.env["keqin.grading.policy"].search(
            [("company_id", "in", companies.ids)], limit=1
        )

    @api.model
    def _judge(self, row, as_of):
        """A row of purchases with its rhythm and both trends."""
        orders = rhythm.trend(
            row.orders_recent or 0, row.orders_past or 0, rhythm.TREND_ORDERS
        )
        amount = rhythm.trend(row.amount_recent or 0.0, row.amount_past or 0.0)
        return row, rhythm.rhythm(row.days or (), as_of, orders), amount, orders

    @api.model
    def _rows(self, policy, company, judged, moved):
        """What is to be stored, in the order of the columns, after the id."""
        value = self._valuation(policy, company, judged)
        return [
            (
                row.id,
                *own,
                amount,
                orders,
                *value(row, stage),
                rhythm.proposed_lifecycle(stage, own.state, amount),
            )
            for row, own, amount, orders in judged
            for stage in [moved.get(row.id, row.lifecycle)]
        ]

    @api.model
    def _valuation(self, policy, company, judged):
        """A function: purchases and stage -> lifetime value, the one before, change."""
        rates = clv.tier_retention(
            ((row.amount_before or 0, 0 in (row.years or ())) for row, *_ in judged),
            policy.share_a,
            policy.share_b,
        )
        discount = company.keqin_clv_discount / 100
        yearly = 12 / policy.window_months

        def value(row, stage):
            if stage == "lost":
                rate = 0.0
            else:
                kept, years = clv.own_years(row.years or ())
                prior = rates.get(row.tier, rates[None])
                rate = clv.blend(kept, years, prior, clv.PRIOR_YEARS)
            now, before = (
                clv.lifetime_value(margin, rate, discount)
                for margin in (
                    None if margin is None else margin * yearly
                    for margin in (row.margin, row.margin_before)
                )
            )
            known = now is not None and before is not None
            return now, before, round(now - before, 2) if known else None

        return value

    @api.model
    def _store(self, rows):
        """Write ``rows`` where they differ.

        :return: number of care files rewritten
        """
        self.env.flush_all()
        cr = self.env.cr
        columns = SQL(", ").join(map(SQL.identifier, ("id", *_STORED)))
        cr.execute("DROP TABLE IF EXISTS keqin_rhythm_new")
        cr.execute(
            SQL(
                "CREATE TEMP TABLE keqin_rhythm_new ON COMMIT DROP AS "
                "SELECT %s FROM keqin_customer LIMIT 0",
                columns,
            )
        )
        copy = SQL("COPY keqin_rhythm_new (%s) FROM STDIN", columns)
        cr.copy_expert(copy.code, CopyLines(rows))
        with no_nested_loops(cr):
            cr.execute(
                SQL(
                    """
                    UPDATE keqin_customer c SET (%(columns)s) = ROW(%(new)s)
                      FROM keqin_rhythm_new n
                     WHERE n.id = c.id AND (%(old)s) IS DISTINCT FROM (%(new)s)
                    """,
                    columns=SQL(", ").join(map(SQL.identifier, _STORED)),
                    new=SQL(", ").join(SQL.identifier("n", name) for name in _STORED),
                    old=SQL(", ").join(SQL.identifier("c", name) for name in _STORED),
                )
            )
            changed = cr.rowcount
        self.env["keqin.customer"].invalidate_model(_STORED)
        return changed
