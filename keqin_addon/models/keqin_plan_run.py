from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .keqin_plan import SALES, VALID
from .keqin_plan_workflow import EXECUTIVE

LEADS = f"keqin_addon.group_keqin_sales_manager,{EXECUTIVE}"


class KeqinPlan(models.Model):
    """An approved plan: its start and end, its revision, what was approved (R041).

    A revision is a plan of its own. The one it revises stays in force until an
    executive approves the revision, and is kept as replaced.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: see `keqin_plan_resource`
    _inherit = "keqin.plan"

    def action_start(self):
        """Start approved plans whose first day has come."""
        self._check_step(["approved"], f"{SALES},{EXECUTIVE}", "read")
        early = self - self._due()
        if early:
            raise UserError(
                self.env._(
                    "%(plan)s starts on %(day)s, by itself.",
                    plan=early[0].name,
                    day=early[0].date_start,
                )
            )
        # sudo: as above
        self.sudo()._start()
        return True

    def action_finish(self):
        """End running plans before their last day; that day becomes the last one."""
        self._check_step(["running"], LEADS, "read")
        # sudo: as above
        self.sudo()._finish()
        return True

    def action_revise(self):
        """Make a new draft of an agreed plan, which stays in force meanwhile (R049)."""
        self.ensure_one()
        self._check_step(["approved", "running"], SALES, "write")
        present = self.revision_ids.filtered(
            lambda plan: plan.state not in ("rejected", "cancelled", "done")
        )
        return (present[:1] or self._revise())._action_open()

    # business methods
    @api.model
    def _cron_plan(self):
        """Start approved plans whose day has come, end those that are over; remind of
        reviews, and of customers that have moved to another class.

        Idempotent: a plan that was started is not approved any more, and so on.
        """
        companies = self.env["res.company"].search([("active", "=", True)])
        for company, today in companies._keqin_today().items():
            ours = Domain("company_id", "=", company.id)
            ended = Domain("state", "=", "running") & Domain("date_end", "<", today)
            due = Domain("state", "=", "approved") & Domain("date_start", "<=", today)
            if not (
                self._in_batches(ours & ended, "_finish")
                and self._in_batches(ours & due, "_start")
            ):
                return  # out of time: the scheduler calls again
            self._remind_reviews(company, today)
            self._notice_classes(company, today)

    @api.model
    def _in_batches(self, domain, step, size=200):
        """Take a step with all plans of a domain; False when time is up."""
        while plans := self.search(domain, limit=size):
            plans = plans.try_lock_for_update()
            if not plans:
                return True  # another server is at it
            getattr(plans, step)()
            if not self.env.context.get("cron_id"):
                continue
            left = self.search_count(domain)
            if not self.env["ir.cron"]._commit_progress(len(plans), remaining=left):
                return not left
        return True

    def _due(self):
        """Those of the plans whose first day has come."""
        today = self.company_id._keqin_today()
        return self.filtered(lambda plan: plan.date_start <= today[plan.company_id])

    def _replace(self):
        """The plan this one revises ends; what is under way goes on here."""
        old = self.revised_id.filtered(lambda plan: plan.state in VALID)
        if not old:
            return
        successors = {line.origin_id: line for line in self.line_ids if line.origin_id}
        items = self.env["keqin.activity"].search(
            [
                ("plan_line_id", "in", [line.id for line in successors]),
                ("state", "=", "planned"),
            ]
        )
        for line, ours in items.grouped("plan_line_id").items():
            ours.write({"plan_id": self.id, "plan_line_id": successors[line].id})
        old.write({"state": "cancelled"})
        old._settle()
        self.flush_recordset()

    def _revise(self):
        """A draft with the same content, from today to the end of the plan."""
        today = self.company_id._keqin_today()[self.company_id]
        # sudo: the link to the plan revised is written by nobody; write was checked
        plan = self.sudo()
        draft = plan.copy(
            {
                "name": self.env._("%s, revised", plan.name),
                "date_start": max(plan.date_start, min(today, plan.date_end)),
                "revised_id": plan.id,
                "previous_id": plan.previous_id.id,
                "revision": plan.revision + 1,
            }
        )
        for new, old in zip(draft.line_ids, plan.line_ids, strict=True):
            new.origin_id = old
        for new, old in zip(draft.objective_ids, plan.objective_ids, strict=True):
            new.actual = old.actual
        if plan.changed_standard_id:
            draft._adopt(plan.changed_standard_id)
        return draft.with_env(self.env)

    def _start(self):
        self.write({"state": "running"})
        for plan in self:
            quarter = plan.date_start + relativedelta(months=3)
            plan.next_review_on = min(quarter, plan.date_end)

    def _finish(self):
        """Over; a plan that is ended early gives the days that follow free."""
        today = self.company_id._keqin_today()
        for plan in self:
            end = max(min(plan.date_end, today[plan.company_id]), plan.date_start)
            plan.write({"state": "done", "date_end": end})
        self._settle()

    def _snapshot(self):
        """What was approved, readable when everything else has changed (R041)."""
        self.ensure_one()
        names = ("name", "schedule", "number", "unit", "max_gap", "role", "hours")
        return {
            "approved_by": self.approved_by_id.name,
            "approved_on": fields.Datetime.to_string(self.approved_on),
            "comment": self.decision_comment,
            "date_start": fields.Date.to_string(self.date_start),
            "date_end": fields.Date.to_string(self.date_end),
            "objective": self.objective,
            "standard": self.standard_id.name,
            "budget": self.budget_planned,
            "hours": self.hours_planned,
            "gifts": self.gifts_planned,
            "requested": self.requested_amount,
            "granted": self.granted_amount,
            "currency": self.currency_id.name,
            "capacity": self.capacity,
            "lines": [
                {name: line[name] for name in (*names, "budget", "planned_count")}
                | {
                    "activity": line.type_id.name,
                    "responsible": line.user_id.name,
                    "gift": line.gift_product_id.display_name,
                    "how_often": line.cadence_text,
                    "deviation": line.deviation,
                }
                for line in self.line_ids
            ],
            "left_out": [
                line.name or line.type_id.name for line in self.removed_line_ids
            ],
            "objectives": [
                {
                    "name": goal.name,
                    "measure": goal.measure,
                    "target": goal.target,
                    "due_on": fields.Date.to_string(goal.due_on),
                }
                for goal in self.objective_ids
            ],
        }
