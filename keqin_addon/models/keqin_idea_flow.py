from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_UNDECIDED = ("submitted", "assessed")


class KeqinIdea(models.Model):
    """Submitted, assessed, adopted or rejected, rolled out; in order (R159).

    Assessed and decided by a lead whose idea it is not.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what an idea is, how it moves, what it is rewarded with
    _inherit = "keqin.idea"

    def action_assess(self):
        """How much it brings, and how much it takes."""
        self._check_judge()
        self._check_state(*_UNDECIDED)
        return self._ask("keqin.idea.assess", self.env._("Assess the Idea"))

    def action_adopt(self):
        """Say who makes it happen, and by when."""
        self._check_judge()
        self._check_state("assessed")
        title = self.env._("Adopt the Idea")
        return self._ask("keqin.idea.decide", title, step="adopt")

    def action_reject(self):
        """Say why not; who submitted it reads it."""
        self._check_judge()
        self._check_state("assessed")
        return self._ask("keqin.idea.decide", self.env._("Why?"), step="reject")

    def action_reconsider(self):
        """Another look at what was rejected."""
        self._check_judge()
        self._check_state("rejected")
        self._step(
            "assessed", decided_on=False, decided_by_id=False, decision_reason=False
        )
        return True

    def _assess(self, benefit, effort, assessment):
        """Before it is decided on, it may be assessed anew.

        :param benefit: ``"1"`` to ``"5"``, as ``effort``
        """
        self._check_judge()
        self._check_state(*_UNDECIDED)
        self._step(
            "assessed",
            benefit=benefit,
            effort=effort,
            assessment=self._words(assessment),
            assessed_on=fields.Date.context_today(self),
            assessed_by_id=self.env.user.id,
        )

    def _adopt(self, reason, improvement=None, **vals):
        """It is done: as a measure of its own, or with one that is on its way.

        :param improvement: the measure it goes with; a new one by default
        :param vals: of the new measure: owner, department, day
        """
        self.ensure_one()
        self._check_judge()
        self._check_state("assessed")
        measure = improvement or self._make_measure(vals)
        measure.check_access("read")
        self._decide("adopted", reason, improvement_id=measure.id)
        self._follow(measure.state)
        return measure

    def _reject(self, reason):
        """:raises UserError: without a reason"""
        self._check_judge()
        self._check_state("assessed")
        self._decide("rejected", self._words(reason))

    def _decide(self, state, reason, **vals):
        self._step(
            state,
            decision_reason=reason,
            decided_on=fields.Date.context_today(self),
            decided_by_id=self.env.user.id,
            **vals,
        )

    def _make_measure(self, vals):
        return self.env["keqin.improvement"]._make_improvement(
            {
                "name": self.name,
                "description": self.description,
                "department": self.department,
                "company_id": self.company_id.id,
                "source": "idea",
                **vals,
            }
        )

    def _follow(self, state):
        """Rolled out when its measure is done, and not when that is opened again.

        :param state: of the measure
        """
        done = state in ("done", "verified")
        was, now = ("adopted", "rolled_out") if done else ("rolled_out", "adopted")
        moved = self.filtered(lambda idea: idea.state == was)
        if moved:
            day = done and fields.Date.context_today(self)
            moved._step(now, rolled_out_on=day)

    def _step(self, state, **stamps):
        done = super()._step(state, **stamps)
        self._deliver()
        self._tell_submitter()
        return done

    def _ask(self, wizard, title, **defaults):
        self.ensure_one()
        values = {"idea_id": self.id} | defaults
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": wizard,
            "views": [(False, "form")],
            "target": "new",
            "context": {f"default_{name}": value for name, value in values.items()},
        }

    def _words(self, text):
        if not (text or "").strip():
            raise UserError(
                self.env._(
                    "Say in a few words why: whoever submitted %s reads it.",
                    ", ".join(self.mapped("name")),
                )
            )
        return text.strip()

    def _check_judge(self):
        """:raises AccessError: no lead, or it is their own idea"""
        self.check_access("write")
        own = self.filtered(lambda idea: idea.user_id == self.env.user)
        if not self.env.su and (own or not self._is_lead()):
            raise AccessError(
                self.env._(
                    "%s is assessed and decided on by a lead whose idea it is not.",
                    (own or self)[0].name,
                )
            )

    # who is told
    def _deliver(self):
        """On the list of a lead while it waits, and off it when it does not."""
        todo = "keqin_addon.mail_activity_type_idea"
        # sudo: to-dos of the idea, on whose list they are
        self.sudo().activity_search([todo], only_automated=True).unlink()
        if self.env.context.get("keqin_bulk"):
            return
        for idea in self.filtered(lambda idea: idea.state in _UNDECIDED).sudo():
            judge = idea._judge()
            here = idea.with_context(lang=judge.lang or self.env.lang)
            texts = {
                "submitted": here.env._("Assess the idea"),
                "assessed": here.env._("Adopt the idea, or say why not"),
            }
            if judge:
                idea.activity_schedule(
                    todo, summary=texts[idea.state], user_id=judge.id
                )

    def _judge(self):
        leads = self.env["keqin.case.task"]._leads(self.company_id) - self.user_id
        # who keeps the system runs no department
        return leads.sorted(lambda user: user._is_system())[:1]

    def _tell_submitter(self):
        """Thank you, and what became of it."""
        if self.env.context.get("tracking_disable"):
            return
        for idea in self:
            # sudo: told to whose idea it is
            person = idea.sudo().user_id
            here = idea.sudo().with_context(lang=person.lang or self.env.lang)
            text = here._thanks()
            if text and person.active and person != self.env.user:
                here.message_notify(
                    partner_ids=person.partner_id.ids,
                    subject=here.env._("Your idea: %s", here.name),
                    body=text,
                )

    def _thanks(self):
        texts = {
            "assessed": self.env._("Thank you for your idea. It was looked at."),
            "adopted": self.env._("Thank you: your idea is adopted, and will be done."),
            "rejected": self.env._(
                "Thank you for your idea. It is not followed up: %s",
                self.decision_reason or "",
            ),
            "rolled_out": self.env._("Thank you: what you suggested is done."),
        }
        return texts.get(self.state)

    @api.model
    def _may_reward(self):
        return self.env.su or self.env.user.has_group(
            "keqin_addon.group_keqin_executive"
        )
