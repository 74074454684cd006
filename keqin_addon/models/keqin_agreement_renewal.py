from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import LazyTranslate, split_every

_lt = LazyTranslate(__name__)

_RENEWAL = "keqin_addon.mail_activity_type_agreement"
_BATCH = 500
# So many days before the end without a talk, the executive sponsor is told.
_ESCALATE = 30
_EXPIRED = _lt("Expired without a renewal")
_TALK = _lt("Talk about the renewal")
_LATE = _lt("Ends soon, no renewal talk yet")


class KeqinAgreement(models.Model):
    """Nobody forgets a renewal: reminders, then a lead, then it expires (R176)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what an agreement is, how it moves, its renewal
    _inherit = "keqin.agreement"

    def write(self, vals):
        """With another end, the reminders start anew; with another owner, they move."""
        owners = {agreement: agreement.user_id for agreement in self}
        done = super().write(vals)
        if vals.get("user_id"):
            for agreement, former in owners.items():
                reminders = agreement._reminders()
                reminders.filtered(lambda it, who=former: it.user_id == who).write(
                    {"user_id": vals["user_id"]}
                )
        if {"date_end", "renewal_on"} & set(vals):
            self._drop_reminders()
            # sudo: stamps that follow from the permitted write
            self.sudo().write({"reminded_on": False, "escalated_on": False})
        return done

    def action_plan_talk(self):
        """Open a new activity about its renewal; nothing is saved yet."""
        self.ensure_one()
        self._check_step("active", "expired")
        values = self._prepare_talk()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan Renewal Talk"),
            "res_model": "keqin.activity",
            "views": [(False, "form")],
            "context": {f"default_{name}": value for name, value in values.items()},
        }

    def action_open_talks(self):
        """The talks about its renewal that the reader may see."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Renewal Talks"),
            "res_model": "keqin.activity",
            "view_mode": "list,form",
            "domain": [("agreement_id", "=", self.id)],
            "context": {"create": False},
        }

    @api.model
    def _cron_agreement(self):
        """Expire what ran out, remind of what has to be renewed, tell the sponsor.

        Run as often as one likes, on several servers: what was done is marked in the
        same transaction, on rows that are locked.
        """
        today = self.env["res.company"].search([("active", "=", True)])._keqin_today()
        for company, day in today.items():
            ours = Domain("company_id", "=", company.id) & Domain(
                "state", "=", "active"
            )
            for domain, work in (
                (self._over_domain(day), self._expire),
                (self._silent_domain(day), self._remind),
                (self._late_domain(day), self._escalate),
            ):
                if not self._work_off(ours & domain, work, day):
                    return

    @api.model
    def _work_off(self, domain, work, day):
        """Batch after batch; False when the time of the run is over."""
        found = self.search(domain)
        left = len(found)
        quiet = found.with_context(
            mail_activity_quick_update=True, mail_auto_subscribe_no_notify=True
        )
        for ids in split_every(_BATCH, quiet.ids):
            mine = quiet.browse(ids).try_lock_for_update(allow_referencing=True)
            work(mine.filtered_domain(domain), day)
            left -= len(ids)
            if not self.env["keqin.plan.line"]._checkpoint(len(ids), left):
                return False
        return True

    @api.model
    def _over_domain(self, day):
        return Domain("date_end", "<", day)

    @api.model
    def _silent_domain(self, day):
        """Within the time for talks, without one, and not reminded of yet."""
        return Domain(
            [
                ("date_end", ">=", day),
                ("renewal_on", "<=", day),
                ("renewal_started_on", "=", False),
                ("reminded_on", "=", False),
            ]
        )

    @api.model
    def _late_domain(self, day):
        """Reminded on an earlier day, close to the end, and still no talk."""
        return Domain(
            [
                ("date_end", ">=", day),
                ("date_end", "<=", day + relativedelta(days=_ESCALATE)),
                ("renewal_started_on", "=", False),
                ("reminded_on", "<", day),
                ("escalated_on", "=", False),
            ]
        )

    @api.model
    def _expire(self, agreements, day):
        agreements._step("expired")
        agreements._drop_reminders()
        for agreement in agreements:
            agreement._to_do(agreement._renewal_owner(), day, _EXPIRED)

    @api.model
    def _remind(self, agreements, day):
        for agreement in agreements:
            agreement._to_do(agreement._renewal_owner(), day, _TALK)
        agreements.sudo().write({"reminded_on": day})

    @api.model
    def _escalate(self, agreements, day):
        for agreement in agreements:
            agreement._to_do(agreement.customer_id.sponsor_id, day, _LATE)
        agreements.sudo().write({"escalated_on": day})

    def _to_do(self, user, day, text):
        """On whose list it goes; nobody's, when there is nobody any more."""
        if user.active:
            self.activity_schedule(
                _RENEWAL,
                date_deadline=day,
                summary=self.with_context(lang=user.lang).env._(text),
                user_id=user.id,
            )

    def _renewal_owner(self):
        return self.user_id if self.user_id.active else self.customer_id.user_id

    def _drop_reminders(self):
        self._reminders().unlink()

    def _reminders(self):
        # sudo: reminders of the agreement, on whose list they are
        return self.sudo().activity_search([_RENEWAL], only_automated=True)

    def _prepare_talk(self):
        kind = self.env.ref(
            "keqin_addon.keqin_activity_type_negotiation", raise_if_not_found=False
        )
        return {
            "name": self.env._("Renewal of %s", self.name),
            "customer_id": self.customer_id.id,
            "contact_id": self.contact_id.id,
            "type_id": kind.id if kind else False,
            "user_id": (self._renewal_owner() or self.env.user).id,
            "agreement_id": self.id,
            "reason": self.env._("Ends on %s", self.date_end),
        }
