from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.cadence import shift
from .keqin_grade_change import POTENTIAL_SELECTION, TIER_SELECTION

_CLASS = ("tier", "potential", "profile_id", "company_id")


class KeqinStandard(models.Model):
    """Care standard of a class, tier by potential, maybe of one industry (R032).

    Versioned: several standards of one class follow each other by effective date, and
    the latest that is effective counts. Only the administrator changes them. What
    plans were made from stays as it was: it is followed by a new version.
    """

    _name = "keqin.standard"
    _description = "Care Standard"
    _inherit = ["keqin.ranked.selection.mixin", "mail.thread"]
    _order = "tier, potential, profile_id, effective_on desc, id desc"
    _ranked_selections = ("potential",)
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        tracking=True,
        help="Empty: for every company without a standard of its own for the class.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    tier = fields.Selection(
        TIER_SELECTION,
        required=True,
        tracking=True,
        help="Customers without a tier have the standard of tier C.",
    )
    potential = fields.Selection(
        POTENTIAL_SELECTION,
        required=True,
        tracking=True,
        help="Customers without a potential have the standard of low potential.",
    )
    profile_id = fields.Many2one(
        "keqin.industry.profile",
        "Industry profile",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        help="Empty: for every industry without a standard of its own.",
    )
    effective_on = fields.Date(
        "Effective from",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
    )
    version = fields.Integer(
        compute="_compute_version", store=True, copy=False, aggregator=None
    )
    previous_id = fields.Many2one(
        "keqin.standard",
        "Made from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    state = fields.Selection(
        [
            ("future", "Future"),
            ("effective", "Effective"),
            ("superseded", "Superseded"),
        ],
        string="Status",
        compute="_compute_state",
        search="_search_state",
        help="One version of a class is effective: the latest whose day has come.",
    )
    objective = fields.Text(translate=True)
    strategy = fields.Html(translate=True)
    line_ids = fields.One2many("keqin.standard.line", "standard_id", "Care", copy=True)
    plan_count = fields.Integer("Plans", compute="_compute_plan_count")
    customer_count = fields.Integer("Customers", compute="_compute_customer_count")

    _class_day_uniq = models.UniqueIndex(
        "(tier, potential, COALESCE(profile_id, 0), COALESCE(company_id, 0), "
        "effective_on) WHERE active",
        "This class already has a standard from the same day. Choose another day, or "
        "archive the other standard first.",
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for standard in self:
            standard.display_name = self.env._(
                "%(name)s (version %(version)s)",
                name=standard.name or "",
                version=standard.version,
            )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for standard in self:
            company = standard.company_id or self.env.company
            standard.currency_id = company.currency_id

    @api.depends(*_CLASS)
    def _compute_version(self):
        last = self._by_class([("id", "not in", self.ids)], "version:max")
        for standard in self:
            key = standard._class_key()
            last[key] = standard.version = last.get(key, 0) + 1

    @api.depends(*_CLASS, "effective_on", "active")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        effective_ids = self._effective_ids()
        for standard in self:
            if standard.id in effective_ids:
                standard.state = "effective"
            elif standard.effective_on and standard.effective_on > today:
                standard.state = "future"
            else:
                standard.state = "superseded"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        future = Domain("effective_on", ">", today)
        effective = Domain("id", "in", self._effective_ids())
        domains = {
            "future": future,
            "effective": effective,
            "superseded": ~future & ~effective,
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    def _compute_plan_count(self):
        groups = self.env["keqin.plan"]._read_group(
            [("standard_id", "in", self.ids)], ["standard_id"], ["__count"]
        )
        counts = {standard.id: count for standard, count in groups}
        for standard in self:
            standard.plan_count = counts.get(standard.id, 0)

    def _compute_customer_count(self):
        counts = self._customer_counts(fields.Date.context_today(self))
        for standard in self:
            standard.customer_count = counts.get(standard.id, 0)

    def copy_data(self, default=None):
        """A copy counts from tomorrow, or after the last version of its class."""
        default = default or {}
        vals_list = super().copy_data(default)
        if "effective_on" in default:
            return vals_list
        today = fields.Date.context_today(self)
        last = self._by_class([], "effective_on:max")
        for standard, vals in zip(self, vals_list, strict=True):
            key = standard._class_key()
            day = shift(max(today, last.get(key) or today), 1, "day")
            last[key] = vals["effective_on"] = day
        return vals_list

    def write(self, vals):
        if set(vals) & {*_CLASS, "effective_on"}:
            self._check_unused()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_unused()

    # actions
    def action_new_version(self):
        """Copy the standard with its lines, to count from a later day."""
        self.ensure_one()
        version = self.copy({"previous_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": version.id,
            "view_mode": "form",
        }

    def action_what_if(self):
        """What the effective standards cost in a year, and what with this one."""
        self.ensure_one()
        return self.env["keqin.standard.what.if"]._action_try(self)

    def action_open_customers(self):
        """The customers that have this standard today."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_customer_action"
        )
        return action | {
            "display_name": self.env._("Customers of %s", self.display_name),
            "domain": [("standard_id", "=", self.id)],
            "context": {},
        }

    def action_open_plans(self):
        """The plans that were made from this standard."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plans"),
            "res_model": "keqin.plan",
            "view_mode": "list,form",
            "domain": [("standard_id", "=", self.id)],
        }

    # business methods
    def _check_unused(self):
        """What a plan was made from is evidence of what had been agreed."""
        # sudo: plans of other people and companies hold on to their standard as well
        used = self.env["keqin.plan"].sudo()
        groups = used._read_group([("standard_id", "in", self.ids)], ["standard_id"])
        if groups:
            names = [standard.display_name for (standard,) in groups]
            raise UserError(
                self.env._(
                    "Plans were made from %s, which therefore stays as it is. Make a "
                    "new version of it instead, or archive it.",
                    ", ".join(names),
                )
            )

    def _class_key(self):
        return tuple(self[name] for name in _CLASS)

    @api.model
    def _by_class(self, domain, aggregate):
        """Dict of class key to ``aggregate``, archived standards included."""
        everything = self.with_context(active_test=False)
        rows = everything._read_group(domain, list(_CLASS), [aggregate])
        return {tuple(key): value for *key, value in rows}

    @api.model
    def _effective_ids(self):
        """Ids of the latest standards of each class whose day has come."""
        rows = self.search_fetch(
            [("effective_on", "<=", fields.Date.context_today(self))],
            [*_CLASS, "effective_on"],
            order="effective_on, id",
        )
        return list({row._class_key(): row.id for row in rows}.values())
