from odoo import api, models


class KeqinGuardedMixin(models.AbstractModel):
    """Fields that fewer may write than read, or nobody (R190, R191).

    Checked on the server for every way of writing: forms, imports, calls, defaults.
    Steps and figures that follow from rules are written by those rules as superuser.
    """

    _name = "keqin.guarded.mixin"
    _description = "Guarded Fields"

    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        if operation == "write" and allowed and not self.env.su:
            groups = self._field_writers().get(field.name)
            return not groups or self.env.user.has_groups(groups)
        return allowed

    @api.model
    def _field_writers(self):
        """Groups that may write a field, for fields with fewer writers than readers.

        :return: dict of field name to groups; ``fields.NO_ACCESS`` for nobody
        """
        return {}
