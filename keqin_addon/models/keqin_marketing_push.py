from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import html_sanitize, is_html_empty

_TODO = "mail.mail_activity_data_todo"
_NEWS = 8


class KeqinMarketingActivity(models.Model):
    """What repeats proposes its next mailing, written from what is new (R071)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.marketing.activity"

    @api.model
    def _cron_push(self):
        """A draft for each turn that has come; the owner completes and sends it.

        Turns that were slept through are one: nobody gets last month's news twice.
        """
        today = fields.Date.context_today(self)
        due = self.search(
            [
                ("state", "=", "running"),
                ("repeat_unit", "!=", False),
                ("next_on", "<=", today),
            ]
        )
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for activity in due:
            activity._propose(today)
            self.env["ir.cron"]._commit_progress(1)

    def _propose(self, today):
        self.ensure_one()
        turn = self.next_on
        news = self._news_since(turn)
        while self.next_on <= today:
            self.next_on = self._next_day()
        mailing = self.env["mailing.mailing"].create(self._prepare_mailing(turn, news))
        here = self.with_context(lang=self.user_id.lang or self.env.lang)
        mailing.activity_schedule(
            _TODO,
            date_deadline=today,
            summary=here.env._("Complete and send it"),
            user_id=self.user_id.id,
        )

    def _news_since(self, turn):
        """Published market news since the turn before, that everybody may read."""
        last = self.env["mailing.mailing"].search(
            [("keqin_marketing_id", "=", self.id), ("keqin_push_on", "<", turn)],
            order="keqin_push_on desc",
            limit=1,
        )
        domain = [
            ("state", "=", "published"),
            ("customer_id", "=", False),
            ("company_id", "in", (False, self.company_id.id)),
        ]
        if last:
            domain.append(("published_on", ">=", last.create_date))
        if self.industry_ids:
            domain += [
                "|",
                ("industry_ids", "in", self.industry_ids.ids),
                ("industry_ids", "=", False),
            ]
        return self.env["keqin.intelligence"].search(
            domain, limit=_NEWS, order="relevance desc, date desc, id desc"
        )

    def _prepare_mailing(self, turn, news):
        # what to do with the news is for us, not for customers
        parts = [
            Markup("<h2>%s</h2>%s")
            % (
                item.name,
                Markup() if is_html_empty(item.body) else html_sanitize(item.body),
            )
            for item in news
        ]
        body = Markup("<div>%s</div>") % Markup().join(parts)
        return {
            "subject": self.name,
            "keqin_marketing_id": self.id,
            "keqin_push_on": turn,
            "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
            "user_id": self.user_id.id,
            "email_from": self.user_id.email_formatted,
            "body_arch": body,
            "body_html": body,
        }
