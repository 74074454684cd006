from odoo import fields, models


class KeqinPromise(models.Model):
    """Commitment ledger: what we promised a customer, by whom, until when (R156)."""

    _name = "keqin.promise"
    _description = "Promise"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "due_on, id"
    _check_company_auto = True

    name = fields.Char("What", required=True, tracking=True)
    customer_id = fields.Many2one(
        "keqin.customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="customer_id.company_id", store=True, precompute=True
    )
    manager_id = fields.Many2one(
        related="customer_id.user_id", string="Account manager"
    )
    contact_id = fields.Many2one(
        "res.partner", "Promised to", ondelete="restrict", index="btree_not_null"
    )
    promised_by_id = fields.Many2one(
        "res.users", "Promised by", required=True, default=lambda self: self.env.user
    )
    promised_on = fields.Date(required=True, default=fields.Date.context_today)
    department = fields.Selection(
        [
            ("sales", "Sales"),
            ("service", "Service"),
            ("marketing", "Marketing"),
            ("technical", "Technical"),
            ("finance", "Finance"),
            ("product", "Product"),
            ("executive", "Executives"),
        ],
        "Owner department",
        required=True,
        default="sales",
    )
    user_id = fields.Many2one(
        "res.users", "Owner", required=True, index=True, tracking=True
    )
    due_on = fields.Date(required=True, index=True, tracking=True)
    activity_id = fields.Many2one(
        "keqin.activity", "Made in", ondelete="set null", index="btree_not_null"
    )
    state = fields.Selection(
        [
            ("open", "To acknowledge"),
            ("acknowledged", "Acknowledged"),
            ("kept", "Kept"),
            ("broken", "Broken"),
            ("released", "Released by customer"),
        ],
        string="Status",
        default="open",
        required=True,
        index=True,
        copy=False,
        tracking=True,
    )
    acknowledged_on = fields.Datetime(readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    closing_reason = fields.Char(copy=False)
