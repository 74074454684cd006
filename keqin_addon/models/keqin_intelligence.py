from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty

# Marketing decides what sales and service can rely on.
PUBLISHERS = "keqin_addon.group_keqin_marketing,keqin_addon.group_keqin_manager"
_STAMPED = ("published_by_id", "published_on", "user_id")


class KeqinIntelligence(models.Model):
    """News of a market, an industry or a customer, for sales and service (R006, R007).

    Whoever works in care submits what they hear; marketing completes and publishes it.
    It shows on the care files of its industries, and on that of its customer; what
    is on a customer, account managers read of their own ones only.
    """

    _name = "keqin.intelligence"
    _description = "Market News"
    _inherit = ["keqin.stepped.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, relevance desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("Title", required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: every company.",
    )
    kind = fields.Selection(
        [
            ("trend", "Industry trend"),
            ("regulation", "Law and regulation"),
            ("competitor", "Competitor"),
            ("technology", "Technology"),
            ("price", "Prices and supply"),
            ("customer", "News of a customer"),
        ],
        required=True,
        default="trend",
        index=True,
    )
    industry_ids = fields.Many2many(
        "res.partner.industry",
        "keqin_intelligence_industry_rel",
        "intelligence_id",
        "industry_id",
        "Industries",
        help="Shows on the care files of all customers of these industries.",
    )
    customer_id = fields.Many2one(
        "keqin.customer",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        help="Shows on this care file, and not to the account managers of others.",
    )
    country_id = fields.Many2one("res.country")
    region_id = fields.Many2one(
        "res.country.state",
        index="btree_not_null",
        domain="[('country_id', '=?', country_id)]",
    )
    tag_ids = fields.Many2many("res.partner.category", string="Tags")
    source = fields.Char(help="Newspaper, fair, the customer itself...")
    url = fields.Char("Link")
    date = fields.Date(required=True, index=True, default=fields.Date.context_today)
    body = fields.Html("What it says")
    relevance = fields.Selection(
        [("1", "Good to know"), ("2", "Relevant"), ("3", "Act on it")],
        required=True,
        default="2",
        index=True,
    )
    advice = fields.Text(
        "What to do with it", help="What sales and service should ask or offer."
    )
    state = fields.Selection(
        [("draft", "To publish"), ("published", "Published")],
        "Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Submitted by",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    published_on = fields.Datetime(readonly=True, copy=False, index=True)
    published_by_id = fields.Many2one(
        "res.users", "Published by", readonly=True, copy=False, ondelete="restrict"
    )
    may_publish = fields.Boolean(compute="_compute_may_publish")

    @api.depends_context("uid")
    def _compute_may_publish(self):
        self.may_publish = self._is_publisher()

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._check_customer()
        items._deliver()
        return items

    def write(self, vals):
        done = super().write(vals)
        if "customer_id" in vals:
            self._check_customer()
        return done

    def action_publish(self):
        """Sales and service can read it from now on; the next digest brings it.

        :raises UserError: there is nothing to read
        """
        self._check_publisher()
        self._check_step("draft")
        empty = self.filtered(lambda item: is_html_empty(item.body) and not item.url)
        if empty:
            raise UserError(
                self.env._(
                    "There is nothing to read in %s yet. Enter a text or a link.",
                    empty[0].name,
                )
            )
        now, user = fields.Datetime.now(), self.env.user
        self._step("published", published_on=now, published_by_id=user.id)
        return True

    def action_withdraw(self):
        """Back to marketing; nobody else reads it meanwhile."""
        self._check_publisher()
        self._check_step("published")
        self._step("draft", published_on=False, published_by_id=False)
        return True

    def _step(self, state, **stamps):
        done = super()._step(state, **stamps)
        self._deliver()
        return done

    def _check_customer(self):
        """Nobody puts news on a care file that is not theirs to see."""
        if not self.env.su:
            self.customer_id.check_access("read")

    def _is_publisher(self):
        return self.env.su or self.env.user.has_groups(PUBLISHERS)

    def _check_publisher(self):
        if not self._is_publisher():
            raise AccessError(
                self.env._(
                    "%s is published and withdrawn by marketing.",
                    ", ".join(self.mapped("name")),
                )
            )

    def _deliver(self):
        """What others submit is on marketing's list until it is published."""
        todo = "keqin_addon.mail_activity_type_intelligence"
        # sudo: to-dos of the item, on whose list they are
        self.sudo().activity_search([todo], only_automated=True).unlink()
        if self.env.context.get("keqin_bulk"):
            return
        for item in self.filtered(lambda item: item.state == "draft").sudo():
            editor = item._editor()
            if editor and editor != item.user_id:
                here = item.with_context(lang=editor.lang or self.env.lang)
                text = here.env._("Complete and publish it")
                item.activity_schedule(todo, summary=text, user_id=editor.id)

    def _editor(self):
        company = self.company_id or self.env.company
        if company.keqin_marketing_user_id:
            return company.keqin_marketing_user_id
        # sudo: who works in marketing; only the name on the to-do
        cases = self.env["keqin.case"].sudo()
        members = cases._members("keqin_addon.group_keqin_marketing", company)
        # who keeps the system runs no department
        return members.sorted(lambda user: user._is_system())[:1]

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_STAMPED, fields.NO_ACCESS)
