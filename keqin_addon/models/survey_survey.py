from odoo import api, fields, models
from odoo.exceptions import UserError

from .keqin_feedback import READERS


class SurveySurvey(models.Model):
    """Which surveys ask customers what they think of us (R100)."""

    _inherit = "survey.survey"

    keqin_wave_ids = fields.One2many(
        "keqin.survey.wave", "survey_id", "Waves", groups=READERS
    )
    keqin_marked_count = fields.Integer(
        "Marked questions",
        compute="_compute_keqin_marked_count",
        help="Questions whose answers become feedback of customers.",
    )

    keqin_feedback_count = fields.Integer(
        "Feedback", compute="_compute_keqin_feedback_count", groups=READERS
    )
    keqin_is_unmarked = fields.Boolean(
        compute="_compute_keqin_is_unmarked",
        help="It could ask customers, but no answer would become feedback.",
    )

    @api.depends("question_and_page_ids.keqin_metric")
    def _compute_keqin_marked_count(self):
        for survey in self:
            marked = survey.question_and_page_ids.filtered("keqin_metric")
            survey.keqin_marked_count = len(marked)

    def _compute_keqin_feedback_count(self):
        counts = dict(
            self.env["keqin.feedback"]._read_group(
                [("survey_id", "in", self.ids)], ["survey_id"], ["__count"]
            )
        )
        for survey in self:
            survey.keqin_feedback_count = counts.get(survey, 0)

    @api.depends("keqin_marked_count", "question_ids", "scoring_type", "survey_type")
    def _compute_keqin_is_unmarked(self):
        """Quizzes, certifications and live sessions measure nothing of ours."""
        for survey in self:
            survey.keqin_is_unmarked = (
                bool(survey.question_ids)
                and not survey.keqin_marked_count
                and survey.scoring_type == "no_scoring"
                and survey.survey_type in ("survey", "custom")
            )

    def action_keqin_feedback(self):
        """What customers said in answer to it, as far as the reader may see."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_feedback_action"
        )
        return action | {"domain": [("survey_id", "in", self.ids)], "context": {}}

    def _check_keqin_ready(self):
        """Whether customers can be asked with it: by name, about what we measure.

        :raises UserError: what is missing, and where to change it
        """
        for survey in self:
            if problem := survey._keqin_problem():
                raise UserError(
                    self.env._(
                        "%(survey)s cannot be sent. %(problem)s",
                        survey=survey.title,
                        problem=problem,
                    )
                )

    def _keqin_problem(self):
        """:return: why customers cannot be asked with it yet; nothing when they can"""
        if not self.active:
            return self.env._("It is closed. Open it first.")
        if self.access_mode != "token" or self.users_login_required:
            return self.env._(
                "Anybody can answer it, or only who logs in. Set its access to "
                "invited people only, without login."
            )
        if not self.keqin_marked_count:
            return self.env._(
                "None of its questions says what it measures. Mark one of them."
            )
        problems = (question._keqin_problem() for question in self.question_ids)
        return next(filter(None, problems), "")
