import pytz
from dateutil.relativedelta import relativedelta
from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.tools import date_utils, get_lang, mute_logger

from ..tools.pareto import percent
from ..tools.period_text import period_text

TOP = 5
_READERS = ("group_keqin_service_manager", "group_keqin_executive")


class KeqinCaseSummary(models.Model):
    """What a month brought, sent to service leads and executives (R092).

    One for each company and month, whoever runs the cron how often. The complaint rate
    is complaints received of 100 customers in care (K14).
    """

    _name = "keqin.case.summary"
    _description = "Monthly Case Summary"
    _order = "month desc, company_id"
    _rec_name = "month"

    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    month = fields.Date(required=True, readonly=True, help="Its first day.")
    case_count = fields.Integer("Cases", readonly=True)
    complaint_count = fields.Integer("Complaints", readonly=True)
    complaint_before = fields.Integer("Complaints the month before", readonly=True)
    customer_count = fields.Integer("Customers", readonly=True)
    complaint_rate = fields.Float(
        "Complaints of 100 customers",
        compute="_compute_complaint_rate",
        store=True,
        digits=(9, 1),
        aggregator="avg",
    )
    answered_count = fields.Integer("Answered or late", readonly=True)
    answered_in_time = fields.Integer(readonly=True)
    resolved_count = fields.Integer("Resolved or late", readonly=True)
    resolved_in_time = fields.Integer(readonly=True)
    causes = fields.Json(readonly=True, help="The most frequent: id and complaints.")
    sent_on = fields.Datetime("Sent", readonly=True)

    _once_a_month = models.UniqueIndex(
        "(company_id, month)", "This month has its summary already."
    )

    @api.depends("complaint_count", "customer_count")
    def _compute_complaint_rate(self):
        for summary in self:
            rate = percent(summary.complaint_count, summary.customer_count)
            summary.complaint_rate = rate or 0.0

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for summary in self:
            summary.display_name = summary._month_label()

    @api.model
    def _cron_summary(self):
        """Sum up the last month for each company that had a case in it."""
        # archived companies have nobody to read it
        companies = self.env["res.company"].search([("active", "=", True)])
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            self.with_company(company)._summarise(company)
            self.env["ir.cron"]._commit_progress(1)

    def _summarise(self, company):
        """Make and send the summary of the last month, unless that was done."""
        month = self._last_month(company)
        if self.search_count([("company_id", "=", company.id), ("month", "=", month)]):
            return self.browse()
        values = self._values(company, month)
        if not values["case_count"]:
            return self.browse()
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                summary = self.create(values)
        except IntegrityError:
            return self.browse()  # another server was first
        summary._send()
        return summary

    @api.model
    def _last_month(self, company):
        """First day of the month before today, where the company is."""
        now = pytz.utc.localize(fields.Datetime.now())
        today = now.astimezone(pytz.timezone(self._tz(company))).date()
        return today.replace(day=1) - relativedelta(months=1)

    @api.model
    def _tz(self, company):
        return company.resource_calendar_id.tz or company.partner_id.tz or "UTC"

    @api.model
    def _values(self, company, month):
        end = date_utils.end_of(month, "month")
        cases = self.env["keqin.case"].with_context(tz=self._tz(company))
        domain = [("company_id", "=", company.id)]
        figures = cases._figures(domain, month, end)
        before = cases._domain_received(
            month - relativedelta(months=1), month - relativedelta(days=1)
        )
        total = figures["kinds"][-1]
        return {
            "company_id": company.id,
            "month": month,
            "case_count": figures["total"],
            "complaint_count": sum(bar.count for bar in figures["causes"]),
            "complaint_before": cases.search_count(
                [*domain, ("kind", "=", "complaint"), ("counts", "=", True), *before]
            ),
            "customer_count": self.env["keqin.customer"].search_count(domain),
            "answered_count": total[2].total,
            "answered_in_time": total[2].part,
            "resolved_count": total[3].total,
            "resolved_in_time": total[3].part,
            "causes": [[bar.key.id, bar.count] for bar in figures["causes"][:TOP]],
        }

    # mail
    def _send(self):
        """A mail to each reader, in the reader's language."""
        self.ensure_one()
        template = self.env.ref(
            "keqin_addon.mail_template_case_summary", raise_if_not_found=False
        )
        readers = self._readers()
        for lang, users in readers.grouped("lang").items() if template else ():
            template.with_context(keqin_lang=lang).send_mail(
                self.id,
                email_values={"recipient_ids": [(6, 0, users.partner_id.ids)]},
                email_layout_xmlid="mail.mail_notification_light",
            )
        self.sent_on = fields.Datetime.now()

    def _readers(self):
        groups = self.env["res.groups"].union(
            *(self.env.ref(f"keqin_addon.{name}") for name in _READERS)
        )
        return groups.all_user_ids.filtered(
            lambda user: (
                user.active
                and not user.share
                and user.email
                and self.company_id in user.company_ids
            )
        )

    def _month_label(self):
        self.ensure_one()
        return period_text(self.month, "yMMMM", get_lang(self.env).code)

    def _top_causes(self):
        """Names of the most frequent causes and their complaints, for the mail."""
        self.ensure_one()
        Cause = self.env["keqin.case.cause"].with_context(active_test=False)
        pairs = self.causes or []
        known = Cause.search(
            [("id", "in", [cause for cause, _count in pairs if cause])]
        )
        names = {cause.id: cause.name for cause in known}
        unknown = self.env._("No cause yet")
        return [(names.get(cause, unknown), count) for cause, count in pairs]

    def _share(self, part, total):
        return "–" if not total else f"{round(percent(part, total))} % ({part}/{total})"
