from odoo import api, models


class KeqinSurveyWave(models.Model):
    """A saved segment fills in the filter of a wave (R213)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _name = "keqin.survey.wave"
    _inherit = ["keqin.survey.wave", "keqin.segment.mixin"]

    @api.onchange("segment_id")
    def _onchange_segment_id(self):
        if self.segment_id:
            self.customer_domain = repr(self._segment_domain(self.segment_id))
