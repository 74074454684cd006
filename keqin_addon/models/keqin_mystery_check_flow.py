from odoo import fields, models
from odoo.exceptions import AccessError, UserError

_TODO = "keqin_addon.mail_activity_type_mystery_check"


class KeqinMysteryCheck(models.Model):
    """Planned, done, published; in order, and by whom (R157)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a check is, how it moves, when it is due
    _inherit = "keqin.mystery.check"

    def action_done(self):
        """The tester was there, and says what each step was like.

        :raises UserError: nobody tested it, or a step has no score
        """
        self._check_tester_step("planned")
        for check in self:
            check._require_result()
            today = fields.Date.context_today(check)
            check._step("done", done_on=check.done_on or today)
        self._deliver()
        return True

    def action_publish(self):
        """Everybody in care may read it from now on; nobody changes it."""
        self._check_lead_step("done")
        self._step("published")
        self._deliver()
        return True

    def action_send_back(self):
        """Something is missing: the tester goes on."""
        self._check_lead_step("done")
        self._step("planned")
        self._deliver()
        return True

    def action_open_friction(self):
        """Its friction points, as far as the reader may see them."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Friction Points"),
            "res_model": "keqin.friction.point",
            "view_mode": "list,form",
            "domain": [("check_id", "=", self.id)],
            "context": {"default_check_id": self.id, "create": False},
        }

    def _check_tester_step(self, *states):
        self._check_step(*states)
        others = self.filtered(
            lambda check: check.tester_id != self.env.user and not check._is_lead()
        )
        if others:
            raise AccessError(
                self.env._("Only the tester says that %s is done.", others[0].name)
            )

    def _check_lead_step(self, *states):
        self._check_step(*states)
        others = self.filtered(lambda check: not check._is_lead())
        if others:
            raise AccessError(
                self.env._(
                    "%s is decided on by a lead of another department, or by an "
                    "executive.",
                    others[0].name,
                )
            )

    def _require_result(self):
        self.ensure_one()
        if not self.tester_id or not self.tester_department:
            raise UserError(
                self.env._(
                    "Who tested %s? Name the tester and the department.", self.name
                )
            )
        open_steps = self.step_ids.filtered(lambda step: not step.score)
        if open_steps or not self.step_ids:
            raise UserError(
                self.env._(
                    "%(check)s: give each step a score first. Open: %(steps)s.",
                    check=self.name,
                    steps=", ".join(open_steps.mapped("name")) or self.env._("Steps"),
                )
            )

    # whose turn it is
    def _deliver(self):
        """Put it on the list of the tester, or of who names one or publishes it."""
        # sudo: the list of another is not ours to read; the check is
        checks = self.sudo()
        checks.activity_search([_TODO], only_automated=True).unlink()
        for check in checks.filtered(lambda it: it.state != "published"):
            user, text = check._turn()
            if user:
                check.activity_schedule(
                    _TODO, date_deadline=check.date_due, summary=text, user_id=user.id
                )

    def _turn(self):
        """Whose turn it is, and to do what, in their language."""
        self.ensure_one()
        user = self.tester_id if self.state == "planned" else self.browse().tester_id
        user = user or self._organiser()
        env = self.with_context(lang=user.lang or self.env.lang).env
        if self.state == "done":
            return user, env._("Publish the results")
        if self.tester_id:
            return user, env._("Play the customer, and say what it was like")
        return user, env._("Name a tester of another department")

    def _organiser(self):
        """A service lead who is not tested, else an executive."""
        members = self.env["keqin.case"]._members
        leads = members("keqin_addon.group_keqin_service_manager", self.company_id)
        above = members("keqin_addon.group_keqin_executive", self.company_id)
        free = leads.filtered(
            lambda user: self.department not in user._keqin_departments()
        )
        others = (free | above) - self.tester_id
        # who keeps the system runs no department
        return others.sorted(lambda user: user._is_system())[:1]
