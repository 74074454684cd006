from odoo import api, models
from odoo.tools import SQL

from .keqin_risk import OPEN


class KeqinLedger(models.Model):
    """Risks in the ledger: when they were seen, whose they are, how they ended (R155).

    Their strategy is not in it.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what the ledger is, the rows of each room
    _inherit = "keqin.ledger"

    @api.model
    def _rows_risk(self, number):
        return self._rows(
            number,
            date=SQL("detected_on + time '12:00'"),
            department=SQL("'sales'"),
            is_open=SQL("state IN %s", OPEN),
            due="date_due",
        )
