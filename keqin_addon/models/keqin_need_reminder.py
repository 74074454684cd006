from odoo import api, fields, models
from odoo.tools import split_every

_STALE = "keqin_addon.mail_activity_type_need_stale"
_BATCH = 1_000


class KeqinNeed(models.Model):
    """Open needs that nobody has worked on for too long are reminded of (R095)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a need is, how it moves, what comes of it
    _inherit = "keqin.need"

    @api.model
    def _remind_stale(self):
        """One to-do for the owner of each, once in the company's number of days.

        Run as often as one likes: who was reminded is marked, in batches.

        :return: how many were reminded of; False when the time of the run is over
        """
        reminded = 0
        limited = [("active", "=", True), ("keqin_need_days", ">", 0)]
        for company in self.env["res.company"].search(limited):
            today = fields.Date.context_today(self.with_company(company))
            limit = fields.Date.subtract(today, days=company.keqin_need_days)
            stale = self.search(self._stale_domain(limit, company))
            left = len(stale)
            for ids in split_every(_BATCH, stale.ids):
                self.browse(ids)._remind_owners(today)
                reminded += len(ids)
                left -= len(ids)
                if not self.env["keqin.plan.line"]._checkpoint(len(ids), left):
                    return False
        return reminded

    @api.model
    def _stale_domain(self, limit, company):
        """:param limit: the last day on which somebody should have worked on them"""
        return [
            ("company_id", "=", company.id),
            ("state", "!=", "closed"),
            ("updated_on", "<=", limit),
            "|",
            ("reminded_on", "=", False),
            ("reminded_on", "<=", limit),
            ("user_id.active", "=", True),
        ]

    def _remind_owners(self, today):
        quiet = self.with_context(
            mail_activity_quick_update=True, tracking_disable=True
        )
        quiet._stale_reminder().unlink()
        for user, needs in quiet.grouped("user_id").items():
            text = needs.with_context(lang=user.lang).env._("Nobody has worked on it")
            needs.activity_schedule(
                _STALE, date_deadline=today, summary=text, user_id=user.id
            )
        quiet.reminded_on = today

    def _stale_reminder(self):
        # sudo: reminders of the need, on whose list they are
        return self.sudo().activity_search([_STALE], only_automated=True)
