from odoo import api, fields, models

# What decides whether, when and for which line a contact counts.
_COUNTS = {
    "state",
    "date_done",
    "reached",
    "proactive",
    "is_care",
    "type_id",
    "customer_id",
    "plan_line_id",
}
_BY_ENGINE = ("due_on", "latest_on", "closed_because")


class KeqinActivity(models.Model):
    """What an activity means for the care plan: which line it serves, and until when.

    Whatever logs a contact, a button, an import or another app: the next date of the
    plan line it serves moves in the same transaction.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the activity, and what it means for the plan
    _inherit = "keqin.activity"

    due_on = fields.Date(
        "Due on",
        readonly=True,
        copy=False,
        help="The day the care plan asks for. Planned on may be another day.",
    )
    latest_on = fields.Date(
        "At the latest",
        readonly=True,
        copy=False,
        help="After this day it is missed: the longest gap, or the end of the period.",
    )
    closed_because = fields.Char(
        "Closed because", readonly=True, copy=False, help="Why it was not done."
    )

    _late_items = models.Index("(latest_on) WHERE automatic AND state = 'planned'")

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities.filtered("qualifies")._serve_plan()
        return activities

    def write(self, vals):
        if not _COUNTS & vals.keys() or self.env.context.get("keqin_care_engine"):
            return super().write(vals)
        counted = self.filtered("qualifies")
        lines = counted.plan_line_id
        done = super().write(vals)
        (counted | self.filtered("qualifies"))._serve_plan(lines)
        return done

    # business methods
    def _serve_plan(self, lines=None):
        """Contacts that count, or no longer: their lines' next dates follow.

        :param lines: plan lines that they served before
        """
        if not self:
            return
        # sudo: follows from the contact that was logged, whoever may write the plan
        contacts = self.sudo().with_context(keqin_care_engine=True)
        contacts.filtered(lambda a: a.qualifies and not a.plan_line_id)._find_line()
        lines = (lines or self.env["keqin.plan.line"]).sudo() | contacts.plan_line_id
        lines.with_context(keqin_care_engine=True)._follow_contacts()

    def _find_line(self):
        """A contact outside the plan serves the line of its kind that is due first."""
        lines = self.env["keqin.plan.line"].search(
            [
                ("customer_id", "in", self.customer_id.ids),
                ("type_id", "in", self.type_id.ids),
                ("plan_id.state", "=", "running"),
            ]
        )
        lines = lines.sorted(lambda line: line.next_due_on or line.plan_id.date_end)
        by_kind = lines.grouped(lambda line: (line.customer_id, line.type_id))
        for contact in self:
            for line in by_kind.get((contact.customer_id, contact.type_id), ()):
                plan = line.plan_id
                in_time = plan.date_start <= contact.date_done <= plan.date_end
                if in_time and contact.plan_id in (plan, self.env["keqin.plan"]):
                    contact.write({"plan_line_id": line.id, "plan_id": plan.id})
                    break

    def _follow_line(self):
        """Move these open items to the date on which their line is due now.

        One that is too late already stays, to be missed: later care is no excuse.
        """
        today = self.company_id._keqin_today()
        items = self.filtered(
            lambda item: (
                not item._is_arranged()
                and not (item.latest_on and item.latest_on < today[item.company_id])
            )
        )
        # the to-dos of all of them follow together; without a time there is no meeting
        quiet = {"mail_activity_automation_skip": True, "keqin_activity_aligned": True}
        for item in items.with_context(**quiet):
            line = item.plan_line_id.with_context(lang=item.user_id.lang)
            if line.next_due_on:
                item.write(line._prepare_date())
            else:
                text = line.env._("Nothing more is due in this plan.")
                item._close("cancelled", text)
        items._sync_todos()

    def _is_arranged(self):
        """Prepared, or given another day by somebody: not ours to move."""
        self.ensure_one()
        moved = self.date_planned != self.due_on
        return bool(moved or self.start_at or any(self.check_ids.mapped("is_done")))

    def _close(self, state, text):
        """End open items without their being done."""
        self.with_context(keqin_care_engine=True, tracking_disable=True).write(
            {"state": state, "closed_because": text}
        )

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_BY_ENGINE, fields.NO_ACCESS)
