from datetime import datetime

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    _inherit = "res.company"

    keqin_care_horizon = fields.Integer(
        "Care horizon (days)",
        default=14,
        help="How long before it is due the next activity of a care plan is made.",
    )
    keqin_reminded_on = fields.Date(readonly=True, copy=False)

    _keqin_care_horizon_range = models.Constraint(
        "CHECK(keqin_care_horizon BETWEEN 0 AND 366)",
        "The care horizon has to be between 0 and 366 days.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._keqin_create_missing_policies()
        return companies

    def _keqin_create_missing_policies(self):
        """Every main company grades its customers by a policy of its own."""
        # sudo: who may create a company gets it complete, care administrator or not
        Policy = self.env["keqin.grading.policy"].sudo()
        companies = self.filtered(lambda company: not company.parent_id)
        present = Policy.search([("company_id", "in", companies.ids)]).company_id
        policies = Policy.create(
            [
                {
                    "name": self.env._("Grading policy"),
                    "company_id": company.id,
                    "tz": company.resource_calendar_id.tz or "UTC",
                }
                for company in companies - present
            ]
        )
        for lang, _name in self.env["res.lang"].get_installed():
            translated = policies.with_context(lang=lang)
            translated.name = translated.env._("Grading policy")
        return policies

    def _keqin_in_care(self):
        """Those of them that look after anybody."""
        groups = self.env["keqin.customer"]._read_group(
            [("company_id", "in", self.ids)], ["company_id"]
        )
        return self.browse([company.id for (company,) in groups])

    @api.model
    def _keqin_parse_day(self, text):
        """A day that came with a call, as a date; nothing stays nothing.

        :raises UserError: when it is none
        """
        try:
            return fields.Date.to_date(text)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("%s is no usable date. Write it as 2026-12-31.", text)
            ) from error

    def _keqin_today(self):
        """Today where each company is, in the time zone of its grading policy.

        :return: dict of company to date
        """
        # sudo: everybody needs the day, not everybody reads the policy
        policies = self.env["keqin.grading.policy"].sudo()
        policies = policies.search([("company_id", "in", self.root_id.ids)])
        zones = {policy.company_id: policy.tz for policy in policies}
        return {
            company: datetime.now(
                pytz.timezone(zones.get(company.root_id.sudo()) or "UTC")
            ).date()
            for company in self
        }
