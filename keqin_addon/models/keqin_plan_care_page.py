from odoo import api, fields, models

_RELEASERS = "keqin_addon.group_keqin_sales,keqin_addon.group_keqin_manager"
_HELP = "Shown on the customer's page while the plan is in effect. Empty: not shown."


class KeqinPlanPartMixin(models.AbstractModel):
    """What of a plan its customer may read, in words made for it, also once frozen."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.plan.part.mixin"

    @api.model
    def _progress_fields(self):
        return super()._progress_fields() | {"customer_wording"}

    @api.model
    def _field_writers(self):
        return super()._field_writers() | {"customer_wording": _RELEASERS}


class KeqinPlanObjective(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.plan.objective"

    customer_wording = fields.Char("Wording for the customer", copy=False, help=_HELP)

    @api.model
    def _progress_fields(self):
        return super()._progress_fields() | {"customer_wording"}


class KeqinPlanLine(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.plan.line"

    customer_wording = fields.Char("Wording for the customer", copy=False, help=_HELP)
