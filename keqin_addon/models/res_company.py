from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

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
