from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.sql import column_exists, create_column

from .keqin_customer import LEADS
from .keqin_grade_change import POTENTIAL_SELECTION, TIER_SELECTION

_STAFF = "keqin_addon.group_keqin_staff"
_COMPUTED = ("keqin_tier", "keqin_potential")


class ResPartner(models.Model):
    """The contact knows its grade, because every other app filters by it."""

    _inherit = "res.partner"

    # changing who looks after a customer must be seen (R190)
    user_id = fields.Many2one(tracking=True)

    keqin_customer_ids = fields.One2many(
        "keqin.customer",
        "partner_id",
        "Care file",
        groups=f"{_STAFF},keqin_addon.group_keqin_contributor",
    )
    keqin_tier = fields.Selection(
        TIER_SELECTION,
        "Value tier",
        compute="_compute_keqin_grade",
        store=True,
        index="btree_not_null",
        groups=_STAFF,
    )
    keqin_potential = fields.Selection(
        POTENTIAL_SELECTION,
        "Cooperation potential",
        compute="_compute_keqin_grade",
        store=True,
        groups=_STAFF,
    )
    keqin_scope = fields.Selection(
        [("always", "Always"), ("never", "Never")],
        "Customer care",
        tracking=True,
        copy=False,
        groups=_STAFF,
        help="In care scope always or never; empty: by the rule of the grading policy.",
    )

    def _auto_init(self):
        """Empty columns at once, instead of computing them for every contact."""
        for name in _COMPUTED:
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, "varchar")
        return super()._auto_init()

    @api.depends(
        "keqin_customer_ids.tier",
        "keqin_customer_ids.potential",
        "keqin_customer_ids.active",
    )
    def _compute_keqin_grade(self):
        for partner in self:
            file = partner.keqin_customer_ids.filtered("active")[:1]
            partner.keqin_tier = file.tier
            partner.keqin_potential = file.potential

    @api.ondelete(at_uninstall=False)
    def _unlink_except_care_file(self):
        files = self._keqin_files()
        if files:
            raise UserError(
                self.env._(
                    "%s has a care file. Archive the contact instead: the care file is "
                    "archived with it and nothing is lost.",
                    ", ".join(files.mapped("display_name")),
                )
            )

    def write(self, vals):
        assigned = self.env["keqin.customer"]
        if "user_id" in vals:
            self._keqin_check_account_manager(vals["user_id"])
            assigned = self._keqin_reassigned(vals["user_id"])
        elif vals.get("parent_id"):
            self._keqin_check_heirs(vals["parent_id"])
        if "keqin_scope" in vals:
            self._keqin_check_scope(vals["keqin_scope"])
        leaving = self.env["keqin.customer"]
        if vals.get("active") is False:
            leaving = self._keqin_files().filtered("active")
            (self & leaving.partner_id)._keqin_check_lead()
        managers = {file.id: file.user_id for file in assigned}
        done = super().write(vals)
        leaving.active = False
        self.env["keqin.handover"]._record_assignments(assigned, managers)
        return done

    def _has_field_access(self, field, operation):
        """The grade on the contact is computed and written by nobody."""
        if operation == "write" and field.name in _COMPUTED and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    def action_keqin_customer(self):
        """Open the care file of the company, or offer to start one."""
        self.ensure_one()
        partner = self.commercial_partner_id
        file = self.env["keqin.customer"].search([("partner_id", "=", partner.id)])
        return {
            "type": "ir.actions.act_window",
            "res_model": "keqin.customer",
            "res_id": file.id,
            "view_mode": "form",
            "context": {"default_partner_id": partner.id},
        }

    def _keqin_files(self):
        """Care files of these contacts, archived ones too, whoever asks."""
        # sudo: guards and consequences on the contact, not shown to the user
        return (
            self.env["keqin.customer"]
            .sudo()
            .with_context(active_test=False)
            .search([("partner_id", "in", self.ids)])
        )

    def _keqin_check_account_manager(self, user_id):
        """Taking a customer over would open its care file: only leads assign it.

        Contacts are writable by all of sales, and a care file is readable by the
        account manager named on the contact.
        """
        changing = self.filtered(lambda partner: partner.user_id.id != user_id)
        files = changing._keqin_files() if changing else changing
        if not files:
            return
        (self & files.partner_id)._keqin_check_lead()
        if not user_id and any(files.mapped("key_customer")):
            raise UserError(
                self.env._(
                    "%s is a key customer and needs an account manager. Name another "
                    "one, or take the customer off the key list first.",
                    ", ".join(files.filtered("key_customer").mapped("display_name")),
                )
            )

    def _keqin_reassigned(self, user_id):
        """Care files that pass to another account manager without a handover."""
        changing = self.filtered(lambda p: p.user_id.id not in (False, user_id))
        if self.env.context.get("keqin_handover") or not (changing and user_id):
            return self.env["keqin.customer"]
        return changing._keqin_files().filtered("active")

    def _keqin_check_scope(self, scope):
        """Marked Never, a customer loses its care file at the next enrolment."""
        # sudo: a guard, the mark is not shown to the user
        changing = self.filtered(lambda p: p.sudo().keqin_scope != (scope or False))
        files = changing._keqin_files()
        if files:
            (self & files.partner_id)._keqin_check_lead()

    def _keqin_check_heirs(self, parent_id):
        """Odoo gives a person without salesperson the one of the company above it."""
        heirs = self.filtered(lambda partner: not partner.user_id)
        parent = self.browse(parent_id)
        if heirs and parent.user_id:
            heirs._keqin_check_account_manager(parent.user_id.id)

    def _keqin_check_lead(self):
        """Who looks after a customer, and whether, is decided by leads."""
        user = self.env.user
        leads = f"{LEADS},base.group_erp_manager"
        if self and not (self.env.su or user.has_groups(leads)):
            raise AccessError(
                self.env._(
                    "The account manager of %s, and whether it is in care, are changed "
                    "by a sales lead, an executive or the administrator of the "
                    "standard. Ask one of them.",
                    ", ".join(self.mapped("display_name")),
                )
            )
