from odoo import api, fields, models
from odoo.exceptions import UserError

_READERS = (
    "keqin_addon.group_keqin_sales,keqin_addon.group_keqin_service,"
    "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager"
)


class SurveySurvey(models.Model):
    """Which surveys ask customers what they think of us (R100)."""

    _inherit = "survey.survey"

    keqin_wave_ids = fields.One2many(
        "keqin.survey.wave", "survey_id", "Waves", groups=_READERS
    )
    keqin_marked_count = fields.Integer(
        "Marked questions",
        compute="_compute_keqin_marked_count",
        help="Questions whose answers become feedback of customers.",
    )

    @api.depends("question_and_page_ids.keqin_metric")
    def _compute_keqin_marked_count(self):
        for survey in self:
            marked = survey.question_and_page_ids.filtered("keqin_metric")
            survey.keqin_marked_count = len(marked)

    def _check_keqin_ready(self):
        """Whether customers can be asked with it, each once and by name.

        :raises UserError: what is missing, and where to change it
        """
        for survey in self:
            if problem := survey._keqin_problem():
                raise UserError(problem)

    def _keqin_problem(self):
        """:return: why customers cannot be asked with it yet; nothing when they can"""
        if not self.active:
            return self.env._("“%s” is closed. Reopen it first.", self.title)
        if not self.keqin_marked_count:
            return self.env._(
                "No question of “%s” says what it measures, so no answer would become "
                "feedback. Open its questions and choose what each measures.",
                self.title,
            )
        if self.access_mode != "token":
            return self.env._(
                "“%s” can be answered by anyone with the link. Let only invited people "
                "answer (Options).",
                self.title,
            )
        if not self.is_attempts_limited or self.attempts_limit != 1:
            return self.env._(
                "“%s” can be answered several times. Limit it to one attempt "
                "(Options).",
                self.title,
            )
        return ""
