from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .keqin_feedback import DIMENSIONS, METRICS

# The types a question of a metric may have; the first is the one it gets.
_TYPES = {
    "nps": ("scale",),
    "csat": ("scale", "simple_choice", "matrix"),
    "comment": ("text_box", "char_box", "simple_choice", "multiple_choice"),
}
NPS_SCALE = (0, 10)
CSAT_SCALE = (1, 5)


class SurveyQuestion(models.Model):
    """What a question measures: recommendation, satisfaction with what (R106, R108).

    Marking it is a matter of one field, which brings its type and its scale along.
    What was answered before stays what it was.
    """

    _inherit = "survey.question"

    keqin_metric = fields.Selection(
        METRICS,
        "Measures",
        index="btree_not_null",
        help="Answers of customers to this question become feedback. Recommendation: "
        "0 to 10. Satisfaction: a scale, choices, or a matrix with one row per topic.",
    )
    keqin_dimension = fields.Selection(DIMENSIONS, "Dimension")
    keqin_is_stars = fields.Boolean("Show as stars", help="For a scale from 1 to 5.")

    _keqin_nps_scale = models.Constraint(
        "CHECK(keqin_metric IS NULL OR keqin_metric <> 'nps' "
        "OR (question_type = 'scale' AND scale_min = 0 AND scale_max = 10))",
        "A recommendation (NPS) is asked on a scale from 0 to 10.",
    )
    _keqin_stars_scale = models.Constraint(
        "CHECK(keqin_is_stars IS NOT TRUE OR question_type <> 'scale' "
        "OR (scale_min = 1 AND scale_max = 5))",
        "Stars show a scale from 1 to 5.",
    )

    @api.depends("keqin_metric")
    def _compute_question_type(self):
        """A marked question has a type that can be measured."""
        res = super()._compute_question_type()
        for question in self.filtered(lambda q: q.keqin_metric and not q.is_page):
            types = _TYPES[question.keqin_metric]
            # a new question is of the type that comes first until choices are entered
            is_new = question.question_type == "simple_choice" and not (
                question.suggested_answer_ids
            )
            if is_new or question.question_type not in types:
                question.question_type = types[0]
        return res

    @api.onchange("keqin_metric")
    def _onchange_keqin_metric(self):
        if not self.keqin_metric:
            self.keqin_dimension = self.keqin_is_stars = False
            return
        self.keqin_dimension = self.keqin_dimension or "overall"
        self.constr_mandatory = self.constr_mandatory or self.keqin_metric == "nps"
        if self.keqin_metric == "nps":
            self.keqin_is_stars = False
            self._set_keqin_scale(
                NPS_SCALE,
                self.env._("Not at all likely"),
                self.env._("Extremely likely"),
            )
        elif self.keqin_metric == "csat":
            self._set_keqin_scale(
                CSAT_SCALE,
                self.env._("Very dissatisfied"),
                self.env._("Very satisfied"),
            )

    @api.onchange("question_type", "keqin_metric")
    def _onchange_keqin_choices(self):
        """Choices of satisfaction are the usual ones until others are entered."""
        choices = self.question_type in ("simple_choice", "matrix")
        if self.keqin_metric == "csat" and choices and not self.suggested_answer_ids:
            self.suggested_answer_ids = [
                fields.Command.create({"value": value, "keqin_level": level})
                for value, level in self._keqin_usual_choices()
            ]

    @api.model
    def _keqin_usual_choices(self):
        """:return: pairs of what is offered and the satisfaction it stands for"""
        return [
            (self.env._("Very satisfied"), 5),
            (self.env._("Satisfied"), 4),
            (self.env._("Neutral"), 3),
            (self.env._("Dissatisfied"), 2),
            (self.env._("Very dissatisfied"), 1),
            (self.env._("Cannot say"), 0),
        ]

    def _set_keqin_scale(self, scale, worst, best):
        self.scale_min, self.scale_max = scale
        self.scale_min_label, self.scale_mid_label = worst, False
        self.scale_max_label = best

    @api.constrains(
        "keqin_metric", "matrix_subtype", "question_type", "suggested_answer_ids"
    )
    def _check_keqin_metric(self):
        """:raises ValidationError: when the answers could not be measured"""
        for question in self.filtered("keqin_metric"):
            if question.question_type not in _TYPES[question.keqin_metric]:
                raise ValidationError(question._keqin_wrong_type())
            if question.keqin_metric == "csat":
                question._check_keqin_csat()

    def _keqin_wrong_type(self):
        names = dict(self._fields["question_type"]._description_selection(self.env))
        metrics = dict(self._fields["keqin_metric"]._description_selection(self.env))
        return self.env._(
            "“%(question)s” cannot measure %(metric)s as it is asked. Choose one of: "
            "%(types)s.",
            question=self.title,
            metric=metrics[self.keqin_metric],
            types=", ".join(names[type_] for type_ in _TYPES[self.keqin_metric]),
        )

    def _check_keqin_csat(self):
        if self.question_type == "scale":
            return
        if self.question_type == "matrix" and self.matrix_subtype != "simple":
            raise ValidationError(
                self.env._(
                    "“%s” measures satisfaction: allow one choice per row.", self.title
                )
            )
        if self.suggested_answer_ids and not self._keqin_levels():
            raise ValidationError(self._keqin_no_levels())

    def _keqin_levels(self):
        return set(self.suggested_answer_ids.mapped("keqin_level")) - {0}

    def _keqin_no_levels(self):
        return self.env._(
            "“%s” measures satisfaction: say how satisfied each choice is, 1 to 5. "
            "0 is for those who cannot say.",
            self.title,
        )

    def _keqin_problem(self):
        """:return: why its answers would say nothing; empty when they say something"""
        self.ensure_one()
        if self.keqin_metric != "csat" or self.question_type == "scale":
            return ""
        if len(self._keqin_levels()) < 2:
            return self._keqin_no_levels()
        if self.question_type == "matrix" and not self.matrix_row_ids:
            return self.env._("“%s” has no rows to answer.", self.title)
        return ""

    def _validate_scale(self, answer):
        """A value that is not offered cannot be an answer (the page can be forged)."""
        if answer and self.keqin_metric:
            offered = map(str, range(self.scale_min, self.scale_max + 1))
            if str(answer) not in offered:
                return {self.id: self.env._("Choose one of the values offered.")}
        return super()._validate_scale(answer)
