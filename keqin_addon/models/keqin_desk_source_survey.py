from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# So long a customer is given to answer without being spoken to.
_PATIENCE_DAYS = 7


class KeqinDeskSourceSurvey(models.AbstractModel):
    """Persons of own customers who were asked and have not answered (R102, R114).

    A word of somebody they know brings more answers than another mail.
    """

    _name = "keqin.desk.source.survey"
    _description = "Desk Source: Unanswered Surveys"
    _inherit = "keqin.desk.source"
    _desk_kind = "survey"
    _desk_model = "keqin.survey.invitation"
    _desk_icon = "fa-commenting-o"
    _desk_sequence = 60
    _desk_fields = ("contact_id", "customer_id", "deadline", "sent_on")

    @api.model
    def _kind_label(self):
        return self.env._("Unanswered surveys")

    @api.model
    def _effect_label(self, code):
        return self.env._("A personal word brings the answer")

    @api.model
    def _selects(self, scope):
        now = fields.Datetime.now()
        patient = now - timedelta(days=_PATIENCE_DAYS)
        silent = (
            Domain("state", "=", "sent")
            & Domain("sent_on", "<=", patient)
            & Domain("deadline", ">", now)
            & Domain("personal_reminder_on", "=", False)
        )
        mine = self._owned(scope, "customer_id.user_id")
        yield self._select("unanswered", silent & mine, due="deadline")

    @api.model
    def _reason(self, record, item):
        return self.env._(
            "No answer from %(person)s since %(date)s: remind them",
            person=record.contact_id.name or record.customer_id.display_name,
            date=self._moment_day(record.sent_on),
        )

    @api.model
    def _details(self, record, item):
        until = self._moment_day(record.deadline)
        return [record.why, self.env._("Open until %s", until)]

    @api.model
    def _actions(self, record, item):
        reminded = self._main(
            "action_note_reminder",
            self.env._("Reminded"),
            undo="action_undo_reminder",
            done=self.env._("Reminder noted"),
        )
        interview = self._action("action_log_interview", self.env._("Log interview"))
        return [reminded, interview]

    @api.model
    def _moment_day(self, moment):
        """The day of a moment in the time zone of the reader, as text."""
        return self._date(fields.Datetime.context_timestamp(self, moment).date())
