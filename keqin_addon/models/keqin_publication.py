from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .keqin_activity_content import PLATFORMS
from .keqin_intelligence import PUBLISHERS

_STAMPED = ("published_by_id", "published_on")


class KeqinPublication(models.Model):
    """What we say in public: company news, product information, offers (R065).

    One entry per platform. It is published once every required point of the rules of
    the platform and the norms of the brand is ticked; what was published stays.
    """

    _name = "keqin.publication"
    _description = "Publication"
    _inherit = ["keqin.stepped.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char("Title", required=True, tracking=True)
    kind = fields.Selection(
        [
            ("company", "Company news"),
            ("product", "Product information"),
            ("offer", "Offer"),
            ("interaction", "Online activity"),
        ],
        required=True,
        default="company",
        index=True,
    )
    platform = fields.Selection(
        PLATFORMS, required=True, default="wechat_account", index=True
    )
    account = fields.Char(help="Ours, on that platform.")
    date = fields.Date(
        "Day", required=True, index=True, default=fields.Date.context_today
    )
    url = fields.Char("Link", copy=False)
    body = fields.Html("Text")
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        "Editor",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    marketing_id = fields.Many2one(
        "keqin.marketing.activity",
        "Marketing activity",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    event_id = fields.Many2one(
        "event.event", index="btree_not_null", ondelete="set null"
    )
    check_ids = fields.One2many("keqin.publication.check", "publication_id", "Checks")
    open_checks = fields.Integer(compute="_compute_open_checks")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("published", "Published"),
            ("withdrawn", "Withdrawn"),
        ],
        "Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    published_on = fields.Datetime(readonly=True, copy=False)
    published_by_id = fields.Many2one(
        "res.users", "Published by", readonly=True, copy=False, ondelete="restrict"
    )
    # what it brought, as the platform tells
    reads = fields.Integer("Read", copy=False)
    likes = fields.Integer(copy=False)
    comments = fields.Integer("Readers' comments", copy=False)
    shares = fields.Integer("Shared", copy=False)
    leads = fields.Integer("Enquiries", copy=False)

    _figures_positive = models.Constraint(
        "CHECK(LEAST(reads, likes, comments, shares, leads) >= 0)",
        "Figures of a publication cannot be negative.",
    )

    @api.depends("check_ids.is_done", "check_ids.is_required")
    def _compute_open_checks(self):
        for item in self:
            missing = item.check_ids.filtered(lambda c: c.is_required and not c.is_done)
            item.open_checks = len(missing)

    @api.constrains("url")
    def _check_url(self):
        for item in self.filtered("url"):
            if not item.url.startswith(("http://", "https://")):
                raise ValidationError(
                    self.env._("The link of %s begins with https://.", item.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._add_checks()
        return items

    def write(self, vals):
        """What was published is not reworded: withdraw it, then correct it."""
        told = {"name", "body", "kind", "platform", "account", "company_id"} & set(vals)
        public = self.filtered(lambda item: item.state == "published")
        if told and public:
            raise UserError(
                self.env._(
                    "%s is published. Withdraw it first to change what it says.",
                    public[0].name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        kept = self.filtered("published_on")
        if kept:
            raise UserError(
                self.env._(
                    "%s was published and stays in the log. Withdraw it instead.",
                    ", ".join(kept.mapped("name")),
                )
            )

    def action_publish(self):
        """It is out; logged with who and when.

        :raises AccessError: not marketing
        :raises UserError: a required check is open, named in the message
        """
        self._check_publisher()
        self._check_step("draft", "withdrawn")
        # points that came with the rules since it was written
        self._add_checks()
        checks = self.check_ids
        missing = checks.filtered(lambda c: c.is_required and not c.is_done)
        if missing:
            raise UserError(
                self.env._(
                    "%(title)s cannot be published yet. Still to check: %(points)s.",
                    title=missing[0].publication_id.name,
                    points=", ".join(dict.fromkeys(missing.mapped("name"))),
                )
            )
        now = fields.Datetime.now()
        return self._step("published", published_on=now, published_by_id=self.env.uid)

    def action_withdraw(self):
        """Taken off the platform, or to be corrected: every point is checked anew."""
        self._check_publisher()
        self._check_step("published")
        self._step("withdrawn")
        # sudo: the ticks are those of the text that was withdrawn
        return self.check_ids.sudo().write({"is_done": False})

    def _check_publisher(self):
        if not (self.env.su or self.env.user.has_groups(PUBLISHERS)):
            raise AccessError(
                self.env._(
                    "%s is published and withdrawn by marketing.",
                    ", ".join(self.mapped("name")),
                )
            )

    def _add_checks(self):
        """The points of its platform it lacks."""
        # sudo: points are copied by whoever may write the publication
        points = self.env["keqin.publication.point"].sudo().search([])  # pylint: disable=no-search-all
        self.env["keqin.publication.check"].sudo().create(
            [
                {
                    "publication_id": item.id,
                    "point_id": point.id,
                    "sequence": point.sequence,
                    "name": point.name,
                    "is_required": point.is_required,
                }
                for item in self
                for point in points - item.check_ids.sudo().point_id
                if not point.platform or point.platform == item.platform
            ]
        )

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_STAMPED, fields.NO_ACCESS)
