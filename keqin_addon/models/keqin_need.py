from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import is_html_empty

from .keqin_customer_bound_mixin import DEPARTMENTS

KINDS = [
    ("product", "Product"),
    ("technical", "Technical"),
    ("service", "Service"),
    ("commercial", "Commercial"),
    ("other", "Other"),
]
VERDICTS = [("accepted", "Accepted"), ("planned", "Planned"), ("rejected", "Rejected")]
# Who works on needs, cases and solutions, as against reading what is routed to them.
HANDLERS = (
    "keqin_addon.group_keqin_sales,keqin_addon.group_keqin_service,"
    "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager"
)
RESULTS = [("met", "Met"), ("unmet", "Not met"), ("gone", "No longer there")]
# Taken by steps alone: never typed in, never imported.
_STAMPED = (
    "acknowledged_on",
    "answer",
    "answer_by",
    "answered_on",
    "closed_on",
    "department",
    "industry_id",
    "lead_id",
    "lead_rate",
    "planned_on",
    "receiver_id",
    "reminded_on",
    "result",
    "updated_on",
    "verdict",
)
# Whoever changes one of these has worked on the need.
_WORK = frozenset(
    {"name", "kind", "is_latent", "description", "analysis", "contact_id", "case_id"}
)


class KeqinNeed(models.Model):
    """What a customer needs, said or unsaid: understood, handed over, met (R095).

    Needs add up over the years: a closed one stays with its customer and can be opened
    again. Who answers for the part of another department reads it and says what comes
    of it; everything else is written by those in charge of the customer.
    """

    _name = "keqin.need"
    _description = "Customer Need"
    _inherit = [
        "keqin.stepped.mixin",
        "keqin.customer.bound.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "updated_on desc, id desc"
    _check_company_auto = True
    # who answers discusses it, without writing it
    _mail_post_access = "read"

    name = fields.Char("Need", required=True, tracking=True, index="trigram")
    kind = fields.Selection(
        KINDS, required=True, default="product", index=True, tracking=True
    )
    is_latent = fields.Boolean(
        "Latent", default=True, help="Sensed by us, not asked for by the customer."
    )
    description = fields.Html(help="As heard from the customer.")
    analysis = fields.Html(help="Why they need it, how badly, and what would meet it.")
    industry_id = fields.Many2one(
        related="customer_id.industry_id", store=True, precompute=True
    )
    contact_id = fields.Many2one(
        "res.partner",
        "Said by",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('commercial_partner_id', '=', partner_id),"
        " ('is_company', '=', False)]",
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        default=lambda self: self.env.user,
        domain=lambda self: self._domain_owner(),
        help="Sees to it that the need is met, and hears what became of it.",
    )
    activity_id = fields.Many2one(
        "keqin.activity",
        "Heard in",
        index="btree_not_null",
        ondelete="set null",
        groups="keqin_addon.group_keqin_staff",
        domain="[('customer_id', '=', customer_id)]",
    )
    case_id = fields.Many2one(
        "keqin.case",
        "From case",
        index="btree_not_null",
        ondelete="set null",
        groups=HANDLERS,
        domain="[('customer_id', '=', customer_id)]",
    )
    captured_on = fields.Date(
        "Captured on", required=True, index=True, default=fields.Date.context_today
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
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    department = fields.Selection(
        DEPARTMENTS, "Handed to", readonly=True, copy=False, tracking=True
    )
    receiver_id = fields.Many2one(
        "res.users",
        "Answered by",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        tracking=True,
    )
    answer_by = fields.Date("Answer by", readonly=True, copy=False)
    is_receiver = fields.Boolean(compute="_compute_is_receiver")
    verdict = fields.Selection(VERDICTS, readonly=True, copy=False, tracking=True)
    answer = fields.Html(readonly=True, copy=False)
    answered_on = fields.Datetime("Answered", readonly=True, copy=False)
    planned_on = fields.Date("Planned for", readonly=True, copy=False, tracking=True)
    acknowledged_on = fields.Date(
        "Answer noted",
        readonly=True,
        copy=False,
        help="When the owner took note of the answer.",
    )
    solution_ids = fields.One2many(
        "keqin.solution",
        "need_id",
        "Solution documents",
        groups=HANDLERS,
    )
    result = fields.Selection(RESULTS, readonly=True, copy=False, tracking=True)
    closed_on = fields.Date("Closed on", readonly=True, copy=False, index=True)
    updated_on = fields.Date(
        "Last worked on",
        readonly=True,
        copy=False,
        index=True,
        default=fields.Date.context_today,
    )
    reminded_on = fields.Date(readonly=True, copy=False)

    # What the reminders ask for: open ones nobody has worked on.
    _open_by_update = models.Index("(updated_on) WHERE state <> 'closed'")

    @api.depends("state")
    def _compute_is_open(self):
        for need in self:
            need.is_open = need.state != "closed"

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "!=" if True in value else "=", "closed")]

    @api.depends("receiver_id")
    @api.depends_context("uid")
    def _compute_is_receiver(self):
        for need in self:
            need.is_receiver = need.receiver_id == self.env.user

    @api.constrains("contact_id", "customer_id")
    def _check_contact(self):
        self._check_contact_of_customer()

    @api.constrains("activity_id", "case_id", "customer_id")
    def _check_origin(self):
        for need in self:
            origin = need.activity_id.customer_id | need.case_id.customer_id
            if origin - need.customer_id:
                raise ValidationError(
                    self.env._(
                        "%(need)s and where it was heard belong to different "
                        "customers.",
                        need=need.name,
                    )
                )

    @api.constrains("analysis", "state")
    def _check_analysis(self):
        """What was analysed keeps its analysis."""
        for need in self:
            if need.state in ("analysed", "handed_over"):
                need._require_analysis()

    def write(self, vals):
        done = super().write(vals)
        if not _WORK.isdisjoint(vals):
            self._touch()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_worked_on(self):
        kept = self.filtered(lambda need: need.state != "captured")
        if kept:
            raise UserError(
                self.env._(
                    "%s stays with the customer. Close it as no longer there instead.",
                    ", ".join(kept.mapped("name")),
                )
            )

    def message_post(self, *, message_type="notification", **kwargs):
        """A comment is work on the need; what the system notes is not."""
        message = super().message_post(message_type=message_type, **kwargs)
        if message_type == "comment":
            self._touch()
        return message

    def _touch(self):
        """Somebody has worked on them today: the reminder is done with."""
        today = fields.Date.context_today(self)
        # sudo: a stamp; who worked on the need was checked before
        stale = self.sudo().filtered(lambda need: need.updated_on != today)
        stale.filtered("reminded_on")._stale_reminder().unlink()
        stale.write({"updated_on": today, "reminded_on": False})

    def _require_analysis(self):
        bare = self.filtered(lambda need: is_html_empty(need.analysis))
        if bare:
            raise ValidationError(
                self.env._(
                    "%s has no analysis. Write down why they need it and what would "
                    "meet it.",
                    ", ".join(bare.mapped("name")),
                )
            )

    @api.model
    def _domain_owner(self):
        """Whoever may work on needs."""
        ref = self.env["ir.model.data"]._xmlid_to_res_id
        names = ("sales", "service", "executive", "manager")
        groups = [ref(f"keqin_addon.group_keqin_{name}") for name in names]
        return [("all_group_ids", "in", groups), ("share", "=", False)]

    @api.model
    def _field_writers(self):
        """Steps and their stamps are taken by buttons, never written."""
        return super()._field_writers() | dict.fromkeys(_STAMPED, fields.NO_ACCESS)
