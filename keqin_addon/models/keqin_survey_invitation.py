from odoo import api, fields, models
from odoo.exceptions import UserError

INVITATION_STATES = [
    ("waiting", "To send"),
    ("sent", "Sent"),
    ("answered", "Answered"),
    ("bounced", "Not reached"),
    ("expired", "Not answered"),
    ("left_out", "Left out"),
]
# The person was asked: what arrived, whether it was answered or not.
REACHED = ("sent", "answered", "expired")
REASONS = [
    ("no_email", "No e-mail address"),
    ("opted_out", "Opted out"),
    ("invalid", "Address does not work"),
    ("year", "Asked often enough this year"),
    ("recent", "Asked a short time ago"),
    ("left", "Left the company"),
    ("not_valid", "Marked as invalid"),
    ("out_of_care", "Customer no longer in care"),
    ("no_key_person", "No key person known"),
    ("same_address", "Address of somebody who is asked"),
    ("enough", "Others of the customer are asked"),
    ("withdrawn", "Withdrawn"),
    ("not_sent", "Mail could not be sent"),
]
# What a person is asked about, when not by a wave: once for each.
ORIGINS = ("wave_id", "activity_id", "case_id", "event_id", "recovery_id")


class KeqinSurveyInvitation(models.Model):
    """One person asked once: by a wave, after an activity, a case or an event (R102).

    Whoever could not be asked is in the list as well, with the reason. The personal
    link is that of Odoo's own answer, which exists once it is sent. Made by
    ``_ask()``, sent by ``_send_due()``; users write nothing here but by its buttons.
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
        "survey.survey", "Questionnaire", required=True, index=True, ondelete="restrict"
    )
    # empty once the person is deleted: that it was asked stays
    contact_id = fields.Many2one(
        "res.partner", "Person", index="btree_not_null", ondelete="set null"
    )
    email = fields.Char(related="contact_id.email", string="E-mail")
    is_company_address = fields.Boolean(
        "Company address",
        compute="_compute_is_company_address",
        help="No person is known: the customer's own address is asked.",
    )
    user_input_id = fields.Many2one(
        "survey.user_input",
        "Answer",
        index="btree_not_null",
        ondelete="set null",
        groups="survey.group_survey_user",
    )
    question_ids = fields.Many2many(
        "survey.question", string="Only these questions", help="Empty: all of them."
    )
    state = fields.Selection(
        INVITATION_STATES,
        "Status",
        required=True,
        default="waiting",
        index=True,
        readonly=True,
    )
    reason = fields.Selection(REASONS, "Why not", index="btree_not_null")
    ignore_gap = fields.Boolean(
        "Asked again",
        help="After a recovery: the days between surveys do not hold it back.",
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

    # one request a person and occasion, whichever server makes it; who was left out
    # may be asked later
    _wave_contact_uniq = models.UniqueIndex(
        "(wave_id, contact_id) WHERE state != 'left_out'", "A wave asks a person once."
    )
    _activity_contact_uniq = models.UniqueIndex(
        "(activity_id, contact_id) WHERE state != 'left_out'",
        "A person is asked once about an activity.",
    )
    _case_contact_uniq = models.UniqueIndex(
        "(case_id, contact_id) WHERE state != 'left_out'",
        "A person is asked once about a case.",
    )
    _event_contact_uniq = models.UniqueIndex(
        "(event_id, contact_id) WHERE state != 'left_out'",
        "A person is asked once about an event.",
    )
    _recovery_contact_uniq = models.UniqueIndex(
        "(recovery_id, contact_id) WHERE state != 'left_out'",
        "A person is asked again once after a recovery.",
    )
    _user_input_uniq = models.Constraint(
        "UNIQUE(user_input_id)", "An answer belongs to one invitation."
    )

    @api.depends("contact_id", "customer_id")
    def _compute_is_company_address(self):
        for invitation in self:
            partner = invitation.customer_id.partner_id
            invitation.is_company_address = (
                partner.is_company and invitation.contact_id == partner
            )

    @api.constrains("contact_id", "customer_id", "state")
    def _check_contact(self):
        """Who has left the company is in the list, but not asked."""
        self.filtered(lambda i: i.state == "waiting")._check_contact_of_customer()

    def action_send_again(self):
        """Once more to those who were not reached, their addresses being right now.

        :raises UserError: where the mail did arrive, or the answer is there
        """
        self._check_service()
        self._check_state("bounced")
        # sudo: nobody writes an invitation; who may take the step was checked
        again = self.sudo()
        again.contact_id.filtered("message_bounce").message_bounce = 0
        again.write({"state": "waiting", "reason": False, "sent_on": False})
        again._send_soon()
        return True

    def action_withdraw(self):
        """Not to be sent after all."""
        self._check_service()
        self._check_state("waiting")
        # sudo: nobody writes an invitation; who may take the step was checked
        self.sudo().write({"state": "left_out", "reason": "withdrawn"})
        return True

    def action_open_answer(self):
        """The answers as they were given."""
        self.ensure_one()
        self.check_access("read")
        if not self.user_input_id:
            raise UserError(
                self.env._("%s has not been sent this yet.", self.display_name)
            )
        return self.user_input_id.action_print_answers()

    def _check_service(self):
        """Service sends; others may read who was asked."""
        self.check_access("read")
        if not self.env.su:
            self.env["keqin.survey.wave"].check_access("write")

    def _check_state(self, *states):
        wrong = self.filtered(lambda invitation: invitation.state not in states)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(person)s: %(state)s. Reload the page to see it.",
                    person=wrong[0].display_name,
                    state=labels[wrong[0].state],
                )
            )

    @api.model
    def _field_writers(self):
        """Whom we asked, and what came of it, is recorded by rules alone (R101)."""
        facts = {
            name
            for name, field in self._fields.items()
            if field.store and name not in models.MAGIC_COLUMNS
        }
        return super()._field_writers() | dict.fromkeys(facts, fields.NO_ACCESS)
