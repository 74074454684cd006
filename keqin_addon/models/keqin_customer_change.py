from odoo import fields, models


class KeqinCustomerChange(models.Model):
    """One change of lifecycle, intent or relationship of a customer (R014, R073)."""

    _name = "keqin.customer.change"
    _description = "Customer Change"
    _order = "date desc, id desc"
    _rec_name = "customer_id"

    customer_id = fields.Many2one(
        "keqin.customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="customer_id.company_id", store=True, precompute=True, index=True
    )
    kind = fields.Selection(
        [
            ("lifecycle", "Lifecycle"),
            ("cooperation_intent", "Long-term intent"),
            ("relationship_level", "Relationship level"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    old = fields.Char("From", readonly=True)
    new = fields.Char("To", readonly=True)
    date = fields.Date(required=True, readonly=True, index=True)
    reason = fields.Char(readonly=True)
    is_rule = fields.Boolean("By rule", readonly=True)
    changed_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    activity_id = fields.Many2one(
        "keqin.activity", readonly=True, ondelete="set null", index="btree_not_null"
    )
