from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..tools import appraisal
from .keqin_evaluation import EXECUTIVE
from .keqin_evaluation_line import _PLAN
from .optional_float import OptionalFloat

# What it is held against: agreed on, as what is measured.
_AGREED = _PLAN | {"basis", "own_target", "own_target_max"}


class KeqinEvaluationLine(models.Model):
    """A criterion of an appraisal: what it counts for, what it adds (R142, R150)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a line is, what it comes to, what it adds
    _name = "keqin.evaluation.line"
    _inherit = ["keqin.evaluation.line", "keqin.appraisal.part.mixin"]

    share = OptionalFloat(
        "Counts for (%)",
        compute="_compute_points",
        digits=(5, 1),
        help="Of all weights; together 100.",
    )
    points = OptionalFloat(
        compute="_compute_points",
        digits=(5, 1),
        help="What it adds to the score: together exactly that. Criteria without data "
        "leave their weight to the others.",
    )

    @api.depends(
        "scope", "evaluation_id.line_ids.score", "evaluation_id.line_ids.weight"
    )
    def _compute_points(self):
        for record, lines in self.grouped("evaluation_id").items():
            found = dict.fromkeys(lines, (False, False))
            if record.scope == "employee":
                every = record.line_ids
                shares = appraisal.shares(every.mapped("weight"))
                points = record._appraisal_total().points
                found |= dict(zip(every, zip(shares, points, strict=True), strict=True))
            for line in lines:
                line.share, line.points = found[line]

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_appraisal(_AGREED)
        return lines

    def write(self, vals):
        self._check_appraisal(vals.keys())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self._check_appraisal(_AGREED)

    # business methods
    def _check_appraisal(self, names):
        """Before the employee reads it the appraiser judges, nobody what is measured.

        :param names: fields that are written
        """
        if self.env.su:
            return
        for line in self - self._own():
            if line.evaluation_id.user_id == self.env.user:
                raise AccessError(
                    self.env._("Nobody writes in one's own appraisal but the comment.")
                )
            if line.state != "draft":
                raise UserError(
                    self.env._(
                        "%s is no draft any more: its criteria and scores stay.",
                        line.evaluation_id.name,
                    )
                )
            measured = line.indicator_id
            if measured and "score" in names:
                raise UserError(
                    self.env._(
                        "%s is measured: its score follows from target and actual.",
                        line.display_name,
                    )
                )
            if measured and _AGREED & names and not self.env.user.has_group(EXECUTIVE):
                raise AccessError(
                    self.env._(
                        "What is measured and how much it counts comes from the "
                        "template; executives change it."
                    )
                )

    def _planned_target(self, candidates):
        """Of an appraisal its own target first."""
        if self.scope == "employee" and self.own_target is not False:
            most = self.own_target_max
            return self.own_target, None if most is False else most
        return super()._planned_target(candidates)

    def _store_figure(self, now, before, target, target_max):
        """Without a target as good as before is enough, where that is agreed on."""
        appraised = self.scope == "employee"
        if appraised and target is None and self.basis == "before":
            target = before.value
        done = super()._store_figure(now, before, target, target_max)
        if appraised and self.indicator_id.is_sensitive:
            # the appraiser judges the trend, and reads no profit
            self.write({"numerator": 0.0, "denominator": 0.0})
        return done
