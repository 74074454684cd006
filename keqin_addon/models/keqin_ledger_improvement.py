from odoo import api, models
from odoo.tools import SQL

_NOTICE = ("company_id", "customer_id", "improvement_id", "told_by_id", "told_on")


class KeqinLedger(models.Model):
    """What customers were told of improvements, in the ledger (R110, R155)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what the ledger is, the rows of each room
    _inherit = "keqin.ledger"

    @api.model
    def _rows_notice(self, number):
        measure = "(SELECT name FROM keqin_improvement WHERE id = improvement_id)"
        columns = self._columns(
            number,
            SQL("id"),
            customer_id="customer_id",
            company_id="company_id",
            user_id="told_by_id",
            date="told_on",
            name=SQL(measure),
            department=SQL("'service'"),
            is_open=SQL("FALSE"),
        )
        return SQL(
            "SELECT %s FROM (%s) document",
            columns,
            self._select("keqin.improvement.notice", _NOTICE),
        )
