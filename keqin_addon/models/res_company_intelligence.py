from odoo import fields, models


class ResCompany(models.Model):
    """How often sales and service get the digest of market news (R007)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the company's service, what its people read
    _inherit = "res.company"

    keqin_intelligence_interval = fields.Selection(
        [("none", "Not sent"), ("week", "Every week"), ("month", "Every month")],
        "Digest of market news",
        required=True,
        default="week",
    )
