from odoo import api, fields, models
from odoo.tools import SQL

_BENEFIT = (
    "company_id",
    "customer_id",
    "date_end",
    "date_start",
    "name",
    "used_on",
    "user_id",
)


class KeqinLedger(models.Model):
    """Agreements, referrals and benefits in the ledger (R155, R176, R177, R179)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what the ledger is, the rows of each room
    _inherit = "keqin.ledger"

    @api.model
    def _rows_agreement(self, number):
        """Open while it is not signed, and while a renewal talk is waited for."""
        return self._rows(
            number,
            date=SQL("COALESCE(signed_on, date_start) + time '12:00'"),
            department=SQL("'sales'"),
            is_open=SQL(
                "state = 'draft' OR state = 'active' AND renewal_started_on IS NULL"
                " AND renewal_on <= %s",
                fields.Date.context_today(self),
            ),
            due=SQL("CASE WHEN state = 'active' THEN renewal_on END"),
        )

    @api.model
    def _rows_referral(self, number):
        return self._rows(
            number,
            author_id="contact_id",
            date=SQL("date + time '12:00'"),
            department=SQL("'sales'"),
            is_open=SQL("state IN ('new', 'contacted')"),
        )

    @api.model
    def _rows_benefit(self, number):
        """What was granted; how far it is follows from the day."""
        today = fields.Date.context_today(self)
        state = SQL(
            "CASE WHEN used_on IS NOT NULL THEN 'used'"
            " WHEN date_end < %(today)s THEN 'expired'"
            " WHEN date_start > %(today)s THEN 'planned' ELSE 'valid' END",
            today=today,
        )
        columns = self._columns(
            number,
            SQL("id"),
            customer_id="customer_id",
            company_id="company_id",
            user_id="user_id",
            date=SQL("date_start + time '12:00'"),
            name="name",
            department=SQL("'marketing'"),
            state=state,
            is_open=SQL("FALSE"),
            due="date_end",
        )
        return SQL(
            "SELECT %s FROM (%s) document",
            columns,
            self._select("keqin.benefit", _BENEFIT),
        )
