from odoo import api, fields, models

from ..models.keqin_customer_bound_mixin import DEPARTMENTS


class KeqinCaseRoute(models.TransientModel):
    """Asks another department for its part of a case (R094)."""

    _name = "keqin.case.route"
    _description = "Route to a Department"

    case_id = fields.Many2one("keqin.case", required=True, ondelete="cascade")
    department = fields.Selection(
        DEPARTMENTS,
        compute="_compute_department",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        compute="_compute_user_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        domain=lambda self: self.env["keqin.promise"]._domain_owner(),
        help="Who was asked last in that department, or speaks for it in the operation "
        "team, until you choose somebody else.",
    )
    name = fields.Char("What is needed", required=True)
    description = fields.Html()
    due_on = fields.Datetime(
        "Due",
        compute="_compute_due_on",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Pass on",
        domain="[('res_model', '=', 'keqin.case'), ('res_id', '=', case_id)]",
        help="Only what you choose here is passed on.",
    )

    @api.depends("case_id")
    def _compute_department(self):
        for wizard in self:
            suggested = wizard.case_id.suggested_department
            wizard.department = suggested or wizard.department or "technical"

    @api.depends("department")
    def _compute_user_id(self):
        for wizard in self:
            # sudo: who was asked last, maybe about a case of somebody else
            last = (
                wizard.env["keqin.case.task"]
                .sudo()
                .search(
                    [
                        ("department", "=", wizard.department),
                        ("company_id", "=", wizard.case_id.company_id.id),
                        ("user_id.active", "=", True),
                    ],
                    order="id desc",
                    limit=1,
                )
            )
            team = wizard.env["keqin.operation.team"]._of(wizard.case_id.company_id)
            wizard.user_id = last.user_id or team._speaker(wizard.department)

    @api.depends("case_id")
    def _compute_due_on(self):
        for wizard in self:
            task = wizard.env["keqin.case.task"].new({"case_id": wizard.case_id.id})
            wizard.due_on = task.due_on

    @api.constrains("case_id")
    def _check_readable(self):
        """Who names a case here is shown what it is called."""
        # constraints run as superuser
        self.sudo(False).case_id.check_access("read")

    def action_route(self):
        """Make the task, with copies of what was chosen to be passed on."""
        self.ensure_one()
        task = self.env["keqin.case.task"].create(
            {
                "case_id": self.case_id.id,
                "department": self.department,
                "user_id": self.user_id.id,
                "name": self.name,
                "description": self.description,
                "due_on": self.due_on,
            }
        )
        for attachment in self.attachment_ids:
            attachment.copy({"res_model": task._name, "res_id": task.id})
        return {"type": "ir.actions.act_window_close"}
