from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import html2plaintext, is_html_empty

from .keqin_evaluation import EVALUATION_LEADS, EXECUTIVE
from .keqin_evaluation_section import ASKED

ASK = "keqin_addon.mail_activity_type_evaluation_ask"
_INPUT = "keqin_addon.mail_activity_type_evaluation_input"
_DECIDE = "keqin_addon.mail_activity_type_evaluation_decide"
_DAYS_TO_ACT = 5
# The step that opens each state again leads to the one before.
_BACK = {"closed": "review", "review": "input", "input": "draft"}
# States of a meeting that is still to come, or goes on.
_MEETING_OPEN = ("planned", "open")


class KeqinEvaluation(models.Model):
    """Departments put in what they saw, executives decide and close (R133, R134).

    Draft with figures, input of sales, service and marketing, review in a meeting,
    closed with a decision and the focus of the next period.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: see `keqin_evaluation_figures`
    _inherit = "keqin.evaluation"

    handed_in_count = fields.Integer(
        "Departments handed in", compute="_compute_sections", compute_sudo=True
    )
    section_count = fields.Integer(
        "Departments asked", compute="_compute_sections", compute_sudo=True
    )
    previous_improvement_ids = fields.Many2many(
        "keqin.improvement",
        string="Last period's measures",
        compute="_compute_previous_improvement_ids",
        help="What the evaluation before asked for, and what came of it.",
    )
    plan_count = fields.Integer("Plans that follow", compute="_compute_plan_count")
    part_ids = fields.Many2many(
        "keqin.evaluation",
        string="Evaluations of the year",
        compute="_compute_part_ids",
    )

    @api.depends("section_ids.done_on")
    def _compute_sections(self):
        """How many are still waited for, whoever may read what they wrote."""
        rows = self.env["keqin.evaluation.section"]._read_group(
            [("evaluation_id", "in", self._origin.ids)],
            ["evaluation_id"],
            ["__count", "done_by_id:count"],
        )
        counts = {record.id: numbers for record, *numbers in rows}
        for record in self:
            asked, handed_in = counts.get(record._origin.id, (0, 0))
            record.section_count = asked
            record.handed_in_count = handed_in

    @api.depends("previous_id")
    def _compute_previous_improvement_ids(self):
        """As far as the reader may see them."""
        # sudo: which one came before is a fact; its improvements are read as allowed
        found = self.env["keqin.improvement"].search(
            [("evaluation_id", "in", self.sudo().previous_id.ids)]
        )
        by_evaluation = found.grouped(lambda it: it.evaluation_id.id)
        for record in self:
            before = record.sudo().previous_id.id
            record.previous_improvement_ids = by_evaluation.get(before, found.browse())

    def _compute_plan_count(self):
        rows = self.env["keqin.plan"]._read_group(
            [("evaluation_id", "in", self._origin.ids)], ["evaluation_id"], ["__count"]
        )
        counts = {record.id: count for record, count in rows}
        for record in self:
            record.plan_count = counts.get(record._origin.id, 0)

    @api.depends("period", "scope", "date_start", "date_end", "company_id", "team_id")
    def _compute_part_ids(self):
        """The shorter evaluations within a year (R136)."""
        for record in self:
            record.part_ids = record.period == "year" and self.search(
                [
                    ("company_id", "=", record.company_id.id),
                    ("scope", "=", record.scope),
                    ("team_id", "=", record.team_id.id),
                    ("user_id", "=", record.user_id.id),
                    ("period", "!=", "year"),
                    ("date_start", ">=", record.date_start),
                    ("date_end", "<=", record.date_end),
                ],
                order="date_start",
            )

    # actions
    def action_input(self):
        """Freeze the figures and ask the departments (R133).

        :raises AccessError: neither a lead, nor executive or administrator
        """
        self._check_own_step("draft")
        self.filtered(lambda record: not record.computed_on)._compute_figures()
        # sudo: sections come with the step; who may take it was checked
        for record in self.sudo():
            missing = set(ASKED) - set(record.section_ids.mapped("department"))
            record.section_ids = [
                Command.create({"department": name, "sequence": number})
                for number, name in enumerate(ASKED)
                if name in missing
            ]
        self._step("input")
        # sudo: to-dos of others follow from the step
        self.sudo()._settle([ASK])
        self.sudo()._ask_departments()
        return True

    def action_review(self):
        """All departments have handed in: executives review (R134).

        :raises UserError: a department is still waited for
        """
        self._check_own_step("input")
        # sudo: sections of other departments count, too
        for record in self.sudo():
            open_ones = record.section_ids.filtered(lambda section: not section.done_on)
            if open_ones:
                labels = open_ones.mapped("display_name")
                raise UserError(
                    self.env._(
                        "Not handed in yet: %s. Ask them; an executive may also take "
                        "the section of a department out.",
                        ", ".join(labels),
                    )
                )
        self._step("review")
        # sudo: to-dos of others follow from the step
        self.sudo()._settle([_INPUT])
        self.sudo()._wait_for(_DECIDE, lambda record: record._executives())
        return True

    def action_close(self):
        """Executives close what they have decided on (R134, R161).

        Without a decision and a focus yet, ask for both.

        :raises AccessError: no executive
        :raises UserError: its meeting is not over
        """
        self._check_own_step("review")
        self._check_executive()
        self._check_meetings()
        if any(not record._is_decided() for record in self):
            self.ensure_one()
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Decide and Close"),
                "res_model": "keqin.evaluation.close",
                "views": [(False, "form")],
                "target": "new",
                "context": {"default_evaluation_id": self.id},
            }
        today = fields.Date.context_today(self)
        self._step("closed", closed_on=today, closed_by_id=self.env.uid)
        # sudo: to-dos of others follow from the step
        self.sudo()._settle([_INPUT, _DECIDE])
        return True

    def action_reopen(self, reason=None):
        """Open the step before again; executives, and they say why.

        :param reason: kept in the log; without one it is asked for
        :raises AccessError: no executive
        """
        self._check_own_step(*_BACK)
        self._check_executive()
        return self._open_again(reason)

    def action_plan_meeting(self):
        """Plan the meeting that reviews it, or open the one there is (R134)."""
        self.ensure_one()
        planned = self.meeting_ids.filtered(lambda it: it.state in _MEETING_OPEN)
        if planned:
            return planned[0]._get_records_action(name=self.env._("Meeting"))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Meeting"),
            "res_model": "keqin.meeting",
            "views": [(False, "form")],
            "context": {
                "default_name": self.name,
                "default_kind": "evaluation",
                "default_evaluation_id": self.id,
                "default_company_id": self.company_id.id,
            },
        }

    def action_open_plans(self):
        """The plans that follow from it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plans that follow"),
            "res_model": "keqin.plan",
            "view_mode": "list,kanban,form",
            "domain": [("evaluation_id", "=", self.id)],
            "context": {"create": False},
        }

    def action_open_history(self):
        """Month by month, as frozen, over a year up to its end (R135, R136)."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_indicator_value_action"
        )
        first = self.date_end - timedelta(days=364)
        domain = [
            ("company_id", "=", self.company_id.id),
            ("scope", "=", self.scope),
            ("team_id", "=", self.team_id.id),
            ("user_id", "=", self.user_id.id),
            ("month", ">=", first.replace(day=1)),
            ("month", "<=", self.date_end),
            ("indicator_id", "in", self.line_ids.indicator_id.ids),
        ]
        return action | {"domain": domain, "context": {}, "name": self.name}

    # business methods
    def _open_again(self, reason):
        """Back a step; without a reason it is asked for."""
        if not (reason or "").strip():
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Why?"),
                "res_model": "keqin.evaluation.reopen",
                "views": [(False, "form")],
                "target": "new",
                "context": {"default_evaluation_ids": self.ids},
            }
        for record in self:
            record._message_log(body=self.env._("Opened again: %s", reason.strip()))
            record._step(_BACK[record.state], closed_on=False, closed_by_id=False)
        # sudo: to-dos of others follow from the step
        self.sudo()._settle([_DECIDE, _INPUT])
        return True

    def _check_own_step(self, *states):
        """As `_check_step`; appraisals have steps of their own."""
        self._check_step(*states)
        leads = self.env.su or self.env.user.has_groups(EVALUATION_LEADS)
        if not leads or self - self._own():
            raise AccessError(
                self.env._(
                    "This step of %s is not yours to take: leads ask the departments, "
                    "executives decide.",
                    self[:1].display_name,
                )
            )

    def _check_executive(self):
        if not (self.env.su or self.env.user.has_group(EXECUTIVE)):
            raise AccessError(
                self.env._(
                    "Executives decide on %s, and open it again. Ask one of them.",
                    self[:1].display_name,
                )
            )

    def _check_meetings(self):
        """What the meeting decides belongs to what is closed."""
        # sudo: whether one is open, whoever may read it
        meeting = self.sudo().meeting_ids.filtered(lambda it: it.state in _MEETING_OPEN)
        if meeting:
            raise UserError(
                self.env._(
                    "%s is not over. Hold it, or cancel it, before you close the "
                    "evaluation.",
                    meeting[0].display_name,
                )
            )

    def _is_decided(self):
        # sudo: whether there is one, whoever may read it
        return bool(self.sudo().decision_ids) and not is_html_empty(self.focus)

    def _ask_departments(self):
        """Tell those who speak for a department that its input is waited for."""
        for section, users in self.section_ids._writers().items():
            if section.done_on:
                continue
            lang = section.company_id.partner_id.lang or self.env.lang
            summary = section.with_context(lang=lang)._department_name()
            section.evaluation_id._remind(_INPUT, users, summary)

    def _wait_for(self, kind, people):
        for record in self:
            record._remind(kind, people(record))

    def _remind(self, kind, users, summary=None):
        """One to-do for each, never twice."""
        known = self.activity_search([kind]).user_id
        deadline = fields.Date.context_today(self) + timedelta(days=_DAYS_TO_ACT)
        for user in users.filtered("active") - known:
            self.activity_schedule(kind, deadline, summary=summary, user_id=user.id)

    def _settle(self, kinds):
        """Nobody is waited for any more."""
        self.activity_search(kinds, user_id=self.env.uid).action_feedback()
        self.activity_unlink(kinds)

    def _note_handed_in(self, sections):
        """Say so in the log; whoever is not waited for any more is free."""
        # sudo: to-dos of colleagues in the same department end with it
        for section in sections.sudo():
            record = section.evaluation_id
            body = self.env._("%s has handed in its part.", section._department_name())
            record._message_log(body=body)
            done = section._writers()[section]
            waiting = record.section_ids.filtered(lambda it: not it.done_on)
            others = waiting._writers().values()
            busy = self.env["res.users"].union(*others)
            record.activity_search([_INPUT]).filtered(
                lambda todo, free=done - busy: todo.user_id in free
            ).action_feedback()
        return True

    def _executives(self):
        return self.env["res.users"]._keqin_members([EXECUTIVE], self.company_id)

    def _basis_of_plans(self):
        """What a plan keeps of it: as text, for every reader of the plan."""
        focus = html2plaintext(self.focus or "").strip()
        return {
            "evaluation": {
                "name": self.name,
                "focus": focus or "–",
                "decisions": self.decision_ids.mapped("name"),
            }
        }
