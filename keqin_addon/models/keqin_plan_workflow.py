from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .keqin_plan import SALES

SERVICE = "keqin_addon.group_keqin_service"
EXECUTIVE = "keqin_addon.group_keqin_executive"

# Whom the plan waits for, as Odoo activities.
_ADVISE = "keqin_addon.mail_activity_type_plan_advise"
_DECIDE = "keqin_addon.mail_activity_type_plan_decide"
_CONTINUE = "keqin_addon.mail_activity_type_plan_continue"
REVIEW = "keqin_addon.mail_activity_type_plan_review"
_WAITS = [_ADVISE, _DECIDE, _CONTINUE, REVIEW]
_DAYS_TO_ACT = 3


class KeqinPlan(models.Model):
    """The steps of a plan: in order, by role, each leaving who and when (R038-R041).

    draft -> service review -> submitted -> approved -> running -> done; rejected goes
    back to draft; an approved revision replaces the plan it revises.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: see `keqin_plan_resource`
    _inherit = "keqin.plan"

    advice_ids = fields.One2many("keqin.plan.advice", "plan_id")
    advised_by_id = fields.Many2one(
        "res.users", "Advised by", readonly=True, copy=False, ondelete="restrict"
    )
    advised_on = fields.Datetime(readonly=True, copy=False)
    submitted_by_id = fields.Many2one(
        "res.users", "Submitted by", readonly=True, copy=False, ondelete="restrict"
    )
    submitted_on = fields.Datetime(readonly=True, copy=False)
    approved_by_id = fields.Many2one(
        "res.users",
        "Approved by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        tracking=True,
    )
    approved_on = fields.Datetime(readonly=True, copy=False)
    rejected_by_id = fields.Many2one(
        "res.users", "Rejected by", readonly=True, copy=False, ondelete="restrict"
    )
    rejected_on = fields.Datetime(readonly=True, copy=False)
    decision_comment = fields.Text("Comment on the decision", readonly=True, copy=False)
    may_submit = fields.Boolean(compute="_compute_may_submit")

    @api.depends("state", "advised_on", "company_id")
    def _compute_may_submit(self):
        for plan in self:
            optional = plan.company_id.keqin_plan_advice == "optional"
            plan.may_submit = plan.state == "review" and (plan.advised_on or optional)

    # actions: sales
    def action_request_review(self):
        """Ask service for its advice (R039)."""
        self._check_step(["draft"], SALES, "write")
        self._check_complete()
        # sudo: the step and its stamps are written by nobody; role and order checked
        plans = self.sudo()
        plans.write({"state": "review", "advised_by_id": False, "advised_on": False})
        plans._settle()
        plans._wait_for(_ADVISE, lambda plan: plan._service_people())
        return True

    def action_submit(self):
        """Ask an executive to approve, once service has advised (R038, R039)."""
        self._check_step(["review"], SALES, "write")
        self._check_complete()
        self._check_advised()
        self._check_overlap()
        # sudo: as above; the capacity check reads the plans of everybody
        plans = self.sudo()
        plans._check_capacity()
        plans._check_overload()
        plans.write(
            {
                "state": "submitted",
                "submitted_by_id": self.env.uid,
                "submitted_on": fields.Datetime.now(),
            }
        )
        plans._settle()
        plans._wait_for(_DECIDE, lambda plan: plan._executives())
        return True

    def action_rework(self):
        """Back to draft, from the review or after a rejection."""
        self._check_step(["review", "rejected"], SALES, "write")
        # sudo: as above
        plans = self.sudo()
        plans.write({"state": "draft", "advised_by_id": False, "advised_on": False})
        plans._settle()
        return True

    # actions: service
    def action_advise(self, text=None):
        """Advise on plans under review (R039).

        :param text: the advice; empty: no objection
        :raises AccessError: unless service
        :raises UserError: unless under review
        """
        self._check_step(["review"], SERVICE, "read")
        text = (text or "").strip()
        # sudo: advice is written by this step alone; role and order checked
        plans = self.sudo()
        plans.env["keqin.plan.advice"].create(
            [
                {
                    "plan_id": plan.id,
                    "user_id": self.env.uid,
                    "text": text,
                    "no_objection": not text,
                    "state": "open" if text else "none",
                }
                for plan in plans
            ]
        )
        plans.write(
            {"advised_by_id": self.env.uid, "advised_on": fields.Datetime.now()}
        )
        plans._settle(text)
        plans._wait_for(
            _CONTINUE, lambda plan: plan.user_id, self.env._("Advised: submit it")
        )
        return True

    # actions: executives
    def action_approve(self, comment=None, granted_amount=None, grant_note=None):
        """Approve submitted plans, and freeze what was approved (R041, R037).

        :param comment: alignment with the strategy, guidance for the execution
        :param granted_amount: decision on the amount requested; None: all of it
        :param grant_note: decision on people and material requested
        :raises AccessError: unless executive
        :raises UserError: unless submitted, or on a negative amount
        :raises ValidationError: when another agreed plan covers the same days
        """
        self._check_step(["submitted"], EXECUTIVE, "read")
        # sudo: executives decide and do not edit; role and order checked
        plans = self.sudo()
        for plan in plans:
            granted = granted_amount
            if granted is None:
                granted = plan.requested_amount
            plan._approve(comment, granted, grant_note)
        plans._settle(comment)
        plans._wait_for(
            _CONTINUE,
            lambda plan: plan.user_id,
            self.env._("Approved: carry it out"),
        )
        plans._due()._start()
        return True

    def action_reject(self, comment=None):
        """Reject submitted plans, and say why (R041).

        :raises AccessError: unless executive
        :raises UserError: unless submitted, or without a comment
        """
        self._check_step(["submitted"], EXECUTIVE, "read")
        if not (comment or "").strip():
            raise UserError(
                self.env._("Say why the plan is rejected: sales has to rework it.")
            )
        # sudo: as above
        plans = self.sudo()
        plans.write(
            {
                "state": "rejected",
                "rejected_by_id": self.env.uid,
                "rejected_on": fields.Datetime.now(),
                "decision_comment": comment.strip(),
            }
        )
        plans._settle(comment)
        plans._wait_for(
            _CONTINUE, lambda plan: plan.user_id, self.env._("Rejected: rework it")
        )
        return True

    def action_decide(self):
        """Open the wizard that approves or rejects these plans."""
        return self._action_wizard("keqin.plan.decide", self.env._("Decide"))

    def action_open_advise(self):
        """Open the wizard in which service advises."""
        return self._action_wizard("keqin.plan.advise", self.env._("Advise"))

    # business methods
    def _check_step(self, states, groups, operation):
        """Who may take a step, with which plans.

        :param states: states in which the plans have to be
        :param groups: groups of which the user has to be in one
        :param operation: access the user needs to the plans, as a rule read or write
        """
        self.check_access(operation)
        if not (self.env.su or self.env.user.has_groups(groups)):
            raise AccessError(
                self.env._(
                    "This step of %(plan)s is not yours to take: sales drafts and "
                    "submits, service advises, executives decide.",
                    plan=self[:1].name or self.env._("a plan"),
                )
            )
        wrong = self.filtered(lambda plan: plan.state not in states)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(plan)s is in the state %(state)s. For this step it has to be: "
                    "%(expected)s.",
                    plan=wrong[0].name,
                    state=labels[wrong[0].state],
                    expected=", ".join(labels[state] for state in states),
                )
            )

    def _check_complete(self):
        """Every plan has care, and every line its person and frequency (R037)."""
        for plan in self:
            if not plan.line_ids:
                raise UserError(
                    self.env._(
                        "%s plans no care yet. Add lines, or fill it from the "
                        "standard.",
                        plan.name,
                    )
                )
            idle = plan.line_ids.filtered(lambda line: not line.user_id)
            if idle:
                raise UserError(
                    self.env._(
                        "Nobody is responsible for %(line)s in %(plan)s. Name "
                        "somebody, or give the customer an account manager.",
                        line=idle[0].name or idle[0].type_id.name,
                        plan=plan.name,
                    )
                )

    def _check_advised(self):
        silent = self.filtered(lambda plan: not plan.may_submit)
        if silent:
            raise UserError(
                self.env._(
                    "Service has not advised on %(plan)s yet. Ask %(people)s, who may "
                    "also say that there is no objection.",
                    plan=silent[0].name,
                    people=", ".join(silent[0].sudo()._service_people().mapped("name"))
                    or self.env._("the service lead"),
                )
            )

    def _approve(self, comment, granted, grant_note):
        if granted < 0:
            raise UserError(self.env._("The amount granted cannot be negative."))
        self._check_overlap()
        # first of all: the database lets no two agreed plans of a customer overlap
        self._replace()
        self.write(
            {
                "state": "approved",
                "approved_by_id": self.env.uid,
                "approved_on": fields.Datetime.now(),
                "rejected_by_id": False,
                "rejected_on": False,
                "decision_comment": (comment or "").strip(),
                "granted_amount": granted,
                "grant_note": grant_note,
            }
        )
        self.snapshot = self._snapshot()

    def _wait_for(self, activity_type, people, summary=""):
        """Tell people that plans wait for them; one batch for each person.

        :param people: function of a plan that returns users
        """
        plans_of = defaultdict(self.browse)
        for plan in self:
            for user in people(plan).filtered("active"):
                plans_of[user] |= plan
        deadline = fields.Date.context_today(self) + timedelta(days=_DAYS_TO_ACT)
        for user, plans in plans_of.items():
            plans.activity_schedule(
                activity_type, deadline, summary=summary, user_id=user.id
            )

    def _settle(self, feedback=None):
        """Whom the plan waited for has acted: mine is done, the others' are gone."""
        own = self.activity_search(_WAITS, user_id=self.env.uid)
        own.action_feedback(feedback=feedback)
        self.activity_unlink(_WAITS)

    def _service_people(self):
        """The service owner of the customer, else the service leads."""
        owner = self.customer_id.service_user_id.filtered("active")
        return owner or self._members("group_keqin_service_manager")

    def _executives(self):
        """The sponsor of the customer, else every executive of the company."""
        sponsor = self.customer_id.sponsor_id.filtered(
            lambda user: user.active and user.has_group(EXECUTIVE)
        )
        return sponsor or self._members("group_keqin_executive")

    def _members(self, group):
        group_id = self.env["ir.model.data"]._xmlid_to_res_id(f"keqin_addon.{group}")
        return self.env["res.users"].search(
            [
                ("all_group_ids", "in", [group_id]),
                ("company_ids", "in", self.company_id.ids),
                ("share", "=", False),
            ]
        )

    def _action_wizard(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_plan_ids": [Command.set(self.ids)]},
        }
