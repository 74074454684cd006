from odoo import api, fields, models


class KeqinRisk(models.Model):
    """Where a risk was seen, and until when: noted by rules, typed in by nobody."""

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
    activity_id = fields.Many2one(
        "keqin.activity",
        "Found in",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Found by a colleague in a talk, before a rule could see it.",
    )

    # What a run asks for: the latest of a customer, by rule.
    _by_rule = models.Index("(rule_id, customer_id) WHERE rule_id IS NOT NULL")

    @api.model
    def _field_writers(self):
        seen = dict.fromkeys(("activity_id", "gone_on"), fields.NO_ACCESS)
        return super()._field_writers() | seen
