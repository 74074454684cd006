from odoo import fields, models


class ResCompany(models.Model):
    """How many levels answer for a customer (R193)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.company"

    keqin_levels = fields.Selection(
        [
            ("1", "Account managers alone"),
            ("2", "Heads of departments and account managers"),
            ("3", "Management, heads of departments, account managers"),
        ],
        "Levels of responsibility",
        default="3",
        required=True,
    )
