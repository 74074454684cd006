from odoo import models


class SurveyUserInput(models.Model):
    """An answer, and whether the mail that asked for it arrived, reach the invitation.

    Test entries are nobody's answer.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what becomes feedback, what becomes of the invitation
    _inherit = "survey.user_input"

    def _mark_done(self):
        result = super()._mark_done()
        # sudo: whoever answers by token reads no invitation; it is the answer's own
        answered = self.sudo().filtered(lambda answer: not answer.test_entry)
        answered.keqin_invitation_ids._answered()
        return result

    def _message_receive_bounce(self, email, partner):
        super()._message_receive_bounce(email, partner)
        # sudo: the gateway tells, nobody writes invitations
        self.sudo().keqin_invitation_ids._not_reached("invalid")

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
