from odoo import api, models

from .keqin_agreement import OPEN


class KeqinHandover(models.Model):
    """Who answers for an agreement changes with the account manager (R176, R199).

    A referral stays with who obtained it: that is a credit, not a duty.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.handover"

    @api.model
    def _open_items(self):
        return super()._open_items() | {"keqin.agreement": [("state", "in", OPEN)]}
