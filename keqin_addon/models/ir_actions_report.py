from odoo import models


class IrActionsReport(models.Model):
    """Printing what care knows is noted (R182)."""

    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        values = super()._get_rendering_context(report, docids, data)
        if report.model.startswith("keqin.") and docids and not self.env.su:
            log = self.env["keqin.access.log"]
            log._note("print", report.model, len(docids), how=report.name)
        return values
