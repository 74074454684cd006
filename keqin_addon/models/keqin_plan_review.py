from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import cadence
from .keqin_plan import SALES, VALID
from .keqin_plan_workflow import REVIEW

_BATCH = 500
_MONTHS = 3


class KeqinPlan(models.Model):
    """Is the plan kept, and is it still the right one (R048, R049).

    Reviewed every quarter; when the customer has moved to another class, the account
    manager is told that another standard applies now, and revises the plan or not.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: see `keqin_plan_resource`
    _inherit = "keqin.plan"

    reviewed_on = fields.Date("Last review", readonly=True, copy=False)
    next_review_on = fields.Date(
        "Next review",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Every quarter while the plan runs; given by the last review.",
    )
    changed_standard_id = fields.Many2one(
        "keqin.standard",
        "Standard now",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="Another standard than that of the plan counts for the customer now.",
    )
    attainment = fields.Float(
        compute="_compute_attainment",
        aggregator=None,
        help="Done of all that is planned for the period; more of one kind of care "
        "does not pay for another.",
    )
    on_time_share = fields.Float(
        "On time",
        compute="_compute_attainment",
        aggregator=None,
        help="Care done by its last day, of all that was done or missed.",
    )

    @api.depends("line_ids.planned_count", "line_ids.actual_count")
    def _compute_attainment(self):
        shares = self._on_time_shares()
        for plan in self:
            counts = [
                (line.planned_count, line.actual_count, 1) for line in plan.line_ids
            ]
            plan.attainment = cadence.attainment(counts) or 0.0
            plan.on_time_share = shares.get(plan._origin.id, 0.0)

    # actions
    def action_open_review(self):
        """Open the wizard that records the review of these plans."""
        return self._action_wizard("keqin.plan.review", self.env._("Review"))

    def action_review(self, outcome, next_on=None):
        """Record that the relationship and the plan were reviewed (R049).

        :param outcome: what was found, kept in the chatter
        :param next_on: day of the next review, by default a quarter from now
        :raises UserError: unless running, or without an outcome
        """
        self._check_step(["approved", "running"], SALES, "write")
        if not (outcome or "").strip():
            raise UserError(self.env._("Say what the review has found."))
        today = fields.Date.context_today(self)
        next_on = fields.Date.to_date(next_on) or today + relativedelta(months=_MONTHS)
        if next_on <= today:
            raise UserError(self.env._("The next review has to be in the future."))
        # sudo: stamps are written by nobody; role and order checked
        plans = self.sudo()
        plans.write({"reviewed_on": today, "next_review_on": next_on})
        plans._message_log_batch(
            {plan.id: self.env._("Reviewed: %s", outcome) for plan in plans}
        )
        plans.activity_unlink([REVIEW])
        return True

    # business methods
    @api.model
    def _remind_reviews(self, company, today):
        """Tell account managers which plans to review, each once."""
        plans = self.search(
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "running")
            & Domain("next_review_on", "<=", today)
        )
        kind = self.env.ref(REVIEW)
        told = self.env["mail.activity"]._read_group(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", plans.ids),
                ("activity_type_id", "=", kind.id),
            ],
            ["res_id"],
        )
        silent = plans - self.browse([res_id for (res_id,) in told])
        silent._wait_for(REVIEW, lambda plan: plan.user_id)

    @api.model
    def _notice_classes(self, company, today):
        """Note for which plans another standard counts now, and say so once."""
        ours = Domain("company_id", "=", company.id) & Domain("state", "in", VALID)
        last = 0
        while plans := self.search(
            ours & Domain("id", ">", last), limit=_BATCH, order="id"
        ):
            last = plans[-1].id
            plans._notice_class(today)

    def _notice_class(self, today):
        standards = self.env["keqin.standard"]._for_customers(self.customer_id, today)
        for plan in self.filtered("standard_id"):
            standard = standards[plan.customer_id.id]
            other = plan._other_class(standard) and standard
            if (other or standard.browse()) == plan.changed_standard_id:
                continue
            plan.changed_standard_id = other
            if other:
                text = self.env._("Another standard counts now: %s", other.name)
                plan._wait_for(REVIEW, lambda plan: plan.user_id, text)

    def _other_class(self, standard):
        """A new version of the same class is no change of class."""
        names = ("tier", "potential", "profile_id")
        return standard and any(
            standard[name] != self.standard_id[name] for name in names
        )

    def _adopt(self, standard):
        """Compare the lines with another standard: those of the same kind with it."""
        self.standard_id = standard
        left = standard._lines_for(self.customer_id.care_level)
        for line in self.line_ids:
            same = left.filtered(
                lambda other, line=line: (
                    other.type_id == line.type_id and other.role == line.role
                )
            )[:1]
            line.standard_line_id = same
            left -= same

    def _on_time_shares(self):
        """Share of the care done or missed that was done in time, by plan id."""
        ids = [id_ for id_ in self._origin._ids if isinstance(id_, int)]
        self.env["keqin.activity"].flush_model(
            ["plan_id", "state", "date_done", "due_on", "latest_on", "date_planned"]
        )
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT plan_id,
                           AVG((state = 'done' AND date_done <=
                               COALESCE(latest_on, due_on, date_planned)
                           )::int)::float
                      FROM keqin_activity
                     WHERE plan_id = ANY(%s)
                       AND state IN ('done', 'missed')
                     GROUP BY plan_id
                    """,
                    ids,
                )
            )
        )
