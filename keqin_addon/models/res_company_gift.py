from odoo import fields, models


class ResCompany(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: grading policies, limits of gifts
    _inherit = "res.company"

    keqin_gift_approval_limit = fields.Monetary(
        "Gift approval above",
        default=500.0,
        help="A gift of more value needs the approval of an executive; 0: every gift "
        "that costs something.",
    )
    keqin_gift_person_cap = fields.Monetary(
        "Gifts per person and year",
        default=2000.0,
        help="More in a calendar year needs an executive's exception.",
    )
    keqin_gift_official_cap = fields.Monetary(
        "Gifts per public official and year",
        default=0.0,
        help="More is never possible; 0: no gifts of value.",
    )

    _keqin_gift_limits_positive = models.Constraint(
        "CHECK(keqin_gift_approval_limit >= 0 AND keqin_gift_person_cap >= 0 "
        "AND keqin_gift_official_cap >= 0)",
        "Limits of gifts cannot be negative.",
    )
