from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.workdays import add_working_days
from .keqin_risk import OPEN

CRISIS_STEPS = [
    ("communication", "Proactive communication"),
    ("explanation", "Explanation"),
    ("remedy", "Remedy"),
]
# Planned so many working days after the crisis is declared.
_DAYS = {"communication": 0, "explanation": 1, "remedy": 3}


class KeqinRisk(models.Model):
    """A crisis: we speak first, explain, and make good, each with a day and an owner;
    executives are told at once (R117).
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a risk is, how it moves, where it comes from, who is told
    _inherit = "keqin.risk"

    crisis_missing = fields.Char(
        "Still to do",
        compute="_compute_crisis_missing",
        help="Steps of the crisis that are not done yet.",
    )

    def _compute_crisis_missing(self):
        missing = self._missing_steps(("done",))
        labels = self._crisis_labels()
        for risk in self:
            steps = missing.get(risk.id, ())
            risk.crisis_missing = ", ".join(labels[step] for step in steps)

    def action_crisis(self):
        """Declare a crisis: high, its three steps planned, executives told."""
        self.ensure_one()
        self._check_step(*OPEN)
        if self.is_crisis:
            return True
        # sudo: stamped by the step, which was checked; the steps are the owner's
        risk = self.sudo()
        risk.write(
            {"is_crisis": True, "level": "high", "told_on": fields.Datetime.now()}
        )
        risk._plan_crisis_steps()
        risk._tell_above(lambda r: r.env._("Crisis: %s", r._whose()))
        return True

    def action_end_crisis(self):
        """No crisis after all, or no longer; its steps stay as they are. Leads only."""
        self._check_lead()
        self._check_step(*OPEN)
        # sudo: stamped by the step, which was checked
        self.sudo().is_crisis = False
        return True

    def _plan_crisis_steps(self):
        """Those that are neither planned nor done yet."""
        labels = self._crisis_labels()
        vals_list = []
        for step in self._missing_steps(("planned", "done")).get(self.id, ()):
            values = self._prepare_step()
            values["crisis_step"] = step
            values["name"] = f"{labels[step]}: {self.name}"
            values["date_planned"] = self._in_working_days(_DAYS[step])
            vals_list.append(values)
        self.env["keqin.activity"].create(vals_list)

    def _crisis_labels(self):
        field = self.env["keqin.activity"]._fields["crisis_step"]
        return dict(field._description_selection(self.env))

    def _in_working_days(self, days):
        today = self._company_day()
        if not days:
            return today
        try:
            week = self.env["keqin.working.day"]._week_of(self.company_id)
            return add_working_days(today, days, *week)
        except ValueError:  # a calendar without working days
            return fields.Date.add(today, days=days)

    def _missing_steps(self, states):
        """Steps of each crisis for which there is no activity in ``states``.

        :return: dict of risk id to codes, in their order
        """
        crises = self.filtered("is_crisis")
        ours = Domain("risk_id", "in", crises.ids) & Domain("state", "in", states)
        # sudo: that it was done counts, also where it is confidential
        groups = (
            self.env["keqin.activity"]
            .sudo()
            ._read_group(ours, ["risk_id"], ["crisis_step:array_agg"])
        )
        there = {risk.id: set(steps) for risk, steps in groups}
        return {
            risk.id: [
                code
                for code, _label in CRISIS_STEPS
                if code not in there.get(risk.id, ())
            ]
            for risk in crises
        }

    def _check_crisis_steps(self):
        open_steps = self.filtered("crisis_missing")
        if open_steps:
            raise UserError(
                self.env._(
                    "%(risk)s is a crisis: log first %(steps)s. If it is none any "
                    "more, a lead can say so.",
                    risk=open_steps[0].display_name,
                    steps=open_steps[0].crisis_missing,
                )
            )
