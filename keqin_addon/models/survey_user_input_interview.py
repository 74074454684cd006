from datetime import datetime, time

import pytz

from odoo import api, fields, models


class SurveyUserInput(models.Model):
    """An answer that somebody of ours took down in an interview (R101, R114)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: whose answer it is, what it becomes, who took it down
    _inherit = "survey.user_input"

    keqin_interviewed_on = fields.Date("Interview on", readonly=True, copy=False)

    def _keqin_who_vals(self, customer):
        """What was said in an interview was said on its day, not when it was logged."""
        vals = super()._keqin_who_vals(customer)
        if self.keqin_interviewed_on:
            vals["answered_on"] = self._keqin_interview_moment()
        return vals

    def _keqin_interview_moment(self):
        """:return: noon of that day for who asked, as naive UTC; at the latest when it

        was logged
        """
        self.ensure_one()
        zone = pytz.timezone(self.keqin_interviewer_id.tz or "UTC")
        noon = datetime.combine(self.keqin_interviewed_on, time(12))
        noon = zone.localize(noon).astimezone(pytz.utc).replace(tzinfo=None)
        return min(noon, self.end_datetime or noon)

    @api.model
    def _field_writers(self):
        """Set by the interview, as superuser."""
        return super()._field_writers() | {"keqin_interviewed_on": fields.NO_ACCESS}
