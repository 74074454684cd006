import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

_logger = logging.getLogger(__name__)
_BATCH = 1_000


class KeqinCustomer(models.Model):
    """Archives that nobody has verified for long are asked after (R186).

    The day of the next look is on the file, so that the desk and lists find it; a run
    moves it where it differs, again it moves nothing.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    verify_on = fields.Date(
        "To verify by",
        compute="_compute_verify_on",
        store=True,
        index="btree_not_null",
        groups="keqin_addon.group_keqin_staff",
        help="From that day on the archive counts as too old.",
    )

    @api.depends("verified_on", "company_id.keqin_archive_days", "active")
    def _compute_verify_on(self):
        for customer in self:
            days = customer.company_id.keqin_archive_days
            start = customer.verified_on or (
                customer.create_date and customer.create_date.date()
            )
            due = days and customer.active and start
            customer.verify_on = due and fields.Date.add(start, days=days)

    @api.model
    def _field_writers(self):
        return super()._field_writers() | {"verify_on": fields.NO_ACCESS}

    @api.model
    def _cron_archive_review(self):
        """Give each account manager one to-do a week with the archives to verify.

        The to-do of last week is replaced, so that there is one at any time; the
        desk shows the files themselves.
        """
        companies = self.env["res.company"].search([("keqin_archive_days", ">", 0)])
        for company, today in companies._keqin_in_care()._keqin_today().items():
            self.env["keqin.archive.question"]._ask(company, today)
            made = self._ask_to_verify(company, today)
            _logger.info("Customer care: %s asked to verify archives", made)
            if self.env.context.get("cron_id"):
                self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _ask_to_verify(self, company, today):
        """:return: number of account managers who have something new to verify"""
        waiting = self._read_group(
            self._to_verify(company, today), ["user_id"], ["__count"]
        )
        todo = self.env.ref("keqin_addon.mail_activity_type_archive")
        asked = self.env["mail.activity"].search(
            [
                ("activity_type_id", "=", todo.id),
                ("user_id", "in", [user.id for user, _count in waiting]),
            ]
        )
        told = asked.filtered(
            lambda task: task.date_deadline > fields.Date.subtract(today, days=7)
        ).user_id
        (asked - asked.filtered(lambda task: task.user_id in told)).unlink()
        new = [(user, count) for user, count in waiting if user and user not in told]
        for users in split_every(_BATCH, new, list):
            self.env["mail.activity"].with_context(
                mail_activity_quick_update=True
            ).create([self._verify_task(todo, *row, today) for row in users])
        return len(new)

    @api.model
    def _to_verify(self, company, today):
        return (
            Domain("company_id", "=", company.id)
            & self._in_care()
            & Domain("verify_on", "<=", today)
            & Domain("user_id.active", "=", True)
        )

    @api.model
    def _verify_task(self, todo, user, count, today):
        here = self.with_context(lang=user.lang or self.env.lang).env
        return {
            "activity_type_id": todo.id,
            "summary": here._("%s archives to verify", count),
            "date_deadline": today,
            "user_id": user.id,
        }
