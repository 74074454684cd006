from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .keqin_improvement import IMPROVEMENT_LEADS

STATUSES = [
    ("open", "Open"),
    ("improving", "Being improved"),
    ("fixed", "Fixed"),
    ("dropped", "Dropped"),
]


class KeqinFrictionPoint(models.Model):
    """Where a customer gets stuck (卡壳点), and what is done about it (R157)."""

    _name = "keqin.friction.point"
    _description = "Friction Point"
    _inherit = "keqin.mystery.part.mixin"
    _order = "severity desc, id"

    name = fields.Char("Friction point", required=True)
    description = fields.Text("What happened")
    step_id = fields.Many2one(
        "keqin.mystery.step",
        index="btree_not_null",
        ondelete="set null",
        domain="[('check_id', '=', check_id)]",
    )
    kind = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("unreachable", "Nobody there"),
            ("handover", "Sent from one to the next"),
            ("unclear", "Unclear or wrong answer"),
            ("attitude", "Tone"),
            ("system", "System or form"),
            ("followup", "No follow-up"),
        ],
        "Kind of friction",
        required=True,
        index=True,
    )
    severity = fields.Selection(
        [("1", "Annoying"), ("2", "Slows down"), ("3", "Stops the customer")],
        required=True,
        default="2",
    )
    department = fields.Selection(
        related="check_id.department", store=True, precompute=True, index=True
    )
    scenario_id = fields.Many2one(
        related="check_id.scenario_id", store=True, precompute=True
    )
    date = fields.Date(related="check_id.done_on", store=True, string="Found on")
    check_state = fields.Selection(related="check_id.state", string="Check status")
    improvement_id = fields.Many2one(
        "keqin.improvement",
        "Improvement measure",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )
    status = fields.Selection(
        STATUSES,
        "What became of it",
        compute="_compute_status",
        store=True,
        compute_sudo=True,
        index=True,
        help="Fixed once a lead has checked that the measure helped.",
    )

    @api.depends("improvement_id.state")
    def _compute_status(self):
        closed = {"verified": "fixed", "dropped": "dropped"}
        for point in self:
            state = point.improvement_id.state
            point.status = closed.get(state, "improving" if state else "open")

    @api.constrains("step_id", "check_id")
    def _check_step_of_check(self):
        for point in self.filtered("step_id"):
            if point.step_id.check_id != point.check_id:
                raise ValidationError(
                    self.env._(
                        "%(point)s: the step %(step)s belongs to another check.",
                        point=point.name,
                        step=point.step_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_if_open(self):
        self.check_id._check_open()

    def action_make_improvement(self):
        """Turn it into a measure, and open that; only once, and only when published.

        A measure is read by others than the check: until that is published, it would
        tell those who are tested.

        :raises AccessError: neither a lead nor the tester
        :raises UserError: the check is not published yet
        """
        self.ensure_one()
        self.check_access("read")
        self._check_may_improve()
        # sudo: which measure it has; whether that may be read is checked when opened
        if not self.sudo().improvement_id:
            improvement = self.env["keqin.improvement"]._make_improvement(
                self._prepare_improvement()
            )
            # sudo: links are made here alone, and both ends were checked
            improvement.sudo().mystery_check_id = self.check_id
            self.sudo().improvement_id = improvement
        return self.action_open_improvement()

    def action_open_improvement(self):
        """The measure it became, for who may read that."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "keqin.improvement",
            "res_id": self.sudo().improvement_id.id,  # sudo: its number only
            "views": [(False, "form")],
        }

    def _prepare_improvement(self):
        what = [self.name, self.description]
        return {
            "name": self.name,
            "problem": "\n".join(text for text in what if text),
            "source": "mystery",
            "area": "process",
            "department": self.department,
            "company_id": self.company_id.id,
        }

    def _check_may_improve(self):
        if self.check_id.state != "published":
            raise UserError(
                self.env._(
                    "Publish %s first: a measure would tell those who are tested.",
                    self.check_id.name,
                )
            )
        lead = self.env.su or self.env.user.has_groups(IMPROVEMENT_LEADS)
        if not lead and self.check_id.tester_id != self.env.user:
            raise AccessError(
                self.env._(
                    "Only a lead or the tester makes an improvement of %s.", self.name
                )
            )

    @api.model
    def _field_writers(self):
        guarded = ("date", "department", "improvement_id", "scenario_id", "status")
        return super()._field_writers() | dict.fromkeys(guarded, fields.NO_ACCESS)
