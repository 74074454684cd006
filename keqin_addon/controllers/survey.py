from odoo.http import request, route

from odoo.addons.survey.controllers.main import Survey


class KeqinSurvey(Survey):
    """Odoo's survey pages, where they are the voice of customers."""

    @route()
    def survey_retry(self, survey_token, answer_token, **post):
        """An opinion is given once: a quiz may be tried again, a satisfaction not."""
        access = self._get_access_data(survey_token, answer_token, ensure_token=True)
        answer = access["answer_sudo"]
        if (
            answer
            and not answer.test_entry
            and access["survey_sudo"].keqin_marked_count
        ):
            return request.redirect("/")
        return super().survey_retry(survey_token, answer_token, **post)
