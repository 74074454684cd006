from odoo import SUPERUSER_ID, fields, models

from .keqin_case import OPEN, UNCOUNTED
from .keqin_case_rating import DONE
from .keqin_feedback import READERS


class KeqinCase(models.Model):
    """By the kind of a case: a rating, a questionnaire, or nothing (R107).

    Without a rule for the kind, the setting of the company holds. Taken up again, what
    was not sent yet is withdrawn; the person is asked once a case.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.case"

    invitation_ids = fields.One2many(
        "keqin.survey.invitation", "case_id", "Asked", groups=READERS
    )
    invitation_count = fields.Integer(
        "Asked for feedback", compute="_compute_invitation_count", groups=READERS
    )

    def _compute_invitation_count(self):
        counts = self.env["keqin.survey.invitation"]._count_by("case_id", self)
        for case in self:
            case.invitation_count = counts.get(case.id, 0)

    def action_open_invitations(self):
        """Who was asked about it, who was not and why."""
        return self.env["keqin.survey.invitation"]._open_of("case_id", self)

    def _step(self, state, at=None, reason=None, **stamps):
        res = super()._step(state, at=at, reason=reason, **stamps)
        if state in DONE:
            self._request_survey()
        elif state in OPEN:
            self.env["keqin.survey.invitation"]._withdraw("case_id", self)
        return res

    def _asked_to_rate(self):
        rules = self._instant_rules()
        by_company = self.filtered(lambda case: case.id not in rules)
        by_rule = (self - by_company).filtered(
            lambda case: rules[case.id].ask == "rating"
        )
        return super(KeqinCase, by_company)._asked_to_rate() | by_rule

    def _instant_rules(self):
        """:return: dict of id to the rule for its kind, for cases that have one"""
        Rule = self.env["keqin.instant.feedback"]
        rules = Rule._rules("case", self.company_id)
        picked = {
            case.id: Rule._pick(rules, case.company_id, case.kind) for case in self
        }
        return {id_: rule for id_, rule in picked.items() if rule}

    def _request_survey(self):
        """Ask who raised them, where the rule for the kind has a questionnaire."""
        # superuser: follows from the step; a customer who confirms reads no rule
        cases = self.with_user(SUPERUSER_ID)
        rules = cases._instant_rules()
        for case in cases.filtered(lambda case: case.id in rules):
            if rules[case.id]._asks() and case._is_to_survey():
                people = {case.customer_id: case._rating_get_partner()}
                rules[case.id]._invite(people, case.state_since, case_id=case.id)

    def _is_to_survey(self):
        """Whether it was a matter of a customer whose person is known."""
        self.ensure_one()
        company = self.customer_id.partner_id
        return (
            bool(company)
            and self.result not in UNCOUNTED
            and self._rating_get_partner().commercial_partner_id == company
        )
