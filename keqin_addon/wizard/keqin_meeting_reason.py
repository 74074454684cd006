from odoo import fields, models


class KeqinMeetingReason(models.TransientModel):
    """Asks why a meeting is cancelled, or an item carried over or dropped."""

    _name = "keqin.meeting.reason"
    _description = "Reason in a Meeting"

    meeting_ids = fields.Many2many("keqin.meeting", string="Meetings")
    item_ids = fields.Many2many("keqin.meeting.item", string="Items")
    step = fields.Selection(
        [
            ("cancel", "Cancel the meeting"),
            ("carried", "Carry over"),
            ("dropped", "Drop"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Char(required=True)

    def action_apply(self):
        """Take the step, which checks who may."""
        self.ensure_one()
        if self.step == "cancel":
            self.meeting_ids.action_cancel(self.reason)
        elif self.step == "carried":
            self.item_ids.action_carry(self.reason)
        else:
            self.item_ids.action_drop(self.reason)
        return {"type": "ir.actions.act_window_close"}
