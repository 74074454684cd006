from odoo import api, fields, models

from ..tools.pareto import percent, wilson


class KeqinSpotCheckOwner(models.Model):
    """What a spot check found in the files of each account manager (R149)."""

    _name = "keqin.spot.check.owner"
    _description = "Spot Check by Account Manager"
    _auto = False
    _order = "check_id desc, wrong_count desc, id"
    _rec_name = "owner_id"
    _depends = {
        "keqin.spot.check.file": [
            *("check_id", "company_id", "is_checked", "owner_id"),
            *("right_count", "unknown_count", "wrong_count"),
        ],
        "keqin.spot.check": ["state"],
    }

    check_id = fields.Many2one("keqin.spot.check", "Spot check", readonly=True)
    company_id = fields.Many2one("res.company", "Caring company", readonly=True)
    owner_id = fields.Many2one("res.users", "Account manager", readonly=True)
    file_count = fields.Integer("Care files", readonly=True)
    right_count = fields.Integer("Right", readonly=True)
    wrong_count = fields.Integer("Wrong", readonly=True)
    unknown_count = fields.Integer("Unknown", readonly=True)
    accuracy = fields.Float(
        "Fields right (%)", compute="_compute_accuracy", digits=(5, 1)
    )
    accuracy_low = fields.Float(
        "Lower bound", compute="_compute_accuracy", digits=(5, 1)
    )
    accuracy_high = fields.Float(
        "Upper bound", compute="_compute_accuracy", digits=(5, 1)
    )

    @property
    def _table_query(self):
        return """
            SELECT MIN(id) AS id, check_id, company_id, owner_id,
                   COUNT(*)::int AS file_count, SUM(right_count)::int AS right_count,
                   SUM(wrong_count)::int AS wrong_count,
                   SUM(unknown_count)::int AS unknown_count
              FROM keqin_spot_check_file
             GROUP BY check_id, company_id, owner_id
        """

    @api.depends("right_count", "wrong_count")
    def _compute_accuracy(self):
        for row in self:
            whole = row.right_count + row.wrong_count
            low, high = wilson(row.right_count, whole) or (0.0, 0.0)
            row.accuracy = percent(row.right_count, whole) or 0.0
            row.accuracy_low, row.accuracy_high = low, high
