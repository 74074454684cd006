from odoo import api, fields, models
from odoo.exceptions import UserError

_READERS = "keqin_addon.group_keqin_service,keqin_addon.group_keqin_manager"
# Whose answer it is, and whether it counts: as it was when they were asked.
_IDENTITY = {"is_session_answer", "partner_id", "survey_id", "test_entry"}
# How far a customer's answer is, to what and by which link: not the office's to say.
_PROGRESS = {
    "access_token",
    "end_datetime",
    "invite_token",
    "predefined_question_ids",
    "state",
}


class SurveyUserInput(models.Model):
    """Whose answer it is stays so: what they say becomes feedback of theirs (R101)."""

    _name = "survey.user_input"
    _inherit = ["survey.user_input", "keqin.guarded.mixin"]

    keqin_invitation_ids = fields.One2many(
        "keqin.survey.invitation", "user_input_id", "Invitation", groups=_READERS
    )
    keqin_interviewer_id = fields.Many2one(
        "res.users",
        "Interviewed by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    keqin_is_pending = fields.Boolean(
        "Feedback to record",
        readonly=True,
        copy=False,
        help="Something went wrong when this answer was to become feedback. The "
        "scheduled action tries again.",
    )

    _keqin_pending = models.Index("(id) WHERE keqin_is_pending IS TRUE")

    def write(self, vals):
        if not self.env.su and (_IDENTITY | _PROGRESS) & vals.keys():
            self._check_keqin_identity(vals)
        return super().write(vals)

    def _check_keqin_identity(self, vals):
        """:raises UserError: when an answer would become another person's, or a test"""
        for user_input in self:
            measures = user_input.survey_id.keqin_marked_count
            settled = _IDENTITY | _PROGRESS if measures else _IDENTITY
            for name in settled & vals.keys():
                value = user_input._fields[name].convert_to_write(
                    user_input[name], user_input
                )
                if (value or False) != (vals[name] or False):
                    raise UserError(
                        self.env._(
                            "%s stays the answer of the person who was asked. Send "
                            "the other person an invitation of their own.",
                            user_input.display_name,
                        )
                    )

    @api.model
    def _field_writers(self):
        """Set by the interview and by the recording of feedback, as superuser."""
        return super()._field_writers() | {
            "keqin_interviewer_id": fields.NO_ACCESS,
            "keqin_is_pending": fields.NO_ACCESS,
        }
