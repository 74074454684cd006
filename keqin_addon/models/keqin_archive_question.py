from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# At most so many a week for each account manager, and no sooner again when skipped.
_WEEKLY = 3
_SKIPPED_DAYS = 90


class KeqinArchiveQuestion(models.Model):
    """One thing missing from an archive that its account manager is asked this week.

    Three a week: of the customers worth most, one of each, what is required first. It
    is answered by being filled in, wherever that is done (R004, R186).
    """

    _name = "keqin.archive.question"
    _description = "Question of the Week"
    _inherit = "keqin.customer.bound.mixin"
    _order = "asked_on desc, id"
    _rec_name = "item_id"
    _check_company_auto = True

    item_id = fields.Many2one(
        "keqin.archive.item", "Missing", required=True, index=True, ondelete="cascade"
    )
    asked_on = fields.Date(required=True, readonly=True, index=True)
    state = fields.Selection(
        [("open", "Open"), ("answered", "Answered"), ("skipped", "Skipped")],
        "Status",
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    closed_on = fields.Date(readonly=True)

    _open_once = models.UniqueIndex(
        "(customer_id, item_id) WHERE state = 'open'", "This is being asked already."
    )

    def action_fill_in(self):
        """The care file, to fill it in."""
        self.ensure_one()
        return self.customer_id._get_records_action()

    def action_skip(self):
        """Nobody knows just now: asked again after three months at the soonest."""
        self.check_access("write")
        self._close("skipped")
        return True

    def action_ask_again(self):
        """It was skipped by mistake."""
        self.check_access("write")
        # sudo: a state nobody types in; who may take the step was just checked
        self.sudo().write({"state": "open", "closed_on": False})
        return True

    def _close(self, state):
        # sudo: a state nobody types in; callers have checked who takes the step
        today = fields.Date.context_today(self)
        self.sudo().write({"state": state, "closed_on": today})

    def _unanswered(self):
        """Those of which the item is still missing; one query."""
        missing = self.customer_id._archive_rows()
        return self.filtered(
            lambda question: (
                question.item_id.id in missing.get(question.customer_id.id, (0, ()))[1]
            )
        )

    @api.model
    def _ask(self, company, today):
        """Close what was answered, and ask what is worth most this week.

        Asked twice, or on two servers at once, it asks nothing more.

        :return: number of questions asked
        """
        waiting = self.search([("company_id", "=", company.id), ("state", "=", "open")])
        (waiting - waiting._unanswered())._close("answered")
        self.env.flush_all()
        self.env.cr.execute(self._ask_sql(company, today))
        asked = self.env.cr.rowcount
        self.invalidate_model()
        return asked

    @api.model
    def _ask_sql(self, company, today):
        Customer = self.env["keqin.customer"]
        mine = Domain("company_id", "=", company.id) & Customer._in_care()
        files = Customer.sudo()._search(
            mine & Domain("user_id.active", "=", True), order=None
        )
        found = self.env["keqin.archive.item"]._archive_sql(
            SQL("file.id IN %s", files.subselect())
        )
        return SQL(
            """
            INSERT INTO keqin_archive_question (
                   customer_id, company_id, item_id, asked_on, state,
                   create_uid, write_uid, create_date, write_date)
            SELECT id, %(company)s, item_id, %(today)s, 'open',
                   %(uid)s, %(uid)s, %(now)s, %(now)s
              FROM (SELECT f.id, lack.item_id, p.user_id,
                           row_number() OVER (PARTITION BY p.user_id
                               ORDER BY c.value_score DESC NULLS LAST, c.id) AS place
                      FROM (%(found)s) f
                      JOIN keqin_customer c ON c.id = f.id
                      JOIN res_partner p ON p.id = c.partner_id
                CROSS JOIN LATERAL (
                           SELECT item_id FROM unnest(f.missing)
                                  WITH ORDINALITY AS m (item_id, nth)
                            WHERE NOT EXISTS (
                                  SELECT FROM keqin_archive_question old
                                   WHERE old.customer_id = f.id
                                     AND old.item_id = m.item_id
                                     AND (old.state = 'open'
                                          OR old.closed_on > %(skipped)s))
                            ORDER BY nth LIMIT 1) lack
                     WHERE NOT EXISTS (
                           SELECT FROM keqin_archive_question open
                            WHERE open.customer_id = f.id AND open.state = 'open')
                   ) ranked
              LEFT JOIN (SELECT p.user_id, count(*) AS asked
                           FROM keqin_archive_question q
                           JOIN keqin_customer c ON c.id = q.customer_id
                           JOIN res_partner p ON p.id = c.partner_id
                          WHERE q.company_id = %(company)s
                            AND (q.state = 'open' OR q.asked_on > %(week)s)
                          GROUP BY p.user_id) had USING (user_id)
             WHERE place <= %(weekly)s - COALESCE(had.asked, 0)
                ON CONFLICT DO NOTHING
            """,
            company=company.id,
            found=found,
            now=fields.Datetime.now(),
            skipped=fields.Date.subtract(today, days=_SKIPPED_DAYS),
            today=today,
            uid=self.env.uid,
            week=fields.Date.subtract(today, days=7),
            weekly=_WEEKLY,
        )

    @api.model
    def _field_writers(self):
        """Asked by the scheduled action, closed by steps."""
        names = ("asked_on", "closed_on", "item_id", "state")
        return super()._field_writers() | dict.fromkeys(names, fields.NO_ACCESS)
