from odoo import api, fields, models
from odoo.exceptions import UserError


class KeqinPublicationCheck(models.Model):
    """One point of one publication, ticked by whom and when (R065)."""

    _name = "keqin.publication.check"
    _description = "Check of a Publication"
    _inherit = "keqin.guarded.mixin"
    _order = "sequence, id"

    publication_id = fields.Many2one(
        "keqin.publication", required=True, index=True, ondelete="cascade"
    )
    point_id = fields.Many2one(
        "keqin.publication.point",
        "Rule",
        index="btree_not_null",
        ondelete="set null",
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("Point", required=True)
    is_required = fields.Boolean("Required")
    is_done = fields.Boolean("Checked")
    done_by_id = fields.Many2one(
        "res.users", "Checked by", readonly=True, ondelete="restrict"
    )
    done_on = fields.Datetime("Checked on", readonly=True)

    _point_once = models.UniqueIndex(
        "(publication_id, point_id) WHERE point_id IS NOT NULL"
    )

    def write(self, vals):
        if "is_done" not in vals:
            return super().write(vals)
        public = self.publication_id.filtered(lambda item: item.state == "published")
        if public:
            raise UserError(
                self.env._(
                    "%s is published. Withdraw it first to check it anew.",
                    public[0].name,
                )
            )
        written = super().write(vals)
        done = bool(vals["is_done"])
        # sudo: stamps of who ticked, written by nobody by hand
        super(KeqinPublicationCheck, self.sudo()).write(
            {
                "done_by_id": done and self.env.uid,
                "done_on": done and fields.Datetime.now(),
            }
        )
        return written

    @api.model
    def _field_writers(self):
        """Only the tick is for people; what to check comes from the rules."""
        fixed = ("done_by_id", "done_on", "is_required", "name", "point_id")
        fixed += ("publication_id", "sequence")
        return super()._field_writers() | dict.fromkeys(fixed, fields.NO_ACCESS)
