from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Rows one vacuum deletes at most; the next one goes on.
_VACUUM = 10_000


class KeqinAccessLog(models.Model):
    """Who opened personal cards, and who took care data away (R182, R190).

    Written by the server alone, changed by nobody, deleted by the vacuum when older
    than the company keeps it. A card counts once per user and day.
    """

    _name = "keqin.access.log"
    _description = "Access Log"
    _order = "date desc, id desc"
    _rec_name = "date"

    date = fields.Datetime(
        "When", required=True, index=True, default=fields.Datetime.now
    )
    day = fields.Date(required=True, default=fields.Date.today)
    user_id = fields.Many2one("res.users", "Who", index=True, ondelete="set null")
    company_id = fields.Many2one("res.company", index=True, ondelete="cascade")
    kind = fields.Selection(
        [
            ("read", "Card opened"),
            ("export", "Exported"),
            ("print", "Printed"),
            ("erase", "Erased"),
            ("page", "Care page opened"),
        ],
        "What was done",
        required=True,
        index=True,
    )
    res_model = fields.Char("Technical name", required=True)
    model_name = fields.Char("Records", compute="_compute_model_name")
    res_id = fields.Integer("Record", aggregator=None)
    partner_id = fields.Many2one(
        "res.partner", "Person", index="btree_not_null", ondelete="set null"
    )
    customer_id = fields.Many2one(
        "keqin.customer", index="btree_not_null", ondelete="set null"
    )
    record_count = fields.Integer("Number of records", default=1)
    field_names = fields.Text("Fields", help="Technical names, as they were asked for.")
    how = fields.Char(help="File format, report or page.")

    _once_a_day = models.UniqueIndex("(user_id, res_id, day) WHERE kind = 'read'")

    def _compute_model_name(self):
        for log in self:
            model = self.env["ir.model"]._get(log.res_model)
            log.model_name = model.name or log.res_model

    def write(self, vals):  # pylint: disable=method-required-super
        """What happened stays as it was noted, whoever asks."""
        raise UserError(self.env._("The access log is changed by nobody."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        now = fields.Datetime.now()
        for log in self:
            days = log.company_id.keqin_access_days
            if not days or log.date >= now - timedelta(days=days):
                raise UserError(
                    self.env._(
                        "The access log is deleted by nobody. How long it is kept is "
                        "said in the settings."
                    )
                )

    @api.model
    def _note_opened(self, cards, names):
        """Personal fields of these cards were read: once per user, card and day.

        :param cards: `keqin.contact` the user may read
        :param names: the personal fields read
        """
        cards.flush_model(["partner_id", "customer_id", "company_id"])
        ids = self._not_noted(cards.ids)
        if ids:
            self._insert_opened(ids, names)

    @api.model
    def _not_noted(self, card_ids):
        """Asked first, so that a day's later readings write nothing at all."""
        return [
            card_id
            for (card_id,) in self.env.execute_query(
                SQL(
                    """
                    SELECT card.id FROM keqin_contact card
                     WHERE card.id = ANY(%s)
                       AND NOT EXISTS (SELECT FROM keqin_access_log log
                                        WHERE log.kind = 'read'
                                          AND log.user_id = %s
                                          AND log.day = %s
                                          AND log.res_id = card.id)
                    """,
                    card_ids,
                    self.env.uid,
                    fields.Date.today(),
                )
            )
        ]

    @api.model
    def _insert_opened(self, card_ids, names):
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO keqin_access_log (
                       user_id, day, date, kind, res_model, res_id, partner_id,
                       customer_id, company_id, record_count, field_names,
                       create_uid, write_uid, create_date, write_date)
                SELECT %(user)s, %(day)s, %(now)s, 'read', 'keqin.contact', card.id,
                       card.partner_id, card.customer_id, card.company_id, 1, %(names)s,
                       %(user)s, %(user)s, %(now)s, %(now)s
                  FROM keqin_contact card
                 WHERE card.id = ANY(%(ids)s)
                    ON CONFLICT (user_id, res_id, day) WHERE kind = 'read' DO NOTHING
                """,
                user=self.env.uid,
                day=fields.Date.today(),
                now=now,
                names=", ".join(sorted(names)),
                ids=card_ids,
            )
        )

    @api.model
    def _note(self, kind, model, count, names=(), how=False, **vals):
        """One line on what was taken away, or erased.

        :param kind: a value of ``kind``
        :param model: name of the model
        :param count: number of records
        :param names: fields, as asked for
        """
        # sudo: who takes data away writes no log, the server does
        return self.sudo().create(
            {
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
                "kind": kind,
                "res_model": model,
                "record_count": count,
                "field_names": ", ".join(names),
                "how": how,
                **vals,
            }
        )

    @api.autovacuum
    def _gc_old(self):
        """Delete what is older than its company keeps.

        :return: number deleted, and whether there is more
        """
        done = 0
        # sudo: runs as superuser; companies that keep for ever are left out
        companies = self.env["res.company"].sudo()
        for company in companies.search([("keqin_access_days", ">", 0)]):
            before = fields.Datetime.now() - timedelta(days=company.keqin_access_days)
            old = [("company_id", "=", company.id), ("date", "<", before)]
            logs = self.sudo().search(old, limit=_VACUUM - done, order="id")
            done += len(logs)
            logs.unlink()
            if done >= _VACUUM:
                return done, True
        return done, False
