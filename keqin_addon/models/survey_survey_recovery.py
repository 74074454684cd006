from odoo import api, models


class SurveySurvey(models.Model):
    """Who is asked some of the questions sees the pages of these alone (R112).

    The survey app knows it of questions drawn at random: it shows the questions of an
    answer, but walks through all pages.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "survey.survey"

    @api.model
    def _get_pages_or_questions(self, user_input):
        found = super()._get_pages_or_questions(user_input)
        if not user_input._keqin_asks_some():
            return found
        asked = user_input.predefined_question_ids
        return found.filtered(
            lambda item: item.question_ids & asked if item.is_page else item in asked
        )

    def _get_next_page_or_question(
        self, user_input, page_or_question_id, go_back=False
    ):
        """From a page that is not asked there is no way but to the first one."""
        if page_or_question_id and user_input._keqin_asks_some():
            pages = self._get_pages_or_questions(user_input)
            if page_or_question_id not in pages.ids:
                return pages.browse() if go_back else pages[:1]
        return super()._get_next_page_or_question(
            user_input, page_or_question_id, go_back=go_back
        )
