from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("enquiry", "Enquiry"),
    ("request", "Request"),
    ("complex_request", "Complex request"),
    ("complaint", "Complaint"),
    ("support", "Technical support"),
    ("finance", "Finance"),
]
CHANNELS = [
    ("phone", "Phone"),
    ("email", "E-mail"),
    ("chat", "Online chat"),
    ("portal", "Portal"),
    ("web", "Web form"),
    ("visit", "Visit"),
    ("training", "Training"),
    ("comment", "Public comment"),
    ("message", "Private message"),
    ("other", "Other"),
]
SEVERITIES = [
    ("1_minor", "Minor"),
    ("2_normal", "Normal"),
    ("3_serious", "Serious"),
    ("4_critical", "Critical"),
]
STATES = [
    ("new", "New"),
    ("responded", "Responded"),
    ("working", "In progress"),
    ("waiting", "Waiting for customer"),
    ("resolved", "Resolved"),
    ("confirmed", "Confirmed"),
    ("closed", "Closed"),
]
# Somebody still has to do something about it, or the customer has.
OPEN = ("new", "responded", "working", "waiting")
SERIOUS = ("3_serious", "4_critical")
# Closed without having been a matter of its own: no service level judges them.
UNCOUNTED = ("withdrawn", "duplicate", "spam")
TOPICS = [
    ("product", "Product performance"),
    ("service", "Service quality"),
    ("delivery", "Delivery efficiency"),
    ("price", "Price and payment"),
    ("communication", "Communication"),
    ("other", "Other"),
]
CASE_LEADS = (
    "keqin_addon.group_keqin_service_manager,keqin_addon.group_keqin_executive,"
    "keqin_addon.group_keqin_manager"
)
# Who takes steps: service, whatever its rank, and those above it.
CASE_STAFF = f"keqin_addon.group_keqin_service,{CASE_LEADS}"


class KeqinCase(models.Model):
    """One matter a customer brought to us: enquiry, request, complaint (R090, R097).

    What it is and who it is about. How it moves is in `keqin_case_flow`, its two clocks
    in `keqin_case_clock`. A case may come from an address nobody knows: it is answered
    all the same, and service says whose it is.
    """

    _name = "keqin.case"
    _description = "Case"
    _inherit = [
        "keqin.customer.bound.mixin",
        "portal.mixin",
        "rating.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "next_deadline, id desc"
    _rec_names_search = ["number", "name"]
    _check_company_auto = True
    _mail_post_access = "read"  # account managers read, and say what they know

    # what
    number = fields.Char(
        "Case number", readonly=True, copy=False, index="trigram", default="/"
    )
    name = fields.Char("Subject", required=True, tracking=True)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        KINDS, required=True, default="enquiry", index=True, tracking=True
    )
    topic = fields.Selection(
        TOPICS, "About", help="For the feedback report: what it says something about."
    )
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    impact = fields.Selection(
        [("none", "None"), ("limited", "Limited"), ("stopped", "Stopped")],
        "Business impact",
        required=True,
        default="none",
        tracking=True,
        help="What it does to the customer's own business.",
    )
    severity = fields.Selection(
        SEVERITIES,
        compute="_compute_severity",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        tracking=True,
        help="Follows from the business impact until somebody says otherwise.",
    )
    description = fields.Html(help="In the customer's words.")
    product_id = fields.Many2one(
        "product.product", index="btree_not_null", ondelete="restrict"
    )

    # who
    customer_id = fields.Many2one(required=False, ondelete="restrict", tracking=True)
    partner_id = fields.Many2one(
        related="customer_id.partner_id",
        string="Company",
        store=True,
        index="btree_not_null",
        precompute=True,
    )
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        related=None,
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,  # where an unknown sender wrote to; nobody types it in
        required=True,
        index=True,
    )
    contact_id = fields.Many2one(
        "res.partner",
        "Raised by",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('parent_id', 'child_of', partner_id), ('is_company', '=', False)]",
        help="The person who is answered, asked to confirm and to rate.",
    )
    email_from = fields.Char(
        "E-mail", compute="_compute_reach", store=True, readonly=False, precompute=True
    )
    phone = fields.Char(
        compute="_compute_reach", store=True, readonly=False, precompute=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        index=True,
        ondelete="restrict",
        tracking=True,
        copy=False,
        check_company=True,
        domain=lambda self: self.env["keqin.customer"]._domain_role(
            "group_keqin_service"
        ),
        help="Answers for it until it is closed; exactly one person.",
    )
    transfer_count = fields.Integer(
        "Transfers", readonly=True, copy=False, help="How often the owner changed."
    )
    activity_id = fields.Many2one(
        "keqin.activity",
        "Raised in",
        index="btree_not_null",
        ondelete="set null",
        domain="[('customer_id', '=', customer_id)]",
    )

    # where it stands
    state = fields.Selection(
        STATES,
        "Status",
        default="new",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    state_since = fields.Datetime(
        readonly=True, copy=False, default=lambda self: fields.Datetime.now()
    )
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    segment_ids = fields.One2many("keqin.case.segment", "case_id", "Time in States")
    opened_on = fields.Datetime(
        "Received on",
        required=True,
        index=True,
        copy=False,
        default=lambda self: fields.Datetime.now(),
        help="When the customer raised it, also if it was recorded later.",
    )
    first_response_on = fields.Datetime("First response", readonly=True, copy=False)
    first_response_by_id = fields.Many2one(
        "res.users", "First response by", readonly=True, copy=False, ondelete="set null"
    )
    started_on = fields.Datetime(
        "Work started",
        readonly=True,
        copy=False,
        help="When work began; for a complex request after solution and date.",
    )
    agreed_on = fields.Datetime(
        "Agreed date",
        readonly=True,
        tracking=True,
        copy=False,
        help="Complex requests: what we agreed with the customer; then the deadline.",
    )
    agreed_by_id = fields.Many2one(
        "res.users", "Agreed by", readonly=True, copy=False, ondelete="set null"
    )
    answered_on = fields.Datetime(
        "Customer answered",
        readonly=True,
        copy=False,
        help="The customer's last word that nobody has answered yet.",
    )

    # clocks: written by keqin_case_clock and cron_sla
    policy_id = fields.Many2one(
        "keqin.sla.policy",
        "Service level",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    response_deadline = fields.Datetime("Respond by", readonly=True, copy=False)
    resolution_deadline = fields.Datetime("Resolve by", readonly=True, copy=False)
    next_deadline = fields.Datetime(
        compute="_compute_next_deadline", store=True, index=True, copy=False
    )
    response_breached_on = fields.Datetime("Response missed", readonly=True, copy=False)
    resolution_breached_on = fields.Datetime(
        "Resolution missed", readonly=True, copy=False
    )
    warned_on = fields.Datetime(readonly=True, copy=False)
    escalation = fields.Selection(
        [("0_none", "None"), ("1_lead", "Service lead"), ("2_executive", "Executive")],
        "Escalated to",
        default="0_none",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )

    # what hangs off it
    task_ids = fields.One2many("keqin.case.task", "case_id", "Routed tasks")
    solution_ids = fields.One2many("keqin.solution", "case_id", "Solution documents")

    _number_uniq = models.UniqueIndex(
        "(company_id, number) WHERE number <> '/'",
        "Another case has this number already.",
    )

    @api.depends("impact")
    def _compute_severity(self):
        raised = {"limited": "3_serious", "stopped": "4_critical"}
        for case in self:
            case.severity = raised.get(case.impact, case.severity or "2_normal")

    @api.depends("customer_id.company_id")
    def _compute_company_id(self):
        for case in self:
            case.company_id = (
                case.customer_id.company_id or case.company_id or self.env.company
            )

    @api.depends("contact_id")
    def _compute_reach(self):
        for case in self:
            case.email_from = case.contact_id.email or case.email_from
            case.phone = case.contact_id.phone or case.phone

    @api.depends("state")
    def _compute_is_open(self):
        for case in self:
            case.is_open = case.state in OPEN

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in" if True in value else "not in", OPEN)]

    @api.depends(
        "state", "first_response_on", "response_deadline", "resolution_deadline"
    )
    def _compute_next_deadline(self):
        """The earlier of the deadlines that still run; none while the customer has
        the ball or the matter is done."""
        for case in self:
            deadlines = []
            if case.state == "new":
                deadlines.append(case.response_deadline)
            if case.state in ("new", "responded", "working"):
                deadlines.append(case.resolution_deadline)
            case.next_deadline = min(filter(None, deadlines), default=False)

    @api.depends("number", "name")
    def _compute_display_name(self):
        for case in self:
            number = case.number if case.number != "/" else False
            case.display_name = " ".join(filter(None, [number, case.name]))

    @api.constrains("opened_on")
    def _check_opened_on(self):
        now = fields.Datetime.now()
        late = self.filtered(lambda case: case.opened_on > now)
        if late:
            raise ValidationError(
                self.env._(
                    "%s cannot be received in the future. Correct when it was raised.",
                    late[0].display_name,
                )
            )

    @api.constrains("contact_id", "customer_id")
    def _check_contact(self):
        self._check_contact_of_customer()

    @api.constrains("opened_on", "first_response_on")
    def _check_first_response(self):
        for case in self:
            if case.first_response_on and case.first_response_on < case.opened_on:
                raise ValidationError(
                    self.env._(
                        "%s cannot have been answered before it was received.",
                        case.display_name,
                    )
                )

    @api.constrains("activity_id", "customer_id")
    def _check_activity(self):
        for case in self.filtered(lambda case: case.activity_id and case.customer_id):
            if case.activity_id.customer_id != case.customer_id:
                raise ValidationError(
                    self.env._(
                        "%(case)s and the activity it was raised in belong to "
                        "different customers.",
                        case=case.display_name,
                    )
                )

    @api.model
    def _prepare_create_values(self, vals_list):
        """Numbers and the first stamp are given by the server, after the fields that
        were sent have been checked."""
        prepared = super()._prepare_create_values(vals_list)
        sequence = self.env["ir.sequence"]
        for vals in prepared:
            vals["state_since"] = vals.get("opened_on") or fields.Datetime.now()
            if vals.get("number", "/") == "/":
                vals["number"] = sequence.next_by_code("keqin.case") or "/"
        return prepared
