from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .keqin_customer import EXECUTIVES
from .keqin_gift_check import BLOCK, EXCEPTION


class KeqinGift(models.Model):
    """From the plan to the gift: who decides, and what is refused (R077).

    draft -> (approval ->) approved -> given or declined; an executive may refuse.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the gift, what speaks against it, its flow, suggestions
    _inherit = "keqin.gift"

    def action_submit(self):
        """Check planned gifts; what needs an executive waits for one.

        :raises UserError: for a gift that is not possible, with everything against it
        """
        self._start("draft")
        issues = self._issues(together=True)
        self._refuse_impossible(issues)
        asking = self.filtered(
            lambda gift: gift.above_limit or gift._exceptions(issues)
        )
        for gift in asking:
            if gift._exceptions(issues) and not (gift.reason or "").strip():
                raise UserError(
                    self.env._(
                        "%(gift)s needs an exception:\n%(exceptions)s\nSay in Why what "
                        "speaks for it, and an executive decides.",
                        gift=gift.display_name,
                        exceptions="\n".join(gift._exceptions(issues)),
                    )
                )
        (self - asking)._set_state("approved")
        asking._set_state("approval")
        asking._ask_sponsors()
        return True

    def action_approve(self):
        """Approve; an exception needs words, so it opens a window for them."""
        self._check_executive()
        self._start("approval")
        issues = self._issues(together=True)
        self._refuse_impossible(issues)
        if any(gift._exceptions(issues) for gift in self):
            return self._open_decision("approve")
        self._decide("approved", "")
        return True

    def action_refuse(self):
        """Open a window for the comment without which nothing is refused."""
        self._check_executive()
        self._start("approval")
        return self._open_decision("refuse")

    def action_give(self):
        """Given today: from now on it is history.

        :raises UserError: when it became impossible, or an exception, since approval
        """
        self._start("approved")
        issues = self._issues(together=True)
        self._refuse_impossible(issues)
        for gift in self:
            if gift._exceptions(issues) and not gift.approved_by_id:
                raise UserError(
                    self.env._(
                        "%(gift)s has become an exception:\n%(exceptions)s\nSet it "
                        "back to Planned and submit it again.",
                        gift=gift.display_name,
                        exceptions="\n".join(gift._exceptions(issues)),
                    )
                )
        self._set_state("given", date=fields.Date.context_today(self))
        return True

    def action_decline(self):
        """The customer did not want it; it costs nothing and counts for nothing."""
        self._start("approved")
        self._set_state("declined")
        return True

    def action_draft(self):
        """Back to the plan, to change it; a decision has to be made again."""
        self._start("approval", "approved", "refused", "declined")
        self._set_state("draft", approved_by_id=False, approved_on=False)
        self._close_requests()
        return True

    def _approve(self, comment):
        """Approve with a comment, which is what allows an exception."""
        self._check_executive()
        self._start("approval")
        issues = self._issues(together=True)
        self._refuse_impossible(issues)
        if any(gift._exceptions(issues) for gift in self):
            self._check_comment(comment)
        self._decide("approved", comment)

    def _refuse(self, comment):
        """Refuse, always with a comment for who asked."""
        self._check_executive()
        self._start("approval")
        self._check_comment(comment)
        self._decide("refused", comment)

    def _decide(self, state, comment):
        self._set_state(
            state,
            approved_by_id=self.env.uid,
            approved_on=fields.Date.context_today(self),
            decision_note=(comment or "").strip(),
        )
        self._close_requests()

    def _start(self, *states):
        """Only who may write these gifts moves them, and only in order."""
        self.check_access("write")
        wrong = self.filtered(lambda gift: gift.state not in states)
        if wrong:
            selection = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(gift)s is %(state)s; this is for gifts that are %(states)s.",
                    gift=wrong[0].display_name,
                    state=selection[wrong[0].state],
                    states=", ".join(selection[state] for state in states),
                )
            )

    def _check_executive(self):
        if not (self.env.su or self.env.user.has_groups(EXECUTIVES)):
            raise AccessError(
                self.env._("Only executives decide on gifts. Ask one of them.")
            )

    def _check_comment(self, comment):
        if not (comment or "").strip():
            raise UserError(
                self.env._("Say why: who asked for the gift has to understand it.")
            )

    def _refuse_impossible(self, issues):
        impossible = [
            f"{gift.display_name}: {issue.text}"
            for gift in self
            for issue in issues[gift]
            if issue.level == BLOCK
        ]
        if impossible:
            raise UserError("\n".join(impossible))

    def _exceptions(self, issues):
        return [issue.text for issue in issues[self] if issue.level == EXCEPTION]

    def _set_state(self, state, **stamps):
        # sudo: the step was checked, and nobody writes these fields directly
        self.sudo().write({"state": state, **stamps})

    def _ask_sponsors(self):
        """The sponsor of the customer is asked; without one, any executive may act."""
        for sponsor, gifts in self.grouped(lambda g: g.customer_id.sponsor_id).items():
            if sponsor:
                gifts.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Decide on a gift"),
                    user_id=sponsor.id,
                )

    def _close_requests(self):
        # sudo: the request is another's, and it is answered
        self.sudo().activity_unlink(
            ["mail.mail_activity_data_todo"], only_automated=True
        )

    def _open_decision(self, decision):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Approve an Exception")
            if decision == "approve"
            else self.env._("Refuse"),
            "res_model": "keqin.gift.decision",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_gift_ids": self.ids,
                "default_decision": decision,
            },
        }
