from odoo import api, fields, models
from odoo.exceptions import AccessError

_STAFF = "keqin_addon.group_keqin_staff"
_CORRECTORS = "sales_team.group_sale_manager,keqin_addon.group_keqin_sales_manager"


class CrmLead(models.Model):
    """Where an opportunity comes from in care, and who found it (R173, R174, R178)."""

    _inherit = "crm.lead"

    keqin_activity_id = fields.Many2one(
        "keqin.activity",
        "Found in",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=_STAFF,
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
    keqin_referrer_id = fields.Many2one(
        "res.partner",
        "Referred by",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=_STAFF,
        help="The customer, or its employee, who sent them to us.",
    )
    keqin_family_id = fields.Many2one(
        "product.category",
        "Cross-selling",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=_STAFF,
        help="The product family that the customer did not buy before.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """What is found in a care activity is credited to who found it (R162).

        It goes to the customer's account manager, with customer care as its source
        (R173, R178).
        """
        for vals in vals_list:
            if vals.get("keqin_activity_id"):
                for name, value in self._keqin_found(vals["keqin_activity_id"]).items():
                    vals.setdefault(name, value)
        return super().create(vals_list)

    def write(self, vals):
        self._keqin_check_finder(vals)
        return super().write(vals)

    def _keqin_check_finder(self, vals):
        """Nobody takes the credit for what somebody else found (R178).

        :raises AccessError: unless a head of sales corrects it
        """
        if "keqin_finder_id" not in vals or self.env.su:
            return
        taken = self.filtered("keqin_finder_id").filtered(
            lambda lead: lead.keqin_finder_id.id != vals["keqin_finder_id"]
        )
        if taken and not self.env.user.has_groups(_CORRECTORS):
            raise AccessError(
                self.env._(
                    "%(finder)s found %(lead)s. Only a head of sales can correct that.",
                    finder=taken[0].keqin_finder_id.name,
                    lead=taken[0].name,
                )
            )

    @api.model
    def _keqin_found(self, activity_id):
        """Whose it is that was found in an activity, and what it comes from."""
        # sudo: for whom the activity was, which its opportunity tells anyway
        activity = self.env["keqin.activity"].sudo().browse(activity_id)
        manager = activity.customer_id.user_id
        found = {"keqin_finder_id": self.env.uid}
        if manager.active:
            found["user_id"] = manager.id
        if source := self._keqin_source():
            found["source_id"] = source.id
        return found

    @api.model
    def _keqin_source(self):
        """What opportunities from care are marked with; empty where it was deleted."""
        source = self.env.ref("keqin_addon.utm_source_care", raise_if_not_found=False)
        return source or self.env["utm.source"]

    def _keqin_show(self):
        """Open it, or say where it went, as the user's rights on sales allow."""
        self.ensure_one()
        if not self.sudo(False).has_access("read"):
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "success",
                    # sudo: its name, which who made it may know
                    "message": self.env._(
                        "%s is with the account manager.", self.sudo().name
                    ),
                    "next": {"type": "ir.actions.client", "tag": "soft_reload"},
                },
            }
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.id,
            "views": [(False, "form")],
        }
