from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import appraisal


class KeqinAppraisalTemplateLine(models.Model):
    """One criterion: measured by an indicator, or judged by the appraiser."""

    _name = "keqin.appraisal.template.line"
    _description = "Appraisal Criterion"
    _inherit = "keqin.appraisal.part.mixin"
    _order = "template_id, sequence, id"

    template_id = fields.Many2one(
        "keqin.appraisal.template", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    is_used = fields.Boolean(
        "In use", default=True, help="Off where it does not apply to the role."
    )
    indicator_id = fields.Many2one(
        "keqin.indicator",
        index=True,
        ondelete="restrict",
        domain=[("by_employee", "=", True)],
    )
    name = fields.Char("Criterion", translate=True)
    kind = fields.Selection(
        [("result", "Result"), ("process", "Process"), ("qualitative", "Judgement")],
        compute="_compute_kind",
    )
    unit = fields.Selection(related="indicator_id.unit")
    weight = fields.Float(required=True, default=10.0, digits=(5, 1), aggregator=None)
    share = fields.Float(
        "Counts for (%)",
        compute="_compute_share",
        digits=(5, 1),
        help="Of all weights in use; together 100.",
    )
    has_target = fields.Boolean(compute="_compute_has_target")

    _weight_positive = models.Constraint(
        "CHECK(weight >= 0)", "A weight cannot be negative."
    )
    _what = models.Constraint(
        "CHECK(indicator_id IS NOT NULL OR name IS NOT NULL)",
        "Choose an indicator, or say what is judged.",
    )
    _indicator_once = models.UniqueIndex(
        "(template_id, indicator_id) WHERE indicator_id IS NOT NULL",
        "This indicator is a criterion already. Change that line.",
    )

    @api.depends("indicator_id.kind")
    def _compute_kind(self):
        for line in self:
            line.kind = line.indicator_id.kind or "qualitative"

    @api.depends("template_id.line_ids.weight", "template_id.line_ids.is_used")
    def _compute_share(self):
        for template, lines in self.grouped("template_id").items():
            used = template.line_ids.filtered("is_used")
            shares = dict(
                zip(used, appraisal.shares(used.mapped("weight")), strict=True)
            )
            for line in lines:
                line.share = shares.get(line, 0.0)

    @api.depends("indicator_id", "basis", "own_target", "template_id.company_id")
    def _compute_has_target(self):
        """Whether there is something to reach: own, of the company, or before."""
        targets = self.env["keqin.target"]
        known = targets._candidates(self.indicator_id.mapped("code"))
        for line in self:
            line.has_target = (
                not line.indicator_id
                or line.own_target is not False
                or line.basis == "before"
                or bool(known._applying(code=line.indicator_id.code))
            )

    @api.depends("indicator_id", "name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.name or line.indicator_id.name or ""

    @api.constrains("indicator_id")
    def _check_by_employee(self):
        for line in self:
            if line.indicator_id and not line.indicator_id.by_employee:
                raise ValidationError(
                    self.env._(
                        "%s cannot be measured for one employee. Choose another one.",
                        line.indicator_id.display_name,
                    )
                )

    @api.constrains("weight", "is_used", "indicator_id")
    def _check_weights(self):
        self.template_id.line_ids._check_balance()

    # business methods
    def _check_balance(self):
        for lines in self.grouped("template_id").values():
            lines.filtered("is_used")._check_mix(lines.template_id.name)

    def _appraisal_values(self):
        """What the line of a new appraisal is made of."""
        self.ensure_one()
        return {
            "sequence": self.sequence,
            "indicator_id": self.indicator_id.id,
            "name": self.name,
            "kind": self.kind,
            "weight": self.weight,
            "basis": self.basis,
            "own_target": self.own_target,
            "own_target_max": self.own_target_max,
        }
