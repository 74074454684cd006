from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class KeqinCaseCall(models.TransientModel):
    """Log a call about a case: what was said, and whether anybody answered (R087).

    An answered call is a response to the customer. It is kept as a note of the case,
    and as a reactive activity in the history of the customer (R090).
    """

    _name = "keqin.case.call"
    _description = "Log Call"

    case_id = fields.Many2one("keqin.case", required=True, ondelete="cascade")
    customer_id = fields.Many2one(related="case_id.customer_id", related_sudo=False)
    partner_id = fields.Many2one(related="case_id.partner_id", related_sudo=False)
    phone = fields.Char(related="case_id.phone", related_sudo=False)
    contact_id = fields.Many2one(
        "res.partner",
        "Person",
        compute="_compute_contact_id",
        store=True,
        precompute=True,
        readonly=False,
        ondelete="cascade",
        domain="[('parent_id', 'child_of', partner_id), ('is_company', '=', False)]",
    )
    called_on = fields.Datetime(
        "When", required=True, default=lambda self: fields.Datetime.now()
    )
    user_id = fields.Many2one(
        "res.users",
        "Called by",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
        domain=lambda self: self.env["keqin.customer"]._domain_role(
            "group_keqin_service"
        ),
    )
    reached = fields.Selection(
        [("reached", "Reached"), ("no_answer", "No answer")],
        required=True,
        default="reached",
    )
    note = fields.Text("What was said")
    log_activity = fields.Boolean(
        "Also in the customer's history",
        default=True,
        help="As a done call, in answer to the customer: it counts for no plan.",
    )
    settled = fields.Boolean(
        "Settled in the call", help="Resolves the case with what was said."
    )
    result = fields.Selection(
        [
            ("solved", "Solved"),
            ("answered", "Answered"),
            ("workaround", "Workaround"),
        ],
        default="answered",
    )

    @api.depends("case_id")
    def _compute_contact_id(self):
        for call in self:
            call.contact_id = call.case_id.contact_id

    @api.constrains("case_id")
    def _check_readable(self):
        """Who names a case here is shown what it is called."""
        # constraints run as superuser
        self.sudo(False).case_id.check_access("read")

    def action_apply(self):
        """Log the call; whoever was not reached has not been answered.

        :raises UserError: before the case was raised, to come, or nothing said
        """
        self.ensure_one()
        case = self.case_id
        case._check_staff()
        self._check_call()
        case._log_reason(self._text())
        if self.reached == "reached":
            case._record_outbound(self.called_on, self.user_id)
        if self.log_activity and case.customer_id:
            self._log_activity()
        if self.settled and self.reached == "reached":
            case.action_resolve(plaintext2html(self.note), self.result)
        if self.reached == "reached":
            return {"type": "ir.actions.act_window_close"}
        return self._tell_unanswered()

    def _check_call(self):
        case, now = self.case_id, fields.Datetime.now()
        if not case.opened_on <= self.called_on <= now:
            raise UserError(
                self.env._(
                    "The call about %s was after it was received, and not in the "
                    "future. Correct when it was.",
                    case.display_name,
                )
            )
        if self.reached == "reached" and not (self.note or "").strip():
            raise UserError(
                self.env._("Note what was said: it is the answer to the customer.")
            )

    def _text(self):
        person = self.contact_id.name or self.case_id.customer_id.name
        person = person or self.case_id.phone or self.env._("the customer")
        if self.reached == "reached":
            first = self.env._("Talked with %s on the phone.", person)
        else:
            first = self.env._("Called %s, nobody answered.", person)
        return "\n".join(filter(None, [first, (self.note or "").strip()]))

    def _log_activity(self):
        """Done at once: it happened; a mandatory preparation had no time."""
        activity = self.env["keqin.activity"].create(self._prepare_activity())
        # sudo: whoever may log the call of a colleague was checked by the case
        activity.sudo().action_done()

    def _prepare_activity(self):
        case = self.case_id
        kind = self.env.ref("keqin_addon.keqin_activity_type_phone")
        day = fields.Datetime.context_timestamp(
            self.with_context(tz=self.user_id.tz), self.called_on
        ).date()
        note = (self.note or "").strip()
        return {
            "name": case.display_name,
            "customer_id": case.customer_id.id,
            "contact_id": self.contact_id.id,
            "type_id": kind.id,
            "user_id": self.user_id.id,
            "department": "service",
            "date_planned": day,
            "date_done": day,
            "proactive": False,
            "purpose": "technical" if case.kind == "support" else "enquiry",
            "reached": self.reached,
            "result": note.splitlines()[0] if note else False,
            "summary": plaintext2html(note) if note else False,
            "reason": self.env._("In answer to %s.", case.display_name),
            "override_reason": self.env._("The contact was not planned."),
            "case_id": case.id,
        }

    def _tell_unanswered(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "Noted. A call nobody answered is no response: the clock of %s "
                    "runs on.",
                    self.case_id.display_name,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
