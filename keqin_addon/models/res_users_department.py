from odoo import api, models

# Contributors are technical, finance or product: which, no role says.
_DEPARTMENT_ROLES = {
    "sales": "keqin_addon.group_keqin_sales",
    "service": "keqin_addon.group_keqin_service",
    "marketing": "keqin_addon.group_keqin_marketing",
    "executive": "keqin_addon.group_keqin_executive",
}


class ResUsers(models.Model):
    """The department that a role of customer care belongs to (R157)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.users"

    def _keqin_departments(self):
        """Departments of which the user has a role; none for contributors.

        :return: list of keys of the departments; read by record rules
        """
        # sudo: the department of a colleague is no secret
        groups = self.sudo().all_group_ids
        return [
            department
            for department, xmlid in self._keqin_department_roles().items()
            if self.env["ir.model.data"]._xmlid_to_res_id(xmlid) in groups.ids
        ]

    @api.model
    def _keqin_department_roles(self):
        """Hook: dict of department to the role that belongs to it."""
        return _DEPARTMENT_ROLES
