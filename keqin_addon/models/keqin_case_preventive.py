from odoo import api, fields, models


class KeqinCase(models.Model):
    """Found by us before the customer complained: the cheaper way (R120)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, its clocks, its flow
    _inherit = "keqin.case"

    is_preventive = fields.Boolean(
        "Found by us",
        index="btree_not_null",
        tracking=True,
        help="We saw the problem coming, before the customer complained.",
    )
    preventive_rate = fields.Float(
        "Found by us (%)",
        compute="_compute_preventive_rate",
        store=True,
        precompute=True,
        digits=(5, 1),
        aggregator="avg",
        help="100 when we found it, 0 when the customer had to tell us: the average of "
        "a group of problems is the share we found first.",
    )

    @api.depends("is_preventive")
    def _compute_preventive_rate(self):
        for case in self:
            case.preventive_rate = 100.0 if case.is_preventive else 0.0
