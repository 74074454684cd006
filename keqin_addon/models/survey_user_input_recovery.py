from odoo import models


class SurveyUserInput(models.Model):
    """An answer to some of the questions: those answered badly before (R112)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "survey.user_input"

    def _keqin_asks_some(self):
        # sudo: who answers by token reads no invitation; it is the answer's own
        return bool(self.sudo().keqin_invitation_ids.question_ids)
