from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.exceptions import AccessError, UserError

from .keqin_agreement import _LEADS

# What the customer signed. Who follows it up, and what is noted, may change.
_TERMS = {
    "amount_year",
    "contact_id",
    "date_end",
    "date_start",
    "document",
    "kind",
    "name",
    "number",
    "signatory_id",
    "signed_on",
}
_EXECUTIVE = "keqin_addon.group_keqin_executive"


class KeqinAgreement(models.Model):
    """Draft, in force, renewed, expired or ended early; in order and by role (R176)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what an agreement is, how it moves, its renewal
    _inherit = "keqin.agreement"

    def write(self, vals):
        self._check_terms(vals)
        return super().write(vals)

    def action_activate(self):
        """Signed: it is in force, and what it renews is renewed."""
        self._check_step("draft")
        for agreement in self:
            agreement._check_signed()
        self._step("active")
        # sudo: renewed by its successor, which the user may put in force
        previous = self.previous_id.sudo()
        previous.filtered(lambda it: it.state in ("active", "expired"))._step("renewed")
        previous._drop_reminders()
        for customer in self.customer_id.sudo().filtered(lambda c: not c.signed_on):
            # sudo: a date that follows from the first contract
            customer.signed_on = min(
                agreement.signed_on
                for agreement in self
                if agreement.customer_id == customer
            )
        return True

    def action_renew(self):
        """Draft the successor, once; open it."""
        self.ensure_one()
        self.lock_for_update()
        if not self.successor_ids:
            self._check_step("active", "expired")
            successor = self.create(self._prepare_successor())
            # sudo: what it renews is nobody's to write, and was checked
            successor.sudo().previous_id = self
        return self._open(self.successor_ids)

    def action_open_successor(self):
        """What renews it."""
        self.ensure_one()
        return self._open(self.successor_ids)

    def action_open_previous(self):
        """What it renews."""
        self.ensure_one()
        return self._open(self.previous_id)

    def action_end(self):
        """Ask why, then end it before its time."""
        self._check_step("active")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why?"),
            "res_model": "keqin.agreement.end",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_agreement_ids": self.ids},
        }

    def action_reopen(self):
        """In force again: it was ended, or ran out, by mistake. Leads only."""
        self._check_step("ended", "expired")
        self._check_lead()
        today = self.company_id._keqin_today()
        over = self.filtered(lambda it: it.date_end < today[it.company_id])
        if over:
            raise UserError(
                self.env._(
                    "%s is over by its date. Correct its end first, or renew it.",
                    ", ".join(over.mapped("name")),
                )
            )
        self._step("active", ended_on=False, end_reason=False)
        return True

    def _end(self, reason):
        """End it before its time, for a reason.

        :raises UserError: when it is not in force, or no reason is given
        """
        self._check_step("active")
        reason = (reason or "").strip()
        if not reason:
            raise UserError(
                self.env._(
                    "Say why %s ends before its time.", ", ".join(self.mapped("name"))
                )
            )
        for company, agreements in self.grouped("company_id").items():
            today = company._keqin_today()[company]
            agreements._step("ended", ended_on=today, end_reason=reason)
        self._drop_reminders()

    def _prepare_successor(self):
        """The same again, from the day after its end and for as long."""
        start = self.date_end + relativedelta(days=1)
        months = _whole_months(self.date_start, start)
        length = relativedelta(months=months) if months else start - self.date_start
        return {
            "name": self.name,
            "kind": self.kind,
            "customer_id": self.customer_id.id,
            "user_id": self.user_id.id,
            "signatory_id": self.signatory_id.id,
            "contact_id": self.contact_id.id,
            "amount_year": self.amount_year,
            "note": self.note,
            "date_start": start,
            "date_end": start + length - relativedelta(days=1),
        }

    def _open(self, agreement):
        return {
            "type": "ir.actions.act_window",
            "res_model": "keqin.agreement",
            "res_id": agreement.id,
            "views": [(False, "form")],
        }

    def _check_signed(self):
        """:raises UserError: while who signed, or when, is missing"""
        if not (self.signed_on and self.signatory_id):
            raise UserError(
                self.env._(
                    "Fill in who signed %s for us, and when. It is in force from then "
                    "on.",
                    self.name,
                )
            )
        # sudo: who may bind the company is not for the reader's rights to decide
        signatory = self.signatory_id.sudo()
        if self.kind == "strategic" and not signatory.has_group(_EXECUTIVE):
            raise UserError(
                self.env._(
                    "%(agreement)s is a strategic agreement: an executive signs it, "
                    "not %(signatory)s.",
                    agreement=self.name,
                    signatory=signatory.name,
                )
            )

    def _check_terms(self, vals):
        """Once in force, what was signed is corrected by leads alone."""
        fixed = self.filtered(lambda agreement: agreement.state != "draft")
        if _TERMS & set(vals) and fixed and not self._is_lead():
            raise UserError(
                self.env._(
                    "%s is signed: its terms are corrected by a lead. Renew it to "
                    "agree on new ones.",
                    ", ".join(fixed.mapped("name")),
                )
            )

    def _check_lead(self):
        if not self._is_lead():
            raise AccessError(
                self.env._(
                    "Only a lead can put %s in force again.",
                    ", ".join(self.mapped("name")),
                )
            )

    def _is_lead(self):
        return self.env.su or self.env.user.has_groups(_LEADS)


def _whole_months(start, end):
    """Months from ``start`` to ``end``; 0 when it is not a whole number of them.

    >>> from datetime import date
    >>> _whole_months(date(2026, 1, 1), date(2027, 1, 1))
    12
    >>> _whole_months(date(2026, 1, 1), date(2026, 2, 15))
    0
    """
    span = relativedelta(end, start)
    return 0 if span.days else span.years * 12 + span.months
