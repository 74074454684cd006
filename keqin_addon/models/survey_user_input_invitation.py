from odoo import models


class SurveyUserInput(models.Model):
    """Whether the mail that asked for an answer arrived reaches the invitation."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what becomes feedback, what becomes of the invitation
    _inherit = "survey.user_input"

    def _message_receive_bounce(self, email, partner):
        res = super()._message_receive_bounce(email, partner)
        # sudo: the gateway tells, nobody writes invitations
        self.sudo().keqin_invitation_ids._not_reached("invalid")
        return res

    def _keqin_prefill(self):
        """Fill in what is known of the person, as the survey app's invitation does."""
        for question in self.survey_id.question_ids.filtered(
            lambda q: (
                q.question_type == "char_box"
                and (q.save_as_email or q.save_as_nickname)
            )
        ):
            known = "email" if question.save_as_email else "nickname"
            for answer in self.filtered(
                lambda a, q=question: a.survey_id == q.survey_id
            ):
                if answer[known]:
                    answer._save_lines(question, answer[known])
