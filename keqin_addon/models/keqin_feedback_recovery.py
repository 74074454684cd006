from odoo import SUPERUSER_ID, api, fields, models

from ..tools.recovery import Pair


class KeqinFeedback(models.Model):
    """Every dissatisfied answer becomes somebody's task, once (R112).

    Also one that a colleague heard. A low rating of a case does not: it reopens the
    case.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: an opinion, how it gets in, what becomes of it
    _inherit = "keqin.feedback"

    is_again = fields.Boolean(
        "Asked again", readonly=True, help="Said when asked again after a recovery."
    )
    again_id = fields.Many2one(
        "keqin.feedback",
        "Said again",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="What the same person said of the same, asked again after a recovery.",
    )
    again_text = fields.Char(related="again_id.score_text", string="Asked again: score")

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(
            ("again_id", "is_again"), fields.NO_ACCESS
        )

    @api.model
    def _record(self, vals_list):
        keys = [vals["source_key"] for vals in vals_list]
        known = self.search_fetch([("source_key", "in", keys)], ["sentiment"])
        before = {opinion.id: opinion.sentiment for opinion in known}
        opinions = super()._record(vals_list)
        # superuser: the answer may have come from somebody without a login
        opinions.with_user(SUPERUSER_ID)._take_up(before)
        return opinions

    def _take_up(self, before):
        """What follows from these opinions, new or corrected.

        :param before: dict of the ids of those known before to their sentiment then
        """
        heard = self.filtered(lambda opinion: opinion.source != "case")
        again = heard.filtered(lambda opinion: opinion.invitation_id.recovery_id)
        (heard - again)._take_up_first(before)
        again._take_up_again(before)

    def _take_up_first(self, before):
        answers = self.grouped(lambda opinion: opinion._answer_ref())
        Recovery = self.env["keqin.recovery"]
        known = Recovery.with_context(active_test=False)
        known = known.search([("answer_key", "in", list(answers))])
        known = known.with_env(self.env).grouped("answer_key")
        unhappy = {key: said._unhappy() for key, said in answers.items()}
        new = {key: said for key, said in unhappy.items() if said and key not in known}
        created = Recovery._open_for(new) if new else Recovery
        for key, recovery in (known | created.grouped("answer_key")).items():
            answers[key]._link_to(recovery)
        for key, recovery in known.items():
            recovery._on_changed(answers[key], before)
        created._after_opening()

    def _link_to(self, recovery):
        """All that was said in one go belongs to it, the friendly parts as well."""
        whole = self
        if recovery.answer_key in self.mapped("answer_key"):
            whole |= self.search([("answer_key", "=", recovery.answer_key)])
        whole.filtered(lambda opinion: not opinion.recovery_id).recovery_id = recovery
        recovery._forget_said()

    def _take_up_again(self, before):
        for recovery, opinions in self.grouped(
            lambda opinion: opinion.invitation_id.recovery_id
        ).items():
            opinions.write({"recovery_id": recovery.id, "is_again": True})
            recovery._forget_said()
            recovery._on_answered_again(opinions, before)

    def _unhappy(self):
        return self.filtered(lambda opinion: opinion.sentiment == "negative")

    def _newly(self, before, unhappy=True):
        """Those that have become dissatisfied, or are it no longer.

        :param before: dict of the ids of those known before to their sentiment then
        """
        return self.filtered(
            lambda opinion: (
                (opinion.sentiment == "negative") is unhappy
                and (before.get(opinion.id) == "negative") is not unhappy
            )
        )

    def _answer_ref(self):
        """What was answered in one go."""
        return self.answer_key or self.source_key

    def _question_key(self):
        """What is the same question in two answers of a person."""
        answer, source = self.answer_key or "", self.source_key
        if answer and source.startswith(answer):
            return self.survey_id, source[len(answer) :]
        return self.survey_id, self.question_id, self.metric, self.dimension

    def _as_pair(self):
        """The two answers to the same question, on its scale."""
        low, high = (
            (0, 10) if self.metric == "nps" else (self.scale_min, self.scale_max)
        )
        return Pair(self.score, self.again_id.score, low, high)

    def _about(self):
        """What it is about, in words: the recommendation, or the dimension."""
        name = "metric" if self.metric == "nps" else "dimension"
        return dict(self._fields[name]._description_selection(self.env))[self[name]]
