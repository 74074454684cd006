from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import is_html_empty


class KeqinPlan(models.Model):
    """A plan starts from what the last evaluation came to (R132, R134)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: see `keqin_plan_resource`
    _inherit = "keqin.plan"

    evaluation_id = fields.Many2one(
        "keqin.evaluation",
        "Evaluation it follows from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The last one of the company that was closed when the plan was made: its "
        "focus and decisions are part of what the plan is based on.",
    )

    @api.model
    def _prepare_values(self, facts):
        """The focus of the period comes first, that of the industry after it."""
        values = super()._prepare_values(facts)
        evaluation = facts.get("evaluation")
        if evaluation and not is_html_empty(evaluation.focus):
            values["focus"] = evaluation.focus + (values.get("focus") or Markup())
        return values

    @api.model
    def _build_context(self, customers, date_start, strategy=None):
        context = super()._build_context(customers, date_start, strategy)
        # sudo: every planner builds on what executives decided
        found = self.sudo()._last_evaluations(customers.sudo().company_id)
        return context | {"evaluations": found}

    def _freeze_basis(self):
        """What was decided is kept with the plan, whatever is decided later."""
        done = super()._freeze_basis()
        evaluations = self._last_evaluations(self.company_id)
        for plan in self:
            evaluation = evaluations.get(plan.company_id)
            if evaluation:
                plan.evaluation_id = evaluation
                plan.data_basis = plan.data_basis | evaluation._basis_of_plans()
        return done

    @api.model
    def _last_evaluations(self, companies):
        """:return: dict of company to its last closed evaluation"""
        found = self.env["keqin.evaluation"].search(
            [
                ("company_id", "in", companies.ids),
                ("scope", "=", "company"),
                ("state", "=", "closed"),
            ],
            order="date_end, period, id",
        )
        return {evaluation.company_id: evaluation for evaluation in found}

    def _basis_rows(self):
        """Last what executives decided."""
        rows = super()._basis_rows()
        decided = (self.data_basis or {}).get("evaluation")
        if not decided:
            return rows
        return [
            *rows,
            (self.env._("Evaluation it follows from"), decided["name"]),
            (self.env._("Focus of the period"), decided["focus"]),
            (self.env._("Decisions"), "; ".join(decided["decisions"]) or "–"),
        ]

    @api.model
    def _field_writers(self):
        return super()._field_writers() | {"evaluation_id": fields.NO_ACCESS}
