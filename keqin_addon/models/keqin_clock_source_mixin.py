from odoo import api, models
from odoo.tools import SQL

from .keqin_case import OPEN


class KeqinClockSourceMixin(models.AbstractModel):
    """What clocks count by: when it changes, deadlines are found anew.

    Not at once, since one who edits a calendar need not wait for every case: open cases
    are marked, and `cron_sla` is called.
    """

    _name = "keqin.clock.source.mixin"
    _description = "Counted by Clocks"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._outdate_clocks()
        return records

    def write(self, vals):
        self._outdate_clocks()
        return super().write(vals)

    def unlink(self):
        self._outdate_clocks()
        return super().unlink()

    def _outdate_clocks(self):
        """Let `cron_sla` find the deadlines of open cases anew."""
        if not self._counts_for_clocks():
            return
        self.env["keqin.case"].flush_model(["state", "clock_stale"])
        [(marked,)] = self.env.execute_query(
            SQL(
                """
                WITH marked AS (
                    UPDATE keqin_case SET clock_stale = TRUE
                     WHERE state IN %s AND clock_stale IS NOT TRUE
                 RETURNING id
                ) SELECT COUNT(*) FROM marked
                """,
                OPEN,
            )
        )
        if marked:
            self.env["keqin.case"].invalidate_model(["clock_stale"])
            # sudo: the scheduler is told, whoever keeps the calendar
            cron = self.env.ref("keqin_addon.cron_sla", raise_if_not_found=False)
            if cron:
                cron.sudo()._trigger()

    def _counts_for_clocks(self):
        """Hook: whether any of these records is counted by."""
        return bool(self)
