from odoo import models


class SurveyUserInputLine(models.Model):
    """What the lines of one answered question say (R101, R106, R108)."""

    _inherit = "survey.user_input.line"

    def _keqin_opinions(self):
        """Opinions in the lines of one person's answer to one marked question.

        Lines that say nothing are left out: skipped, "cannot say", off the scale. A
        comment goes with the score it explains; where there is none, or several, it
        is an opinion of its own.

        :return: list of values of opinions, each with the ``row`` of a matrix or False
        """
        opinions = [score for line in self if (score := line._keqin_score())]
        comment = self._keqin_comment()
        if comment and len(opinions) == 1 and not opinions[0]["row"]:
            opinions[0]["comment"] = comment
        elif comment:
            opinions.append({"row": False, "metric": "comment", "comment": comment})
        dimension = self.question_id.keqin_dimension or "overall"
        return [{"dimension": dimension} | opinion for opinion in opinions]

    def _keqin_score(self):
        """:return: values of the score a line gives; empty when it gives none"""
        score, low, high = self._keqin_on_scale()
        if score is None or not low <= score <= high:
            return {}
        row = self.matrix_row_id
        dimension = {"dimension": row.keqin_dimension} if row.keqin_dimension else {}
        return dimension | {
            "row": row.id,
            "metric": self.question_id.keqin_metric,
            "score": score,
            "scale_min": low,
            "scale_max": high,
        }

    def _keqin_on_scale(self):
        """:return: score, lowest and highest; a score of None when there is none"""
        question = self.question_id
        if self.skipped or question.keqin_metric not in ("nps", "csat"):
            return None, 0, 0
        if self.answer_type == "scale":
            return self.value_scale, question.scale_min, question.scale_max
        choice = self.suggested_answer_id
        # the page sends ids of choices: only those of the question are answers to it
        if question.keqin_metric == "csat" and choice.question_id == question:
            return choice.keqin_level, 1, 5
        return None, 0, 0

    def _keqin_comment(self):
        """:return: what the person wrote or ticked, in their language; or nothing

        Ticked choices count as said where the question is marked as a comment.
        """
        texts = [line._keqin_text() or "" for line in self if not line.skipped]
        return "\n".join(text.strip() for text in texts if text.strip())

    def _keqin_text(self):
        if self.answer_type in ("text_box", "char_box"):
            return self._get_answer_value()
        if self.question_id.keqin_metric == "comment":
            lang = self.lang_id.code or self.env.lang
            return self.suggested_answer_id.with_context(lang=lang).value
        return ""
