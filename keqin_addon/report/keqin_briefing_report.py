from odoo import api, models


class KeqinBriefingReport(models.AbstractModel):
    """The briefing on paper: one page a customer, by the reader's rights (R016)."""

    _name = "report.keqin_addon.keqin_briefing_document"
    _description = "Customer Briefing (PDF)"

    @api.model
    def _get_report_values(self, docids, data=None):
        customers = self.env["keqin.customer"].browse(docids)
        activity = self.env["keqin.activity"].browse(
            self.env.context.get("keqin_activity_id") or ()
        )
        return {
            "doc_ids": docids,
            "doc_model": customers._name,
            "docs": customers,
            "briefings": [
                self.env["keqin.briefing"]._of(customer, activity)
                for customer in customers
            ],
        }
