from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, format_amount

from ..tools.cadence import ideal_gap

MARKETING = "keqin_addon.group_keqin_marketing"
# Who may write the lines of every role.
_PLANNERS = "keqin_addon.group_keqin_sales,keqin_addon.group_keqin_manager"
# What a deviation other than in frequency may consist of.
_COMPARED = ("type_id", "role", "hours", "budget", "gift_product_id")


class KeqinPlanLine(models.Model):
    """One kind of care in a plan, with its person, budget and attainment (R037).

    The scheduled action makes the next activity of each line, one at a time.
    """

    _name = "keqin.plan.line"
    _description = "Care Plan Line"
    _inherit = ["keqin.plan.part.mixin", "keqin.cadence.mixin"]

    plan_id = fields.Many2one(
        "keqin.plan", required=True, index=True, ondelete="cascade"
    )
    customer_id = fields.Many2one(
        related="plan_id.customer_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(related="plan_id.company_id")
    plan_state = fields.Selection(related="plan_id.state", string="Status of the plan")
    standard_line_id = fields.Many2one(
        "keqin.standard.line",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    origin_id = fields.Many2one(
        "keqin.plan.line",
        "Line before the revision",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    user_hint = fields.Char("Stands in", compute="_compute_user_hint")
    contact_ids = fields.Many2many(
        "res.partner",
        string="With whom",
        domain="[('keqin_invalid_reason', '=', False)]",
    )

    hours_total = fields.Float(
        "Hours in all",
        compute="_compute_totals",
        store=True,
        help="Planned x hours of one.",
    )
    budget_total = fields.Monetary(
        "Budget in all",
        compute="_compute_totals",
        store=True,
        help="Planned x budget of one.",
    )
    deviation = fields.Selection(
        [
            ("same", "Standard"),
            ("more", "More often"),
            ("less", "Less often"),
            ("other", "Different"),
            ("added", "Added"),
        ],
        compute="_compute_deviation",
        store=True,
        help="Against the standard of the customer's class.",
    )
    deviation_text = fields.Char("Difference", compute="_compute_deviation_text")

    @api.depends("company_id")
    def _compute_currency_id(self):
        """The company of the customer pays, whichever one the reader works in."""
        for line in self:
            company = line.company_id or self.env.company
            line.currency_id = company.currency_id

    @api.depends(
        "role",
        "user_id",
        "plan_id.customer_id.user_id",
        "plan_id.customer_id.sponsor_id",
        "plan_id.customer_id.service_user_id",
        "company_id.keqin_marketing_user_id",
    )
    @api.depends_context("lang")
    def _compute_user_hint(self):
        roles = dict(self._fields["role"]._description_selection(self.env))
        for line in self:
            customer = line.plan_id.customer_id
            missing = line.role != "manager" and not customer._care_person(line.role)
            line.user_hint = (
                missing
                and line.user_id
                and self.env._(
                    "No %(role)s is named: %(user)s stands in",
                    role=roles[line.role].lower(),
                    user=line.user_id.name,
                )
            )

    @api.depends("planned_count", "hours", "budget")
    def _compute_totals(self):
        for line in self:
            line.hours_total = line.planned_count * line.hours
            line.budget_total = line.planned_count * line.budget

    @api.depends(
        "schedule",
        "number",
        "unit",
        "max_gap",
        *_COMPARED,
        "standard_line_id",
        "plan_id.standard_id",
    )
    def _compute_deviation(self):
        for line in self:
            line.deviation = line.plan_id.standard_id and line._deviation()

    @api.depends("deviation")
    @api.depends_context("lang")
    def _compute_deviation_text(self):
        for line in self:
            line.deviation_text = line._deviation_text()

    @api.onchange("role")
    def _onchange_role(self):
        """The person of the role, for a line that is being written."""
        for line in self.filtered("role"):
            customer = line.plan_id.customer_id
            person = customer._care_person(line.role) or customer.user_id
            line.user_id = person or line.user_id

    @api.onchange("type_id")
    def _onchange_type_id(self):
        for line in self.filtered("type_id"):
            line.hours = line.type_id.hours

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_marketing()
        lines.filtered("standard_line_id")._keep_languages()
        return lines

    def write(self, vals):
        self._check_marketing()
        done = super().write(vals)
        self._check_marketing()
        return done

    def _keep_languages(self):
        """What was taken over from the standard says it in every language."""
        texts = ("name", "note")
        self.flush_recordset([*texts, "standard_line_id"])
        for text in map(SQL.identifier, texts):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE keqin_plan_line line SET %(text)s = standard.%(text)s
                      FROM keqin_standard_line standard
                     WHERE line.id IN %(ids)s AND standard.id = line.standard_line_id
                       AND line.%(text)s->>%(lang)s = COALESCE(
                           standard.%(text)s->>%(lang)s, standard.%(text)s->>'en_US')
                    """,
                    text=text,
                    ids=tuple(self.ids) or (0,),
                    lang=self.env.lang or "en_US",
                )
            )
        self.invalidate_recordset(texts)

    def _check_marketing(self):
        """Marketing adds its own activities and leaves those of others (R040).

        Rules are checked before a write only: a line could be made somebody else's.
        """
        foreign = self.filtered(lambda line: line.role != "marketing")
        if foreign and not self.env.su and not self.env.user.has_groups(_PLANNERS):
            raise AccessError(
                self.env._(
                    "Marketing plans its own activities. %s is not one of them: ask "
                    "the account manager to change it.",
                    foreign[0].name or foreign[0].type_id.name,
                )
            )

    def _deviation(self):
        """How the line differs from the standard line it came from."""
        self.ensure_one()
        standard = self.standard_line_id
        if not standard:
            return "added"
        here, there = (ideal_gap(record._cadence()) for record in (self, standard))
        if here != there:
            return "more" if here < there else "less"
        names = ("schedule", "max_gap", *_COMPARED)
        same = all(self[name] == standard[name] for name in names)
        return "same" if same else "other"

    def _deviation_text(self):
        """What is different, in the reader's language; empty when nothing is."""
        standard = self.standard_line_id
        if self.deviation in (False, "same", "added") or not standard:
            return False
        labels = [record._cadence_label() for record in (self, standard)]
        pairs = [labels] if labels[0] != labels[1] else []
        pairs += [
            (self._value_label(self, name), self._value_label(standard, name))
            for name in ("max_gap", *_COMPARED)
            if self[name] != standard[name]
        ]
        texts = [
            self.env._("%(here)s instead of %(standard)s", here=here, standard=there)
            for here, there in pairs
        ]
        return ", ".join(texts)

    def _value_label(self, record, name):
        """A value with what it means, as in ``2 hours``."""
        value = record[name]
        if name == "max_gap":
            return self._gap_label(value)
        if name == "hours":
            return self.env._("%s hours", f"{value:g}")
        if name == "budget":
            return format_amount(self.env, value, self.currency_id)
        if name == "role":
            return dict(self._fields["role"]._description_selection(self.env))[value]
        return value.display_name or self.env._("no gift")

    @api.model
    def _gap_label(self, days):
        if not days:
            return self.env._("no maximum gap")
        return self.env._("maximum gap %s days", days)

    @api.model
    def _field_writers(self):
        """Groups that may write a field, for fields with fewer writers than readers."""
        computed = (
            "customer_id",
            "standard_line_id",
            "origin_id",
            "hours_total",
            "budget_total",
            "deviation",
        )
        return super()._field_writers() | dict.fromkeys(computed, fields.NO_ACCESS)
