from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .keqin_customer import LEADS

_STAMPED = (
    "company_id",
    "assigned",
    "state",
    "pack",
    "given_by_id",
    "given_on",
    "taken_on",
)
_OPEN = ("draft", "given")


class KeqinHandover(models.Model):
    """Handover of a customer from one account manager to another (R199).

    A lead starts it, who leaves gives notes and confirms, who follows takes over and
    confirms. Then the customer, its open activities, promises, needs and plan lines
    change hands together. What was handed over is frozen in ``pack``, the history
    stays.
    """

    _name = "keqin.handover"
    _description = "Handover"
    _inherit = ["keqin.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "create_date desc, id desc"
    _rec_name = "customer_id"
    _check_company_auto = True

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
    from_user_id = fields.Many2one(
        "res.users",
        "Handed over by",
        compute="_compute_from_user_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
    )
    to_user_id = fields.Many2one(
        "res.users",
        "Taken over by",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain=lambda self: self.env["keqin.customer"]._domain_role(
            "group_keqin_sales"
        ),
    )
    reason = fields.Char(required=True, tracking=True)
    note = fields.Html("Notes for the successor", help="What no record tells.")
    pack = fields.Html("What is handed over", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "To give"),
            ("given", "To take over"),
            ("done", "Taken over"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        default="draft",
        required=True,
        index=True,
        copy=False,
        tracking=True,
    )
    assigned = fields.Boolean(
        "Already assigned",
        readonly=True,
        copy=False,
        help="A lead changed the account manager directly; the successor confirms.",
    )
    given_by_id = fields.Many2one(
        "res.users", "Confirmed by", readonly=True, copy=False
    )
    given_on = fields.Datetime(readonly=True, copy=False)
    taken_on = fields.Datetime(readonly=True, copy=False)
    is_giver = fields.Boolean(compute="_compute_roles")
    is_taker = fields.Boolean(compute="_compute_roles")

    _two_persons = models.Constraint(
        "CHECK(from_user_id <> to_user_id)",
        "A handover goes from one account manager to another one.",
    )
    _one_open = models.UniqueIndex(
        "(customer_id) WHERE state IN ('draft', 'given')",
        "A handover of this customer is already under way. Finish or cancel it first.",
    )

    @api.depends("customer_id")
    def _compute_from_user_id(self):
        for handover in self:
            handover.from_user_id = handover.customer_id.user_id

    @api.depends("from_user_id", "to_user_id")
    @api.depends_context("uid")
    def _compute_roles(self):
        lead = self.env.user.has_groups(LEADS)
        for handover in self:
            handover.is_giver = lead or handover.from_user_id == self.env.user
            handover.is_taker = handover.to_user_id == self.env.user

    @api.model_create_multi
    def create(self, vals_list):
        handovers = super().create(vals_list)
        drafts = handovers.filtered(lambda handover: handover.state == "draft")
        drafts._check_from_manager()
        drafts._call("from_user_id")
        return handovers

    def write(self, vals):
        if {"customer_id", "from_user_id", "to_user_id"} & set(vals):
            self._check_lead()
            self._check_state("draft")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        if any(handover.state != "cancelled" for handover in self):
            raise UserError(
                self.env._("A handover is history. Cancel it instead of deleting it.")
            )

    def action_give(self):
        """Who leaves confirms; a lead does so for somebody who has left."""
        self._check_state("draft")
        for handover in self:
            if not handover.is_giver:
                handover._refuse(handover.from_user_id)
        self._check_from_manager()
        self._give(self.env.user)

    def action_take(self):
        """Who follows confirms, and has the customer from now on."""
        self._check_state("given")
        for handover in self:
            if not handover.is_taker:
                handover._refuse(handover.to_user_id)
        # sudo: a lead started the handover and both sides confirmed it
        sudo = self.sudo()
        sudo.filtered(lambda handover: not handover.assigned)._transfer()
        sudo.write({"state": "done", "taken_on": fields.Datetime.now()})
        sudo._reminder().action_feedback()

    def action_cancel(self):
        """Leads stop a handover; one that follows an assignment has happened."""
        self._check_lead()
        self._check_state(*_OPEN)
        if any(self.mapped("assigned")):
            raise UserError(
                self.env._("The customer is assigned already. Start a new handover.")
            )
        # sudo: nobody writes the state, leads may take the step
        self.sudo().write({"state": "cancelled"})
        self.sudo()._reminder().unlink()

    @api.model
    def _record_assignments(self, files, old_managers):
        """A lead changed account managers directly: the open items follow at once.

        :param files: care files after the change
        :param old_managers: dict of care file id to the manager before
        """
        user = self.env.user
        moved = files.filtered(lambda file: file.user_id != old_managers[file.id])
        if not moved:
            return
        # sudo: leads assign; the handover is the trace of it, many may come at once
        handovers = self.sudo().with_context(
            tracking_disable=True,
            mail_auto_subscribe_no_notify=True,
            mail_activity_quick_update=True,
        )
        handovers._supersede(moved)
        handovers = handovers.create(
            [
                {
                    "customer_id": file.id,
                    "from_user_id": old_managers[file.id].id,
                    "to_user_id": file.user_id.id,
                    "reason": self.env._("Assigned by %s", user.name),
                    "assigned": True,
                    "state": "given",
                }
                for file in moved
            ]
        )
        handovers._give(user)
        handovers._transfer_items()

    @api.model
    def _supersede(self, files):
        """Handovers under way are overtaken when a lead assigns somebody else."""
        stale = self.search([("customer_id", "in", files.ids), ("state", "in", _OPEN)])
        stale.state = "cancelled"
        stale._reminder().unlink()
        # the index allows one that is open: this must reach the database first
        stale.flush_recordset(["state"])

    def _give(self, user):
        # sudo: nobody writes the steps, the giver was checked
        sudo = self.sudo()
        packs = sudo._packs()
        for handover in sudo:
            handover.pack = packs[handover.customer_id.id]
        sudo.write(
            {
                "state": "given",
                "given_by_id": user.id,
                "given_on": fields.Datetime.now(),
            }
        )
        sudo._reminder().unlink()
        sudo._call("to_user_id")

    def _transfer(self):
        for user, handovers in self.grouped("to_user_id").items():
            partners = handovers.customer_id.partner_id
            partners.with_context(keqin_handover=True).user_id = user
        self._transfer_items()

    def _transfer_items(self):
        """Open activities, promises, needs and plan lines of who leaves go along."""
        for (old, new), group in self.grouped(
            lambda handover: (handover.from_user_id, handover.to_user_id)
        ).items():
            ours = [
                ("customer_id", "in", group.customer_id.ids),
                ("user_id", "=", old.id),
            ]
            for model, open_items in self._open_items().items():
                self.env[model].search(ours + open_items).user_id = new

    @api.model
    def _open_items(self):
        """What changes hands, by model: later kinds of open items add themselves."""
        return {
            "keqin.activity": [("state", "=", "planned")],
            "keqin.promise": [("state", "in", ("open", "acknowledged"))],
            "keqin.need": [("state", "!=", "closed")],
            "keqin.plan.line": [("plan_id.state", "not in", ("done", "cancelled"))],
        }

    def _packs(self):
        """The open items and the last contacts of each customer, as text.

        :return: dict of care file id to Markup
        """
        files = self.customer_id
        parts = {
            self.env._("Promises"): self._lines("keqin.promise", "due_on"),
            self.env._("Needs"): self._lines("keqin.need", "updated_on"),
            self.env._("Planned care"): self._lines("keqin.activity", "date_planned"),
            self.env._("Last contacts"): self._last_contacts(),
        }
        return {
            file.id: Markup().join(
                Markup("<h5>%s</h5><ul>%s</ul>") % (title, Markup().join(lines))
                for title, by_file in parts.items()
                if (lines := by_file.get(file.id))
            )
            for file in files
        }

    def _lines(self, model, date_field):
        items = self.env[model].search(
            [
                ("customer_id", "in", self.customer_id.ids),
                *self._open_items()[model],
            ],
            order=f"{date_field}, id",
        )
        return self._as_lines(items, date_field)

    def _last_contacts(self, limit=5):
        done = self.env["keqin.activity"].search(
            [("customer_id", "in", self.customer_id.ids), ("state", "=", "done")],
            order="date_done desc, id desc",
            limit=limit * len(self),
        )
        lines = self._as_lines(done, "date_done")
        return {file_id: latest[:limit] for file_id, latest in lines.items()}

    def _as_lines(self, items, date_field):
        lines = {}
        for item in items:
            lines.setdefault(item.customer_id.id, []).append(
                Markup("<li>%s: %s</li>")
                % (fields.Date.to_string(item[date_field]), item.name)
            )
        return lines

    def _call(self, field_name):
        """Put the handover on the list of whose turn it is."""
        # sudo: the list of the other one is not ours to read
        for user, handovers in self.sudo().grouped(field_name).items():
            if user.active:
                handovers.activity_schedule(
                    "keqin_addon.mail_activity_type_handover", user_id=user.id
                )

    def _reminder(self):
        return self.activity_search(["keqin_addon.mail_activity_type_handover"])

    def _check_from_manager(self):
        for handover in self:
            manager = handover.customer_id.user_id
            if manager != handover.from_user_id:
                raise UserError(
                    self.env._(
                        "%(customer)s is not looked after by %(user)s. Start the "
                        "handover from its account manager.",
                        customer=handover.customer_id.display_name,
                        user=handover.from_user_id.name,
                    )
                )

    def _check_state(self, *states):
        wrong = self.filtered(lambda handover: handover.state not in states)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "The handover of %(customer)s is already: %(state)s.",
                    customer=wrong[0].customer_id.display_name,
                    state=labels[wrong[0].state],
                )
            )

    def _check_lead(self):
        if not (self.env.su or self.env.user.has_groups(LEADS)):
            raise AccessError(
                self.env._(
                    "Handovers are started, changed and cancelled by a sales lead, an "
                    "executive or the administrator of the standard."
                )
            )

    def _refuse(self, user):
        raise AccessError(
            self.env._(
                "It is the turn of %(user)s to confirm the handover of %(customer)s.",
                user=user.name,
                customer=self.customer_id.display_name,
            )
        )

    @api.model
    def _field_writers(self):
        """Steps and their stamps are taken by buttons, never written."""
        return dict.fromkeys(_STAMPED, fields.NO_ACCESS)
