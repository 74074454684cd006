from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .optional_float import OptionalFloat

_FIGURES = (
    "keqin_accepted_count",
    "keqin_attendance_rate",
    "keqin_attended_count",
    "keqin_cost",
    "keqin_cost_each",
    "keqin_customer_count",
    "keqin_invited_count",
    "keqin_lead_amount",
    "keqin_lead_count",
    "keqin_opinion_count",
    "keqin_satisfaction",
)
_STAMPS = ("keqin_closed_on", "keqin_closed_by")
CLOSERS = "event.group_event_user"


class EventEvent(models.Model):
    """What an event brought: who came, how they liked it, what followed (R164).

    The figures follow the records until it is evaluated; then they stay.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "event.event"

    keqin_invited_count = fields.Integer(
        "Invited", compute="_compute_keqin_people", store=True
    )
    keqin_accepted_count = fields.Integer(
        "Accepted", compute="_compute_keqin_people", store=True
    )
    keqin_attended_count = fields.Integer(
        "Came", compute="_compute_keqin_people", store=True
    )
    keqin_customer_count = fields.Integer(
        "Customers who came", compute="_compute_keqin_people", store=True
    )
    keqin_attendance_rate = OptionalFloat(
        "Attendance (%)",
        compute="_compute_keqin_people",
        store=True,
        digits=(5, 1),
        aggregator="avg",
        help="Those who came of all invited.",
    )
    keqin_cost = fields.Monetary(
        "Cost",
        currency_field="keqin_currency_id",
        compute="_compute_keqin_cost",
        store=True,
    )
    keqin_cost_each = fields.Monetary(
        "Cost of each who came",
        currency_field="keqin_currency_id",
        compute="_compute_keqin_cost",
        store=True,
        aggregator="avg",
    )
    keqin_activity_ids = fields.One2many(
        "keqin.activity", "event_id", "Care activities", readonly=True
    )
    keqin_lead_count = fields.Integer(
        "Opportunities", compute="_compute_keqin_leads", store=True
    )
    keqin_lead_amount = fields.Monetary(
        "Expected of opportunities",
        currency_field="keqin_currency_id",
        compute="_compute_keqin_leads",
        store=True,
    )
    keqin_satisfaction = OptionalFloat(
        "Satisfied (%)",
        readonly=True,
        copy=False,
        digits=(5, 1),
        aggregator="avg",
        help="Of those who said how they liked it, who gave the two best marks.",
    )
    keqin_opinion_count = fields.Integer("Opinions", readonly=True, copy=False)
    # the evaluation
    keqin_effect = fields.Text("What it brought", copy=False)
    keqin_lessons = fields.Text("What to do better", copy=False)
    keqin_closed_on = fields.Date(
        "Evaluated on", readonly=True, copy=False, tracking=True
    )
    keqin_closed_by = fields.Many2one(
        "res.users", "Evaluated by", readonly=True, copy=False, ondelete="restrict"
    )

    @api.depends(
        "registration_ids.state",
        "registration_ids.active",
        "registration_ids.keqin_accepted_on",
        "registration_ids.keqin_partner_id",
    )
    def _compute_keqin_people(self):
        for event in self:
            if event.keqin_closed_on:
                event._keep("keqin_invited_count", "keqin_accepted_count")
                event._keep("keqin_attended_count", "keqin_customer_count")
                event._keep("keqin_attendance_rate")
                continue
            people = event.registration_ids.filtered("active")
            came = people.filtered(lambda r: r.state == "done")
            said_yes = people.filtered(
                lambda r: r.state in ("open", "done") or r.keqin_accepted_on
            )
            event.keqin_invited_count = len(people)
            event.keqin_accepted_count = len(said_yes)
            event.keqin_attended_count = len(came)
            event.keqin_customer_count = len(came.keqin_partner_id)
            event.keqin_attendance_rate = (
                100.0 * len(came) / len(people) if people else False
            )

    @api.depends("keqin_cost_ids.amount", "keqin_attended_count")
    def _compute_keqin_cost(self):
        for event in self:
            if event.keqin_closed_on:
                event._keep("keqin_cost", "keqin_cost_each")
                continue
            event.keqin_cost = sum(event.keqin_cost_ids.mapped("amount"))
            came = event.keqin_attended_count
            event.keqin_cost_each = came and event.keqin_cost / came

    @api.depends(
        "lead_ids.active",
        "lead_ids.expected_revenue",
        "keqin_activity_ids.lead_ids.active",
        "keqin_activity_ids.lead_ids.expected_revenue",
    )
    def _compute_keqin_leads(self):
        for event in self:
            if event.keqin_closed_on:
                event._keep("keqin_lead_count", "keqin_lead_amount")
                continue
            # lost ones came up, too
            leads = event.with_context(active_test=False)._keqin_leads()
            event.keqin_lead_count = len(leads)
            event.keqin_lead_amount = sum(leads.mapped("expected_revenue"))

    def action_keqin_close(self):
        """Evaluate: the figures stay, those who came are in the care files (R164).

        :raises AccessError: who may not change events
        :raises UserError: not over, not prepared, nobody said to have come, or without
            what it brought and what to do better
        """
        self._check_keqin_closer()
        for event in self:
            missing = event._keqin_missing()
            if missing:
                raise UserError(
                    self.env._(
                        "%(event)s cannot be closed yet: %(missing)s.",
                        event=event.name,
                        missing="; ".join(missing),
                    )
                )
        self._keqin_record_care()
        self._keqin_refresh()
        # as they are now: once closed they are computed no more
        self.flush_recordset(_FIGURES)
        # sudo: the stamps are written by this step only; all was checked above
        events = self.sudo().with_context(keqin_closing=True)
        events.write(
            {
                "keqin_closed_on": fields.Date.context_today(self),
                "keqin_closed_by": self.env.uid,
            }
        )
        events.action_set_done()
        return True

    def action_keqin_reopen(self):
        """Take the evaluation back, to correct it; the figures follow again.

        :raises AccessError: who may not change events
        """
        self._check_keqin_closer()
        # sudo: the stamps are written by this step only
        events = self.sudo().filtered("keqin_closed_on")
        events.write({"keqin_closed_on": False, "keqin_closed_by": False})
        names = [n for n in _FIGURES if self._fields[n].compute]
        for name in names:
            self.env.add_to_compute(self._fields[name], events)
        events._keqin_refresh()
        return True

    def action_keqin_opportunities(self):
        """Open the opportunities of the event that the caller may see."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Opportunities"),
            "res_model": "crm.lead",
            "view_mode": "list,kanban,form",
            "domain": [
                "|",
                ("event_id", "=", self.id),
                ("keqin_activity_id.event_id", "=", self.id),
            ],
            "context": {"default_event_id": self.id, "active_test": False},
        }

    def action_keqin_people(self):
        """Open who was invited, who accepted and who came."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.event_registration_action_keqin"
        )
        action["domain"] = [("event_id", "=", self.id)]
        action["context"] = {"default_event_id": self.id}
        return action

    def action_keqin_activities(self):
        """Open the care activities the event counts as."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_activity_action"
        )
        action["domain"] = [("event_id", "=", self.id)]
        action["context"] = {"create": False}
        return action

    @api.model
    def _field_writers(self):
        names = (*_FIGURES, *_STAMPS)
        return super()._field_writers() | dict.fromkeys(names, fields.NO_ACCESS)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evaluated(self):
        self._check_keqin_open()

    def _keep(self, *names):
        """Frozen figures are what they were."""
        for name in names:
            self[name] = self[name]

    def _keqin_leads(self):
        self.ensure_one()
        # sudo: how many and how much, for who may read the event
        event = self.sudo()
        return event.lead_ids | event.keqin_activity_ids.lead_ids

    def _keqin_missing(self):
        """What keeps the event from being closed: a list of phrases."""
        self.ensure_one()
        missing = []
        if not self.keqin_kind:
            missing.append(self.env._("say what kind of customer event it is"))
        if self.keqin_closed_on:
            missing.append(self.env._("it is closed already"))
        if self.date_end > fields.Datetime.now():
            missing.append(self.env._("it is not over"))
        if not self.registration_ids.filtered(lambda r: r.state == "done"):
            missing.append(self.env._("say who came"))
        points = self.keqin_check_ids.filtered(lambda p: p.is_required)
        open_points = points.filtered(lambda p: not p.is_done)
        if open_points:
            names = ", ".join(open_points.mapped("name"))
            missing.append(self.env._("still to do: %s", names))
        if not (self.keqin_effect or "").strip():
            missing.append(self.env._("say what it brought"))
        if not (self.keqin_lessons or "").strip():
            missing.append(self.env._("say what to do better"))
        return missing

    def _keqin_refresh(self):
        """What guests said about it so far; once evaluated, it stays."""
        # sudo: a share of all answers; who gave which is not told
        events = self.sudo().filtered(lambda event: not event.keqin_closed_on)
        groups = (
            self.env["keqin.feedback"]
            .sudo()
            ._read_group(
                [("invitation_id.event_id", "in", events.ids), ("metric", "=", "csat")],
                ["invitation_id"],
                ["csat_value:sum", "__count"],
            )
        )
        said = defaultdict(lambda: (0, 0.0))
        for invitation, value, count in groups:
            before = said[invitation.event_id]
            said[invitation.event_id] = before[0] + count, before[1] + value
        for event in events:
            count, value = said[event]
            share = value / count if count else False
            if (count, share) != (
                event.keqin_opinion_count,
                event.keqin_satisfaction,
            ):
                event.write({"keqin_opinion_count": count, "keqin_satisfaction": share})

    def _check_keqin_closer(self):
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(CLOSERS):
            raise AccessError(
                self.env._("Events are closed by marketing and executives only.")
            )

    def _check_keqin_open(self):
        closed = self.sudo().filtered("keqin_closed_on")
        if closed:
            raise UserError(
                self.env._(
                    "%s was evaluated, so it stays as it was. Reopen it to correct it.",
                    ", ".join(closed.mapped("name")),
                )
            )
