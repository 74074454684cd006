from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import html2plaintext, is_html_empty

_STAFF = "keqin_addon.group_keqin_staff"
# What the customer has been shown.
_TOLD = frozenset({"name", "content", "valid_until", "document_ids"})
_STAMPED = ("customer_id", "decided_on", "decline_reason", "proposed_on")
# Attachments uploaded by a form before its record is saved.
_LOOSE = (False, "keqin.solution", "mail.compose.message")


class KeqinSolution(models.Model):
    """What we propose for one complex request or need, in writing (R089, R098).

    Written here or attached as a document. What was proposed stays as it was; revised,
    it is a draft again. What it costs us is for staff only and is never printed.
    """

    _name = "keqin.solution"
    _description = "Solution Document"
    _inherit = [
        "keqin.stepped.mixin",
        "keqin.customer.bound.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "create_date desc, id desc"
    _check_company_auto = True

    name = fields.Char("Solution", required=True, tracking=True)
    case_id = fields.Many2one(
        "keqin.case",
        "For case",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    need_id = fields.Many2one(
        "keqin.need",
        "For need",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    customer_id = fields.Many2one(
        compute="_compute_customer_id", store=True, precompute=True, readonly=True
    )
    contact_id = fields.Many2one("res.partner", compute="_compute_contact_id")
    user_id = fields.Many2one(
        "res.users",
        "Author",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    content = fields.Html(help="What we propose, as the customer reads it.")
    document_ids = fields.Many2many(
        "ir.attachment",
        "keqin_solution_document_rel",
        string="Documents",
        copy=False,
        bypass_search_access=True,
        help="In place of typed content, or with it.",
    )
    has_content = fields.Boolean(compute="_compute_has_content")
    industry_features = fields.Text(
        "What is special in this industry",
        compute="_compute_industry_features",
        store=True,
        readonly=False,
        precompute=True,
        groups=_STAFF,
        help="For us; not printed. Starts with the focus of the industry profile.",
    )
    resources = fields.Text("Resources needed", groups=_STAFF)
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost = fields.Monetary(groups=_STAFF, help="What it costs us; not printed.")
    valid_until = fields.Date("Valid until", tracking=True)
    is_expired = fields.Boolean(compute="_compute_is_expired")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("proposed", "Proposed"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
        ],
        "Status",
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    proposed_on = fields.Date("Proposed on", readonly=True, copy=False)
    decided_on = fields.Date("Decided on", readonly=True, copy=False)
    decline_reason = fields.Char(
        "Why declined", readonly=True, copy=False, tracking=True
    )

    _one_origin = models.Constraint(
        "CHECK(num_nonnulls(case_id, need_id) = 1)",
        "A solution document belongs to one case or to one need.",
    )
    _cost_positive = models.Constraint(
        "CHECK(cost >= 0)", "The cost of a solution cannot be negative."
    )

    @api.depends("case_id.customer_id", "need_id.customer_id")
    def _compute_customer_id(self):
        for solution in self:
            origin = solution.case_id or solution.need_id
            solution.customer_id = origin.customer_id or solution.customer_id

    @api.depends("case_id.contact_id", "need_id.contact_id")
    def _compute_contact_id(self):
        for solution in self:
            origin = solution.case_id or solution.need_id
            solution.contact_id = origin.contact_id

    @api.depends("content", "document_ids")
    def _compute_has_content(self):
        for solution in self:
            typed = not is_html_empty(solution.content)
            solution.has_content = typed or bool(solution.document_ids)

    @api.depends("customer_id")
    def _compute_industry_features(self):
        Profile = self.env["keqin.industry.profile"]
        profiles = Profile._by_industry()
        for solution in self.filtered(lambda s: not s.industry_features):
            profile = Profile.browse(profiles.get(solution.customer_id.industry_id.id))
            solution.industry_features = html2plaintext(profile.focus or "") or False

    @api.depends("valid_until", "state")
    def _compute_is_expired(self):
        today = fields.Date.context_today(self)
        for solution in self:
            undecided = solution.state in ("draft", "proposed")
            until = solution.valid_until
            solution.is_expired = bool(undecided and until and until < today)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_has_customer(vals_list)
        solutions = super().create(vals_list)
        solutions._take_documents()
        return solutions

    def write(self, vals):
        self._check_stays_with_origin(vals)
        if not self.env.su:
            self._check_not_told(vals)
        done = super().write(vals)
        if "document_ids" in vals:
            self._take_documents()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proposed(self):
        told = self.filtered(lambda solution: solution.state != "draft")
        if told:
            raise UserError(
                self.env._(
                    "The customer knows %s: it stays on record.",
                    ", ".join(told.mapped("name")),
                )
            )

    def _take_documents(self):
        """Uploaded before the record was there, they become its own; whoever attaches
        a document has to be able to read it."""
        self.document_ids.check_access("read")
        for solution in self:
            loose = solution.document_ids.filtered(
                lambda document: not document.res_id and document.res_model in _LOOSE
            )
            loose.write({"res_model": self._name, "res_id": solution.id})

    def _check_has_customer(self, vals_list):
        Case = self.env["keqin.case"]
        for vals in vals_list:
            if not (vals.get("case_id") or vals.get("need_id")):
                raise ValidationError(
                    self.env._(
                        "A solution document belongs to one case or to one need."
                    )
                )
            case = Case.browse(vals.get("case_id"))
            if case and not case.customer_id:
                raise UserError(
                    self.env._(
                        "Whose is %s? Fill in the customer before a solution is "
                        "written.",
                        case.display_name,
                    )
                )

    def _check_stays_with_origin(self, vals):
        """Moved to another case, it would let that one start."""
        for name in {"case_id", "need_id"} & set(vals):
            if any(solution[name].id != (vals[name] or False) for solution in self):
                raise UserError(
                    self.env._(
                        "%s stays with what it was written for. Write a new one.",
                        ", ".join(self.mapped("name")),
                    )
                )

    def _check_not_told(self, vals):
        told = self.filtered(lambda solution: solution.state != "draft")
        if told and not _TOLD.isdisjoint(vals):
            raise UserError(
                self.env._(
                    "The customer knows %s as it is. Revise it first: it becomes a "
                    "draft again.",
                    ", ".join(told.mapped("name")),
                )
            )

    @api.model
    def _field_writers(self):
        """Steps are taken by buttons, never written; the customer follows."""
        return super()._field_writers() | dict.fromkeys(_STAMPED, fields.NO_ACCESS)
