from odoo import fields, models

INVITATION_STATES = [
    ("waiting", "To send"),
    ("sent", "Sent"),
    ("answered", "Answered"),
    ("bounced", "Not reached"),
    ("expired", "Not answered"),
    ("left_out", "Left out"),
]


class KeqinSurveyInvitation(models.Model):
    """One person asked once: by a wave, after an activity, a case or an event (R102).

    Whoever could not be asked is in the list as well, with the reason. The personal
    link is that of Odoo's own answer, which exists once it is sent.
    """

    _name = "keqin.survey.invitation"
    _description = "Survey Invitation"
    _inherit = ["keqin.customer.bound.mixin"]
    _order = "id desc"
    _rec_name = "contact_id"
    _check_company_auto = True

    wave_id = fields.Many2one(
        "keqin.survey.wave", index="btree_not_null", ondelete="cascade"
    )
    survey_id = fields.Many2one(
        "survey.survey", "Questionnaire", required=True, index=True, ondelete="cascade"
    )
    contact_id = fields.Many2one(
        "res.partner", "Person", required=True, index=True, ondelete="cascade"
    )
    user_input_id = fields.Many2one(
        "survey.user_input",
        "Answer",
        index="btree_not_null",
        ondelete="set null",
        groups="survey.group_survey_user",
    )
    state = fields.Selection(
        INVITATION_STATES, required=True, default="waiting", index=True
    )
    reason = fields.Selection(
        [
            ("no_email", "No e-mail address"),
            ("opted_out", "Opted out"),
            ("invalid", "Address does not work"),
            ("year", "Asked often enough this year"),
            ("recent", "Asked a short time ago"),
            ("left", "Left the company"),
        ],
        "Why not",
    )
    # why it is asked, when not by a wave
    activity_id = fields.Many2one(
        "keqin.activity", index="btree_not_null", ondelete="set null"
    )
    case_id = fields.Many2one("keqin.case", index="btree_not_null", ondelete="set null")
    event_id = fields.Many2one(
        "event.event", index="btree_not_null", ondelete="set null"
    )
    recovery_id = fields.Many2one(
        "keqin.recovery", "Asked again for", index="btree_not_null", ondelete="set null"
    )
    send_on = fields.Datetime("To send from", index=True)
    sent_on = fields.Datetime(index=True)
    reminded_on = fields.Datetime()
    reminder_count = fields.Integer("Reminders", aggregator=None)
    answered_on = fields.Datetime()
    deadline = fields.Datetime("Open until")

    _wave_contact_uniq = models.Constraint(
        "UNIQUE(wave_id, contact_id)", "A wave asks a person once."
    )
    _user_input_uniq = models.Constraint(
        "UNIQUE(user_input_id)", "An answer belongs to one invitation."
    )
