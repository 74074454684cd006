from odoo import api, fields, models
from odoo.exceptions import UserError

from .keqin_case_task import OPEN
from .keqin_customer_bound_mixin import DEPARTMENTS

# Whose matter it is, by kind of case (R094).
_DEPARTMENT = {"support": "technical", "finance": "finance"}


class KeqinCase(models.Model):
    """What other departments owe a case (R094)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, its clocks, its flow
    _inherit = "keqin.case"

    task_count = fields.Integer(
        "Routed", compute="_compute_task_count", compute_sudo=True
    )
    task_open_count = fields.Integer(
        "Not answered", compute="_compute_task_count", compute_sudo=True
    )
    tasks_done = fields.Char(
        "Answers of departments",
        compute="_compute_tasks_done",
        help="How many of the routed tasks are answered; cancelled ones do not count.",
    )
    suggested_department = fields.Selection(
        DEPARTMENTS,
        compute="_compute_suggested_department",
        help="By kind of case, until that department has been asked.",
    )

    @api.depends("task_ids.state")
    def _compute_task_count(self):
        counts = {case: [0, 0] for case in self}
        for case, state, count in self.env["keqin.case.task"]._read_group(
            [("case_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["case_id", "state"],
            ["__count"],
        ):
            counts[case][0] += count
            counts[case][1] += count if state in OPEN else 0
        for case in self:
            case.task_count, case.task_open_count = counts.get(case, (0, 0))

    @api.depends("task_count", "task_open_count")
    def _compute_tasks_done(self):
        for case in self:
            total, waiting = case.task_count, case.task_open_count
            said = self.env._(
                "%(done)s of %(total)s answered", done=total - waiting, total=total
            )
            case.tasks_done = said if total else False

    @api.depends("kind", "task_count")
    def _compute_suggested_department(self):
        asked = {
            case.id: set(departments)
            for case, departments in self.env["keqin.case.task"]
            .sudo()
            ._read_group(
                [("case_id", "in", self.ids)],
                ["case_id"],
                ["department:array_agg_distinct"],
            )
        }
        for case in self:
            department = _DEPARTMENT.get(case.kind)
            known = asked.get(case.id, ())
            case.suggested_department = department not in known and department

    def action_route(self):
        """Ask another department: opens the dialog."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Route to a Department"),
            "res_model": "keqin.case.route",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_case_id": self.id},
        }

    def action_open_tasks(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "keqin_addon.keqin_case_task_action"
        )
        return action | {
            "domain": [("case_id", "=", self.id)],
            "context": {"default_case_id": self.id},
        }

    def _check_may_resolve(self):
        """What we still owe the customer is answered, or no longer needed."""
        result = super()._check_may_resolve()
        # sudo: names of tasks on cases that the caller may change
        waiting = (
            self.env["keqin.case.task"]
            .sudo()
            .search([("case_id", "in", self.ids), ("state", "in", OPEN)])
        )
        if waiting:
            raise UserError(
                self.env._(
                    "%(case)s still waits for: %(tasks)s. Get the answer, or cancel "
                    "what is no longer needed.",
                    case=waiting[0].case_id.display_name,
                    tasks=", ".join(
                        f"{task.name} ({task.user_id.name})" for task in waiting
                    ),
                )
            )
        return result
