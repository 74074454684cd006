from odoo import models
from odoo.exceptions import UserError

from .keqin_referral import OPEN


class KeqinReferral(models.Model):
    """New, contacted, won or lost; the opportunity, the contact made of it (R177)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a referral is, how it moves
    _inherit = "keqin.referral"

    def action_contact(self):
        """Somebody has spoken to them."""
        self._check_step("new")
        self._step("contacted")
        return True

    def action_win(self):
        """They became a customer, without an opportunity to say so."""
        self._check_without_lead()
        self._check_step(*OPEN)
        unknown = self.filtered(lambda referral: not referral.referred_id)
        if unknown:
            raise UserError(
                self.env._(
                    "Fill in the contact of %s first, so that everybody sees whom we "
                    "won.",
                    ", ".join(unknown.mapped("name")),
                )
            )
        self._close("won")
        return True

    def action_lose(self):
        """Ask why nothing came of it."""
        self._check_without_lead()
        self._check_step(*OPEN)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why?"),
            "res_model": "keqin.referral.lose",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_referral_ids": self.ids},
        }

    def action_reopen(self):
        """Open again: it was closed by mistake, or there is new hope."""
        self._check_without_lead()
        self._check_step("won", "lost")
        self._step("contacted", closed_on=False, closing_reason=False)
        return True

    def action_make_partner(self):
        """Make a contact of it, once; open it."""
        self.ensure_one()
        self.check_access("write")
        if not self.referred_id:
            self.lock_for_update()
            # sudo: not everybody who hears of a company may create contacts; these
            # values, and who may work on the referral was checked
            self.referred_id = self.env["res.partner"].sudo().create(self._company())
        return self.sudo(False).referred_id._get_records_action(
            name=self.env._("Contact")
        )

    def action_make_lead(self):
        """Make an opportunity of it, once; open it. Who obtained it found it."""
        self.ensure_one()
        self.check_access("write")
        self.lock_for_update()
        # sudo: service hears of prospects without access to sales; the values are
        # these, and who may work on the referral was checked
        referral = self.sudo()
        if not referral.lead_id:
            self._check_step(*OPEN)
            values = self._prepare_lead()
            referral.lead_id = (
                referral.env["crm.lead"]
                .with_context(keqin_referral=True)
                .create(values)
            )
        return referral.lead_id._keqin_show()

    def action_open_lead(self):
        """Open its opportunity, as the reader's rights on sales allow."""
        self.ensure_one()
        self.check_access("read")
        # sudo: whether it may be opened is checked next
        return self.sudo().lead_id._keqin_show()

    def _lose(self, reason):
        """Nothing came of it.

        :raises UserError: without a reason, closed, or with an opportunity
        """
        self._check_without_lead()
        self._check_step(*OPEN)
        reason = (reason or "").strip()
        if not reason:
            raise UserError(
                self.env._("Say why %s is lost.", ", ".join(self.mapped("name")))
            )
        self._close("lost", reason)

    def _close(self, state, reason=False):
        for company, referrals in self.grouped("company_id").items():
            today = company._keqin_today()[company]
            referrals._step(state, closed_on=today, closing_reason=reason)

    def _step(self, state, **stamps):
        # sudo: nobody writes the state; who may take the step was checked before
        self.sudo().write({"state": state, **stamps})

    def _check_step(self, *states):
        self.check_access("write")
        wrong = self.filtered(lambda referral: referral.state not in states)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(referral)s is already %(state)s. Reload the page to see it.",
                    referral=wrong[0].name,
                    state=labels[wrong[0].state],
                )
            )

    def _check_without_lead(self):
        led = self.filtered("has_lead")
        if led:
            raise UserError(
                self.env._(
                    "%s follows its opportunity: win, lose or reopen that one.",
                    ", ".join(led.mapped("name")),
                )
            )

    def _company(self):
        company = {
            "name": self.name,
            "is_company": True,
            "phone": self.phone,
            "email": self.email,
            "user_id": self._seller().id,
        }
        if self.person:
            company["child_ids"] = [(0, 0, {"name": self.person})]
        return company

    def _seller(self):
        """Who sells to them: who sells to those that sent them."""
        return self.manager_id or self.user_id or self.env.user

    def _prepare_lead(self):
        referrer = self.contact_id or self.customer_id.partner_id
        source = self.env.ref("utm.utm_source_referral", raise_if_not_found=False)
        return {
            "name": self.env._(
                "%(who)s, referred by %(customer)s",
                who=self.name,
                customer=self.customer_id.name,
            ),
            "type": "opportunity",
            "partner_id": self.referred_id.id,
            "partner_name": self.name,
            "contact_name": self.person,
            "phone": self.phone,
            "email_from": self.email,
            "company_id": self.company_id.id,
            "user_id": self._seller().id,
            "description": self.note,
            "source_id": source.id if source else False,
            "keqin_activity_id": self.activity_id.id,
            "keqin_finder_id": self.user_id.id,
            "keqin_referrer_id": referrer.id,
        }
