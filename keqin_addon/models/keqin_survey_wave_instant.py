from odoo import api, models


class KeqinSurveyWave(models.Model):
    """``cron_wave`` also asks after events that are over (R107)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.survey.wave"

    @api.model
    def _cron_wave(self):
        self.env["event.event"]._cron_instant()
        return super()._cron_wave()
