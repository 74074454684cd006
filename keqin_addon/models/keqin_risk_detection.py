from odoo import api, fields, models


class KeqinRisk(models.Model):
    """What the rules note on the risks they opened, beside the work on them."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.risk"

    gone_on = fields.Date(
        "No longer seen on",
        readonly=True,
        copy=False,
        help="Since then the condition of the rule has not been true without a break: "
        "true again, it is another risk.",
    )

    # What a run asks for: the latest of a customer, by rule.
    _by_rule = models.Index("(rule_id, customer_id) WHERE rule_id IS NOT NULL")

    @api.model
    def _field_writers(self):
        return super()._field_writers() | {"gone_on": fields.NO_ACCESS}
