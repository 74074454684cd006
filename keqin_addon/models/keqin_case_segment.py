from datetime import timedelta

from odoo import fields, models

from ..tools.sla_clock import Run
from .keqin_working_time import Office


class KeqinCaseSegment(models.Model):
    """How long a case was in one state, and which clocks ran meanwhile (R097).

    Records, not sums: what was waited for can be read, and another policy replayed.
    """

    _name = "keqin.case.segment"
    _description = "Time in a State"
    _order = "case_id, date_from, id"

    case_id = fields.Many2one(
        "keqin.case", required=True, index=True, ondelete="cascade"
    )
    customer_id = fields.Many2one(related="case_id.customer_id")
    kind = fields.Selection(related="case_id.kind")
    channel = fields.Selection(related="case_id.channel")
    company_id = fields.Many2one(related="case_id.company_id")
    state = fields.Selection(
        lambda self: (
            self.env["keqin.case"]._fields["state"]._description_selection(self.env)
        ),
        "Status",
        required=True,
    )
    date_from = fields.Datetime("From", required=True)
    date_to = fields.Datetime("To")
    user_id = fields.Many2one(
        "res.users", "Moved by", index="btree_not_null", ondelete="set null"
    )
    reason = fields.Char()
    running = fields.Boolean(help="Whether the clock of the resolution ran.")
    worked_hours = fields.Float(
        "Working hours", help="Working time between both ends, once it has ended."
    )
    policy_id = fields.Many2one(
        "keqin.sla.policy",
        "Service level",
        index="btree_not_null",
        ondelete="set null",
    )
    calendar_id = fields.Many2one(
        "resource.calendar", "Working calendar", ondelete="set null"
    )
    answered_on = fields.Datetime(
        "Customer answered",
        help="A pause during which the customer had answered already from then on.",
    )
    idle_hours = fields.Float(
        "Hours unheard",
        help="Working time that the clock still stood after the customer had answered.",
    )

    def _office(self):
        """Whose working time counts in this segment."""
        self.ensure_one()
        company = self.case_id.company_id
        calendar = self.calendar_id or company.resource_calendar_id
        return Office(calendar, company, self.policy_id.on_holidays)

    def _run(self):
        """It as a run of the clock; one that has ended keeps what it consumed."""
        self.ensure_one()
        if not self.date_to:
            return Run(self.date_from)
        worked = timedelta(seconds=round(self.worked_hours * 3600))
        return Run(self.date_from, self.date_to, worked)

    def _split(self, at):
        """Go on in a new segment, as another calendar counts from now on.

        :return: the new segments
        """
        weeks = self.env["keqin.working.day"]._working_times(
            segment._office() for segment in self
        )
        for segment in self:
            segment._end(at, weeks[segment._office()])
        return self.create(
            [
                {
                    "case_id": segment.case_id.id,
                    "state": segment.state,
                    "running": segment.running,
                    "date_from": at,
                    "user_id": segment.user_id.id,
                    "reason": segment.reason,
                }
                for segment in self
            ]
        )

    def _end(self, at, week):
        """End it, and keep what it consumed.

        :param at: naive UTC datetime, not before its beginning
        :param week: `WorkingTime` of its office
        """
        hours = week.worked(self.date_from, at).total_seconds() / 3600
        idle = self.answered_on and week.worked(
            max(self.answered_on, self.date_from), at
        )
        self.write(
            {
                "date_to": at,
                "worked_hours": hours,
                "idle_hours": idle.total_seconds() / 3600 if idle else 0.0,
            }
        )
