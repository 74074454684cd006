from odoo import api, fields, models
from odoo.exceptions import ValidationError

_GROUPS = {
    "sales": "keqin_addon.group_keqin_sales",
    "service": "keqin_addon.group_keqin_service",
}


class KeqinAppraisalTemplate(models.Model):
    """What an employee of a role is appraised by: criteria and weights (R140, R150)."""

    _name = "keqin.appraisal.template"
    _description = "Appraisal Template"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(
        default=10, help="The first one that fits an employee is used."
    )
    company_id = fields.Many2one(
        "res.company", "Caring company", index=True, help="Empty: every company."
    )
    role = fields.Selection(
        [
            ("manager", "Account managers"),
            ("sales", "Sales"),
            ("service", "Service"),
        ],
        "Meant for",
        required=True,
        default="manager",
        help="Account managers are those who have customers in care.",
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Only for",
        domain=[("share", "=", False)],
        help="Empty: everybody of the role.",
    )
    line_ids = fields.One2many(
        "keqin.appraisal.template.line", "template_id", "Criteria", copy=True
    )
    untargeted_count = fields.Integer(
        "Without a target", compute="_compute_untargeted_count"
    )

    @api.depends("line_ids.has_target")
    def _compute_untargeted_count(self):
        for template in self:
            lines = template.line_ids.filtered(lambda it: it.is_used and it.weight)
            template.untargeted_count = len(lines) - len(lines.filtered("has_target"))

    @api.constrains("line_ids")
    def _check_lines(self):
        self.line_ids._check_balance()
        for template in self:
            if not template.line_ids:
                raise ValidationError(
                    self.env._("%s needs criteria: add some.", template.name)
                )

    # business methods
    @api.model
    def _for_employees(self, company, managers):
        """Who is appraised, and by what: the first template that fits.

        :param managers: account managers of customers in care
        :return: dict of user to template
        """
        templates = self.search([("company_id", "in", (False, company.id))])
        found = {}
        for template in templates.sorted(lambda it: (not it.user_ids, it.sequence)):
            people = template._people(company, managers)
            for user in people.filtered(lambda it: it not in found):
                found[user] = template
        return found

    def _people(self, company, managers):
        """Employees of its role, or those of them it is made for."""
        self.ensure_one()
        if self.role == "manager":
            people = managers
        else:
            members = self.env["res.users"]._keqin_members
            people = members([_GROUPS[self.role]], company)
        return people & self.user_ids if self.user_ids else people

    def _line_values(self):
        """What the lines of a new appraisal are made of."""
        return [line._appraisal_values() for line in self.line_ids if line.is_used]
