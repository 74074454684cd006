from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.keqin_customer_change import Because

# Taken over from the activity, and written back to it.
_ACTIVITY_FIELDS = (
    "contact_id",
    "date_done",
    "reached",
    "result",
    "summary",
    "situation",
    "needs",
    "usage",
    "market",
    "problems",
    "feedback",
    "feedback_score",
    "talk_progress",
    "talk_needs",
    "talk_personal",
    "talk_value",
    "value_kind",
    "material_sent",
    "trial_response",
    "next_step",
    "next_step_on",
    "override_reason",
)
# Filled from the activity, as far as the user may read it; then the user's.
_KEPT = {
    "compute": "_compute_outcome",
    "compute_sudo": False,
    "store": True,
    "readonly": False,
    "precompute": True,
}
_GIVEN = _KEPT | {"compute": "_compute_from_activity"}


class KeqinActivityLog(models.TransientModel):
    """Log a contact and all that comes of it in one step (R057, R058, R063).

    The result, the needs heard, the promises made, an opportunity, the next activity:
    saved together or not at all.
    """

    _name = "keqin.activity.log"
    _description = "Log Contact"

    activity_id = fields.Many2one("keqin.activity", "Planned as", ondelete="cascade")
    customer_id = fields.Many2one(
        "keqin.customer",
        **_GIVEN,
        required=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(related="customer_id.partner_id", string="Company")
    currency_id = fields.Many2one(related="customer_id.currency_id")
    type_id = fields.Many2one(
        "keqin.activity.type",
        "Activity",
        **_GIVEN,
        required=True,
    )
    outcome = fields.Selection(related="type_id.outcome")
    use_talk_track = fields.Boolean(related="type_id.use_talk_track")
    is_trial = fields.Boolean(related="type_id.is_trial")
    guideline = fields.Html(related="type_id.guideline")
    check_ids = fields.One2many(
        related="activity_id.check_ids", related_sudo=False, readonly=False
    )
    talk_progress_hint = fields.Html(
        related="activity_id.talk_progress_hint", related_sudo=False
    )
    talk_needs_hint = fields.Html(
        related="activity_id.talk_needs_hint", related_sudo=False
    )
    talk_personal_hint = fields.Html(
        related="activity_id.talk_personal_hint", related_sudo=False
    )
    talk_value_hint = fields.Html(
        related="activity_id.talk_value_hint", related_sudo=False
    )
    unprepared = fields.Boolean(compute="_compute_unprepared")
    contact_id = fields.Many2one("res.partner", "Person", **_KEPT)
    date_done = fields.Date("When", **_KEPT, required=True)
    proactive = fields.Boolean(default=True)
    reached = fields.Selection(
        [("reached", "Reached"), ("no_answer", "No answer"), ("bounced", "Bounced")],
        **_KEPT,
        required=True,
    )
    result = fields.Char(**_KEPT)
    summary = fields.Html(**_KEPT)
    situation = fields.Text("Recent situation", **_KEPT)
    needs = fields.Text("Business needs", **_KEPT)
    usage = fields.Text("Usage experience", **_KEPT)
    market = fields.Text("Market changes", **_KEPT)
    problems = fields.Text("Potential problems", **_KEPT)
    feedback = fields.Text("Opinion of us", **_KEPT)
    feedback_score = fields.Integer("Satisfaction", **_KEPT)
    talk_progress = fields.Text(**_KEPT)
    talk_needs = fields.Text(**_KEPT)
    talk_personal = fields.Text(**_KEPT)
    talk_value = fields.Text(**_KEPT)
    value_kind = fields.Selection(
        [
            ("tool", "Tool"),
            ("information", "Information"),
            ("introduction", "Introduction"),
            ("sample", "Sample"),
        ],
        "What was offered",
        **_KEPT,
    )
    material_sent = fields.Boolean(**_KEPT)
    trial_response = fields.Selection(
        [("offered", "Offered"), ("accepted", "Accepted"), ("declined", "Declined")],
        "Trial",
        **_KEPT,
    )
    override_reason = fields.Char("Why not prepared", **_KEPT)
    next_step = fields.Char(**_KEPT)
    next_step_on = fields.Date("Next step by", **_KEPT)
    new_intent = fields.Selection(
        [("low", "Low"), ("medium", "Medium"), ("high", "High")],
        "Long-term intent now",
        help="Only if it has changed: it goes into the care file.",
    )
    # what comes of it
    promise_ids = fields.One2many("keqin.activity.log.promise", "log_id", "Promises")
    need_ids = fields.One2many("keqin.activity.log.need", "log_id", "Needs")
    opinion_ids = fields.One2many("keqin.activity.log.opinion", "log_id", "Opinions")
    lead_name = fields.Char("Opportunity", help="What they may buy.")
    lead_revenue = fields.Monetary("Expected revenue")
    next_type_id = fields.Many2one("keqin.activity.type", "Next activity")
    next_on = fields.Date("On")

    _lead_revenue_positive = models.Constraint(
        "CHECK(lead_revenue >= 0)", "The expected revenue cannot be negative."
    )

    @api.depends("activity_id")
    def _compute_from_activity(self):
        for log in self:
            log.customer_id = log.activity_id.customer_id or log.customer_id
            log.type_id = log.activity_id.type_id or log.type_id

    @api.depends("activity_id")
    def _compute_outcome(self):
        today = fields.Date.context_today(self)
        for log in self:
            if log.activity_id:
                for name in _ACTIVITY_FIELDS:
                    log[name] = log.activity_id[name]
            log.date_done = log.date_done or today
            log.reached = log.reached or "reached"

    @api.depends("activity_id.check_ids.is_done")
    def _compute_unprepared(self):
        for log in self:
            log.unprepared = any(
                point.is_required and not point.is_done
                for point in log.activity_id.check_ids
            )

    def action_apply(self):
        """Save the outcome and make what comes of it: all of it, or nothing.

        :raises UserError: what is missing, told by name
        """
        self.ensure_one()
        activity = self.activity_id or self._create_activity()
        activity.check_access("write")
        activity.write({name: self[name] for name in self._written_fields()})
        self._create_opinions(activity)
        activity.action_done()
        if self.new_intent:
            because = Because(activity.display_name, activity.id)
            activity.customer_id._write_because(
                {"cooperation_intent": self.new_intent}, because
            )
        self._create_promises(activity)
        self._create_needs(activity)
        self._create_opportunity(activity)
        self._create_next(activity)
        return {"type": "ir.actions.act_window_close"}

    @api.model
    def _open(self, context):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Log Contact"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": context,
        }

    def _written_fields(self):
        return [
            name for name in _ACTIVITY_FIELDS if self[name] or self.activity_id[name]
        ]

    def _create_activity(self):
        """An unplanned contact: planned now, so that it is done like every other."""
        return self.env["keqin.activity"].create(
            {
                "name": f"{self.type_id.name} · {self.customer_id.name}",
                "customer_id": self.customer_id.id,
                "type_id": self.type_id.id,
                "contact_id": self.contact_id.id,
                "date_planned": self.date_done,
                "proactive": self.proactive,
                "override_reason": self.override_reason
                or self.env._("The contact was not planned."),
                "reason": self.env._("Logged without having been planned."),
            }
        )

    def _create_opinions(self, activity):
        """Opinions heard, by what they are about; feedback once it is done (R057)."""
        self.env["keqin.activity.opinion"].create(
            [
                {
                    "activity_id": activity.id,
                    "dimension": line.dimension,
                    "level": line.level,
                    "text": line.text,
                }
                for line in self.opinion_ids
            ]
        )

    def _create_promises(self, activity):
        self.env["keqin.promise"].create(
            [
                {
                    "name": line.name,
                    "customer_id": activity.customer_id.id,
                    "contact_id": activity.contact_id.id,
                    "activity_id": activity.id,
                    "promised_on": activity.date_done,
                    "due_on": line.due_on,
                    "department": line.department,
                    "user_id": line.user_id.id,
                }
                for line in self.promise_ids
            ]
        )

    def _create_needs(self, activity):
        """Needs heard become records of their own in the same save (R057)."""
        contact = activity._asking_person()
        vals_list = [
            {
                "name": line.name,
                "kind": line.kind,
                "is_latent": line.is_latent,
                "customer_id": activity.customer_id.id,
                "contact_id": contact.id,
                "activity_id": activity.id,
                "captured_on": activity.date_done,
            }
            for line in self.need_ids
        ]
        if vals_list:
            activity._pass_on("keqin.need", vals_list)

    def _create_opportunity(self, activity):
        """Whoever finds it is credited; the account manager gets it (R162)."""
        if not self.lead_name:
            return
        customer = activity.customer_id
        # sudo: service staff finds opportunities without access to sales; the values
        # are these, and who may log the activity was checked
        self.env["crm.lead"].sudo().create(
            {
                "name": self.lead_name,
                "type": "opportunity",
                "partner_id": (activity.contact_id or customer.partner_id).id,
                "company_id": activity.company_id.id,
                "user_id": customer.sudo().user_id.id or activity.user_id.id,
                "expected_revenue": self.lead_revenue,
                "keqin_activity_id": activity.id,
                "keqin_finder_id": self.env.uid,
            }
        )

    def _create_next(self, activity):
        if not self.next_type_id:
            return
        if not self.next_on:
            raise UserError(
                self.env._(
                    "When is the next one, %s? Fill in its day, or leave it out.",
                    self.next_type_id.name,
                )
            )
        self.env["keqin.activity"].create(
            {
                "name": self.next_step
                or f"{self.next_type_id.name} · {activity.partner_id.name}",
                "customer_id": activity.customer_id.id,
                "contact_id": activity.contact_id.id,
                "type_id": self.next_type_id.id,
                "user_id": activity.user_id.id,
                "department": activity.department,
                "plan_id": activity.plan_id.id,
                "date_planned": self.next_on,
                "confidential": activity.confidential,
                "follow_up_of_id": activity.id,
                "reason": self.env._("Agreed in: %s", activity.name),
            }
        )
