from itertools import islice

import psycopg2

from odoo import api, models
from odoo.tools import SQL, date_utils, mute_logger

from ..tools.health import Health, Limits, assess
from .keqin_grading_run import CopyLines
from .keqin_grading_source import no_nested_loops

# A batch is committed by itself; some seconds of work. Smaller ones cost more: each
# goes through all care files to find its own.
_BATCH = 100_000
CONFLICTS = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
)
# What a run writes of `Health`, by field name of the history and of the care file.
_KEPT = Health._fields[1:]
_STORED = tuple(f"health_{name}" for name in _KEPT)


class KeqinHealthEngine(models.AbstractModel):
    """Computes the health of all customers and keeps its history (R214).

    What is known is gathered in one query, assessed by the arithmetic of
    `tools.health`, and written where it differs. Two servers cannot do the same
    company at once: a run holds the row of its grading policy, and whoever finds rows
    changed under its feet leaves them to the other. A run that was killed has stored
    whole batches; the next one finds the others to differ.
    """

    _name = "keqin.health.engine"
    _description = "Health Engine"

    @api.model
    def _run(self, company, as_of=None):
        """Compute the health of the customers of ``company``.

        The month of ``as_of`` is kept in the history and rewritten until it is over;
        of a month that is over only what is missing is added.

        :param date as_of: today in the company's time zone unless given
        :return: the `keqin.grading.run` that logs it; none while another server is at
            it. It is still running when a scheduled run has to stop before the end.
        """
        Run = self.env["keqin.grading.run"]
        policy = self._policy(company)
        if not policy or not policy._take():
            return Run
        as_of = as_of or company._keqin_today()[company]
        run = Run._begin(policy, "health", as_of)
        source = self.env["keqin.health.source"]
        measures = source._measures(company, policy.tz, as_of)
        weights = self.env["keqin.health.factor"]._weights(company)
        found = assess(measures, weights, self._limits(company))
        for left in range(len(measures), 0, -_BATCH):
            changed = self._store_alone(run, company, islice(found, _BATCH))
            if changed is None:
                run.state = "interrupted"
                return run
            # what an interrupted run had stored already takes none of our time
            done = min(left, _BATCH)
            if (changed or done == left) and not self._checkpoint(run, done, left):
                return run
        run._finish(len(measures))
        company.keqin_health_on = as_of
        # whoever waited with an older view of the rows notices
        policy.last_health_id = run
        return run

    @api.model
    def _policy(self, company):
        """Whose time zone the days are in, and whose log the runs."""
        return self.env["keqin.grading.policy"].search(
            [("company_id", "=", company.root_id.id)], limit=1
        )

    @api.model
    def _limits(self, company):
        return Limits(
            company.keqin_health_yellow,
            company.keqin_health_green,
            company.keqin_health_coverage,
            company.keqin_lost_factor,
        )

    @api.model
    def _checkpoint(self, run, processed, left):
        """Commit a batch of a scheduled run; False when it has to stop here.

        After a commit the policy is free for a moment: whoever took it meanwhile goes
        on instead of us.
        """
        if not self.env.context.get("cron_id"):
            return True
        left -= processed
        time_left = self.env["ir.cron"]._commit_progress(processed, remaining=left)
        run.invalidate_recordset()
        free = bool(time_left or not left) and run.policy_id._take()
        return free and run.state == "running"

    @api.model
    def _store_alone(self, run, company, rows):
        """:return: how many files were rewritten; None if another server did some"""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return self._store(run, company, rows)
        except CONFLICTS:
            return None

    @api.model
    def _store(self, run, company, rows):
        """Write what differs, and the history of the month, in one statement.

        :param rows: iterable of `tools.health.Health`
        :return: number of care files rewritten
        """
        self.env.flush_all()
        cr = self.env.cr
        columns = SQL(", ").join(map(SQL.identifier, ("id", *_STORED)))
        cr.execute("DROP TABLE IF EXISTS keqin_health_new")
        cr.execute(
            SQL(
                "CREATE TEMP TABLE keqin_health_new ON COMMIT DROP AS "
                "SELECT %s FROM keqin_customer LIMIT 0",
                columns,
            )
        )
        copy = SQL("COPY keqin_health_new (%s) FROM STDIN", columns)
        cr.copy_expert(copy.code, CopyLines(rows))
        with no_nested_loops(cr):
            [counts] = self.env.execute_query(self._store_sql(company, run.as_of))
        self.env.invalidate_all()
        changed, moved, up, down = counts
        run.changed_count += changed
        run.moved_count += moved
        run.up_count += up
        run.down_count += down
        return changed

    def _store_sql(self, company, as_of):
        """Rewrite the care files that differ, and the month where it differs.

        :return: query of the numbers of files rewritten, and of those whose colour
            moved, rose and fell
        """
        columns = (*_STORED, "health_change", "health_compared_on")
        return SQL(
            """
            WITH rewritten AS (
                UPDATE keqin_customer c
                   SET (%(columns)s, health_on) = ROW(%(new)s, %(since)s)
                  FROM (%(compared)s) n
                 WHERE n.id = c.id AND (%(old)s) IS DISTINCT FROM (%(new)s)
             RETURNING ARRAY_POSITION(%(bands)s, n.band_old) AS before,
                       ARRAY_POSITION(%(bands)s, c.health_band::text) AS after),
            history AS (%(history)s)
            SELECT COUNT(*),
                   COUNT(*) FILTER (WHERE before IS DISTINCT FROM after),
                   COUNT(*) FILTER (WHERE before < after),
                   COUNT(*) FILTER (WHERE before > after)
              FROM rewritten
            """,
            columns=SQL(", ").join(map(SQL.identifier, columns)),
            new=_listed("n", columns),
            old=_listed("c", columns),
            since=self._since_sql(as_of),
            compared=self._compared_sql(as_of),
            bands=SQL("ARRAY['red', 'yellow', 'green']"),
            history=self._history_sql(company, as_of),
        )

    def _since_sql(self, as_of):
        """Another month to compare with is no other health."""
        return SQL(
            "CASE WHEN (%s) IS DISTINCT FROM (%s) THEN %s ELSE c.health_on END",
            _listed("c", _STORED),
            _listed("n", _STORED),
            as_of,
        )

    def _compared_sql(self, as_of):
        """What is new, against the end of the month before."""
        month = as_of.replace(day=1)
        return SQL(
            """
            SELECT n.*, c.health_band::text AS band_old,
                   n.health_score - b.score AS health_change,
                   CASE WHEN n.health_score - b.score IS NOT NULL
                        THEN %(day)s::date END AS health_compared_on
              FROM keqin_health_new n
              JOIN keqin_customer c USING (id)
              LEFT JOIN keqin_health_snapshot b
                     ON b.customer_id = n.id AND b.month = %(month)s
            """,
            day=date_utils.subtract(month, days=1),
            month=date_utils.subtract(month, months=1),
        )

    def _history_sql(self, company, as_of):
        """The month as it is now; one that is over is never rewritten."""
        month = as_of.replace(day=1)
        today = company._keqin_today()[company]
        kept = SQL(", ").join(map(SQL.identifier, _KEPT))
        return SQL(
            """
            INSERT INTO keqin_health_snapshot AS s
                   (customer_id, company_id, month, as_of, tier, %(kept)s,
                    create_uid, write_uid, create_date, write_date)
            SELECT n.id, c.company_id, %(month)s, %(as_of)s, c.tier, %(new)s,
                   %(user)s, %(user)s, %(now)s, %(now)s
              FROM keqin_health_new n
              JOIN keqin_customer c USING (id)
              LEFT JOIN keqin_health_snapshot s
                     ON s.customer_id = n.id AND s.month = %(month)s
             WHERE s.id IS NULL OR %(is_open)s AND s.as_of <= %(as_of)s
                   AND (s.tier, %(old)s) IS DISTINCT FROM (c.tier, %(new)s)
                ON CONFLICT (customer_id, month) DO UPDATE
               SET (as_of, tier, %(kept)s, write_date)
                   = (EXCLUDED.as_of, EXCLUDED.tier, %(excluded)s, EXCLUDED.write_date)
            """,
            kept=kept,
            new=_listed("n", _STORED),
            old=_listed("s", _KEPT),
            excluded=_listed("excluded", _KEPT),
            month=month,
            as_of=as_of,
            is_open=month >= today.replace(day=1),
            user=self.env.uid,
            now=self.env.cr.now(),
        )


def _listed(alias, names):
    return SQL(", ").join(SQL.identifier(alias, name) for name in names)
