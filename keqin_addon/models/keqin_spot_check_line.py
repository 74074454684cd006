from odoo import api, fields, models
from odoo.exceptions import UserError

_JUDGED = {"evidence", "value_right", "verdict"}


class KeqinSpotCheckLine(models.Model):
    """What one field said when the file was drawn, and whether it was right (R149)."""

    _name = "keqin.spot.check.line"
    _description = "Spot Check Field"
    _inherit = "keqin.guarded.mixin"
    _order = "file_id, id"
    _rec_name = "field_name"

    file_id = fields.Many2one(
        "keqin.spot.check.file", required=True, index=True, ondelete="cascade"
    )
    check_id = fields.Many2one(
        related="file_id.check_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="file_id.company_id", store=True, precompute=True, index=True
    )
    customer_id = fields.Many2one(related="file_id.customer_id")
    owner_id = fields.Many2one(
        related="file_id.owner_id", store=True, precompute=True, index="btree_not_null"
    )
    field_name = fields.Char("Field of the file", required=True)
    label = fields.Char("Field", compute="_compute_label")
    value = fields.Char("Says", required=True, help="When the file was drawn.")
    verdict = fields.Selection(
        [("right", "Right"), ("wrong", "Wrong"), ("unknown", "Unknown")],
        "Is",
        index=True,
    )
    value_right = fields.Char("Should say")
    evidence = fields.Char(help="Who said so, or where it is written.")
    may_check = fields.Boolean(related="file_id.may_check")

    _once = models.Constraint(
        "UNIQUE(file_id, field_name)", "Each field of a file is checked once."
    )

    @api.depends("field_name")
    @api.depends_context("lang")
    def _compute_label(self):
        known = self.env["keqin.customer"]._fields
        for line in self:
            field = known.get(line.field_name)
            line.label = field and field._description_string(self.env)

    @api.depends("label")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.label or line.field_name

    def write(self, vals):
        if not self.env.su and _JUDGED & vals.keys():
            self.file_id._check_is_checker()
        return super().write(vals)

    @api.constrains("verdict", "value_right", "evidence")
    def _check_evidence(self):
        """What is called wrong says what is right, or how that is known."""
        for line in self.filtered(lambda it: it.verdict == "wrong"):
            if not ((line.value_right or "").strip() or (line.evidence or "").strip()):
                raise UserError(
                    self.env._(
                        "%(field)s of %(customer)s: what should it say, or how do you "
                        "know that it is wrong?",
                        field=line.label,
                        customer=line.customer_id.display_name,
                    )
                )

    def action_right(self):
        """It says what is true."""
        self.write({"verdict": "right", "value_right": False})
        return True

    def action_unknown(self):
        """It could not be told; it counts neither way."""
        self.write({"verdict": "unknown", "value_right": False})
        return True

    def action_wrong(self):
        """Ask what it should say."""
        self.ensure_one()
        self.file_id._check_is_checker()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Should It Say?"),
            "res_model": "keqin.spot.check.line",
            "res_id": self.id,
            "views": [
                (
                    self.env.ref("keqin_addon.keqin_spot_check_line_view_wrong").id,
                    "form",
                )
            ],
            "target": "new",
            "context": {"form_view_initial_mode": "edit", "default_verdict": "wrong"},
        }

    def action_save_wrong(self):
        """Of the form that asks: the field is wrong, and this is what is right."""
        self.verdict = "wrong"
        return {"type": "ir.actions.act_window_close"}

    @api.model
    def _field_writers(self):
        kept = ("check_id", "company_id", "field_name", "file_id", "owner_id", "value")
        return super()._field_writers() | dict.fromkeys(kept, fields.NO_ACCESS)
