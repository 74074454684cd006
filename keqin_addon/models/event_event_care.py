from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .event_type import KIND_SELECTION
from .keqin_grade_change import POTENTIAL_SELECTION, TIER_SELECTION

# What is said of an event when it is closed, and stays (R164).
EVALUATED = frozenset(
    {
        "date_begin",
        "date_end",
        "keqin_activity_type_id",
        "keqin_budget",
        "keqin_effect",
        "keqin_kind",
        "keqin_lessons",
    }
)


class EventEvent(models.Model):
    """An event for customers: what, for whom, at what cost, how prepared (R163).

    One without a kind is any other event of Odoo, and none of these rules apply.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _name = "event.event"
    _inherit = ["event.event", "keqin.guarded.mixin"]

    keqin_kind = fields.Selection(
        KIND_SELECTION,
        "Customer event",
        compute="_compute_keqin_kind",
        store=True,
        readonly=False,
        index=True,
        tracking=True,
        help="Empty: no event for customers.",
    )
    keqin_platform = fields.Char(
        "Platform", help="Where an online activity takes place, e.g. Tencent Meeting."
    )
    keqin_goal = fields.Text("What it is for")
    keqin_activity_type_id = fields.Many2one(
        "keqin.activity.type",
        "Counts as",
        compute="_compute_keqin_activity_type_id",
        store=True,
        readonly=False,
        ondelete="restrict",
        index="btree_not_null",
        help="The care activity of each customer of whom somebody came.",
    )
    # for whom
    keqin_tier = fields.Selection(TIER_SELECTION, "For tier", help="Empty: every tier.")
    keqin_potential = fields.Selection(POTENTIAL_SELECTION, "For potential")
    keqin_important = fields.Boolean(
        "Important or promising only",
        help="Key customers, customers of tier A and those of high potential.",
    )
    # what it costs
    keqin_currency_id = fields.Many2one(
        "res.currency", "Currency of costs", compute="_compute_keqin_currency_id"
    )
    keqin_budget = fields.Monetary("Budget", currency_field="keqin_currency_id")
    keqin_cost_ids = fields.One2many("keqin.event.cost", "event_id", "Costs")
    # how it is prepared
    keqin_check_ids = fields.One2many(
        "keqin.event.check",
        "event_id",
        "Preparation",
        compute="_compute_keqin_check_ids",
        store=True,
        readonly=False,
    )
    keqin_to_prepare = fields.Integer(
        "Still to prepare", compute="_compute_keqin_to_prepare"
    )
    keqin_introduction_ids = fields.One2many(
        "keqin.event.introduction", "event_id", "Introductions"
    )

    _keqin_budget_positive = models.Constraint(
        "CHECK(keqin_budget >= 0)", "The budget of an event cannot be negative."
    )

    @api.depends("event_type_id")
    def _compute_keqin_kind(self):
        for event in self:
            event.keqin_kind = event.keqin_kind or event.event_type_id.keqin_kind

    @api.depends("keqin_kind")
    def _compute_keqin_activity_type_id(self):
        for event in self:
            name = "training" if event.keqin_kind == "training" else "event"
            event.keqin_activity_type_id = event.keqin_kind and self.env.ref(
                f"keqin_addon.keqin_activity_type_{name}", raise_if_not_found=False
            )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_keqin_currency_id(self):
        for event in self:
            company = event.company_id or self.env.company
            event.keqin_currency_id = company.currency_id

    @api.depends("event_type_id")
    def _compute_keqin_check_ids(self):
        """The points of the template, to events that have none yet."""
        for event in self:
            bare = not event.keqin_check_ids
            points = event.event_type_id.keqin_check_ids if bare else ()
            event.keqin_check_ids = [
                fields.Command.create(event._prepare_check(point)) for point in points
            ]

    @api.depends("keqin_check_ids.is_done")
    def _compute_keqin_to_prepare(self):
        counts = dict(
            self.env["keqin.event.check"]._read_group(
                [("event_id", "in", self.ids), ("is_done", "=", False)],
                ["event_id"],
                ["__count"],
            )
        )
        for event in self:
            event.keqin_to_prepare = counts.get(event._origin, 0)

    def write(self, vals):
        if not EVALUATED.isdisjoint(vals):
            self._check_keqin_open()
        if "stage_id" in vals:
            self._check_keqin_stage(vals["stage_id"])
        return super().write(vals)

    def action_set_done(self):
        """Customer events end when they are evaluated, not by the calendar (R164)."""
        events = self.filtered(lambda e: not e.keqin_kind or e.keqin_closed_on)
        return super(EventEvent, events).action_set_done()

    def _prepare_check(self, point):
        self.ensure_one()
        day = self.date_begin and self.date_begin.date()
        return {
            "sequence": point.sequence,
            "name": point.name,
            "is_required": point.is_required,
            "user_id": self.user_id.id,
            "due_on": day and day - timedelta(days=point.days_before),
        }

    def _check_keqin_stage(self, stage_id):
        """An event for customers ends by its evaluation (R164)."""
        stage = self.env["event.stage"].browse(stage_id)
        if self.env.context.get("keqin_closing") or not stage.pipe_end:
            return
        pending = self.filtered(lambda e: e.keqin_kind and not e.keqin_closed_on)
        # who called it off has nothing to evaluate
        pending = pending.filtered(lambda e: e.kanban_state != "cancel")
        if pending:
            raise UserError(
                self.env._(
                    "%(event)s was not evaluated. Say what it brought and what to do "
                    "better, then close it.",
                    event=", ".join(pending.mapped("name")),
                )
            )
