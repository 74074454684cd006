from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.nps import change


class KeqinSurveyWave(models.Model):
    """What moved since the wave before, called a change only when it is one (R111)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a wave is, its flow, whom it asks, what came of it
    _inherit = "keqin.survey.wave"

    nps_change = fields.Char("Change of NPS", compute="_compute_change")
    csat_change = fields.Char("Change of CSAT", compute="_compute_change")

    @api.depends_context("uid")
    def _compute_change(self):
        before = {wave: wave._before() for wave in self}
        scores = self.env["keqin.feedback"]._statistics(
            [("wave_id", "in", self.union(*before.values()).ids)], by="wave_id"
        )
        for wave in self:
            found, was = scores.get(wave), scores.get(before[wave])
            moved = found and was
            wave.nps_change = moved and self._change_text(was.nps, found.nps)
            wave.csat_change = moved and self._change_text(was.csat, found.csat)

    def _before(self):
        """:return: the wave this one follows, or the last one with its questionnaire"""
        self.ensure_one()
        return self.previous_id or self.search(
            Domain("survey_id", "=", self.survey_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("date_start", "<", self.date_start)
            & Domain("state", "in", ("running", "closed")),
            order="date_start desc, id desc",
            limit=1,
        )

    def _change_text(self, was, found):
        moved = change(was, found)
        if moved.value is None:
            return was.n and found.n and self.env._("Too few to compare")
        points = f"{moved.value:+.0f}"
        if not moved.is_change:
            return self.env._("%s points: no reliable change", points)
        if moved.value > 0:
            return self.env._("%s points: better", points)
        return self.env._("%s points: worse", points)

    def action_open_analysis(self):
        """The answers of the wave by dimension, against the wave before."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "keqin_addon.keqin_voice_analysis_action"
        )
        return action | {"params": {"wave_id": self.id}}
