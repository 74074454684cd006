from odoo import fields, models


class KeqinImprovement(models.Model):
    """Improvements that come out of reviews (R158)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a measure is, what it came from
    _inherit = "keqin.improvement"

    source = fields.Selection(
        selection_add=[
            ("evaluation", "Evaluation"),
            ("survey", "Survey"),
            ("meeting", "Meeting"),
            ("mystery", "Mystery check"),
            ("idea", "Idea of a colleague"),
            ("other",),
        ],
        ondelete={
            name: "set default"
            for name in ("evaluation", "survey", "meeting", "mystery", "idea")
        },
    )
    evaluation_id = fields.Many2one(
        "keqin.evaluation",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    meeting_id = fields.Many2one(
        "keqin.meeting",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
