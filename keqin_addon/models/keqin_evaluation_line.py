from odoo import api, fields, models
from odoo.exceptions import UserError

from .keqin_grade_change import TIER_SELECTION
from .keqin_indicator import DEPARTMENTS
from .optional_float import OptionalFloat

# Written by `keqin.evaluation._compute_figures` alone.
FIGURES = (
    "target",
    "target_max",
    "numerator",
    "denominator",
    "n",
    "actual",
    "low",
    "high",
    "gap",
    "previous",
    "change",
    "change_low",
    "change_high",
    "verdict",
    "is_change",
)
# Stored copies of what the evaluation says: they decide who sees a line.
_COPIES = ("company_id", "date_end", "scope")
# What a figure is of; in an appraisal, what it is held against, too.
_MEASURED = frozenset({"basis", "indicator_id", "own_target", "own_target_max", "tier"})
# What is measured and how much it counts, agreed on before departments are asked.
_PLAN = frozenset(
    {
        "department",
        "indicator_id",
        "kind",
        "name",
        "sequence",
        "tier",
        "weight",
    }
)


class KeqinEvaluationLine(models.Model):
    """One indicator of an evaluation: target, actual, gap, before (R131).

    Without an indicator it is a qualitative line, scored by the manager (R150).
    """

    _name = "keqin.evaluation.line"
    _description = "Evaluation Line"
    _inherit = "keqin.guarded.mixin"
    _order = "evaluation_id, sequence, id"
    _check_company_auto = True

    evaluation_id = fields.Many2one(
        "keqin.evaluation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="evaluation_id.company_id", store=True, precompute=True, index=True
    )
    scope = fields.Selection(related="evaluation_id.scope", store=True, precompute=True)
    state = fields.Selection(related="evaluation_id.state", string="Status")
    date_end = fields.Date(
        related="evaluation_id.date_end", string="Until", store=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    indicator_id = fields.Many2one("keqin.indicator", index=True, ondelete="restrict")
    name = fields.Char("Criterion")
    department = fields.Selection(
        DEPARTMENTS,
        index=True,
        compute="_compute_from_indicator",
        store=True,
        readonly=False,
        precompute=True,
    )
    kind = fields.Selection(
        [("result", "Result"), ("process", "Process"), ("qualitative", "Judgement")],
        required=True,
        compute="_compute_from_indicator",
        store=True,
        readonly=False,
        precompute=True,
    )
    unit = fields.Selection(related="indicator_id.unit")
    tier = fields.Selection(TIER_SELECTION)
    weight = fields.Float(
        digits=(5, 1),
        aggregator=None,
        help="How much it counts for the overall score; 0: shown, not counted.",
    )
    target = OptionalFloat(readonly=True, digits=(16, 2), aggregator=None)
    target_max = OptionalFloat(
        "Target at most", readonly=True, digits=(16, 2), aggregator=None
    )
    numerator = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    denominator = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    n = fields.Integer("Facts", readonly=True, aggregator=None)
    actual = OptionalFloat(readonly=True, digits=(16, 2), aggregator="avg")
    low = OptionalFloat("At least", readonly=True, digits=(16, 2), aggregator=None)
    high = OptionalFloat("At most", readonly=True, digits=(16, 2), aggregator=None)
    gap = OptionalFloat(
        "Gap to target",
        readonly=True,
        digits=(16, 2),
        aggregator="avg",
        help="Negative: so much is missing, whichever direction is the better one.",
    )
    previous = OptionalFloat(
        "Period before", readonly=True, digits=(16, 2), aggregator=None
    )
    change = OptionalFloat(readonly=True, digits=(16, 2), aggregator="avg")
    change_low = OptionalFloat(readonly=True, digits=(16, 2), aggregator=None)
    change_high = OptionalFloat(readonly=True, digits=(16, 2), aggregator=None)
    verdict = fields.Selection(
        [
            ("met", "Target met"),
            ("below", "Below target"),
            ("unsure", "Not sure"),
            ("few", "No data"),
        ],
        readonly=True,
        index="btree_not_null",
        help="Below target only where chance does not explain it.",
    )
    is_change = fields.Boolean(
        "Reliable change",
        readonly=True,
        help="More than chance explains, at 95 %.",
    )
    score = OptionalFloat("Score (0-100)", digits=(5, 1), aggregator="avg")
    comment = fields.Text(help="What stands behind the figure.")
    _score_range = models.Constraint(
        "CHECK(score BETWEEN 0 AND 100)", "A score lies between 0 and 100."
    )
    _weight_positive = models.Constraint(
        "CHECK(weight >= 0)", "A weight cannot be negative."
    )
    _what = models.Constraint(
        "CHECK(indicator_id IS NOT NULL OR name IS NOT NULL)",
        "Choose an indicator, or say what is judged.",
    )

    @api.depends("indicator_id")
    def _compute_from_indicator(self):
        for line in self:
            indicator = line.indicator_id
            if indicator:
                line.department = indicator.department
            line.kind = indicator.kind or line.kind or "qualitative"

    @api.depends("indicator_id", "name", "tier")
    def _compute_display_name(self):
        for line in self:
            name = line.name or line.indicator_id.name or ""
            line.display_name = f"{name}, {line.tier}" if line.tier else name

    @api.model_create_multi
    def create(self, vals_list):
        # what a list of evaluations starts from is no default of their lines
        ours = {f"default_{name}" for name in _COPIES}
        context = {k: v for k, v in self.env.context.items() if k not in ours}
        plain = self.with_env(self.env(context=context))
        lines = super(KeqinEvaluationLine, plain).create(vals_list)
        lines = lines.with_env(self.env)
        lines._check_draft()
        lines.filtered("indicator_id")._forget_figures()
        return lines

    def write(self, vals):
        self._check_open(vals)
        if _MEASURED & vals.keys():
            self._forget_figures()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        self._check_draft()

    def action_open_facts(self):
        """The records behind the actual, as far as the reader may see them."""
        self.ensure_one()
        self.check_access("read")
        record = self.evaluation_id
        scope, key = ("tier", self.tier) if self.tier else record._scope_key()
        return self.indicator_id._action_open_facts(
            record.company_id, record.date_start, record.date_end, scope, key
        )

    def _forget_figures(self):
        """In a draft, what measures something else has no figure yet.

        Else the actual of one indicator would be frozen under the name of another.
        """
        # sudo: figures are written by nobody, and follow from what they are of
        lines = self.sudo().filtered(
            lambda line: line.state == "draft" and line.evaluation_id.computed_on
        )
        measured = lines.filtered("indicator_id")
        measured.write(dict.fromkeys((*FIGURES, "score"), False))
        # so that the next step computes them
        lines.evaluation_id.computed_on = False

    def _own(self):
        """Those of the company and its teams; appraisals go their own way."""
        return self.filtered(lambda line: line.scope != "employee")

    def _check_draft(self):
        """What is measured is agreed on before departments are asked."""
        if self.env.su:
            return
        late = self._own().filtered(lambda line: line.state != "draft")
        if late:
            raise UserError(
                self.env._(
                    "%s is no draft any more: its indicators and weights stay.",
                    late[0].evaluation_id.name,
                )
            )

    def _check_open(self, vals):
        if self.env.su:
            return
        if any(vals.get("evaluation_id", id_) != id_ for id_ in self.evaluation_id.ids):
            raise UserError(
                self.env._("%s stays with its evaluation.", self[0].display_name)
            )
        if _PLAN & vals.keys():
            self._check_draft()
        for line in self._own():
            if line.state == "closed":
                raise UserError(
                    self.env._(
                        "%s is closed and stays as it is. An executive can open it "
                        "again, and says why.",
                        line.evaluation_id.name,
                    )
                )
            if "score" in vals and line.indicator_id:
                raise UserError(
                    self.env._(
                        "%s is measured: its score follows from target and actual.",
                        line.display_name,
                    )
                )

    @api.model
    def _field_writers(self):
        stamped = dict.fromkeys((*FIGURES, *_COPIES), fields.NO_ACCESS)
        return super()._field_writers() | stamped
