from odoo import fields, models


class ResCompany(models.Model):
    """What happens after a case (R092, R107)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the company's service, what comes after it
    _inherit = "res.company"

    keqin_rate_cases = fields.Boolean(
        "Ask customers to rate cases",
        default=True,
        help="Once a case is confirmed or closed. A rating below 3 of 5 reopens it.",
    )
