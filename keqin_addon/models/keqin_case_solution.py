from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class KeqinCase(models.Model):
    """A complex request starts with a solution in writing (R089)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, its clocks, its flow
    _inherit = "keqin.case"

    need_id = fields.Many2one(
        "keqin.need",
        "From need",
        index="btree_not_null",
        ondelete="set null",
        domain="[('customer_id', '=', customer_id)]",
    )
    solution_count = fields.Integer(
        "Solution documents count", compute="_compute_solution_count"
    )

    def _compute_solution_count(self):
        counts = dict(
            self.env["keqin.solution"]._read_group(
                [("case_id", "in", self.ids)], ["case_id"], ["__count"]
            )
        )
        for case in self:
            case.solution_count = counts.get(case, 0)

    @api.constrains("need_id", "customer_id")
    def _check_need(self):
        for case in self.filtered("need_id"):
            if case.need_id.customer_id != case.customer_id:
                raise ValidationError(
                    self.env._(
                        "%(need)s and %(case)s belong to different customers.",
                        need=case.need_id.name,
                        case=case.display_name,
                    )
                )

    def action_make_complex(self):
        """It takes more than an answer: a solution in writing and an agreed date."""
        return self._turn("request", "complex_request")

    def action_make_simple(self):
        """It turned out to be an ordinary request."""
        return self._turn("complex_request", "request")

    def action_write_solution(self):
        """Open its solution document, a new one if there is none."""
        self.ensure_one()
        if not self.customer_id:
            raise UserError(
                self.env._(
                    "Whose is %s? Fill in the customer before a solution is written.",
                    self.display_name,
                )
            )
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Solution"),
            "res_model": "keqin.solution",
            "views": [(False, "form")],
            "context": {"default_case_id": self.id, "default_name": self.name},
        }
        current = self._usable_solutions()[:1] or self.solution_ids[:1]
        return action | ({"res_id": current.id} if current else {})

    def action_open_solutions(self):
        """Its solution documents that the reader may see."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Solution documents"),
            "res_model": "keqin.solution",
            "view_mode": "list,form",
            "domain": [("case_id", "=", self.id)],
            "context": {"default_case_id": self.id, "default_name": self.name},
        }

    def _turn(self, kind, other):
        self.check_access("write")
        wrong = self.filtered(lambda case: case.kind != kind)
        if wrong:
            labels = dict(self._fields["kind"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(case)s is not of the kind %(kind)s.",
                    case=wrong[0].display_name,
                    kind=labels[kind],
                )
            )
        self.kind = other
        return True

    def _usable_solutions(self):
        return self.solution_ids.filtered(
            lambda solution: solution.has_content and solution.state != "declined"
        )

    def _check_may_start(self):
        """:raises UserError: a complex request without a solution in writing"""
        result = super()._check_may_start()
        for case in self.filtered(lambda case: case.kind == "complex_request"):
            if not case._usable_solutions():
                raise UserError(
                    self.env._(
                        "%s is a complex request: write the solution, or attach it, "
                        "before work on it starts.",
                        case.display_name,
                    )
                )
        return result
