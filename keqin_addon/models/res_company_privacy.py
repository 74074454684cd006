from odoo import fields, models


class ResCompany(models.Model):
    """How long it is kept who opened and exported what."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.company"

    keqin_access_days = fields.Integer(
        "Keep the access log (days)", default=730, help="0: for ever."
    )

    _keqin_access_days_positive = models.Constraint(
        "CHECK(keqin_access_days >= 0)", "A number of days cannot be negative."
    )
