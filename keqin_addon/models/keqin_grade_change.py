from odoo import api, fields, models

from ..tools import grading

TIER_SELECTION = [(tier, tier) for tier in grading.TIERS]
POTENTIAL_SELECTION = [("high", "High"), ("medium", "Medium"), ("low", "Low")]


class KeqinGradeChange(models.Model):
    """One change of a customer's grade: from what to what, when, why, by whom (R020).

    A run writes at most one change per care file. ``file_ref`` is the number of the
    care file at the time, which stays when two customers are merged, so that the
    histories of both fit side by side.
    """

    _name = "keqin.grade.change"
    _description = "Grade Change"
    _inherit = ["keqin.ranked.selection.mixin"]
    _order = "date desc, id desc"
    _rec_name = "customer_id"
    _ranked_selections = ("potential_old", "potential_new")

    customer_id = fields.Many2one(
        "keqin.customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    file_ref = fields.Integer("Care file number", readonly=True, aggregator=None)
    date = fields.Date(required=True, readonly=True)
    tier_old = fields.Selection(TIER_SELECTION, "Old tier", readonly=True)
    tier_new = fields.Selection(TIER_SELECTION, "New tier", readonly=True)
    potential_old = fields.Selection(
        POTENTIAL_SELECTION, "Old potential", readonly=True
    )
    potential_new = fields.Selection(
        POTENTIAL_SELECTION, "New potential", readonly=True
    )
    direction = fields.Selection(
        [("up", "Up"), ("down", "Down"), ("same", "Same tier")],
        readonly=True,
        help="Whether the tier rose or fell; unclassified is below C.",
    )
    score_old = fields.Float(
        "Old value score", digits=(5, 2), readonly=True, aggregator=None
    )
    score_new = fields.Float(
        "New value score", digits=(5, 2), readonly=True, aggregator=None
    )
    reason = fields.Char(readonly=True)
    run_id = fields.Many2one(
        "keqin.grading.run", readonly=True, index=True, ondelete="set null"
    )
    changed_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")

    _once_per_run = models.UniqueIndex("(file_ref, run_id) WHERE run_id IS NOT NULL")

    @api.depends("customer_id", "tier_old", "tier_new")
    def _compute_display_name(self):
        for change in self:
            change.display_name = (
                f"{change.customer_id.display_name}: "
                f"{change.tier_old or '–'} → {change.tier_new or '–'}"
            )
