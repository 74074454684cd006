from odoo import api, fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    keqin_activity_id = fields.Many2one(
        "keqin.activity",
        "Found in",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups="keqin_addon.group_keqin_staff",
        help="The care activity in which the opportunity came up.",
    )
    keqin_finder_id = fields.Many2one(
        "res.users",
        "Found by",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        tracking=True,
        help="Who noticed it, whoever sells it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """What is found in a care activity is credited to who found it (R162)."""
        for vals in vals_list:
            if vals.get("keqin_activity_id"):
                vals.setdefault("keqin_finder_id", self.env.uid)
        return super().create(vals_list)
