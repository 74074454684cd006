from odoo import fields, models


class ResCompany(models.Model):
    """How indicators are counted where the standard leaves it open."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.company"

    keqin_retention = fields.Selection(
        [("lost", "Not lost"), ("order", "Bought again")],
        "Retained customers",
        default="lost",
        required=True,
        help="Not lost: customers at the start of the period who were not lost by its "
        "end. Bought again: who bought in the period before and in this one.",
    )
    keqin_referral_counts = fields.Selection(
        [("any", "Every referral"), ("won", "Won referrals")],
        "Referrals counted",
        default="any",
        required=True,
        help="Which referrals make a customer one who refers: any in the period, or "
        "those won in it.",
    )
    keqin_indicator_month = fields.Date(
        "Figures frozen up to", readonly=True, copy=False
    )
