from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html

from .keqin_recovery import RECOVERY_LEADS
from .keqin_risk import OPEN

_CLOSED = ("recovered", "lost", "cleared", "dismissed")


class KeqinRisk(models.Model):
    """At risk, plan in place, saving, then recovered or lost (R115, R118, R191).

    The first three follow from what is done: an answer and a planned step are a plan in
    place, the first step done begins the saving. The owner, the account manager or a
    lead says what became of it; that it was none, a lead alone.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a risk is, how it moves, where it comes from, who is told
    _inherit = "keqin.risk"

    activity_ids_care = fields.One2many("keqin.activity", "risk_id", "Steps")
    recovery_ids = fields.Many2many(
        "keqin.recovery",
        compute="_compute_recovery_ids",
        string="Dissatisfied answers in work",
        help="Of the same customer: what is done there is not done twice.",
    )

    def _compute_recovery_ids(self):
        recoveries = self.env["keqin.recovery"].search(
            [("customer_id", "in", self.customer_id.ids), ("is_open", "=", True)]
        )
        by_customer = recoveries.grouped("customer_id")
        for risk in self:
            risk.recovery_ids = by_customer.get(risk.customer_id)

    # steps
    def action_open_recoveries(self):
        """The dissatisfied answers of the same customer that are in work."""
        self.ensure_one()
        return self.recovery_ids._get_records_action(
            name=self.env._("Dissatisfied Customers")
        )

    def action_take(self):
        """Answer for risks oneself that nobody owns."""
        self.check_access("write")
        owned = self.filtered(lambda risk: not risk.is_unowned)
        if owned:
            owned[0]._refuse()
        # sudo: nobody else's; whoever sees the customer may answer for it
        self.sudo().user_id = self.env.user
        return True

    # put off
    def action_snooze(self):
        """Ask until when and why, then put it off."""
        self._check_step(*OPEN)
        return self._ask("snooze", self.env._("Put Off"))

    def action_wake(self):
        """Back on the desk."""
        self._check_step(*OPEN)
        # sudo: stamped by the step, which was checked
        self.sudo().write({"snoozed_until": False, "snooze_reason": False})
        return True

    # the end
    def action_recovered(self):
        """Ask for the result, then close it: the customer is kept."""
        self._check_step("saving")
        self._check_crisis_steps()
        return self._ask("recovered", self.env._("Recovered"))

    def action_lost(self):
        """Ask for the reason, then close it: the customer is lost to us."""
        self._check_step(*OPEN)
        return self._ask("lost", self.env._("Lost"))

    def action_dismiss(self):
        """Ask for the reason, then close it: it is no risk. Leads only."""
        self._check_lead()
        self._check_step(*OPEN)
        return self._ask("dismissed", self.env._("No Risk"))

    def action_reopen(self):
        """Go on with a closed one. Leads only, on a later day than it was closed."""
        today = self._company_day()
        if any(risk.closed_on and risk.closed_on < today for risk in self):
            self._check_lead()
        self._check_step(*_CLOSED)
        self._step(
            "at_risk",
            closed_on=False,
            result=False,
            open_days=False,
            snoozed_until=False,
            snooze_reason=False,
        )
        self._advance()
        self._deliver()
        return True

    def _snooze(self, until, reason):
        """
        :param until: day on which it comes back
        :raises UserError: closed, no reason, or a day that is not to come
        """
        self._check_step(*OPEN)
        self._check_told(reason)
        if not until or until <= self._company_day():
            raise UserError(self.env._("Choose a day from tomorrow on."))
        # sudo: stamped by the step, which was checked
        self.sudo().write({"snoozed_until": until, "snooze_reason": reason.strip()})
        return True

    def _close(self, state, result, until=None):
        """
        :param state: ``recovered``, ``lost`` or ``dismissed``
        :param result: what became of it, or why it is none
        :param until: of a dismissed one, the day before which no rule opens it again
        :raises AccessError: not theirs to say
        :raises UserError: out of order, or without a result
        """
        if state == "dismissed":
            self._check_lead()
        elif state not in ("recovered", "lost"):
            raise UserError(self.env._("Say what became of the risk."))
        self._check_step(*(("saving",) if state == "recovered" else OPEN))
        self._check_told(result)
        if state == "recovered":
            self._check_crisis_steps()
        self._end(state, {risk.id: result.strip() for risk in self}, until)
        return True

    def _end(self, state, results, until=None, day=None):
        """Whoever calls has checked order and role, or is a rule.

        :param results: dict of risk id to text
        """
        day = day or self._company_day()
        # sudo: stamped by the step; the result first, for nothing is closed without
        for risk in self.sudo():
            days = max((day - risk.detected_on).days, 0)
            risk.write({"result": results[risk.id], "open_days": days})
        stamps = {"closed_on": day, "snoozed_until": until, "snooze_reason": False}
        self._step(state, day, **stamps)
        self._reminder().action_feedback()

    def _begin(self):
        """A new risk is in its first stage, and those who have to know it know."""
        # sudo: stages are written by steps
        stages = self.env["keqin.risk.stage"].sudo()
        for day, risks in self.grouped("detected_on").items():
            stages._enter(risks, day)
        if not self.env.context.get("keqin_bulk"):
            self._deliver()
            self._tell_executives()

    def _advance(self):
        """Into the stage that follows from the answer and the steps."""
        counts = self._count_steps()
        stepped = {risk_id for risk_id, _state in counts}
        ready = self.filtered(lambda r: r.state == "at_risk" and r.id in stepped)
        ready.filtered(lambda r: not r.is_unanswered)._step("planned")
        begun = self.filtered(
            lambda r: r.state == "planned" and counts.get((r.id, "done"))
        )
        begun._step("saving")

    def _step(self, state, day=None, **stamps):
        if not self:
            return
        day = day or self._company_day()
        # sudo: nobody writes the state; who may take the step was checked before
        self.sudo().write({"state": state, "stage_since": day, **stamps})
        self.env["keqin.risk.stage"].sudo()._enter(self, day)

    def _prepare_step(self):
        """Never the strategy: others may read the step."""
        return super()._prepare_step() | {
            "contact_id": self.customer_id.main_contact_id.id,
            "date_planned": self._company_day(),
            "reason": (self.reason or "").split("\n")[0][:200],
        }

    def _prepare_case(self):
        return {
            "customer_id": self.customer_id.id,
            "kind": "complaint" if self.is_crisis else "support",
            "channel": "other",
            "is_preventive": not self.is_crisis,
            "name": self.name,
            "description": plaintext2html(self.reason or self.name),
        }

    def _ask(self, state, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "keqin.risk.close",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_risk_ids": self.ids, "default_state": state},
        }

    # what is asked for
    def _check_step(self, *states):
        """The owner, the account manager and leads; the record rules come first."""
        self.check_access("write")
        others = self.filtered(lambda risk: not risk.may_step)
        if others:
            others[0]._refuse()
        self._check_state(*states)

    def _check_lead(self):
        if not (self.env.su or self.env.user.has_groups(RECOVERY_LEADS)):
            raise AccessError(
                self.env._("Only a lead can say so of %s.", self[:1].display_name or "")
            )

    def _check_told(self, text):
        if not (text or "").strip():
            raise UserError(
                self.env._(
                    "Say why, or what became of %s, in a sentence.",
                    self[:1].display_name,
                )
            )
