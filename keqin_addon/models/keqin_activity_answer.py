from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Those who see cases: a case named here is told to whoever sees the activity.
_WRITERS = (
    "keqin_addon.group_keqin_sales,keqin_addon.group_keqin_service,"
    "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager"
)


class KeqinActivity(models.Model):
    """Reactive contacts are those in answer to a case: separate, but linked (R090)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what an activity is, which case it answers
    _inherit = "keqin.activity"

    case_id = fields.Many2one(
        "keqin.case",
        "In answer to",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        domain="[('customer_id', '=', customer_id)]",
        help="The case of the customer this contact was about.",
    )

    @api.constrains("case_id", "customer_id")
    def _check_case(self):
        for activity in self.filtered("case_id"):
            if activity.case_id.customer_id != activity.customer_id:
                raise ValidationError(
                    self.env._(
                        "%(activity)s and the case it answers belong to different "
                        "customers.",
                        activity=activity.name,
                    )
                )

    @api.model
    def _field_writers(self):
        return super()._field_writers() | {"case_id": _WRITERS}
