from odoo import api, fields, models


class KeqinImprovement(models.Model):
    """Measures that came from a mystery check (R157)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a measure is, what it came from
    _inherit = "keqin.improvement"

    mystery_check_id = fields.Many2one(
        "keqin.mystery.check",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        copy=False,
    )

    def _origin_record(self):
        # sudo: which one it is; whether it may be read is checked where it is opened
        check = self.sudo().mystery_check_id
        return check.sudo(False) or super()._origin_record()

    @api.model
    def _field_writers(self):
        return super()._field_writers() | {"mystery_check_id": fields.NO_ACCESS}
