from odoo import fields, models


class ResCompany(models.Model):
    """Whether the way of a customer is tested every quarter (R157)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.company"

    keqin_mystery_checks = fields.Boolean(
        "Plan mystery checks",
        default=True,
        help="One in each quarter, with the scenario that was played longest ago.",
    )
