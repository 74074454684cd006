from odoo import api, fields, models

from .keqin_case import UNCOUNTED


class KeqinCase(models.Model):
    """How a case ends: what solved it, why it arose, who says that it is settled."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, how it ends, its flow
    _inherit = "keqin.case"

    solution = fields.Html("Solution given", copy=False)
    cause_id = fields.Many2one(
        "keqin.case.cause",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    result = fields.Selection(
        [
            ("solved", "Solved"),
            ("answered", "Answered"),
            ("workaround", "Workaround"),
            ("not_solved", "Not solved"),
            ("withdrawn", "Withdrawn by customer"),
            ("duplicate", "Duplicate"),
            ("spam", "Spam"),
        ],
        readonly=True,
        copy=False,
        tracking=True,
    )
    duplicate_of_id = fields.Many2one(
        "keqin.case",
        "Duplicate of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    counts = fields.Boolean(
        "Counted",
        compute="_compute_counts",
        store=True,
        precompute=True,
        help="Counts for service levels; withdrawn ones, duplicates and spam do not.",
    )
    confirmation = fields.Selection(
        [
            ("customer", "By the customer"),
            ("reported", "As told to us"),
            ("silent", "No reply"),
        ],
        readonly=True,
        copy=False,
        help="Who says that the matter is settled.",
    )
    resolved_on = fields.Datetime("Resolved on", readonly=True, copy=False)
    confirmed_on = fields.Datetime("Confirmed on", readonly=True, copy=False)
    closed_on = fields.Datetime("Closed on", readonly=True, copy=False, index=True)
    reopen_count = fields.Integer("Reopened", readonly=True, copy=False)

    @api.depends("result")
    def _compute_counts(self):
        for case in self:
            case.counts = case.result not in UNCOUNTED
