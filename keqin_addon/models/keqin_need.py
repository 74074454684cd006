from odoo import api, fields, models

from .keqin_customer_bound_mixin import DEPARTMENTS


class KeqinNeed(models.Model):
    """What a customer needs, said or unsaid: understood, handed over, met (R095)."""

    _name = "keqin.need"
    _description = "Customer Need"
    _inherit = [
        "keqin.customer.bound.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "updated_on desc, id desc"
    _check_company_auto = True

    name = fields.Char("Need", required=True, tracking=True)
    kind = fields.Selection(
        [
            ("product", "Product"),
            ("technical", "Technical"),
            ("service", "Service"),
            ("commercial", "Commercial"),
            ("other", "Other"),
        ],
        required=True,
        default="product",
        index=True,
        tracking=True,
    )
    is_latent = fields.Boolean(
        "Latent", default=True, help="Sensed by us, not asked for by the customer."
    )
    description = fields.Html()
    analysis = fields.Html()
    contact_id = fields.Many2one(
        "res.partner", "Said by", index="btree_not_null", ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        default=lambda self: self.env.user,
    )
    activity_id = fields.Many2one(
        "keqin.activity", "Heard in", index="btree_not_null", ondelete="set null"
    )
    case_id = fields.Many2one(
        "keqin.case", "From case", index="btree_not_null", ondelete="set null"
    )
    state = fields.Selection(
        [
            ("captured", "Captured"),
            ("analysed", "Analysed"),
            ("handed_over", "Handed over"),
            ("closed", "Closed"),
        ],
        "Status",
        default="captured",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    department = fields.Selection(DEPARTMENTS, "Handed to", tracking=True)
    receiver_id = fields.Many2one(
        "res.users",
        "Answered by",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    verdict = fields.Selection(
        [("accepted", "Accepted"), ("planned", "Planned"), ("rejected", "Rejected")],
        "Verdict",
        readonly=True,
        copy=False,
        tracking=True,
    )
    answer = fields.Html(copy=False)
    planned_on = fields.Date("Planned for", copy=False)
    lead_id = fields.Many2one(
        "crm.lead", "Opportunity", index="btree_not_null", ondelete="set null"
    )
    solution_ids = fields.One2many("keqin.solution", "need_id", "Solutions")
    result = fields.Selection(
        [("met", "Met"), ("unmet", "Not met"), ("gone", "No longer there")],
        copy=False,
        tracking=True,
    )
    updated_on = fields.Date(
        "Last worked on",
        readonly=True,
        copy=False,
        index=True,
        default=fields.Date.context_today,
    )

    @api.model
    def _field_writers(self):
        """Steps are taken by buttons, never written."""
        stamped = dict.fromkeys(["state", "verdict", "updated_on"], fields.NO_ACCESS)
        return super()._field_writers() | stamped
