from odoo import api, fields, models

from ..tools import goal

GOAL_STATES = [
    ("open", "Open"),
    ("reached", "Achieved"),
    ("missed", "Not achieved"),
    ("dropped", "Dropped"),
]
_STAMPED = ("closed_on", "progress", "value_on")


class KeqinGoal(models.Model):
    """A business goal of the customer's own, and what we contribute (R217).

    Progress is the part of the way from where it started to its target, whichever
    direction that is; what we did for it are the activities that serve it.
    """

    _name = "keqin.goal"
    _description = "Customer Goal"
    _inherit = [
        "keqin.stepped.mixin",
        "keqin.customer.bound.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_due, id"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("Goal", required=True, tracking=True)
    active = fields.Boolean(default=True)
    measure = fields.Char(help="How the customer sees that it is reached.")
    value_start = fields.Float("At the start", aggregator=None)
    value_target = fields.Float("Target value", aggregator=None, tracking=True)
    value_now = fields.Float("Current value", aggregator=None, tracking=True)
    value_on = fields.Date("Value as of", readonly=True, copy=False)
    unit = fields.Char("Unit of measure")
    progress = fields.Float(
        "Progress (%)",
        compute="_compute_progress",
        store=True,
        digits=(5, 1),
        aggregator="avg",
    )
    date_due = fields.Date("Target date", index=True, tracking=True)
    is_late = fields.Boolean(
        "Overdue", compute="_compute_is_late", search="_search_is_late"
    )
    contribution = fields.Text("Our contribution", tracking=True)
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    activity_ids_care = fields.One2many("keqin.activity", "goal_id", "What we did")
    state = fields.Selection(
        GOAL_STATES,
        "Status",
        required=True,
        default="open",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    closed_on = fields.Date(readonly=True, copy=False)

    @api.depends("value_start", "value_target", "value_now")
    def _compute_progress(self):
        for record in self:
            part = goal.progress(
                record.value_start, record.value_target, record.value_now
            )
            record.progress = part or 0.0

    @api.depends("state", "date_due")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for record in self:
            due = record.date_due
            record.is_late = record.state == "open" and bool(due) and due < today

    def _search_is_late(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        today = fields.Date.context_today(self)
        return [("state", "=", "open"), ("date_due", "<", today)]

    @api.model_create_multi
    def create(self, vals_list):
        goals = super().create(vals_list)
        goals.filtered("value_now")._stamp_value()
        return goals

    def write(self, vals):
        done = super().write(vals)
        if "value_now" in vals:
            self._stamp_value()
        return done

    def action_reached(self):
        """The customer has reached it."""
        return self._close("reached")

    def action_missed(self):
        """Its day has come, and it was not reached."""
        return self._close("missed")

    def action_drop(self):
        """The customer no longer wants it."""
        return self._close("dropped")

    def action_reopen(self):
        """Go on with it."""
        self._check_step("reached", "missed", "dropped")
        self._step("open", closed_on=False)
        return True

    def _close(self, state):
        self._check_step("open")
        today = fields.Date.context_today(self)
        self._step(state, closed_on=today)
        return True

    def _stamp_value(self):
        """When a value was last looked at is a fact, and no entry."""
        # sudo: follows from the permitted write
        self.sudo().value_on = fields.Date.context_today(self)

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_STAMPED, fields.NO_ACCESS)
