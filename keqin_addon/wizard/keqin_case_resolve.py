from odoo import api, fields, models

# As in keqin.case, without those that are no solution.
_RESULTS = [
    ("solved", "Solved"),
    ("answered", "Answered"),
    ("workaround", "Workaround"),
    ("not_solved", "Not solved"),
]


class KeqinCaseResolve(models.TransientModel):
    """Asks what solved cases, and for complaints why they arose (R091, R092)."""

    _name = "keqin.case.resolve"
    _description = "Resolve Cases"

    case_ids = fields.Many2many("keqin.case", string="Cases", required=True)
    solution = fields.Html(
        "Solution given",
        compute="_compute_from_case",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    result = fields.Selection(
        _RESULTS,
        compute="_compute_result",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    cause_id = fields.Many2one(
        "keqin.case.cause",
        compute="_compute_from_case",
        store=True,
        precompute=True,
        readonly=False,
        ondelete="cascade",
    )
    has_complaint = fields.Boolean(compute="_compute_has_complaint")

    @api.depends("case_ids")
    def _compute_from_case(self):
        for wizard in self:
            case = wizard.case_ids if len(wizard.case_ids) == 1 else wizard.case_ids[:0]
            wizard.solution = wizard.solution or case.solution
            wizard.cause_id = wizard.cause_id or case.cause_id

    @api.depends("case_ids.kind")
    def _compute_result(self):
        """Enquiries are answered, everything else is solved, until said otherwise."""
        for wizard in self:
            enquiry = set(wizard.case_ids.mapped("kind")) == {"enquiry"}
            wizard.result = wizard.result or ("answered" if enquiry else "solved")

    @api.depends("case_ids.kind")
    def _compute_has_complaint(self):
        for wizard in self:
            wizard.has_complaint = "complaint" in wizard.case_ids.mapped("kind")

    def action_apply(self):
        self.ensure_one()
        self.case_ids.action_resolve(self.solution, self.result, self.cause_id.id)
        return {"type": "ir.actions.act_window_close"}
