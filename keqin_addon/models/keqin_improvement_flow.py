from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty

from .keqin_improvement import CLOSED


class KeqinImprovement(models.Model):
    """Proposed, planned, in progress, done, its effect checked; in order (R110).

    The owner works, or a lead for the owner. Whether it helped is said by a lead who
    neither owns it nor reported it as done.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a measure is, how it moves, what came of it
    _inherit = "keqin.improvement"

    done_on = fields.Date("Done on", readonly=True, copy=False, index="btree_not_null")
    done_by_id = fields.Many2one(
        "res.users", "Carried out by", readonly=True, copy=False, ondelete="restrict"
    )
    verified_on = fields.Date("Checked on", readonly=True, copy=False)
    verified_by = fields.Many2one(
        "res.users", "Checked by", readonly=True, copy=False, ondelete="restrict"
    )
    drop_reason = fields.Char("Why it was dropped", readonly=True, copy=False)
    may_work = fields.Boolean(compute="_compute_may_work")
    may_verify = fields.Boolean(compute="_compute_may_work")

    @api.depends("user_id", "done_by_id")
    @api.depends_context("uid")
    def _compute_may_work(self):
        """What the screen offers; the steps check for themselves."""
        lead, user = self._is_lead(), self.env.user
        for improvement in self:
            improvement.may_work = lead or improvement.user_id == user
            improvement.may_verify = lead and not improvement._is_judge_of_own()

    def action_plan(self):
        """Taken on: somebody of a department does it by a day.

        :raises UserError: owner, department or day are missing
        """
        self._check_worker()
        self._check_state("proposed")
        for improvement in self:
            improvement._require_plan()
        self._step("planned")
        return True

    def action_start(self):
        """The owner is at it."""
        self._check_worker()
        self._check_state("planned")
        self._step("doing")
        return True

    def action_done(self):
        """It is done; the result says what.

        :raises UserError: without a result
        """
        self._check_worker()
        self._check_state("doing")
        empty = self.filtered(lambda improvement: is_html_empty(improvement.result))
        if empty:
            raise UserError(
                self.env._(
                    "What was done about %s? Fill in the result: customers are told.",
                    ", ".join(empty.mapped("name")),
                )
            )
        today = fields.Date.context_today(self)
        self._step("done", done_on=today, done_by_id=self.env.user.id)
        return True

    def action_verify(self):
        """Compare what customers said before and after."""
        self.ensure_one()
        self._check_judge()
        self._check_state("done")
        return self._ask("keqin.improvement.verify", self.env._("Did It Help?"))

    def action_drop(self, reason=None):
        """Not done after all; nobody says so without a reason."""
        self._check_dropper()
        self._check_state("proposed", "planned", "doing")
        if not (reason or "").strip():
            return self._ask("keqin.improvement.drop", self.env._("Why?"), step="drop")
        self._step("dropped", drop_reason=reason.strip())
        return True

    def action_reopen(self, reason=None):
        """It did not help, or was dropped too soon: leads have it done after all."""
        self.check_access("write")
        self._check_lead()
        self._check_state("done", *CLOSED)
        if not (reason or "").strip():
            return self._ask(
                "keqin.improvement.drop", self.env._("Why?"), step="reopen"
            )
        dropped = self.filtered(lambda improvement: improvement.state == "dropped")
        dropped._step("proposed", **self._no_stamps())
        (self - dropped)._step("doing", **self._no_stamps())
        # sudo: a note on what was just permitted
        self.sudo()._message_log_batch(bodies=dict.fromkeys(self.ids, reason.strip()))
        return True

    @api.model
    def _no_stamps(self):
        """Hook: what does not hold any more when it is opened again."""
        names = ("done_on", "done_by_id", "verified_on", "verified_by", "drop_reason")
        return dict.fromkeys(names, False)

    def _ask(self, wizard, title, **defaults):
        many = "improvement_ids" in self.env[wizard]._fields
        who = {"improvement_ids": self.ids} if many else {"improvement_id": self.id}
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": wizard,
            "views": [(False, "form")],
            "target": "new",
            "context": {f"default_{k}": v for k, v in (who | defaults).items()},
        }

    def _step(self, state, **stamps):
        done = super()._step(state, **stamps)
        self._deliver()
        return done

    def _require_plan(self):
        wanted = ("user_id", "department", "date_due")
        missing = [name for name in wanted if not self[name]]
        if missing:
            labels = [
                self._fields[name]._description_string(self.env) for name in missing
            ]
            raise UserError(
                self.env._(
                    "%(measure)s cannot be planned yet. Fill in: %(missing)s.",
                    measure=self.name,
                    missing=", ".join(labels),
                )
            )
        # sudo: the roles of the owner are not for everybody to read
        owner = self.user_id.sudo()
        if not owner.filtered_domain(self.env["keqin.promise"]._domain_owner()).active:
            raise UserError(
                self.env._(
                    "%s cannot open improvements. Choose a colleague with a role in "
                    "customer care.",
                    owner.name,
                )
            )

    def _check_worker(self):
        self.check_access("write")
        lead, user = self._is_lead(), self.env.user
        others = self.filtered(lambda improvement: improvement.user_id != user)
        if others and not lead:
            raise AccessError(
                self.env._(
                    "%(measure)s is for %(owner)s to work on. Only the owner or a lead "
                    "takes its steps.",
                    measure=others[0].name,
                    owner=others[0].user_id.name or self.env._("a lead"),
                )
            )

    def _check_dropper(self):
        """A proposal is also taken back by who made it."""
        user = self.env.user
        own = self.filtered(
            lambda improvement: (
                improvement.state == "proposed" and improvement.create_uid == user
            )
        )
        own.check_access("write")
        (self - own)._check_worker()

    def _check_lead(self):
        if not self._is_lead():
            raise AccessError(
                self.env._(
                    "Only a lead opens %s again.", ", ".join(self.mapped("name"))
                )
            )

    def _is_judge_of_own(self):
        return self.env.user in self.user_id | self.done_by_id

    def _check_judge(self):
        """:raises AccessError: no lead, or it is their own work"""
        self.check_access("write")
        own = self.filtered(lambda improvement: improvement._is_judge_of_own())
        if own or not self._is_lead():
            raise AccessError(
                self.env._(
                    "Whether %s helped is said by a lead who did not work on it.",
                    (own or self)[0].name,
                )
            )

    @api.model
    def _field_writers(self):
        stamped = dict.fromkeys(self._no_stamps(), fields.NO_ACCESS)
        return super()._field_writers() | stamped
