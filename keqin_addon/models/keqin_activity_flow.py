import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import is_html_empty

from .keqin_activity import ACTIVITY_LEADS

# state: those it may become
_TRANSITIONS = {
    "planned": ("done", "missed", "cancelled"),
    "done": ("planned",),
    "missed": ("planned",),
    "cancelled": ("planned",),
}
# What a done activity is about and what it counts for.
_CORE_FIELDS = frozenset(
    {
        "channel",
        "contact_id",
        "contact_ids",
        "cost",
        "date_done",
        "date_planned",
        "personalised",
        "plan_id",
        "plan_line_id",
        "proactive",
        "purpose",
        "reached",
        "result",
        "standard_line_id",
        "start_at",
        "summary",
        "type_id",
        "user_id",
    }
)
_OUTCOME_FIELDS = frozenset({"date_done", "reached", "result", "summary", "type_id"})


class KeqinActivity(models.Model):
    """Planned, then done, missed or cancelled; and back, when that was a mistake.

    A contact is done once it is prepared and its outcome is logged (R058, R062, R063).
    When it was logged is a fact of the server's clock; later than the company's limit
    is flagged (R004, R058).
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what an activity is, its flow, its meeting, its conversation
    _inherit = "keqin.activity"

    late_days = fields.Integer(
        compute="_compute_late",
        store=True,
        precompute=True,
        aggregator="avg",
        help="Days between the contact and its log.",
    )
    logged_late = fields.Boolean(
        compute="_compute_late",
        store=True,
        precompute=True,
        help="Logged later than the company allows.",
    )
    override_reason = fields.Char(
        "Why not prepared",
        copy=False,
        tracking=True,
        help="Lets the activity be done with mandatory points open. Kept in the log.",
    )
    is_mine = fields.Boolean(
        "May log", compute="_compute_is_mine", help="Theirs to log, or a lead."
    )

    @api.depends("date_done", "logged_at")
    def _compute_late(self):
        """By the limit of the day it was logged: changing it judges nobody anew."""
        for activity in self:
            days = 0
            if activity.date_done and activity.logged_at:
                days = (activity._day_of(activity.logged_at) - activity.date_done).days
            activity.late_days = max(days, 0)
            activity.logged_late = days > activity.company_id.keqin_late_days

    @api.depends("user_id", "support_user_ids", "executive_ids")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        lead = self._is_lead()
        for activity in self:
            activity.is_mine = lead or self.env.user in activity._people_in_charge()

    def write(self, vals):
        """The facts of a done activity belong to its responsible and to leads."""
        if not self.env.su:
            self._check_not_frozen(vals)
        written = super().write(vals)
        if not self.env.su and not _OUTCOME_FIELDS.isdisjoint(vals):
            done = self.filtered(lambda activity: activity.state == "done")
            done._check_outcome()
            done._check_not_in_future()
        return written

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        done = self.filtered(lambda activity: activity.state == "done")
        if done and not self.env.su:
            raise UserError(
                self.env._(
                    "What was done stays on record: %s. Reopen and cancel it instead.",
                    ", ".join(done.mapped("name")),
                )
            )

    def action_done(self):
        """Say that they are done: prepared, with the outcome their kind asks for.

        All or none: what is missing is told by name, and nothing is changed.

        :raises AccessError: somebody else's
        :raises UserError: not planned, not prepared, or without outcome
        :raises ValidationError: done in the future
        """
        self._check_transition("done")
        self._check_prepared()
        self._check_outcome()
        self._check_not_in_future()
        now, today = fields.Datetime.now(), fields.Date.context_today(self)
        # sudo: state and stamp are written by the server only; all was checked above
        for day, activities in self.sudo().grouped("date_done").items():
            activities.write(
                {"state": "done", "logged_at": now, "date_done": day or today}
            )
        self._after_done()
        return True

    def action_log(self):
        """Open the form that logs the contact and all that comes of it."""
        self.ensure_one()
        self._add_checks()
        return self.env["keqin.activity.log"]._open({"default_activity_id": self.id})

    def action_missed(self):
        """Say that they did not take place."""
        return self._end("missed")

    def action_cancel(self):
        """Take them off the plan."""
        return self._end("cancelled")

    def action_reopen(self):
        """Undo: planned again, the outcome kept for the next log.

        The next automatic one of the same plan line, made when this one was done, is
        cancelled: a line has one open activity.
        """
        self._check_transition("planned")
        # sudo: state and stamp are written by the server only; all was checked above
        activities = self.sudo()
        activities._cancel_successors()
        activities.write({"state": "planned", "logged_at": False, "date_done": False})
        self._after_reopen()
        return True

    def quick_log(self, result=False):
        """Log in one step, on the desk, what asks for no more than a result.

        :param result: what came of it, in one line
        :raises UserError: when its kind asks for a summary; `action_log` has the form
        """
        if result:
            self.write({"result": result})
        return self.action_done()

    def _end(self, state):
        self._check_transition(state)
        # sudo: state and stamp are written by the server only; all was checked above
        self.sudo().write({"state": state, "logged_at": fields.Datetime.now()})
        return True

    def _cancel_successors(self):
        again = self.filtered(lambda a: a.automatic and a.plan_line_id)
        successors = self.search(
            [
                ("plan_line_id", "in", again.plan_line_id.ids),
                ("automatic", "=", True),
                ("state", "=", "planned"),
            ]
        )
        if successors:
            # without a day: it was never given up, and its turn comes again
            successors.write({"state": "cancelled", "due_on": False})
            reason = self.env._("Cancelled: the one before it was reopened.")
            successors._message_log_batch(bodies=dict.fromkeys(successors.ids, reason))
            self.env.flush_all()

    def _check_transition(self, state):
        """In order, by those in charge; the record rules come first."""
        self.check_access("write")
        self._check_in_charge()
        wrong = self.filtered(lambda a: state not in _TRANSITIONS[a.state])
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(activities)s: what is %(from)s cannot become %(to)s.",
                    activities=", ".join(wrong.mapped("name")),
                    **{"from": labels[wrong[:1].state], "to": labels[state]},
                )
            )

    def _check_in_charge(self):
        if self.env.su or self._is_lead():
            return
        user = self.env.user
        others = self.filtered(lambda a: user not in a._people_in_charge())
        if others:
            raise AccessError(
                self.env._(
                    "%(activities)s: only the people in charge of it or a lead may say "
                    "what became of it. Ask %(person)s.",
                    activities=", ".join(others.mapped("name")),
                    person=others[:1].user_id.name,
                )
            )

    def _check_prepared(self):
        self._add_checks()
        points = self.check_ids.filtered(lambda p: p.is_required and not p.is_done)
        unprepared = points.activity_id.filtered(lambda a: not a.override_reason)
        if unprepared:
            names = (points & unprepared.check_ids).mapped("name")
            raise UserError(
                self.env._(
                    "%(activities)s: still to prepare: %(points)s. Tick them, or say "
                    "why it was done without.",
                    activities=", ".join(unprepared.mapped("name")),
                    points=", ".join(dict.fromkeys(names)),
                )
            )

    def _check_outcome(self):
        """A visit needs its summary, a call its result and what was said.

        Whoever was not reached said nothing: then nothing has to be summed up.
        """
        missing = self.filtered(lambda activity: activity._missing_outcome())
        if missing:
            raise UserError(
                self.env._(
                    "Log what came of it first, nothing was changed: %s",
                    "; ".join(
                        f"{activity.name} ({', '.join(activity._missing_outcome())})"
                        for activity in missing
                    ),
                )
            )

    def _missing_outcome(self):
        self.ensure_one()
        if self.reached != "reached":
            return []
        required = self.type_id.outcome
        missing = []
        if required in ("result", "both") and not self.result:
            missing.append(self.env._("result"))
        if required in ("summary", "both") and is_html_empty(self.summary):
            missing.append(self.env._("summary"))
        return missing

    def _check_not_in_future(self):
        today = fields.Date.context_today(self)
        early = self.filtered(lambda a: a.date_done and a.date_done > today)
        if early:
            raise ValidationError(
                self.env._(
                    "%s cannot be done on a day to come. Correct the day it was done.",
                    ", ".join(early.mapped("name")),
                )
            )

    def _check_not_frozen(self, vals):
        if _CORE_FIELDS.isdisjoint(vals) or self._is_lead():
            return
        user = self.env.user
        frozen = self.filtered(lambda a: a.state == "done" and a.user_id != user)
        if frozen:
            raise AccessError(
                self.env._(
                    "%(activities)s: done, so its facts are changed by %(person)s or a "
                    "lead only. Add what you know as a note.",
                    activities=", ".join(frozen.mapped("name")),
                    person=frozen[:1].user_id.name,
                )
            )

    @api.model
    def _is_lead(self):
        return self.env.user.has_groups(ACTIVITY_LEADS)

    def _people_in_charge(self):
        self.ensure_one()
        # sudo: who supports a visit may not read the care file; only people are read
        customer = self.customer_id.sudo()
        people = self.user_id | self.support_user_ids | self.executive_ids
        return people | customer.user_id | customer.service_user_id

    def _day_of(self, moment):
        """The day it was for the responsible person: a date.

        :param moment: a naive UTC datetime
        """
        zone = pytz.timezone(self.user_id.tz or self.env.user.tz or "UTC")
        return pytz.utc.localize(moment).astimezone(zone).date()
