from odoo import api, models
from odoo.tools import mute_logger

from ..tools import evaluation
from .keqin_evaluation_schedule import MADE, QUIET
from .keqin_relationship_report import SUBMIT


class KeqinRelationshipReport(models.Model):
    """Account managers are reminded of their report, with its draft (R137)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what it is, when it is due
    _inherit = "keqin.relationship.report"

    @api.model
    def _cron_relationship_report(self):
        """Draft the reports of the last period that is over, one for each author.

        Idempotent: the database lets no author have two. Resumable: each company is
        committed by itself.
        """
        companies = self.env["res.company"].search(
            [("keqin_report_period", "!=", False)]
        )
        evaluations = self.env["keqin.evaluation"]
        companies = companies._keqin_in_care()
        due = companies._keqin_today().items()
        for number, (company, today) in enumerate(due, 1):
            bounds = evaluation.last_over(company.keqin_report_period, today)
            self._draft_reports(company, *bounds)
            if not evaluations._checkpoint(len(due) - number):
                return

    @api.model
    def _draft_reports(self, company, start, end):
        """:return: the drafts made"""
        evaluations = self.env["keqin.evaluation"]
        managers = evaluations._account_managers(company)
        dates = {"company_id": company.id, "date_start": start, "date_end": end}
        present = self.search([(name, "=", value) for name, value in dates.items()])
        missing = managers - present.user_id
        readers = evaluations._appraisers(company, missing)
        lang = company.partner_id.lang or self.env.lang
        here = self.with_company(company).with_context(lang=lang, **QUIET)
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                reports = here.create(
                    [
                        dates | {"user_id": user.id, "recipient_id": readers[user].id}
                        for user in missing
                    ]
                )
                self.env.flush_all()
        except MADE:
            return self.browse()
        for report in reports:
            report.activity_schedule(SUBMIT, user_id=report.user_id.id)
        return reports
