from odoo import api, fields, models
from odoo.exceptions import UserError

_CONTENT = frozenset(
    {
        "active",
        "company_id",
        "direction",
        "effective_on",
        "evaluation_id",
        "meeting_id",
        "name",
    }
)


class KeqinDecision(models.Model):
    """What executives decided: the adjustment, its direction and from when (R161)."""

    _name = "keqin.decision"
    _description = "Executive Decision"
    _inherit = ["keqin.guarded.mixin", "mail.thread"]
    _order = "effective_on desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("What was decided", required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    direction = fields.Html(help="Why, and in which direction care goes.")
    effective_on = fields.Date(
        required=True, index=True, default=fields.Date.context_today, tracking=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Decision maker",
        required=True,
        readonly=True,
        index=True,
        copy=False,
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
        "keqin.plan",
        "keqin_decision_keqin_plan_rel",
        "keqin_decision_id",
        "keqin_plan_id",
        string="Care plans",
        check_company=True,
        copy=False,
        help="Plans that this decision changes; it is shown on each.",
    )
    is_fixed = fields.Boolean(compute="_compute_is_fixed")

    @api.depends("evaluation_id.state")
    def _compute_is_fixed(self):
        """It belongs to what executives have closed."""
        for decision in self:
            # sudo: whether it is closed, whoever may read it
            decision.is_fixed = decision.sudo().evaluation_id.state == "closed"

    @api.model_create_multi
    def create(self, vals_list):
        decisions = super().create(vals_list)
        decisions._check_not_fixed()
        return decisions

    def write(self, vals):
        if _CONTENT & vals.keys():
            self._check_not_fixed()
        done = super().write(vals)
        if "evaluation_id" in vals:  # nor put into what is closed
            self._check_not_fixed()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_fixed(self):
        self._check_not_fixed()

    def _check_not_fixed(self):
        fixed = self.filtered("is_fixed")
        if fixed and not self.env.su:
            raise UserError(
                self.env._(
                    "%(decision)s belongs to %(evaluation)s, which is closed. Open "
                    "that again first, or record a new decision.",
                    decision=fixed[0].name,
                    evaluation=fixed[0].evaluation_id.name,
                )
            )

    @api.model
    def _field_writers(self):
        return super()._field_writers() | {"user_id": fields.NO_ACCESS}
