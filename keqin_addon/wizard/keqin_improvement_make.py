from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context

from ..models.keqin_customer_bound_mixin import DEPARTMENTS
from ..models.keqin_feedback import DIMENSIONS

# What an opinion and the measure that follows from it have in common.
_COMMON = ("area", "dimension", "theme_id")
_DEPARTMENTS = {"product": "product", "service": "service"}


class KeqinImprovementMake(models.TransientModel):
    """Makes a measure of what customers said, or adds that to one (R110)."""

    _name = "keqin.improvement.make"
    _description = "Make an Improvement"

    feedback_ids = fields.Many2many(
        "keqin.feedback", default=lambda self: self._selected()
    )
    case_ids = fields.Many2many("keqin.case", string="Complaints")
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    improvement_id = fields.Many2one(
        "keqin.improvement",
        "Add to",
        domain="[('state', 'not in', ('verified', 'dropped')),"
        " ('company_id', '=', company_id)]",
        help="Empty: a new measure.",
    )
    name = fields.Char("Improvement measure")
    description = fields.Html()
    area = fields.Selection(
        [
            ("product", "Product"),
            ("service", "Service quality"),
            ("process", "Business process"),
        ],
        "To improve",
        compute="_compute_common",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    dimension = fields.Selection(
        DIMENSIONS,
        "Dimension to move",
        compute="_compute_common",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
        help="What customers should then rate better.",
    )
    theme_id = fields.Many2one(
        "keqin.feedback.theme",
        compute="_compute_common",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    department = fields.Selection(
        DEPARTMENTS,
        compute="_compute_department",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        domain=lambda self: self.env["keqin.promise"]._domain_owner(),
    )
    date_due = fields.Date("Due")

    @api.depends("feedback_ids.company_id", "case_ids.company_id")
    def _compute_company_id(self):
        for wizard in self:
            companies = wizard.feedback_ids.company_id | wizard.case_ids.company_id
            wizard.company_id = companies[:1] or self.env.company

    @api.depends("feedback_ids")
    def _compute_common(self):
        for wizard in self:
            said = wizard.feedback_ids
            rated = said.filtered(lambda opinion: opinion.metric != "comment")
            common = {
                "area": set(said.mapped("area")) - {False},
                "dimension": set(rated.mapped("dimension")),
                "theme_id": set(said.theme_ids.ids),
            }
            for name in _COMMON:
                [value] = common[name] if len(common[name]) == 1 else [False]
                wizard[name] = wizard[name] or value

    @api.depends("area")
    def _compute_department(self):
        for wizard in self:
            wizard.department = wizard.department or _DEPARTMENTS.get(wizard.area)

    def action_make(self):
        """Make the measure, or take the chosen one, and open it."""
        self.ensure_one()
        if not (self.feedback_ids or self.case_ids):
            raise UserError(self.env._("Select the feedback it follows from first."))
        if not (self.improvement_id or (self.name or "").strip()):
            raise UserError(
                self.env._("What is to be done? Name it, or choose a measure.")
            )
        improvement = self.improvement_id or self._make()
        improvement._link(self.feedback_ids, self.case_ids)
        return {
            "type": "ir.actions.act_window",
            "res_model": improvement._name,
            "res_id": improvement.id,
            "views": [(False, "form")],
        }

    def _make(self):
        # the defaults of this form are none of the measure's
        measures = self.env["keqin.improvement"].with_context(
            clean_context(self.env.context)
        )
        return measures.create(
            {
                "name": self.name.strip(),
                "description": self.description,
                "company_id": self.company_id.id,
                "source": self._source(),
                "area": self.area,
                "department": self.department,
                "user_id": self.user_id.id,
                "date_due": self.date_due,
                "dimension": self.dimension,
                "theme_id": self.theme_id.id,
            }
        )

    def _source(self):
        """Said when asked by a survey, on its own account, or in a complaint."""
        if not self.feedback_ids:
            return "complaint"
        asked = set(self.feedback_ids.mapped("source")) == {"survey"}
        return "survey" if asked else "feedback"

    @api.model
    def _selected(self):
        """What is selected in a list of feedback, when it is opened from there."""
        feedback = self.env["keqin.feedback"]
        if self.env.context.get("active_model") != feedback._name:
            return feedback
        return feedback.browse(self.env.context.get("active_ids", ()))
