import psycopg2

from odoo import api, models
from odoo.tools import mute_logger

from ..tools import evaluation
from .keqin_evaluation_flow import ASK

# Another server has just made what we are about to make.
MADE = (
    psycopg2.errors.UniqueViolation,
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
)
QUIET = {"mail_create_nosubscribe": True, "tracking_disable": True}


class KeqinEvaluation(models.Model):
    """Every period its evaluation, once, with its figures (R130, R136)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: see `keqin_evaluation_figures`
    _inherit = "keqin.evaluation"

    @api.model
    def _cron_evaluation(self):
        """Make the evaluations and appraisals of the last periods that are over.

        Idempotent: the database lets no two of one period be. Resumable: each is
        committed by itself.
        """
        companies = self.env["res.company"].search([("keqin_evaluates", "=", True)])
        companies = companies._keqin_in_care()
        due = [
            (company, period, *evaluation.last_over(period, today))
            for company, today in companies._keqin_today().items()
            for period in company._keqin_evaluation_periods()
        ]
        for number, (company, period, start, end) in enumerate(due, 1):
            made = self._generate(company, period, start, end)
            if period == company.keqin_evaluation_period:
                made += self._generate_appraisals(company, start, end) or 0
            if made:
                self._log_made(company, end, made)
            if not self._checkpoint(len(due) - number):
                return

    @api.model
    def _generate_appraisals(self, company, start, end):
        """Hook: make the appraisals of a period (R140).

        :return: how many were made
        """
        return 0

    @api.model
    def _generate(self, company, period, start, end):
        """Make the evaluations of the company, and of its teams if it wants them.

        :return: how many were made
        """
        scopes = [{"scope": "company", "team_id": False}]
        if company.keqin_evaluation_teams:
            teams = self.env["crm.team"].search(
                [
                    ("company_id", "in", (False, company.id)),
                    ("member_ids.company_ids", "in", company.ids),
                ]
            )
            scopes += [{"scope": "team", "team_id": team.id} for team in teams]
        found = self.search_fetch(
            [
                ("company_id", "=", company.id),
                ("period", "=", period),
                ("date_start", "=", start),
                ("scope", "!=", "employee"),
            ],
            ["scope", "team_id"],
        )
        present = {(one.scope, one.team_id.id) for one in found}
        missing = [
            vals | {"company_id": company.id, "period": period}
            for vals in scopes
            if (vals["scope"], vals["team_id"]) not in present
        ]
        return sum(
            bool(self._generate_one(company, vals | {"date_start": start}))
            for vals in missing
        )

    @api.model
    def _generate_one(self, company, vals):
        """:return: the evaluation with its figures; none where another server was"""
        lang = company.partner_id.lang or self.env.lang
        here = self.with_company(company).with_context(lang=lang, **QUIET)
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                record = here.create(
                    vals | {"with_tiers": company.keqin_evaluation_tiers}
                )
                record.is_automatic = True
                record._compute_figures()
        except MADE:
            return self.browse()
        record._message_log(
            body=record.env._(
                "Made by the schedule: the period is over and had no evaluation."
            )
        )
        record._wait_for(ASK, lambda it: it._evaluation_leads())
        return record

    def _evaluation_leads(self):
        """Who asks the departments: the service leads, they write the report (R132)."""
        lead = "keqin_addon.group_keqin_service_manager"
        return self.env["res.users"]._keqin_members([lead], self.company_id)

    @api.model
    def _log_made(self, company, end, made):
        """Say what was done in the log of scheduled work."""
        policy = self.env["keqin.health.engine"]._policy(company)
        if policy:
            run = self.env["keqin.grading.run"]._begin(policy, "evaluation", end)
            run._finish(made)

    @api.model
    def _checkpoint(self, left):
        """Commit what a scheduled run has made; False when its time is up."""
        if not self.env.context.get("cron_id"):
            return True
        return bool(self.env["ir.cron"]._commit_progress(1, remaining=left)) or not left
