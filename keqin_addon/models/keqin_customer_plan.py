from odoo import api, fields, models
from odoo.fields import Domain

from .keqin_plan import VALID


class KeqinCustomer(models.Model):
    """The plans of a customer: making one, its people and its facts (R029-R041)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the archive, its grade, its history, its scope, its plans
    _inherit = "keqin.customer"

    plan_count = fields.Integer(
        "Plans", compute="_compute_plan_count", groups="keqin_addon.group_keqin_staff"
    )

    @api.depends("plan_ids")
    def _compute_plan_count(self):
        rows = self.env["keqin.plan"]._read_group(
            [("customer_id", "in", self.ids)], ["customer_id"], ["__count"]
        )
        counts = {customer.id: count for customer, count in rows}
        for customer in self:
            customer.plan_count = counts.get(customer.id, 0)

    def action_keqin_plan(self):
        """Open the plan that is being made for the customer, or make one (R030)."""
        self.ensure_one()
        Plan = self.env["keqin.plan"]
        in_the_making = Domain("state", "in", ("draft", "review", "submitted"))
        plan = Plan.search(Domain("customer_id", "=", self.id) & in_the_making, limit=1)
        plan = plan or Plan._generate(self, *Plan._default_period(self))
        return plan._action_open()

    def action_open_plans(self):
        """Open all plans of the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Care plans"),
            "res_model": "keqin.plan",
            "view_mode": "list,form",
            "domain": [("customer_id", "=", self.id)],
            "context": {"default_customer_id": self.id},
        }

    def _end_overlapping_plans(self, keep):
        """Customers become one: of agreed plans for the same days one goes on.

        :param keep: the customer that remains, whose own plan comes first
        """
        # sudo: who may merge the customers leaves no plan behind that he cannot read
        plans = self.env["keqin.plan"].sudo()
        plans = plans.search(
            Domain("customer_id", "in", (self | keep).ids)
            & Domain("state", "in", VALID),
            order="date_start, id",
        )
        plans = plans.sorted(lambda plan: plan.customer_id != keep)
        going_on = plans.browse()
        for plan in plans:
            if any(
                other.date_start <= plan.date_end and other.date_end >= plan.date_start
                for other in going_on
            ):
                plan._finish()
            else:
                going_on |= plan
        self.env.flush_all()  # the merge goes on in SQL

    def _care_person(self, role):
        """Who is named for a role with this customer; empty when nobody is."""
        person = {
            "manager": self.user_id,
            "service": self.service_user_id,
            "sponsor": self.sponsor_id,
            "marketing": self.company_id.keqin_marketing_user_id,
        }[role]
        return person.filtered("active")

    def _build_facts(self, context, day):
        """Standard, profile, plan before, lines and objectives of one new plan.

        :param context: result of `keqin.plan._build_context`
        :param day: first day of the plan
        """
        self.ensure_one()
        customer = self.sudo()  # read access was checked with the context
        Plan, Strategy = self.env["keqin.plan"], self.env["keqin.strategy"]
        standard = context["standards"][self.id]
        before = context["previous"].get(customer, Plan)
        previous = before.filtered(lambda plan: plan.date_start < day)[-1:]
        profile = self.env["keqin.industry.profile"].browse(
            context["profiles"].get(customer.industry_id.id, False)
        )
        by_year = context["strategies"].get((customer.company_id, day.year), Strategy)
        return {
            "standard": standard,
            "profile": profile.sudo(),
            "previous": previous,
            "strategy": context["strategy"] or by_year,
            "strategy_text": standard._strategy_for(customer),
            "lines": customer._prepare_plan_lines(standard),
            "objectives": customer._prepare_plan_objectives(previous),
        }

    def _prepare_plan_lines(self, standard):
        """The standard's lines, each with the person of its role.

        Who is missing is stood in for by the account manager, and the line says so.
        """
        names = standard.line_ids._cadence_fields()
        field_of = standard.line_ids._fields
        return [
            {
                **{
                    name: field_of[name].convert_to_write(line[name], line)
                    for name in names
                },
                "standard_line_id": line.id,
                "user_id": (self._care_person(line.role) or self.user_id).id,
            }
            for line in standard._lines_for(self.care_level)
        ]

    def _prepare_plan_objectives(self, previous):
        """What the plan before set out to reach and did not (R051)."""
        names = ("sequence", "name", "measure", "target", "is_customer_goal")
        open_ones = previous.objective_ids.filtered(lambda goal: not goal.reached)
        return [
            {name: goal[name] for name in (*names, "contribution")}
            | {"carried": True, "actual": goal.actual}
            for goal in open_ones
        ]
