from odoo import api, fields, models


class KeqinCaseSegment(models.Model):
    """A case minute by minute: what its clock had consumed by the end of each time."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the times of a case, and how they are read
    _inherit = "keqin.case.segment"

    consumed_hours = fields.Float(
        "Consumed so far",
        compute="_compute_consumed_hours",
        help="Working hours that count for the resolution, up to the end of this time, "
        "or up to now.",
    )

    @api.depends("case_id.segment_ids.worked_hours", "case_id.segment_ids.running")
    def _compute_consumed_hours(self):
        every = self.case_id.segment_ids
        for case, segments in every.grouped("case_id").items():
            hours = 0.0
            for segment in segments.sorted("date_from"):
                if segment.running:
                    ended = segment.date_to
                    hours += segment.worked_hours if ended else case.current_hours
                segment.consumed_hours = hours
        (self - every).consumed_hours = 0.0
