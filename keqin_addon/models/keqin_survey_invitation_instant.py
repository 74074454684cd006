from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class KeqinSurveyInvitation(models.Model):
    """Which rule asks, and after what (R107); who was reminded personally (R102)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.survey.invitation"

    instant_feedback_id = fields.Many2one(
        "keqin.instant.feedback",
        "Rule",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The rule of instant feedback that asks.",
    )
    why = fields.Char("Why asked", compute="_compute_why")
    personal_reminder_on = fields.Datetime(
        "Reminded personally",
        readonly=True,
        help="When somebody who knows the person reminded them.",
    )

    @api.depends("wave_id", "recovery_id", "activity_id", "case_id", "event_id")
    @api.depends_context("lang")
    def _compute_why(self):
        # sudo: it names no more than what whoever reads the invitation may know of the
        # customer: a type and a day, never the subject of an activity
        for invitation, known in zip(self, self.sudo(), strict=True):
            invitation.why = known._reason_asked()

    def _reason_asked(self):
        """After what, or by which wave, in the language of the reader."""
        self.ensure_one()
        if self.wave_id:
            return self.env._("Survey wave “%s”", self.wave_id.name)
        if self.recovery_id:
            return self.env._("Asked again, to see whether it is better now")
        if self.activity_id:
            return self.env._(
                "After %(activity)s on %(date)s",
                activity=self.activity_id.type_id.name,
                date=format_date(self.env, self.activity_id.date_done),
            )
        if self.case_id:
            return self.env._("After case %s", self.case_id.number)
        if self.event_id:
            return self.env._("After event “%s”", self.event_id.name)
        return False

    def action_note_reminder(self):
        """Note that the person was reminded by word, by whom and when.

        :raises UserError: when there is nothing to remind of any more
        """
        self._note_reminder(fields.Datetime.now())
        return True

    def action_undo_reminder(self):
        """Take back that the person was reminded."""
        self._note_reminder(False)
        return True

    @api.model
    def _count_by(self, origin, records):
        """How many invitations to each record the reader may see.

        :param origin: name of the field that says after what
        :return: dict of id to number
        """
        if not self.has_access("read"):
            return {}
        groups = self._read_group([(origin, "in", records.ids)], [origin], ["__count"])
        return {record.id: count for record, count in groups}

    @api.model
    def _open_of(self, origin, records):
        """The list of invitations after one thing."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Asked for feedback"),
            "res_model": self._name,
            "views": [(False, "list"), (False, "form")],
            "domain": [(origin, "in", records.ids)],
        }

    @api.model
    def _withdraw(self, origin, records):
        """Take back what was not sent yet: what it was about did not happen so.

        Who was withdrawn by somebody stays so, and is not asked the next time.

        :param origin: name of the field that says after what
        """
        # sudo: invitations are made and taken back by rules only
        unsent = self.sudo().search(
            [
                (origin, "in", records.ids),
                ("wave_id", "=", False),
                ("recovery_id", "=", False),
                ("state", "in", ("waiting", "left_out")),
                ("reason", "!=", "withdrawn"),
            ]
        )
        unsent.unlink()

    def _note_reminder(self, moment):
        """Whoever may see the invitation knows the person, and may remind them."""
        self.check_access("read")
        done = self.filtered(lambda invitation: invitation.state != "sent")
        if done:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(person)s need not be reminded: the invitation is in the state "
                    "“%(state)s”.",
                    person=done[0].contact_id.display_name,
                    state=labels[done[0].state],
                )
            )
        # sudo: nobody writes invitations; who may see it was checked
        self.sudo().personal_reminder_on = moment
