from odoo import fields, models


class KeqinDecision(models.Model):
    """What executives decided: the adjustment, its direction and from when (R161)."""

    _name = "keqin.decision"
    _description = "Executive Decision"
    _inherit = ["keqin.guarded.mixin", "mail.thread"]
    _order = "effective_on desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("Decision", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    direction = fields.Html()
    effective_on = fields.Date(
        required=True, index=True, default=fields.Date.context_today, tracking=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Decided by",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    evaluation_id = fields.Many2one(
        "keqin.evaluation",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    meeting_id = fields.Many2one(
        "keqin.meeting",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    plan_ids = fields.Many2many(
        "keqin.plan", string="Care plans", check_company=True, copy=False
    )
