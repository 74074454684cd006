from odoo import api, models
from odoo.tools import SQL

from .keqin_recovery import OPEN as OPEN_RECOVERIES

# Fields of which the rows of each kind are made.
_FEEDBACK = (
    "answer_key",
    "answered_on",
    "comment",
    "company_id",
    "contact_id",
    "customer_id",
    "level",
    "metric",
    "score",
    "sentiment",
    "source_key",
    "user_id",
)
_INVITATION = (
    "company_id",
    "contact_id",
    "customer_id",
    "deadline",
    "manager_id",
    "sent_on",
    "state",
    "survey_id",
    "wave_id",
)


class KeqinLedger(models.Model):
    """The voice of the customer in the ledger: asked, answered, taken up (R155)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what the ledger is, the rows of each room
    _inherit = "keqin.ledger"

    @api.model
    def _rows_feedback(self, number):
        """One row for what a person said in one go, with the worst of it as state.

        Grouped by customer first, so that a ledger of one customer reads no other.
        """
        # the names of the moods happen to be in the order of worst first
        columns = self._columns(
            number,
            SQL("MIN(id)"),
            customer_id="customer_id",
            company_id=SQL("MIN(company_id)"),
            user_id=SQL("MIN(user_id)"),
            author_id=SQL("MIN(contact_id)"),
            date=SQL("MAX(answered_on)"),
            name=self._opinion(),
            department=SQL("'service'"),
            state=SQL("MIN(sentiment)"),
            is_open=SQL("FALSE"),
        )
        return SQL(
            "SELECT %s FROM (%s) document"
            " GROUP BY customer_id, COALESCE(answer_key, source_key)",
            columns,
            self._select("keqin.feedback", _FEEDBACK),
        )

    @api.model
    def _opinion(self):
        """The scores of an answer in short, and the words that came with them."""
        return SQL(
            "CONCAT_WS(' · ',"
            " 'NPS ' || MAX(score) FILTER (WHERE metric = 'nps') || '/10',"
            " 'CSAT ' || ROUND(AVG(level)::numeric, 1) || '/5',"
            " LEFT(STRING_AGG(REGEXP_REPLACE(comment, '\\s+', ' ', 'g'), ' · '"
            " ORDER BY id), 160))"
        )

    @api.model
    def _rows_invitation(self, number):
        """Surveys that were sent, by whose wave it is, else by the account manager.

        Who was left out got nothing.
        """
        lang = self.env.lang or "en_US"
        title = SQL(
            "(SELECT COALESCE(title->>%s, title->>'en_US') FROM survey_survey"
            " WHERE id = survey_id)",
            lang,
        )
        owner = SQL(
            "COALESCE((SELECT user_id FROM keqin_survey_wave WHERE id = wave_id),"
            " manager_id)"
        )
        columns = self._columns(
            number,
            SQL("id"),
            customer_id="customer_id",
            company_id="company_id",
            user_id=owner,
            date="sent_on",
            name=title,
            department=SQL("'service'"),
            state="state",
            is_open=SQL("state = 'sent'"),
            due="deadline",
        )
        return SQL(
            "SELECT %s FROM (%s) document WHERE sent_on IS NOT NULL",
            columns,
            self._select("keqin.survey.invitation", _INVITATION),
        )

    @api.model
    def _rows_recovery(self, number):
        return self._rows(
            number,
            author_id="contact_id",
            date="said_on",
            department=SQL("'sales'"),
            is_open=SQL("state IN %s", tuple(OPEN_RECOVERIES)),
            due="date_due",
        )
