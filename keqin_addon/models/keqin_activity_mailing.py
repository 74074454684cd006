from odoo import api, fields, models


class KeqinActivity(models.Model):
    """What a mailing brought, on the care file of each customer it reached (R071)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.activity"

    mailing_id = fields.Many2one(
        "mailing.mailing",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    mailing_result = fields.Selection(
        [
            ("sent", "Sent"),
            ("opened", "Opened"),
            ("clicked", "Clicked"),
            ("replied", "Replied"),
            ("bounced", "Bounced"),
        ],
        "Came of it",
        readonly=True,
        copy=False,
    )

    # one per mailing, customer and person, whichever server logs it
    _mailing_once = models.UniqueIndex(
        "(mailing_id, customer_id, contact_id) WHERE mailing_id IS NOT NULL"
    )

    @api.model
    def _field_writers(self):
        fixed = dict.fromkeys(("mailing_id", "mailing_result"), fields.NO_ACCESS)
        return super()._field_writers() | fixed
