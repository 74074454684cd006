import logging

from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo import Command, api, fields, models
from odoo.fields import Domain
from odoo.tools import date_utils, mute_logger

from ..tools import period

_logger = logging.getLogger(__name__)
_BATCH = 50
_READERS = ("keqin_addon.group_keqin_sales", "keqin_addon.group_keqin_service")
# Who reads news on every customer, not on their own alone.
_READ_ALL = (
    "keqin_addon.group_keqin_sales_manager,keqin_addon.group_keqin_service,"
    "keqin_addon.group_keqin_marketing,keqin_addon.group_keqin_executive,"
    "keqin_addon.group_keqin_manager"
)
_LENGTHS = {"week": relativedelta(weeks=1), "month": relativedelta(months=1)}


class KeqinIntelligenceDigest(models.Model):
    """What was new on the market, sent to one colleague (R007).

    Once for each week or month that is over, and person, whoever runs the cron how
    often. What nobody may read is in nobody's digest; a week without news has none.
    """

    _name = "keqin.intelligence.digest"
    _description = "Digest of Market News"
    _inherit = "mail.thread"
    _order = "date_end desc, id desc"
    _mail_post_access = "read"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", "Reader", required=True, readonly=True, index=True
    )
    date_start = fields.Date("From", required=True, readonly=True)
    date_end = fields.Date("Before", required=True, readonly=True)
    item_ids = fields.Many2many("keqin.intelligence", string="Market news")

    _once = models.UniqueIndex(
        "(company_id, user_id, date_end)", "This digest has been sent already."
    )

    @api.depends("date_start", "date_end")
    def _compute_display_name(self):
        for digest in self:
            last = digest.date_end and fields.Date.subtract(digest.date_end, days=1)
            digest.display_name = f"{digest.date_start} – {last}"

    @api.model
    def _cron_digest(self):
        """Send each reader what was published in the week or month that is over."""
        companies = self.env["res.company"].search([("active", "=", True)])
        for company in companies:
            here = self.with_company(company).with_context(tracking_disable=True)
            if not here._send_all(company):
                return

    @api.model
    def _send_all(self, company):
        """:return: False when the time of the run is over"""
        window = self._window(company)
        if not window:
            return True
        since = self._since(company, window)
        items = self._news(company, min(since.values(), default=None), window[1])
        waiting = [
            (user, seen)
            for user in since
            if (seen := self._for_reader(user, items, since[user], company))
        ]
        done = 0
        while done < len(waiting):
            batch = waiting[done : done + _BATCH]
            self._send_batch(company, batch, since, window[1])
            done += len(batch)
            left = len(waiting) - done
            if not self.env["keqin.plan.line"]._checkpoint(len(batch), left):
                return False
        if waiting:
            _logger.info("%s: digest of market news to %s", company.name, len(waiting))
        return True

    @api.model
    def _window(self, company):
        """First day of the week or month that is over, and the day after its last.

        :return: None where the company wants no digest
        """
        interval = company.keqin_intelligence_interval
        if interval not in _LENGTHS:
            return None
        zone = self._zone(company)
        today = fields.Date.context_today(self.with_context(tz=zone))
        end = date_utils.start_of(today, interval)
        return end - _LENGTHS[interval], end

    @api.model
    def _zone(self, company):
        return company._keqin_zones()[company]

    @api.model
    def _since(self, company, window):
        """From which day on each reader has not had a digest; who had it is left out.

        :return: dict of user to date
        """
        start, end = window
        last = self._read_group(
            [("company_id", "=", company.id)], ["user_id"], ["date_end:max"]
        )
        had = dict(last)
        readers = self._readers(company)
        return {
            user: had.get(user, start) for user in readers if had.get(user, start) < end
        }

    @api.model
    def _readers(self, company):
        # sudo: who is in which group, for the scheduler
        cases = self.env["keqin.case"].sudo()
        users = self.env["res.users"].union(
            *(cases._members(group, company) for group in _READERS)
        )
        return users.filtered("keqin_intelligence_digest")

    @api.model
    def _news(self, company, start, end):
        """What is published between two days, the most relevant and latest first."""
        if not start:
            return self.env["keqin.intelligence"]
        last = end - relativedelta(days=1)
        since, until = period.utc_bounds(start, last, self._zone(company))
        return self.env["keqin.intelligence"].search(
            Domain("state", "=", "published")
            & Domain("company_id", "in", (False, company.id))
            & Domain("published_on", ">=", since)
            & Domain("published_on", "<", until),
            order="relevance desc, date desc, id desc",
        )

    @api.model
    def _for_reader(self, user, items, start, company):
        """Those that are new to the reader, and that the reader may see."""
        since = period.utc_bounds(start, start, self._zone(company))[0]
        sees_all = user.has_groups(_READ_ALL)
        return items.filtered(
            lambda item: (
                item.published_on >= since
                and (
                    sees_all or not item.customer_id or item.customer_id.user_id == user
                )
            )
        )

    @api.model
    def _send_batch(self, company, batch, since, end):
        vals_list = [
            {
                "company_id": company.id,
                "user_id": user.id,
                "date_start": since[user],
                "date_end": end,
                "item_ids": [Command.set(items.ids)],
            }
            for user, items in batch
        ]
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                digests = self.create(vals_list)
        except IntegrityError:
            return  # another server was first
        industries = self._own_industries(company, digests.user_id)
        for digest in digests:
            digest._send(industries.get(digest.user_id, set()))

    @api.model
    def _own_industries(self, company, users):
        """:return: dict of user to ids of the industries of their customers"""
        groups = self.env["keqin.customer"]._read_group(
            [
                ("company_id", "=", company.id),
                ("user_id", "in", users.ids),
                ("industry_id", "!=", False),
            ],
            ["user_id", "industry_id"],
        )
        own = {}
        for user, industry in groups:
            own.setdefault(user, set()).add(industry.id)
        return own

    def _send(self, industries):
        """In the reader's language; the industries of own customers come first."""
        self.ensure_one()
        here = self.with_context(lang=self.user_id.lang or self.env.lang)
        body = here.env["ir.qweb"]._render(
            "keqin_addon.intelligence_digest",
            {
                "digest": here,
                "groups": here._grouped(industries),
                "url": f"{here.get_base_url()}/odoo/market-news",
            },
            lang=here.env.lang,
        )
        here.message_notify(
            partner_ids=here.user_id.partner_id.ids,
            subject=here.env._("Market news: %s", len(here.item_ids)),
            body=body,
            email_layout_xmlid="mail.mail_notification_light",
        )

    def _grouped(self, industries):
        """Each item once: under an industry of own customers, else under its first.

        :param industries: ids of those of own customers
        :return: pairs of heading and items
        """
        rank = {"3": 0, "2": 1, "1": 2}
        groups = {}
        for item in self.item_ids.sorted(lambda item: rank[item.relevance]):
            mine = item.industry_ids.filtered(lambda one: one.id in industries)
            industry = (mine or item.industry_ids)[:1]
            heading = industry.name or self._other_heading(item)
            key = (not mine, not industry, heading)
            groups.setdefault(key, []).append(item)
        return [(key[-1], groups[key]) for key in sorted(groups)]

    def _other_heading(self, item):
        if item.customer_id:
            return self.env._("Single customers")
        return self.env._("All industries")
