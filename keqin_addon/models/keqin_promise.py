from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .keqin_customer_bound_mixin import DEPARTMENTS

# Written by the steps below alone: acknowledged by whom it is about, never typed in.
_STAMPED = (
    "acknowledged_on",
    "closed_on",
    "closing_reason",
    "counts",
    "kept_rate",
    "state",
)
OPEN = ("open", "acknowledged")
_LEADS = (
    "keqin_addon.group_keqin_sales_manager,keqin_addon.group_keqin_service_manager,"
    "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager"
)


class KeqinPromise(models.Model):
    """Commitment ledger: what we promised a customer, by whom, until when (R156).

    The owner, often of another department than who promised, acknowledges the promise,
    then keeps it or says why not. Text and date are what the customer was told: once
    acknowledged they are changed by leads alone.
    """

    _name = "keqin.promise"
    _description = "Promise"
    _inherit = ["keqin.customer.bound.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "due_on, id"
    _check_company_auto = True

    name = fields.Char("What", required=True, tracking=True)
    contact_id = fields.Many2one(
        "res.partner",
        "Promised to",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('parent_id', '=', partner_id), ('is_company', '=', False)]",
    )
    promised_by_id = fields.Many2one(
        "res.users",
        "Promised by",
        required=True,
        ondelete="restrict",
        index=True,
        default=lambda self: self.env.user,
    )
    promised_on = fields.Date(required=True, default=fields.Date.context_today)
    department = fields.Selection(
        DEPARTMENTS,
        "Owner department",
        required=True,
        default="sales",
        tracking=True,
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
        help="Delivers what was promised, and acknowledges it.",
    )
    due_on = fields.Date("Due", required=True, index=True, tracking=True)
    activity_id = fields.Many2one(
        "keqin.activity",
        "Made in",
        ondelete="set null",
        index="btree_not_null",
        domain="[('customer_id', '=', customer_id)]",
    )
    case_id = fields.Many2one(
        "keqin.case",
        "Made in case",
        ondelete="set null",
        index="btree_not_null",
        domain="[('customer_id', '=', customer_id)]",
        groups="keqin_addon.group_keqin_sales,keqin_addon.group_keqin_service,"
        "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager",
    )
    note = fields.Html("Details and evidence")
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
        group_expand=True,
    )
    acknowledged_on = fields.Datetime(readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    closing_reason = fields.Char("Reason", readonly=True, copy=False)
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    is_late = fields.Boolean(
        compute="_compute_is_late",
        search="_search_is_late",
        help="Open beyond its day, or kept after it.",
    )
    kept_rate = fields.Float(
        "Kept (%)",
        compute="_compute_kept_rate",
        store=True,
        digits=(5, 1),
        aggregator="avg",
        help="100 when kept by its day, 0 when broken or late; the average of a group "
        "is its kept rate. Open and released ones do not count.",
    )
    counts = fields.Boolean(
        compute="_compute_kept_rate", store=True, help="Counts for the kept rate."
    )

    _due_after_promised = models.Constraint(
        "CHECK(due_on >= promised_on)",
        "A promise cannot be due before it was made. Correct one of the two days.",
    )

    @api.depends("state")
    def _compute_is_open(self):
        for promise in self:
            promise.is_open = promise.state in OPEN

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = "in" if True in value else "not in"
        return [("state", wanted, OPEN)]

    @api.depends("state", "due_on", "closed_on")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for promise in self:
            end = promise.closed_on or today
            promise.is_late = bool(
                promise.due_on and promise.state != "released" and end > promise.due_on
            )

    def _search_is_late(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        today = fields.Date.context_today(self)
        late = self._search([("state", "in", OPEN), ("due_on", "<", today)])
        closed = self._search([("counts", "=", True), ("kept_rate", "=", 0)])
        return ["|", ("id", "in", late), ("id", "in", closed)]

    @api.depends("state", "due_on", "closed_on")
    def _compute_kept_rate(self):
        for promise in self:
            promise.counts = promise.state in ("kept", "broken")
            in_time = promise.state == "kept" and promise.closed_on <= promise.due_on
            promise.kept_rate = 100.0 if in_time else 0.0

    @api.constrains("contact_id", "customer_id")
    def _check_contact(self):
        self._check_contact_of_customer()

    @api.constrains("activity_id", "case_id", "customer_id")
    def _check_activity(self):
        for promise in self:
            origin = promise.activity_id.customer_id | promise.case_id.customer_id
            if origin - promise.customer_id:
                raise ValidationError(
                    self.env._(
                        "%(promise)s and where it was made belong to different "
                        "customers.",
                        promise=promise.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        promises = super().create(vals_list)
        promises._deliver()
        return promises

    def write(self, vals):
        self._check_wording(vals)
        done = super().write(vals)
        if "user_id" in vals:
            self.filtered(lambda p: p.state == "acknowledged")._step("open")
            self._deliver()
        elif "due_on" in vals:
            self._reminder().write({"date_deadline": vals["due_on"]})
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_acknowledged(self):
        kept = self.filtered(lambda promise: promise.state != "open")
        if kept:
            raise UserError(
                self.env._(
                    "%s stays in the ledger. Say that it was kept, broken or released "
                    "instead.",
                    ", ".join(kept.mapped("name")),
                )
            )

    def action_acknowledge(self):
        """The owner has taken note of what was promised."""
        self._check_owner()
        self._check_state("open")
        self._step("acknowledged", acknowledged_on=fields.Datetime.now())

    def action_keep(self):
        """Done as promised, today."""
        self._check_owner()
        self._check_state(*OPEN)
        self._close("kept")

    def action_break(self, reason=None):
        """Not done as promised; nobody says so without a reason."""
        return self._close_with_reason("broken", reason)

    def action_release(self, reason=None):
        """The customer no longer wants it."""
        return self._close_with_reason("released", reason)

    def action_reopen(self):
        """Undo a closing: by the owner on the same day, later by leads."""
        self._check_state("kept", "broken", "released")
        today = fields.Date.context_today(self)
        if any(promise.closed_on < today for promise in self):
            self._check_lead()
        self._check_owner()
        for promise in self:
            state = "acknowledged" if promise.acknowledged_on else "open"
            promise._step(state, closed_on=False, closing_reason=False)
        self._deliver()

    def _close_with_reason(self, state, reason):
        self._check_owner()
        self._check_state(*OPEN)
        if not (reason or "").strip():
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Why?"),
                "res_model": "keqin.promise.close",
                "views": [(False, "form")],
                "target": "new",
                "context": {"default_promise_ids": self.ids, "default_state": state},
            }
        return self._close(state, reason.strip())

    def _close(self, state, reason=False):
        today = fields.Date.context_today(self)
        self._step(state, closed_on=today, closing_reason=reason)
        self._reminder().action_feedback(feedback=reason)

    def _step(self, state, **stamps):
        # sudo: nobody writes the state; who may take the step was checked before
        self.sudo().write({"state": state, **stamps})

    def _deliver(self):
        """Put the promise on the owner's list, and off the list of who had it."""
        self._reminder().unlink()
        quiet = self.env.context.get("keqin_bulk")
        for promise in self.browse() if quiet else self.filtered("is_open"):
            # sudo: the owner's list is not ours to read; the promise is
            promise.sudo().activity_schedule(
                "keqin_addon.mail_activity_type_promise",
                date_deadline=promise.due_on,
                summary=promise.name,
                user_id=promise.user_id.id,
            )

    def _reminder(self):
        # sudo: reminders of the promise, on whose list they are
        return self.sudo().activity_search(
            ["keqin_addon.mail_activity_type_promise"], only_automated=True
        )

    def _check_owner(self):
        """Who delivers closes, or a lead; who promised may not close it for them."""
        self.check_access("write")
        others = self.filtered(lambda promise: promise.user_id != self.env.user)
        if others and not (self.env.su or self.env.user.has_groups(_LEADS)):
            raise AccessError(
                self.env._(
                    "%(promise)s is owned by %(owner)s. Only the owner or a lead can "
                    "acknowledge or close it.",
                    promise=others[0].name,
                    owner=others[0].user_id.name,
                )
            )

    def _check_lead(self):
        if not (self.env.su or self.env.user.has_groups(_LEADS)):
            raise AccessError(
                self.env._(
                    "Closed on an earlier day: only a lead can open %s again.",
                    ", ".join(self.mapped("name")),
                )
            )

    def _check_state(self, *states):
        wrong = self.filtered(lambda promise: promise.state not in states)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(promise)s is already %(state)s. Reload the page to see it.",
                    promise=wrong[0].name,
                    state=labels[wrong[0].state],
                )
            )

    @api.model
    def _domain_owner(self):
        """Whoever can open the ledger: promises delivered elsewhere are lost."""
        ref = self.env["ir.model.data"]._xmlid_to_res_id
        names = ("group_keqin_staff", "group_keqin_contributor")
        groups = [ref(f"keqin_addon.{name}") for name in names]
        return [("all_group_ids", "in", groups), ("share", "=", False)]

    def _check_wording(self, vals):
        """What the customer was told is not reworded once somebody relies on it."""
        told = {"name", "due_on", "promised_on", "promised_by_id"} & set(vals)
        fixed = self.filtered(lambda promise: promise.state != "open")
        lead = self.env.su or self.env.user.has_groups(_LEADS)
        if told and fixed and not lead:
            raise UserError(
                self.env._(
                    "%s is acknowledged: its wording and dates are changed by a lead.",
                    ", ".join(fixed.mapped("name")),
                )
            )

    @api.model
    def _field_writers(self):
        """Steps and their stamps are taken by buttons, never written."""
        stamped = dict.fromkeys(_STAMPED, fields.NO_ACCESS)
        return super()._field_writers() | stamped
