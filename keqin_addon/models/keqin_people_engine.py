from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

# An activity through these is a talk; what is sent through the others is answered by
# a message of its own, or not at all.
TWO_WAY = ("visit", "video", "phone", "chat", "event")
# Who decides: the same as the filter Decision Makers of the cards.
DECIDERS = ("decider", "approver")
# So long a person counts as one we speak with.
TOUCH_MONTHS = 12
# Months between reviews of the relationship, unless somebody says otherwise (R049).
REVIEW_MONTHS = {"A": 3, "B": 6}
REVIEW_OTHERS = 12
_PEOPLE = (
    "touched_count",
    "last_touch_on",
    "has_no_decider",
    "is_single_thread",
    "key_person_left",
)


class KeqinPeopleEngine(models.AbstractModel):
    """With whom of a customer we speak, and where that is thin (R116): set-based.

    A two-way contact is an activity that is done, reached the customer, and went
    through a channel in which both speak; for those with a list of attendees, with who
    came. A mail from the person is one too, and so is a note of theirs on the portal.
    An absence notice that reaches another record than a case cannot be told from a
    mail, and counts.
    """

    _name = "keqin.people.engine"
    _description = "Relationship Engine"

    @api.model
    def _run(self, company, as_of=None):
        """Look all of a company's people up again; write what differs.

        Contacts fall out of the last twelve months day by day, and nobody logs that.

        :param company: whose customers
        :param as_of: the day, today by default
        :return: numbers of cards and of care files rewritten
        """
        day = fields.Date.to_date(as_of) or company._keqin_today()[company]
        self.env.flush_all()
        cards = self._store(
            SQL("keqin_contact"),
            ("last_touch_on", "last_touch_user_id"),
            self._touch_sql(SQL("card.company_id = %s", company.id), day),
        )
        files = self._store(
            SQL("keqin_customer"),
            _PEOPLE,
            self._people_sql(SQL("file.company_id = %s", company.id), {company: day}),
        )
        files += self._plan_first_reviews(company, day)
        self.env["keqin.contact"].invalidate_model()
        self.env["keqin.customer"].invalidate_model([*_PEOPLE, "next_review_on"])
        return cards, files

    @api.model
    def _touches_of(self, cards):
        """
        :return: dict of card id to day and user id of the last two-way contact
        """
        self.env["keqin.activity"].flush_model()
        self.env["keqin.activity.attendee"].flush_model()
        self.env["mail.message"].flush_model()
        cards.flush_model(["partner_id", "customer_id", "company_id"])
        ids = [id_ for id_ in cards._ids if isinstance(id_, int)]
        rows = self.env.execute_query(self._touch_sql(SQL("card.id = ANY(%s)", ids)))
        return {id_: (day, user_id) for id_, day, user_id in rows}

    @api.model
    def _people_of(self, customers):
        """
        :return: dict of customer id to the values of `_PEOPLE`
        """
        self.env["keqin.contact"].flush_model()
        self.env["res.partner"].flush_model(
            ["commercial_partner_id", "active", "keqin_invalid_reason"]
        )
        ids = [id_ for id_ in customers._ids if isinstance(id_, int)]
        days = customers.company_id._keqin_today()
        rows = self.env.execute_query(
            self._people_sql(SQL("file.id = ANY(%s)", ids), days)
        )
        return {id_: dict(zip(_PEOPLE, row, strict=True)) for id_, *row in rows}

    # sql
    @api.model
    def _touch_sql(self, cards, day=None):
        """Every card of ``cards`` with its last touch, if any.

        :param cards: condition on ``card``
        :param day: the last day that counts
        """
        return SQL(
            """
            SELECT DISTINCT ON (card.id) card.id, touch.day, touch.user_id
              FROM keqin_contact card
              LEFT JOIN LATERAL (%(talks)s UNION ALL %(mails)s) touch
                ON touch.day <= %(day)s
             WHERE %(cards)s
             ORDER BY card.id, touch.day DESC NULLS LAST,
                      touch.user_id IS NULL, touch.user_id
            """,
            talks=self._talks_sql(),
            mails=self._mails_sql(),
            cards=cards,
            day=day or fields.Date.to_date("9999-12-31"),
        )

    @api.model
    def _talks_sql(self):
        """Days of the activities in which the person of ``card`` was spoken to.

        Who was asked counts, unless a list of who came was kept and says otherwise.
        That somebody spoke to the person confidentially is known, not who it was.
        """
        return SQL(
            """
            SELECT a.date_done AS day,
                   CASE WHEN a.confidential IS NOT TRUE THEN a.user_id END AS user_id
              FROM keqin_activity a
             WHERE a.customer_id = card.customer_id
               AND a.state = 'done' AND a.reached = 'reached'
               AND a.channel = ANY(%(channels)s)
               AND (a.contact_id = card.partner_id
                    OR EXISTS (SELECT FROM keqin_activity_res_partner_rel asked
                                WHERE asked.keqin_activity_id = a.id
                                  AND asked.res_partner_id = card.partner_id)
                    OR EXISTS (SELECT FROM keqin_activity_attendee came
                                WHERE came.activity_id = a.id
                                  AND came.partner_id = card.partner_id
                                  AND came.attended AND came.is_ours IS NOT TRUE))
               AND NOT EXISTS (SELECT FROM keqin_activity_attendee missed
                                WHERE missed.activity_id = a.id
                                  AND missed.partner_id = card.partner_id
                                  AND missed.attended IS NOT TRUE
                                  AND EXISTS (SELECT FROM keqin_activity_attendee other
                                               WHERE other.activity_id = a.id
                                                 AND other.attended))
            """,
            channels=list(TWO_WAY),
        )

    @api.model
    def _mails_sql(self):
        """Days on which the person of ``card`` wrote to us, and to whom if known.

        A day is one of UTC, as for all mail; messages on another company's records
        are none of ours.
        """
        return SQL(
            """
            SELECT m.date::date AS day,
                   CASE WHEN a.confidential IS NOT TRUE THEN a.user_id END AS user_id
              FROM mail_message m
              JOIN res_partner author
                ON author.id = m.author_id AND author.partner_share
              LEFT JOIN keqin_activity a
                ON m.model = 'keqin.activity' AND a.id = m.res_id
             WHERE m.author_id = card.partner_id
               AND m.message_type IN ('email', 'comment')
               AND (m.record_company_id IS NULL
                    OR m.record_company_id = card.company_id)
            """
        )

    @api.model
    def _people_sql(self, files, days):
        """Every care file of ``files`` with the values of `_PEOPLE`.

        :param files: condition on ``file``
        :param days: dict of company to its today
        """
        since = {
            company.id: day - relativedelta(months=TOUCH_MONTHS)
            for company, day in days.items()
        }
        return SQL(
            """
            SELECT file.id,
                   COUNT(*) FILTER (WHERE person.here AND card.last_touch_on > since),
                   MAX(card.last_touch_on) FILTER (WHERE person.here),
                   COUNT(*) FILTER (WHERE person.here AND person.decides) = 0,
                   COUNT(*) FILTER (
                       WHERE person.here AND card.last_touch_on > since) = 1,
                   COUNT(*) FILTER (WHERE NOT person.here
                       AND (person.decides OR card.influence = 'high')) > 0
              FROM keqin_customer file
              JOIN unnest(%(companies)s::int[], %(since)s::date[])
                   AS year (company_id, since) ON year.company_id = file.company_id
              LEFT JOIN keqin_contact card
                ON card.customer_id = file.id AND card.active
              LEFT JOIN res_partner contact ON contact.id = card.partner_id
              LEFT JOIN LATERAL (
                   SELECT contact.active
                          AND contact.keqin_invalid_reason IS NULL
                          AND contact.commercial_partner_id = file.partner_id AS here,
                          COALESCE(card.decision_role = ANY(%(deciders)s), FALSE)
                          AS decides
                   ) person ON card.id IS NOT NULL
             WHERE %(files)s
             GROUP BY file.id
            """,
            companies=list(since),
            since=list(since.values()),
            deciders=list(DECIDERS),
            files=files,
        )

    @api.model
    def _store(self, table, names, rows):
        """Write the columns where they differ; returns in how many rows."""
        columns = [SQL.identifier(name) for name in names]
        new = SQL(", ").join(SQL("new.%s", column) for column in columns)
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s old SET (%(columns)s) = ROW(%(new)s)
                  FROM (%(rows)s) new (id, %(columns)s)
                 WHERE new.id = old.id AND (%(old)s) IS DISTINCT FROM (%(new)s)
                """,
                table=table,
                columns=SQL(", ").join(columns),
                new=new,
                rows=rows,
                old=SQL(", ").join(SQL("old.%s", column) for column in columns),
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _plan_first_reviews(self, company, day):
        """A graded customer that was never reviewed gets a day for it (R049)."""
        months = SQL(
            "CASE tier WHEN 'A' THEN %s WHEN 'B' THEN %s ELSE %s END",
            *REVIEW_MONTHS.values(),
            REVIEW_OTHERS,
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE keqin_customer
                   SET next_review_on = %(day)s + make_interval(months => %(months)s)
                 WHERE company_id = %(company)s AND active AND tier IS NOT NULL
                   AND next_review_on IS NULL AND lifecycle != 'lost'
                """,
                day=day,
                months=months,
                company=company.id,
            )
        )
        return self.env.cr.rowcount
