from odoo import fields, models


class KeqinSurveyInvitation(models.Model):
    """What becomes of an invitation: answered, or it did not arrive (R102)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the invitation, who gets one, how it is sent
    _inherit = "keqin.survey.invitation"

    def _answered(self, on=None):
        """The person answered, by the link or in an interview.

        :param on: naive UTC datetime; now without it
        """
        open_ones = self.filtered(lambda i: i.state != "answered")
        open_ones.write(
            {
                "state": "answered",
                "reason": False,
                "answered_on": on or fields.Datetime.now(),
            }
        )

    def _not_reached(self, reason):
        """The mail did not arrive; what a reminder tells is no news of the first mail.

        :param reason: ``invalid`` for a wrong address, ``not_sent`` for our own fault
        """
        lost = self.filtered(
            lambda i: i.state in ("sent", "expired") and not i.reminded_on
        )
        lost.write({"state": "bounced", "reason": reason})

    def _sent_after_all(self):
        """The queue could send on another try what it could not before."""
        late = self.filtered(lambda i: i.state == "bounced" and i.reason == "not_sent")
        late.write({"state": "sent", "reason": False, "sent_on": fields.Datetime.now()})
