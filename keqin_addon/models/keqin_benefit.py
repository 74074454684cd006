from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

# Who serves the customer sees that a benefit is used.
_USERS = (
    "keqin_addon.group_keqin_sales,keqin_addon.group_keqin_service,"
    "keqin_addon.group_keqin_marketing,keqin_addon.group_keqin_executive,"
    "keqin_addon.group_keqin_manager"
)
_STAMPED = ("used_on", "used_by_id")


class KeqinBenefit(models.Model):
    """What a customer was granted: membership, exclusive offer, service (R179)."""

    _name = "keqin.benefit"
    _description = "Benefit"
    _inherit = ["keqin.customer.bound.mixin", "mail.thread"]
    _order = "date_end, id"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("What", required=True, tracking=True)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("membership", "Membership"),
            ("offer", "Exclusive offer"),
            ("service", "Value-added service"),
        ],
        required=True,
        default="offer",
        index=True,
    )
    level = fields.Char(help="Of a membership, such as Gold.", tracking=True)
    discount = fields.Float(
        "Discount (%)", digits=(5, 2), aggregator=None, tracking=True
    )
    code = fields.Char(
        index="btree_not_null", copy=False, help="To name when ordering."
    )
    date_start = fields.Date(
        "From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_end = fields.Date(
        "Until", index=True, tracking=True, help="Empty: without an end."
    )
    user_id = fields.Many2one(
        "res.users",
        "Granted by",
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    activity_id = fields.Many2one(
        "keqin.activity",
        "Granted in",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('customer_id', '=', customer_id)]",
    )
    used_on = fields.Date("Used on", readonly=True, copy=False, tracking=True)
    used_by_id = fields.Many2one(
        "res.users",
        "Noted by",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    state = fields.Selection(
        [
            ("planned", "From later"),
            ("valid", "Valid"),
            ("used", "Used"),
            ("expired", "Expired"),
        ],
        "Status",
        compute="_compute_state",
        search="_search_state",
    )
    note = fields.Text()

    _dates_order = models.Constraint(
        "CHECK(date_start <= date_end)",
        "A benefit ends on the day it starts, or later. Swap the two dates.",
    )
    _discount_range = models.Constraint(
        "CHECK(discount >= 0 AND discount <= 100)",
        "A discount is between 0 and 100 %.",
    )
    # For what is valid, by customer.
    _by_customer = models.Index("(customer_id, kind, date_end)")

    @api.depends("date_start", "date_end", "used_on", "kind")
    def _compute_state(self):
        """As of today; a membership is not used up, it ends."""
        today = self.company_id._keqin_today()
        default = fields.Date.context_today(self)
        for benefit in self:
            day = today.get(benefit.company_id, default)
            if benefit.used_on:
                benefit.state = "used"
            elif benefit.date_end and benefit.date_end < day:
                benefit.state = "expired"
            elif benefit.date_start and benefit.date_start > day:
                benefit.state = "planned"
            else:
                benefit.state = "valid"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = []
        for company, day in self.env.companies._keqin_today().items():
            ours = Domain("company_id", "=", company.id)
            domains += [ours & self._state_domain(state, day) for state in value]
        return Domain.OR(domains)

    @api.model
    def _state_domain(self, state, day):
        unused = Domain("used_on", "=", False)
        over = Domain("date_end", "<", day)
        later = Domain("date_start", ">", day)
        domains = {
            "used": Domain("used_on", "!=", False),
            "expired": unused & over,
            "planned": unused & later,
            "valid": unused
            & Domain("date_start", "<=", day)
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", day)),
        }
        return domains.get(state, Domain.FALSE)

    @api.constrains("activity_id", "customer_id")
    def _check_activity(self):
        for benefit in self.filtered("activity_id"):
            if benefit.activity_id.customer_id != benefit.customer_id:
                raise ValidationError(
                    self.env._(
                        "%(benefit)s is for %(customer)s, but the activity is with "
                        "somebody else.",
                        benefit=benefit.name,
                        customer=benefit.customer_id.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.filtered("used_on")
        if used:
            raise UserError(
                self.env._(
                    "%s was used and stays on record. Archive it instead.",
                    ", ".join(used.mapped("name")),
                )
            )

    def action_use(self):
        """The customer has made use of it, today. By whoever serves the customer.

        :raises UserError: when it is not valid, or is a membership, which lasts
        """
        self._check_server()
        for benefit in self:
            if benefit.kind == "membership":
                raise UserError(
                    self.env._("%s is a membership: it lasts to its end.", benefit.name)
                )
            if benefit.state != "valid":
                raise UserError(
                    self.env._(
                        "%(benefit)s is not valid today. It is from %(start)s until "
                        "%(end)s, and can be used once.",
                        benefit=benefit.name,
                        start=benefit.date_start,
                        end=benefit.date_end or "…",
                    )
                )
        for company, benefits in self.grouped("company_id").items():
            today = company._keqin_today()[company]
            # sudo: nobody writes the stamps; who may note the use was checked
            benefits.sudo().write({"used_on": today, "used_by_id": self.env.uid})
        return True

    def action_unuse(self):
        """Undo: it was not used after all. By who may change the benefit."""
        self.check_access("write")
        # sudo: stamps that nobody writes by hand
        self.sudo().write({"used_on": False, "used_by_id": False})
        return True

    def _check_server(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_groups(_USERS)):
            raise AccessError(
                self.env._("Whoever serves the customer notes that a benefit is used.")
            )

    @api.model
    def _field_writers(self):
        """Use is noted by a button, with its day."""
        return super()._field_writers() | dict.fromkeys(_STAMPED, fields.NO_ACCESS)
