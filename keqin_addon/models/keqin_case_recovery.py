from odoo import api, models


class KeqinCase(models.Model):
    """With the deadlines of service, those of dissatisfied customers are watched."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.case"

    @api.model
    def _sla_steps(self):
        return [*super()._sla_steps(), self.env["keqin.recovery"]._escalate_overdue]
