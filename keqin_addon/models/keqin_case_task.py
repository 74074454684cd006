from odoo import api, fields, models

from .keqin_customer_bound_mixin import DEPARTMENTS

_STAMPED = (
    "answered_on",
    "company_id",
    "customer_id",
    "escalated_on",
    "state",
    "transfer_count",
)


class KeqinCaseTask(models.Model):
    """A part of a case that another department answers (R094, R196)."""

    _name = "keqin.case.task"
    _description = "Routed Task"
    _inherit = ["keqin.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "due_on, id"
    _check_company_auto = True

    name = fields.Char("What is needed", required=True, tracking=True)
    case_id = fields.Many2one(
        "keqin.case", required=True, index=True, ondelete="cascade", check_company=True
    )
    customer_id = fields.Many2one(
        related="case_id.customer_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="case_id.company_id", store=True, index=True, precompute=True
    )
    department = fields.Selection(
        DEPARTMENTS, required=True, default="technical", tracking=True
    )
    user_id = fields.Many2one(
        "res.users", "Owner", index=True, ondelete="restrict", tracking=True
    )
    requested_by_id = fields.Many2one(
        "res.users",
        "Asked by",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    due_on = fields.Datetime("Due", required=True, index=True, tracking=True)
    state = fields.Selection(
        [
            ("new", "To accept"),
            ("accepted", "Accepted"),
            ("planned", "Planned"),
            ("answered", "Answered"),
            ("rejected", "Rejected"),
            ("cancelled", "Cancelled"),
        ],
        "Status",
        default="new",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    description = fields.Html()
    planned_on = fields.Date("Planned for", copy=False, tracking=True)
    answer = fields.Html(copy=False)
    answered_on = fields.Datetime(readonly=True, copy=False)
    transfer_count = fields.Integer("Transfers", readonly=True, copy=False)
    escalated_on = fields.Datetime(readonly=True, copy=False)

    @api.model
    def _field_writers(self):
        """Copies of the case's own, and steps, are nobody's to write."""
        return dict.fromkeys(_STAMPED, fields.NO_ACCESS)
