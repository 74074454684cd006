from odoo import fields, models

from .keqin_feedback import READERS


class KeqinActivity(models.Model):
    """After an activity, whoever took part is asked how it was (R107).

    Undone, the activity did not happen: what was not sent yet is withdrawn. A step of a
    recovery asks nobody, since the person is asked again about what was bad; nor does a
    confidential activity, which only few know of.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.activity"

    invitation_ids = fields.One2many(
        "keqin.survey.invitation", "activity_id", "Asked", groups=READERS
    )
    invitation_count = fields.Integer(
        "Asked for feedback", compute="_compute_invitation_count", groups=READERS
    )

    def _compute_invitation_count(self):
        counts = self.env["keqin.survey.invitation"]._count_by("activity_id", self)
        for activity in self:
            activity.invitation_count = counts.get(activity.id, 0)

    def action_open_invitations(self):
        """Who was asked about it, who was not and why."""
        return self.env["keqin.survey.invitation"]._open_of("activity_id", self)

    def _after_done(self):
        res = super()._after_done()
        self._request_feedback()
        return res

    def _after_reopen(self):
        res = super()._after_reopen()
        self.env["keqin.survey.invitation"]._withdraw("activity_id", self)
        return res

    def _request_feedback(self):
        """Ask all who took part, each once, by the rule for its type."""
        Rule = self.env["keqin.instant.feedback"]
        # sudo: what follows from a logged activity follows whoever logged it
        activities = self.sudo().filtered(lambda activity: activity._is_to_ask())
        rules = activities and Rule._rules("activity", activities.company_id)
        for activity in activities if rules else ():
            rule = Rule._pick(rules, activity.company_id, activity.type_id.id)
            people = rule._asks() and activity._feedback_people()
            if people:
                rule._invite(
                    {activity.customer_id: people},
                    activity.logged_at,
                    activity_id=activity.id,
                )

    def _is_to_ask(self):
        """Whether it took place, lately, and may be spoken of."""
        self.ensure_one()
        return (
            self.state == "done"
            and self.reached == "reached"
            and not self.confidential
            and not self.recovery_id
            and self.date_done
            >= self.env["keqin.instant.feedback"]._fresh_from().date()
        )

    def _feedback_people(self):
        """Who of the customer was there: those ticked off, where there is a list."""
        self.ensure_one()
        guests = self.attendee_ids.filtered(lambda line: not line.is_ours)
        people = self.contact_id | self.contact_ids
        if guests:
            people = guests.filtered("attended").partner_id
        company = self.customer_id.partner_id
        return people.filtered(lambda person: person.commercial_partner_id == company)
