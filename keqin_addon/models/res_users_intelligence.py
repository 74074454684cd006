from odoo import fields, models


class ResUsers(models.Model):
    """Who does not want the digest of market news (R007)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the calendar link, the live chat, the digest
    _inherit = "res.users"

    keqin_intelligence_digest = fields.Boolean(
        "Digest of market news",
        default=True,
        help="What is new on the markets of our customers, by industry.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "keqin_intelligence_digest"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "keqin_intelligence_digest"]
