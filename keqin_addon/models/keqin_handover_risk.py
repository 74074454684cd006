from odoo import api, models

from .keqin_risk import OPEN


class KeqinHandover(models.Model):
    """Risks change hands with everything else that is open (R199)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.handover"

    @api.model
    def _open_items(self):
        return super()._open_items() | {"keqin.risk": [("state", "in", OPEN)]}
