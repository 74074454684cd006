from odoo import fields, models


class ResCompany(models.Model):
    """How long an archive may stay unverified, and who verifies it (R186, R189)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.company"

    keqin_archive_days = fields.Integer(
        "Verify archives every (days)",
        default=180,
        help="0: nobody is asked.",
    )
    keqin_archive_four_eyes = fields.Boolean(
        "Four eyes",
        help="Whoever entered key data last does not verify them.",
    )

    _keqin_archive_days_positive = models.Constraint(
        "CHECK(keqin_archive_days >= 0)",
        "The days between two verifications of an archive cannot be negative.",
    )
