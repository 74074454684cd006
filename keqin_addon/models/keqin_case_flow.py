from odoo import api, fields, models


class KeqinCase(models.Model):
    """How a case moves: in order, by role, with every time kept (R097, R191)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, its clocks, its flow
    _inherit = "keqin.case"

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        for opened_on, group in cases.grouped("opened_on").items():
            group._clock_enter("new", opened_on)
        return cases

    def _record_response(self, at=None, user=None):
        """The customer has been answered: met once, by the first outbound message or
        logged call; never by a note, an assignment or an automatic reply (R087).

        :param at: naive UTC datetime, now by default
        :param user: who answered, the current user by default
        """
        new = self.filtered(lambda case: case.state == "new")
        at = at or fields.Datetime.now()
        new._step(
            "responded",
            at=at,
            first_response_on=at,
            first_response_by_id=(user or self.env.user).id,
        )

    def _record_customer_reply(self, at=None):
        """The customer has said something: a pause ends, or is flagged.

        :param at: naive UTC datetime, now by default
        """
        # sudo: follows from the customer's message, whoever delivers it
        self.sudo().write({"answered_on": at or fields.Datetime.now()})

    def _step(self, state, at=None, reason=None, **stamps):
        """Enter ``state``; whoever calls has checked order and role."""
        at = at or fields.Datetime.now()
        # sudo: nobody writes the state; who may take the step was checked before
        self.sudo().write({"state": state, "state_since": at, **stamps})
        self._clock_enter(state, at, reason)
