from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from .keqin_indicator import DEPARTMENTS

# Who speaks for a department.
WRITERS = {
    "sales": "group_keqin_sales_manager",
    "service": "group_keqin_service_manager",
    "marketing": "group_keqin_marketing",
    "executive": "group_keqin_executive",
}
# Those that are asked; executives decide instead.
ASKED = ("sales", "service", "marketing")
TEXTS = ("results", "shortcomings", "proposals")


class KeqinEvaluationSection(models.Model):
    """What a department says of the period: what worked, what did not (R132, R133)."""

    _name = "keqin.evaluation.section"
    _description = "Department's Evaluation"
    _inherit = "keqin.guarded.mixin"
    _order = "evaluation_id, sequence, id"
    _check_company_auto = True

    evaluation_id = fields.Many2one(
        "keqin.evaluation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="evaluation_id.company_id", store=True, precompute=True, index=True
    )
    state = fields.Selection(related="evaluation_id.state", string="Status")
    sequence = fields.Integer(default=10)
    department = fields.Selection(DEPARTMENTS, required=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        "Written by",
        ondelete="restrict",
        check_company=True,
        help="Empty: whoever leads the department.",
    )
    results = fields.Html("What worked")
    shortcomings = fields.Html("What did not work")
    proposals = fields.Html("What to improve")
    done_on = fields.Date("Handed in on", readonly=True, copy=False)
    done_by_id = fields.Many2one(
        "res.users", "Handed in by", readonly=True, copy=False, ondelete="restrict"
    )
    may_write = fields.Boolean(compute="_compute_may_write")

    _once = models.Constraint(
        "UNIQUE(evaluation_id, department)",
        "This department has its section in the evaluation already.",
    )

    @api.depends("department", "done_on", "evaluation_id.state")
    @api.depends_context("uid")
    def _compute_may_write(self):
        writable = self._origin._filtered_access("write")
        for section in self:
            section.may_write = (
                section._origin in writable
                and section.state == "input"
                and not section.done_on
            )

    @api.depends("evaluation_id", "department")
    def _compute_display_name(self):
        for section in self:
            label = section._department_name()
            section.display_name = f"{section.evaluation_id.name}: {label}"

    def write(self, vals):
        self._check_open(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reviewed(self):
        late = self.filtered(lambda section: section.state in ("review", "closed"))
        if late and not self.env.su:
            raise UserError(
                self.env._("%s is under review and stays.", late[0].display_name)
            )

    def action_done(self):
        """Hand in what the department says (R133).

        :raises AccessError: another department's
        :raises UserError: it says nothing, or nobody asks
        """
        self.check_access("write")
        self._check_input()
        for section in self:
            if all(is_html_empty(section[name]) for name in TEXTS):
                raise UserError(
                    self.env._(
                        "%s says nothing yet. Write what worked, what did not, or what "
                        "to improve.",
                        section.display_name,
                    )
                )
        # sudo: stamps are written by nobody; that it is theirs was checked
        self.sudo().write(
            {"done_on": fields.Date.context_today(self), "done_by_id": self.env.uid}
        )
        self.evaluation_id._note_handed_in(self)
        return True

    def action_take_back(self):
        """Go on writing, while departments are asked."""
        self.check_access("write")
        self._check_input()
        # sudo: as when it was handed in
        self.sudo().write({"done_on": False, "done_by_id": False})
        return True

    def action_open(self):
        """Write it on a page of its own."""
        self.ensure_one()
        return self._get_records_action(name=self.display_name, target="new")

    def _check_input(self):
        wrong = self.filtered(lambda section: section.state != "input")
        if wrong:
            raise UserError(
                self.env._(
                    "%s: departments write while the evaluation asks for their input.",
                    wrong[0].display_name,
                )
            )

    def _check_open(self, vals):
        """What was handed in stays, until it is taken back."""
        if self.env.su:
            return
        if {"department", "evaluation_id"} & vals.keys():
            raise UserError(
                self.env._("%s stays with its evaluation.", self[0].display_name)
            )
        if not {*TEXTS, "user_id"} & vals.keys():
            return
        self._check_input()
        handed = self.filtered("done_on")
        if handed:
            raise UserError(
                self.env._(
                    "%s is handed in. Take it back to change it.",
                    handed[0].display_name,
                )
            )

    def _writers(self):
        """Whom the department is asked through, by section.

        :return: dict of section to users
        """
        leads = {}
        for section in self:
            key = (section.department, section.company_id)
            if key not in leads:
                group = f"keqin_addon.{WRITERS[section.department]}"
                members = self.env["res.users"]._keqin_members
                leads[key] = members([group], section.company_id)
        return {
            section: section.user_id or leads[section.department, section.company_id]
            for section in self
        }

    def _department_name(self):
        labels = dict(self._fields["department"]._description_selection(self.env))
        return labels.get(self.department, "")

    @api.model
    def _field_writers(self):
        names = ("company_id", "done_by_id", "done_on")
        stamped = dict.fromkeys(names, fields.NO_ACCESS)
        return super()._field_writers() | stamped
