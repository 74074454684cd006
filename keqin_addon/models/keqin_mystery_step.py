from odoo import api, fields, models


class KeqinMysteryStep(models.Model):
    """One step on the way of a customer: how long it took, how good it was (R157)."""

    _name = "keqin.mystery.step"
    _description = "Mystery Check Step"
    _inherit = "keqin.mystery.part.mixin"
    _order = "check_id, sequence, id"

    name = fields.Char("Step", required=True)
    sequence = fields.Integer(default=10)
    minutes = fields.Integer(aggregator="avg", help="From the start of the step on.")
    score = fields.Selection(
        [
            ("1", "1 Very bad"),
            ("2", "2 Bad"),
            ("3", "3 Fair"),
            ("4", "4 Good"),
            ("5", "5 Very good"),
        ]
    )
    note = fields.Char("What happened")
    friction_ids = fields.One2many("keqin.friction.point", "step_id", "Friction points")

    _minutes_positive = models.Constraint(
        "CHECK(minutes >= 0)", "A step takes no less than 0 minutes."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_if_open(self):
        self.check_id._check_open()
