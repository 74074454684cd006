from odoo import api, fields, models

from ..tools.moment import noon


class SurveyUserInput(models.Model):
    """An answer that somebody of ours took down in an interview (R101, R114)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: whose answer it is, what it becomes, who took it down
    _inherit = "survey.user_input"

    keqin_interviewed_on = fields.Date("Interview on", readonly=True, copy=False)

    def _keqin_who_vals(self, customer):
        """What was said in an interview was said on its day, not when it was logged."""
        vals = super()._keqin_who_vals(customer)
        if day := self.keqin_interviewed_on:
            said_on = noon(day, self.keqin_interviewer_id.tz)
            vals["answered_on"] = min(said_on, self.end_datetime)
        return vals

    @api.model
    def _field_writers(self):
        """Set by the interview, as superuser."""
        return super()._field_writers() | {"keqin_interviewed_on": fields.NO_ACCESS}
