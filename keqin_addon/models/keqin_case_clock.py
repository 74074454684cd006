from odoo import fields, models


class KeqinCase(models.Model):
    """The two clocks of a case and its times as records (design section 7)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, its clocks, its flow
    _inherit = "keqin.case"

    def _clock_enter(self, state, at=None, reason=None):
        """End the running segment of each case at ``at`` and begin the next one.

        :param at: naive UTC datetime, now by default
        """
        at = at or fields.Datetime.now()
        # sudo: times follow from the permitted step and are nobody's to write
        segments = self.sudo().segment_ids.filtered(lambda s: not s.date_to)
        segments.date_to = at
        segments.create(
            [
                {
                    "case_id": case.id,
                    "state": state,
                    "date_from": at,
                    "user_id": self.env.uid,
                    "reason": reason,
                }
                for case in self
            ]
        )
        self._clock_refresh()

    def _clock_refresh(self):
        """Find the policy of each case and set its deadlines by it."""
