from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

MARKETERS = (
    "keqin_addon.group_keqin_marketing,keqin_addon.group_keqin_executive,"
    "keqin_addon.group_keqin_manager"
)
TOPICS = [
    ("company", "Company news"),
    ("product", "Product or service update"),
    ("industry", "Industry news"),
    ("promotion", "Promotion"),
]


class KeqinMarketingActivity(models.Model):
    """What marketing does this year: when, for whom, what for, at what cost (R168).

    Mailings, publications and events that carry it out hang off it. One that repeats
    proposes its next mailing by itself (R071).
    """

    _name = "keqin.marketing.activity"
    _description = "Marketing Activity"
    _inherit = ["keqin.stepped.mixin", "keqin.audience.mixin", "mail.thread"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("marketing", "Marketing campaign"),
            ("brand", "Brand"),
            ("interaction", "Customer interaction"),
            ("information", "Information push"),
        ],
        required=True,
        default="marketing",
        index=True,
    )
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        required=True,
        index=True,
        tracking=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    date_from = fields.Date(
        "From", required=True, index=True, default=fields.Date.context_today
    )
    date_to = fields.Date(
        "To", compute="_compute_date_to", store=True, readonly=False, precompute=True
    )
    goal = fields.Char("What for", help="What it should bring, so that it can be told.")
    note = fields.Html("Content")
    currency_id = fields.Many2one(related="company_id.currency_id")
    budget = fields.Monetary(tracking=True)
    cost = fields.Monetary("Spent")
    result = fields.Text("What it brought", copy=False)
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("running", "Running"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        "Status",
        required=True,
        default="planned",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    # what carries it out
    mailing_ids = fields.One2many(
        "mailing.mailing",
        "keqin_marketing_id",
        "Mailings",
        groups="mass_mailing.group_mass_mailing_user",
    )
    publication_ids = fields.One2many(
        "keqin.publication", "marketing_id", "Publications"
    )
    event_ids = fields.Many2many("event.event", string="Events")
    mailing_count = fields.Integer(compute="_compute_counts")
    publication_count = fields.Integer(compute="_compute_counts")
    customer_count = fields.Integer("Customers", readonly=True, copy=False)
    # a push that repeats
    topic = fields.Selection(TOPICS, default="product", required=True)
    repeat_number = fields.Integer("Every", default=1, aggregator=None)
    repeat_unit = fields.Selection(
        [("weeks", "Weeks"), ("months", "Months")],
        "Repeats by",
        help="Empty: it does not repeat.",
    )
    next_on = fields.Date("Next mailing on", copy=False, index="btree_not_null")

    _dates_in_order = models.Constraint(
        "CHECK(date_to >= date_from)", "An activity cannot end before it begins."
    )
    _money_positive = models.Constraint(
        "CHECK(LEAST(budget, cost) >= 0)",
        "Budget and cost of a marketing activity cannot be negative.",
    )
    _repeat_positive = models.Constraint(
        "CHECK(repeat_number > 0)", "Repeat every week or month at the most."
    )

    @api.depends("date_from")
    def _compute_date_to(self):
        for activity in self:
            start = activity.date_from
            activity.date_to = max(activity.date_to or start, start) if start else False

    def _compute_counts(self):
        """Read with the rights of the reader: staff reads mailings of care."""
        for model, link, name in (
            ("mailing.mailing", "keqin_marketing_id", "mailing_count"),
            ("keqin.publication", "marketing_id", "publication_count"),
        ):
            rows = self.env[model]._read_group(
                [(link, "in", self.ids)], [link], ["__count"]
            )
            counts = {record.id: count for record, count in rows}
            for activity in self:
                activity[name] = counts.get(activity._origin.id, 0)

    def action_start(self):
        """It runs from now on; one that repeats proposes its mailings."""
        self._check_step("planned")
        self._count_customers()
        for activity in self:
            first = max(activity.date_from, fields.Date.context_today(self))
            next_on = activity.next_on or (activity.repeat_unit and first)
            activity._step("running", next_on=next_on)
        return True

    def action_finish(self):
        """:raises UserError: nobody said what it brought"""
        self._check_step("running")
        silent = self.filtered(lambda a: not (a.result or "").strip())
        if silent:
            raise UserError(
                self.env._(
                    "Say first what %s brought: people reached, leads, what to do "
                    "better.",
                    silent[0].name,
                )
            )
        return self._step("done", next_on=False)

    def action_cancel(self):
        """Take it off the plan."""
        self._check_step("planned", "running")
        return self._step("cancelled", next_on=False)

    def action_reopen(self):
        """Undo: planned again."""
        self._check_step("done", "cancelled")
        return self._step("planned")

    def action_count_customers(self):
        """Say how many customers it is about."""
        self.check_access("write")
        self._count_customers()
        return True

    def action_open_customers(self):
        """Those of its customers the caller may see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_customer_action"
        )
        # the audience is told as ids, so that the segment of another is not read here
        action["domain"] = [("id", "in", self.sudo()._audience().ids)]
        return action

    def action_open_publications(self):
        """Open its publications."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_publication_action"
        )
        action["domain"] = [("marketing_id", "=", self.id)]
        action["context"] = {"default_marketing_id": self.id}
        return action

    def action_open_mailings(self):
        """Open its mailings."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.mailing_mailing_action_care"
        )
        action["domain"] = [("keqin_marketing_id", "=", self.id)]
        partners = self.env["ir.model"]._get_id("res.partner")
        action["context"] = {
            "default_keqin_marketing_id": self.id,
            "default_mailing_model_id": partners,
        }
        return action

    def _count_customers(self):
        # sudo: a number of customers, written by nobody by hand
        for activity in self.sudo():
            activity.customer_count = (
                self.env["keqin.customer"]
                .sudo()
                .search_count(activity._audience_domain())
            )

    def _next_day(self):
        """The day after ``next_on`` by its rhythm: a date."""
        return self.next_on + relativedelta(**{self.repeat_unit: self.repeat_number})

    @api.model
    def _field_writers(self):
        return super()._field_writers() | {"customer_count": fields.NO_ACCESS}
