from odoo import api, models


class Base(models.AbstractModel):
    """Taking care data away is noted, whatever the record it hangs on (R182).

    Odoo itself asks for the right to export; an override of each care model would
    miss the columns of care on contacts, orders and the like.
    """

    _inherit = "base"

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """Every export to a file comes through it."""
        rows = super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
        if _is_toplevel_call and not self.env.su:
            names = ["/".join(path) for path in fields]
            if self._keqin_is_care(names):
                # rows would count lines of x2many fields, too
                log = self.env["keqin.access.log"]
                log._note("export", self._name, len(self), names, "file")
        return rows

    @api.model
    def _keqin_is_care(self, names=()):
        """Whether these columns of the model show what care knows."""
        return self._name.startswith("keqin.") or any(
            part.startswith("keqin_") for name in names for part in name.split("/")
        )
