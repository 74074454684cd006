from odoo import api, fields, models
from odoo.tools import SQL, format_date, split_every

from ..tools.grading import Grade
from .keqin_grading_source import no_nested_loops

_DIRECTION = SQL(
    "SIGN(STRPOS('CBA', COALESCE(tier, '-')) - STRPOS('CBA', COALESCE(tier_old, '-')))"
    "::int"
)
_STORED = Grade._fields[1:]


class KeqinGradingRun(models.Model):
    """Log of one grading or enrolment, and the only writer of computed grades."""

    _name = "keqin.grading.run"
    _description = "Grading Run"
    _order = "id desc"

    policy_id = fields.Many2one(
        "keqin.grading.policy", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="policy_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [("grade", "Grading"), ("enroll", "Enrolment")], required=True, readonly=True
    )
    state = fields.Selection(
        [("running", "Running"), ("done", "Done"), ("interrupted", "Interrupted")],
        string="Status",
        default="running",
        required=True,
        readonly=True,
    )
    as_of = fields.Date(required=True, readonly=True)
    ended_on = fields.Datetime(readonly=True)
    customer_count = fields.Integer("Customers", readonly=True)
    changed_count = fields.Integer(
        "Rewritten", readonly=True, help="Care files in which any number changed."
    )
    moved_count = fields.Integer(
        "Moved",
        readonly=True,
        help="Customers whose grade, or colour of health, changed.",
    )
    up_count = fields.Integer("Risen", readonly=True)
    down_count = fields.Integer("Fallen", readonly=True)
    entered_count = fields.Integer("Entered scope", readonly=True)
    left_count = fields.Integer("Left scope", readonly=True)
    change_ids = fields.One2many("keqin.grade.change", "run_id")
    summary = fields.Char(compute="_compute_summary")

    @api.depends("kind", "as_of")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for run in self:
            run.display_name = f"{labels.get(run.kind)} {run.as_of}"

    @api.depends(
        "state",
        "kind",
        "as_of",
        "customer_count",
        "changed_count",
        "moved_count",
        "entered_count",
        "left_count",
    )
    @api.depends_context("lang")
    def _compute_summary(self):
        texts = self._summary_texts()
        for run in self:
            text = texts[run.kind if run.state == "done" else run.state]
            run.summary = text % {
                "date": format_date(self.env, run.as_of),
                "customer_count": run.customer_count,
                "moved_count": run.moved_count,
                "changed_count": run.changed_count,
                "entered_count": run.entered_count,
                "left_count": run.left_count,
            }

    @api.model
    def _summary_texts(self):
        """What a run says of itself, by kind when it is done, by state until then."""
        return {
            "running": self.env._("%(date)s: still running"),
            "interrupted": self.env._("%(date)s: interrupted, the next one goes on"),
            "grade": self.env._(
                "%(date)s: %(customer_count)s customers graded, %(moved_count)s moved, "
                "%(changed_count)s rewritten"
            ),
            "enroll": self.env._(
                "%(date)s: %(entered_count)s entered care scope, %(left_count)s left"
            ),
        }

    # actions
    def action_open_changes(self):
        """The grades that this run moved."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_grade_change_action"
        )
        return action | {"domain": [("run_id", "=", self.id)], "context": {}}

    def _action_result(self):
        """Tell the user what came of the runs, and read the page again."""
        text = "\n".join(self.mapped("summary")) or self.env._(
            "Another server is at it right now. Look at the log in a moment."
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": text,
                "type": "success" if self else "warning",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # business methods
    @api.model
    def _begin(self, policy, kind, as_of):
        """Open a log; what still says running under our lock was killed."""
        self.search(
            [
                ("policy_id", "=", policy.id),
                ("kind", "=", kind),
                ("state", "=", "running"),
            ]
        ).state = "interrupted"
        return self.create({"policy_id": policy.id, "kind": kind, "as_of": as_of})

    def _finish(self, customer_count):
        self.write(
            {
                "state": "done",
                "customer_count": customer_count,
                "ended_on": fields.Datetime.now(),
            }
        )

    def _store(self, grades):
        """Write ``grades`` where they differ, with their history, set-based.

        :param grades: iterable of `Grade`
        :return: number of care files rewritten
        """
        self.env.flush_all()
        cr = self.env.cr
        columns = SQL(", ").join(map(SQL.identifier, ("id", *_STORED)))
        cr.execute("DROP TABLE IF EXISTS keqin_grading_new")
        cr.execute(
            SQL(
                "CREATE TEMP TABLE keqin_grading_new ON COMMIT DROP AS "
                "SELECT %s FROM keqin_customer LIMIT 0",
                columns,
            )
        )
        copy = SQL("COPY keqin_grading_new (%s) FROM STDIN", columns)
        cr.copy_expert(copy.code, CopyLines(grades))
        with no_nested_loops(cr):
            [(changed, moved, up, down)] = self.env.execute_query(self._customer_sql())
        self.env.invalidate_all()
        self.changed_count += changed
        self.moved_count += moved
        self.up_count += up
        self.down_count += down
        return changed

    def _customer_sql(self):
        """Rewrite the care files that differ; history and contacts of those that moved.

        :return: query of the numbers of files rewritten, moved, risen and fallen
        """
        columns = (*_STORED, "tier", "potential", "care_level")
        return SQL(
            """
            WITH rewritten AS (
                UPDATE keqin_customer c SET (%(columns)s) = ROW(%(new)s)
                  FROM (%(decided)s) n
                 WHERE n.id = c.id AND (%(old)s) IS DISTINCT FROM (%(new)s)
             RETURNING c.id, c.partner_id, n.tier_old, c.tier, n.potential_old,
                       c.potential, n.score_old, c.value_score),
            moved AS (
                SELECT * FROM rewritten
                 WHERE (tier_old, potential_old) IS DISTINCT FROM (tier, potential)),
            history AS (%(history)s RETURNING direction),
            contact AS (%(contacts)s)
            SELECT (SELECT COUNT(*) FROM rewritten), COUNT(*),
                   COUNT(*) FILTER (WHERE direction = 'up'),
                   COUNT(*) FILTER (WHERE direction = 'down')
              FROM history
            """,
            columns=SQL(", ").join(map(SQL.identifier, columns)),
            new=SQL(", ").join(SQL.identifier("n", name) for name in columns),
            old=SQL(", ").join(SQL.identifier("c", name) for name in columns),
            decided=self._decided_sql(),
            history=self._history_sql(),
            contacts=self._contacts_sql(),
        )

    def _decided_sql(self):
        """Locked grades stand (R028); key customers keep the care level Key (R022)."""
        return SQL(
            """
            SELECT *, CASE WHEN key_customer OR STRPOS(%s, COALESCE(tier, '-')) > 0
                           THEN 'key' ELSE 'ordinary' END AS care_level
              FROM (SELECT n.*, c.key_customer, c.tier AS tier_old,
                           c.potential AS potential_old, c.value_score AS score_old,
                           CASE WHEN c.tier_locked THEN c.tier
                                ELSE n.tier_proposed END AS tier,
                           CASE WHEN c.tier_locked THEN c.potential
                                ELSE n.potential_proposed END AS potential
                      FROM keqin_grading_new n JOIN keqin_customer c USING (id)) grade
            """,
            self.policy_id.key_tiers,
        )

    def _history_sql(self):
        # a scheduled action speaks no language of its own
        lang = self.company_id.partner_id.lang or self.env.lang
        return SQL(
            """
            INSERT INTO keqin_grade_change
                   (customer_id, file_ref, run_id, date, reason, changed_by_id,
                    tier_old, tier_new, potential_old, potential_new,
                    score_old, score_new, direction,
                    create_uid, write_uid, create_date, write_date)
            SELECT id, id, %(run)s, %(date)s, %(reason)s, %(user)s,
                   tier_old, tier, potential_old, potential, score_old, value_score,
                   (ARRAY['down', 'same', 'up'])[%(direction)s + 2],
                   %(user)s, %(user)s, %(now)s, %(now)s
              FROM moved
            """,
            run=self.id,
            date=self.as_of,
            reason=self.with_context(lang=lang).display_name,
            user=self.env.uid,
            direction=_DIRECTION,
            now=self.env.cr.now(),
        )

    def _contacts_sql(self):
        """Other apps filter contacts by grade: copied there only when it moved."""
        return SQL(
            """
            UPDATE res_partner p
               SET keqin_tier = m.tier, keqin_potential = m.potential
              FROM moved m
             WHERE p.id = m.partner_id
            """
        )

    def _notify_managers(self):
        """One message per account manager whose customers' tier moved (R020)."""
        counts = self.env["keqin.grade.change"]._read_group(
            [("run_id", "in", self._untold().ids), ("tier_old", "!=", False)]
            + [("direction", "in", ("up", "down"))],
            ["customer_id.user_id"],
            ["customer_id:count_distinct"],
        )
        for user, count in counts:
            if user:
                self._notify_manager(user, count)

    def _untold(self):
        """This run and those before it that were interrupted and told nobody."""
        self.ensure_one()
        before = [
            ("policy_id", "=", self.policy_id.id),
            ("kind", "=", self.kind),
            ("id", "<", self.id),
        ]
        told = self.search([*before, ("state", "=", "done")], limit=1)
        return self | self.search([*before, ("id", ">", told.id or 0)])

    def _notify_manager(self, user, count):
        run = self.with_context(lang=user.lang)
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=run.env._("Tiers of your customers moved"),
            body=run.env._(
                "%(run)s: the tier of %(count)s of your customers moved. They are "
                "listed under Customers, Grade History.",
                run=run.display_name,
                count=count,
            ),
        )


class CopyLines:
    """Rows as the file that COPY reads, made while it is read."""

    def __init__(self, rows):
        self.chunks = split_every(1_000, rows)

    def read(self, _size):  # pylint: disable=method-required-super
        rows = next(self.chunks, ())
        return "".join("\t".join(map(_copy_text, row)) + "\n" for row in rows)


def _copy_text(value):
    return "\\N" if value is None else str(value)
