from odoo import models


class KeqinSurveyInvitation(models.Model):
    """Whoever does not answer a mail may answer a question (R114)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.survey.invitation"

    def action_log_interview(self):
        """Open the form that takes down what the person answers in an interview."""
        self.ensure_one()
        self.check_access("read")
        return self.env["keqin.survey.interview"]._open(
            {
                "default_customer_id": self.customer_id.id,
                "default_contact_id": self.contact_id.id,
                "default_survey_id": self.survey_id.id,
            }
        )
