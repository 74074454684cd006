from odoo import api, fields, models
from odoo.exceptions import UserError

# What a customer is asked about: of the company, and of the person who answers.
CHECKED = {
    "company": (
        "name",
        "vat",
        "phone",
        "email",
        "website",
        "street",
        "street2",
        "zip",
        "city",
    ),
    "person": ("name", "function", "phone", "email"),
}
FIELDS = [
    ("name", "Name"),
    ("vat", "Tax ID"),
    ("phone", "Phone"),
    ("email", "E-mail"),
    ("website", "Website"),
    ("street", "Street"),
    ("street2", "Street, second line"),
    ("zip", "Postal code"),
    ("city", "City"),
    ("function", "Job position"),
]
# A customer without a name, or a person, is no longer found by anybody.
_REQUIRED = ("name",)
VALUE_LENGTH = 200


class KeqinArchiveAnswer(models.Model):
    """What a customer said about the data we keep of it (R189).

    A correction is a proposal: nothing is written until the account manager accepts
    it, one by one. The customer's own word counts as verification, once nothing of it
    is left to decide. Made by the page alone, never typed in, never deleted by hand.
    """

    _name = "keqin.archive.answer"
    _description = "Customer's Word on the Archive"
    _inherit = ["keqin.customer.bound.mixin"]
    _order = "answered_on desc, id desc"
    _check_company_auto = True

    page_id = fields.Many2one(
        "keqin.care.page", index="btree_not_null", ondelete="set null", readonly=True
    )
    contact_id = fields.Many2one(
        "res.partner",
        "Said by",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    answered_on = fields.Datetime(required=True, readonly=True)
    kind = fields.Selection(
        [
            ("confirmed", "All right"),
            ("correction", "Correction"),
            ("remark", "Remark"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    subject = fields.Selection(
        [("company", "Company"), ("person", "Person")], "About", readonly=True
    )
    target_id = fields.Many2one(
        "res.partner",
        "Whose data",
        index="btree_not_null",
        ondelete="cascade",
        readonly=True,
    )
    field_name = fields.Selection(FIELDS, "Field", readonly=True)
    old_value = fields.Char("On file then", readonly=True)
    new_value = fields.Char("Should be", readonly=True)
    current_value = fields.Char("On file now", compute="_compute_current_value")
    remark = fields.Text(readonly=True)
    state = fields.Selection(
        [
            ("proposed", "Undecided"),
            ("accepted", "Accepted"),
            ("rejected", "Rejected"),
            ("replaced", "Said otherwise later"),
        ],
        string="Status",
        required=True,
        readonly=True,
        index=True,
        group_expand=True,
    )
    decided_on = fields.Datetime(readonly=True)
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, ondelete="set null"
    )
    may_decide = fields.Boolean(compute="_compute_may_decide")

    _open_uniq = models.UniqueIndex(
        "(target_id, field_name) WHERE state = 'proposed' AND kind = 'correction'",
        "There is a correction of this field to decide already.",
    )
    _correction_is_whole = models.Constraint(
        """CHECK(kind != 'correction' OR (target_id IS NOT NULL
            AND field_name IS NOT NULL AND subject IS NOT NULL))""",
        "A correction says whose data, and which.",
    )

    @api.depends("kind", "field_name", "new_value", "remark")
    @api.depends_context("lang")
    def _compute_display_name(self):
        names = dict(self._fields["field_name"]._description_selection(self.env))
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for answer in self:
            label = names.get(answer.field_name) or kinds.get(answer.kind, "")
            value = answer.new_value or (answer.remark or "")[:60]
            answer.display_name = f"{label}: {value}" if value else label

    @api.depends("target_id", "field_name")
    def _compute_current_value(self):
        for answer in self:
            name = answer.field_name
            answer.current_value = answer.target_id[name] if name else False

    @api.depends_context("uid")
    @api.depends("customer_id.user_id")
    def _compute_may_decide(self):
        writable = self._filtered_access("write")
        for answer in self:
            answer.may_decide = answer in writable

    def action_accept(self):
        """Write what the customer said, as whoever accepts it.

        :raises UserError: when it is decided already, or a name would be empty
        """
        self._check_may_decide()
        self._check_proposed()
        for answer in self.filtered(lambda a: a.kind == "correction"):
            answer._apply()
        self._decide("accepted")

    def action_reject(self):
        """Leave the data as they are."""
        self._check_may_decide()
        self._check_proposed()
        self._decide("rejected")

    def action_undo(self):
        """Take a rejection back; what was written is changed on the care file."""
        self._check_may_decide()
        if self.filtered(lambda answer: answer.state != "rejected"):
            raise UserError(
                self.env._("Only a rejection is taken back. Change the data instead.")
            )
        self._step("proposed", decided_on=False, decided_by_id=False)

    def _apply(self):
        """Write through the care file, whose rights and checks hold."""
        if self.field_name in _REQUIRED and not self.new_value:
            raise UserError(
                self.env._(
                    "%s would be left without a name. Reject it, or ask the customer.",
                    self.target_id.display_name,
                )
            )
        if self.subject == "company":
            self.customer_id.write({self.field_name: self.new_value})
        else:
            self.target_id.write({self.field_name: self.new_value})

    def _decide(self, state):
        self._step(state, decided_on=fields.Datetime.now(), decided_by_id=self.env.uid)
        labels = dict(self._fields["state"]._description_selection(self.env))
        for answer in self:
            # sudo: a log of what was permitted
            answer.customer_id.sudo()._message_log(
                body=self.env._(
                    "The customer's word on the data: %(said)s (%(state)s)",
                    said=answer.display_name,
                    state=labels[state],
                )
            )
        self._verify_decided()

    def _verify_decided(self):
        """Once nothing is left to decide, what is on file is what the customer said."""
        corrected = self.filtered(
            lambda a: a.kind == "correction" and a.state == "accepted"
        ).customer_id
        # sudo: also the answers that only another colleague may decide
        waiting = self.sudo().search(
            [
                ("customer_id", "in", corrected.ids),
                ("state", "=", "proposed"),
                ("kind", "=", "correction"),
            ]
        )
        (corrected - waiting.customer_id)._verify_by_customer()

    def _step(self, state, **stamps):
        # sudo: nobody writes the state; who may take the step was checked before
        self.sudo().write({"state": state, **stamps})

    def _check_may_decide(self):
        """The account manager decides, or a lead; whoever else reads only."""
        self.check_access("write")
        self.customer_id.check_access("write")

    def _check_proposed(self):
        decided = self.filtered(lambda answer: answer.state != "proposed")
        if decided:
            raise UserError(
                self.env._(
                    "%s is already decided. Reload the page to see it.",
                    decided[0].display_name,
                )
            )

    def _has_field_access(self, field, operation):
        """Said by the customer, decided by steps: nothing of it is written."""
        if operation == "write" and not self.env.su:
            return False
        return super()._has_field_access(field, operation)
