from odoo import fields, models
from odoo.tools import SQL

_MODELS = [
    ("keqin.marketing.activity", "Marketing activity"),
    ("mailing.mailing", "Mailing"),
    ("keqin.publication", "Publication"),
    ("event.event", "Event"),
]


class KeqinMarketingCalendar(models.Model):
    """All that marketing does, in one calendar (R168).

    Marketing activities, mailings to customers in care, publications and events for
    customers; each opens as what it is. It tells a name, a day, an owner, a budget.
    """

    _name = "keqin.marketing.calendar"
    _description = "Marketing Calendar"
    _auto = False
    _order = "date_from desc, id desc"
    _depends = {
        "event.event": [
            *("active", "company_id", "date_begin", "date_end", "keqin_kind", "name"),
            "user_id",
        ],
        "keqin.marketing.activity": [
            *("active", "company_id", "date_from", "date_to", "name", "state"),
            *("budget", "cost", "user_id"),
        ],
        "keqin.publication": ["company_id", "date", "name", "state", "user_id"],
        "mailing.mailing": [
            *("active", "keqin_marketing_id", "schedule_date", "sent_date", "state"),
            *("subject", "user_id"),
        ],
    }

    name = fields.Char(readonly=True)
    res_model = fields.Selection(_MODELS, "Kind", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    date_from = fields.Datetime("From", readonly=True)
    date_to = fields.Datetime("To", readonly=True)
    user_id = fields.Many2one("res.users", "Owner", readonly=True)
    company_id = fields.Many2one("res.company", "Caring company", readonly=True)
    marketing_id = fields.Many2one(
        "keqin.marketing.activity", "Marketing activity", readonly=True
    )
    state = fields.Selection(
        [("open", "To come"), ("running", "Running"), ("done", "Done")],
        "Status",
        readonly=True,
    )
    budget = fields.Float(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT *
              FROM (%s UNION ALL %s UNION ALL %s UNION ALL %s) AS calendar
            """,
            self._activities_sql(),
            self._mailings_sql(),
            self._publications_sql(),
            self._events_sql(),
        )

    def _activities_sql(self):
        # noon, so that a day is the same one in every time zone we work in
        return SQL(
            """
            SELECT id::bigint * 4 AS id, name, 'keqin.marketing.activity' AS res_model,
                   id AS res_id, date_from + TIME '04:00' AS date_from,
                   date_to + TIME '08:00' AS date_to, user_id, company_id,
                   id AS marketing_id, budget::float,
                   CASE state WHEN 'planned' THEN 'open' ELSE state END AS state
              FROM keqin_marketing_activity
             WHERE active AND state != 'cancelled'
            """
        )

    def _mailings_sql(self):
        return SQL(
            """
            SELECT m.id::bigint * 4 + 1, m.subject, 'mailing.mailing', m.id, day, day,
                   m.user_id, a.company_id, a.id, NULL::float,
                   CASE m.state WHEN 'done' THEN 'done' WHEN 'sending' THEN 'running'
                                ELSE 'open' END
              FROM mailing_mailing m
              JOIN keqin_marketing_activity a ON a.id = m.keqin_marketing_id
             CROSS JOIN LATERAL (
                   SELECT COALESCE(m.sent_date, m.schedule_date,
                                   m.keqin_push_on + TIME '04:00', m.create_date) AS day
                   ) days
             WHERE m.active
            """
        )

    def _publications_sql(self):
        return SQL(
            """
            SELECT id::bigint * 4 + 2, name, 'keqin.publication', id,
                   date + TIME '04:00', date + TIME '05:00', user_id, company_id,
                   marketing_id, NULL::float,
                   CASE state WHEN 'published' THEN 'done' ELSE 'open' END
              FROM keqin_publication
             WHERE state != 'withdrawn'
            """
        )

    def _events_sql(self):
        return SQL(
            """
            SELECT id::bigint * 4 + 3, COALESCE(name ->> %(lang)s, name ->> 'en_US'),
                   'event.event', id, date_begin, date_end, user_id, company_id,
                   NULL::int, NULL::float,
                   CASE WHEN date_end < NOW() AT TIME ZONE 'UTC' THEN 'done'
                        WHEN date_begin < NOW() AT TIME ZONE 'UTC' THEN 'running'
                        ELSE 'open' END
              FROM event_event
             WHERE active AND keqin_kind IS NOT NULL
            """,
            lang=self.env.lang or "en_US",
        )

    def action_open(self):
        """Open what it is about; the record checks the reader."""
        self.ensure_one()
        action = {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
        if self.res_model == "mailing.mailing":
            action["views"] = [self.env["mailing.mailing"]._keqin_form()]
        return action
