from odoo import api, fields, models

from .keqin_survey_invitation import REACHED


class KeqinSurveyWave(models.Model):
    """What came back: who was reached, who answered, what they say (R101, R102).

    Counted by the access of the reader: account managers see their own customers'.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a wave is, its flow, whom it asks, what came of it
    _inherit = "keqin.survey.wave"

    noted_count = fields.Integer("In the list", compute="_compute_counts")
    waiting_count = fields.Integer("To send", compute="_compute_counts")
    reached_count = fields.Integer(
        "Reached", compute="_compute_counts", help="People whose mail arrived."
    )
    answered_count = fields.Integer("Answered", compute="_compute_counts")
    bounced_count = fields.Integer("Not reached", compute="_compute_counts")
    left_out_count = fields.Integer("Left out", compute="_compute_counts")
    response_rate = fields.Float(
        "Response rate (%)",
        compute="_compute_counts",
        digits=(5, 1),
        aggregator=None,
        help="People who answered of the people reached.",
    )
    nps_text = fields.Char(
        "NPS",
        compute="_compute_scores",
        help="With the limits within which it lies with 95 % certainty; below five "
        "people the answers themselves.",
    )
    csat_text = fields.Char(
        "CSAT",
        compute="_compute_scores",
        help="Satisfied answers of all, with the limits within which it lies with 95 % "
        "certainty; below five people the answers themselves.",
    )

    @api.depends_context("uid")
    def _compute_counts(self):
        groups = self.env["keqin.survey.invitation"]._read_group(
            [("wave_id", "in", self.ids)],
            ["wave_id", "state"],
            ["contact_id:count_distinct", "__count"],
        )
        counts = {(wave.id, state): number for wave, state, _n, number in groups}
        for wave in self:
            by_state = {
                state: counts.get((wave.id, state), 0)
                for state in ("waiting", "sent", "answered", "bounced", "expired")
                + ("left_out",)
            }
            reached = sum(by_state[state] for state in REACHED)
            wave.noted_count = sum(by_state.values())
            wave.waiting_count = by_state["waiting"]
            wave.reached_count = reached
            wave.answered_count = by_state["answered"]
            wave.bounced_count = by_state["bounced"]
            wave.left_out_count = by_state["left_out"]
            wave.response_rate = reached and 100 * by_state["answered"] / reached

    @api.depends_context("uid")
    def _compute_scores(self):
        statistics = self.env["keqin.feedback"]._statistics(
            [("wave_id", "in", self.ids)],
            by="wave_id",
            asked={wave: wave.reached_count for wave in self if wave.reached_count},
        )
        for wave in self:
            found = statistics.get(wave)
            wave.nps_text = found and self._score_text(found.nps, "%+d")
            wave.csat_text = found and self._score_text(found.csat, "%d %%")

    def _score_text(self, score, pattern):
        """A score with what it rests on, in one line."""
        if not score.n:
            return False
        if score.too_few:
            given = ", ".join(f"{answer:g}" for answer in score.answers)
            return self.env._("Too few for a score: %s", given)
        return self.env._(
            "%(score)s (%(low)s to %(high)s), n = %(number)s",
            score=pattern % round(score.value),
            low=pattern % round(score.low),
            high=pattern % round(score.high),
            number=score.people,
        )

    def action_open_invitations(self):
        """Everybody in the list of the wave."""
        return self._action_invitations()

    def action_open_left_out(self):
        """Who was not asked, and why."""
        return self._action_invitations("left_out")

    def action_open_unanswered(self):
        """Who was reached and has not answered."""
        return self._action_invitations("unanswered")

    def _action_invitations(self, kind=None):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_survey_invitation_action"
        )
        context = {f"search_default_{kind}": 1} if kind else {}
        return action | {
            "name": self.name,
            "domain": [("wave_id", "=", self.id)],
            "context": context | {"keqin_of_wave": True},
        }

    def action_open_feedback(self):
        """What was said, as far as the user may read it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "keqin.feedback",
            "view_mode": "list,kanban,form,pivot,graph",
            "domain": [("wave_id", "=", self.id)],
        }
