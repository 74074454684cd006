from odoo import fields, models


class ResCompany(models.Model):
    """How often one person gets a mailing."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.company"

    keqin_mailing_gap_days = fields.Integer(
        "Days between mailings",
        default=7,
        help="Who got one of our mailings within so many days is left out of the next. "
        "0: no limit.",
    )

    _keqin_mailing_gap_positive = models.Constraint(
        "CHECK(keqin_mailing_gap_days >= 0)", "A number of days cannot be negative."
    )
