from odoo import api, models
from odoo.tools import mute_logger

from .keqin_appraisal_flow import SCORE
from .keqin_evaluation_schedule import MADE, QUIET

_EXECUTIVES = "group_keqin_executive"
# Who leads whom: the first is appraised by the second.
_LINES = {
    "group_keqin_sales": "group_keqin_sales_manager",
    "group_keqin_service": "group_keqin_service_manager",
}


class KeqinEvaluation(models.Model):
    """Every account manager is appraised every period, once (R140)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: see `keqin_evaluation_figures`
    _inherit = "keqin.evaluation"

    @api.model
    def _generate_appraisals(self, company, start, end):
        """Make the appraisals of a period, all at once, with their figures.

        Idempotent: the database lets nobody be appraised twice for it.

        :return: how many were made
        """
        if not company.keqin_appraises:
            return super()._generate_appraisals(company, start, end)
        values = self._missing_appraisals(company, start)
        lang = company.partner_id.lang or self.env.lang
        here = self.with_company(company).with_context(lang=lang, **QUIET)
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                records = here.create(values)
                records.is_automatic = True
                records._compute_figures()
        except MADE:
            return 0
        records._wait_for(SCORE, lambda record: record.appraiser_id)
        return len(records)

    @api.model
    def _missing_appraisals(self, company, start):
        """Values of those that are not there yet."""
        period = company.keqin_evaluation_period
        about = {"scope": "employee", "company_id": company.id}
        about |= {"period": period, "date_start": start}
        present = self.search([(name, "=", value) for name, value in about.items()])
        templates = self.env["keqin.appraisal.template"]._for_employees(
            company, self._account_managers(company)
        )
        users = self.env["res.users"].union(*templates) - present.user_id
        appraisers = self._appraisers(company, users)
        return [
            about
            | {
                "user_id": user.id,
                "template_id": templates[user].id,
                "appraiser_id": appraisers[user].id,
            }
            for user in users
        ]

    @api.model
    def _appraisers(self, company, users):
        """The lead of the sales team, a lead of one's own, or an executive.

        :return: dict of user to user, never the same; empty where there is nobody
        """
        members = self._members(company)
        executives = members[_EXECUTIVES]
        found = {}
        for user in users:
            leads = executives.browse()
            for group, lead_group in _LINES.items():
                if user in members[group]:
                    leads |= members[lead_group]
            first = user.sale_team_id.user_id & (leads | executives)
            # a lead is appraised by an executive, not by a colleague
            others = executives if user in leads else leads | executives
            order = (first | others) if user not in leads else others
            found[user] = (order - user)[:1]
        return found

    @api.model
    def _members(self, company):
        """:return: dict of group to its users in the company"""
        names = {*_LINES, *_LINES.values(), _EXECUTIVES}
        groups = {name: self.env.ref(f"keqin_addon.{name}") for name in names}
        xmlids = [f"keqin_addon.{name}" for name in names]
        users = self.env["res.users"]._keqin_members(xmlids, company)
        return {
            name: users.filtered(lambda user, it=group: it in user.all_group_ids)
            for name, group in groups.items()
        }
