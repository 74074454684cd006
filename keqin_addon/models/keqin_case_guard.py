from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .keqin_case import CASE_LEADS, CASE_STAFF

# Taken by steps, clocks and rules alone: never typed in, never imported.
STAMPED = (
    "agreed_by_id",
    "agreed_on",
    "answered_on",
    "closed_on",
    "confirmation",
    "confirmed_on",
    "counts",
    "duplicate_of_id",
    "escalation",
    "first_response_by_id",
    "first_response_on",
    "next_deadline",
    "number",
    "policy_id",
    "preventive_rate",
    "rating_last_value",
    "reopen_count",
    "resolution_breached_on",
    "resolution_deadline",
    "resolved_on",
    "response_breached_on",
    "response_deadline",
    "result",
    "started_on",
    "state",
    "state_since",
    "transfer_count",
    "warned_on",
)
# Said by service, not by whoever raised the case.
_STAFF_FIELDS = ("cause_id", "solution", "user_id")
# What figures are made of: not rewritten once the matter is closed.
_MEASURED = frozenset({"channel", "impact", "kind", "opened_on", "severity"})


class KeqinCase(models.Model):
    """Who may write what on a case (R005, R099, R195).

    Service, its leads, executives and the administrator write every case. Account
    managers read those of their customers and write into the conversation; what they
    raised themselves they may correct until somebody has answered it.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, its flow, who may write it
    _inherit = "keqin.case"

    may_edit = fields.Boolean(compute="_compute_may_edit")

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_may_edit(self):
        """What the screen offers; `write` checks for itself."""
        staff = self.env.user.has_groups(CASE_STAFF)
        for case in self:
            kept = case._origin
            case.may_edit = staff or not kept or kept._is_own_new()

    def _is_own_new(self):
        return self.create_uid == self.env.user and self.state == "new"

    def write(self, vals):
        if not self.env.su:
            self._check_writer()
            self._check_history(vals)
            self._check_archived(vals)
        kind = vals.get("kind")
        recast = self.filtered(lambda case: kind and case.kind != kind)
        done = super().write(vals)
        if recast:
            recast._after_recast()
        if "opened_on" in vals:
            # sudo: where a new one stands since follows from the permitted correction
            new = self.sudo().filtered(lambda case: case.state == "new")
            new.write({"state_since": vals["opened_on"]})
        return done

    def unlink(self):
        # here, since messages are gone by the time of `ondelete`
        self._check_kept(self._with_words())
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_new(self):
        """Only what was recorded by mistake goes."""
        self._check_kept(self.filtered(lambda case: case.state != "new"))

    def _check_kept(self, kept):
        if kept:
            raise UserError(
                self.env._(
                    "%s stays on record. Withdraw it instead, it then counts for no "
                    "service level.",
                    kept[0].display_name,
                )
            )

    def _check_writer(self):
        if self.env.user.has_groups(CASE_STAFF):
            return
        fixed = self.filtered(lambda case: not case._is_own_new())
        if fixed:
            raise AccessError(
                self.env._(
                    "%s is kept by service. Write into its conversation what has to "
                    "be changed.",
                    fixed[0].display_name,
                )
            )

    def _check_history(self, vals):
        """What a closed one was is the leads' to correct."""
        if _MEASURED.isdisjoint(vals) or self.env.user.has_groups(CASE_LEADS):
            return
        closed = self.filtered(lambda case: case.state == "closed")
        if closed:
            raise AccessError(
                self.env._(
                    "%s is closed: only a lead corrects what it was.",
                    closed[0].display_name,
                )
            )

    def _check_archived(self, vals):
        unfinished = self.filtered(lambda case: case.state != "closed")
        if vals.get("active", True) or not unfinished:
            return
        raise UserError(
            self.env._(
                "%s is not closed: archived, nobody would answer it. Close or "
                "withdraw it first.",
                unfinished[0].display_name,
            )
        )

    def _after_recast(self):
        """A complaint is told at once; a complex request asks for its solution and
        date before work goes on (R089, R093)."""
        self.filtered(lambda case: case.kind == "complaint")._notify_complaint(
            and_owner=True
        )
        started = self.filtered(
            lambda case: case.kind == "complex_request" and case.started_on
        )
        if not started:
            return
        # sudo: stamps follow from the permitted change
        started.sudo().write({"started_on": False})
        working = started.filtered(lambda case: case.state == "working")
        reason = self.env._("It has become a complex request.")
        working._step("responded", reason=reason)

    def _with_words(self):
        """Those the customer has written about."""
        # sudo: messages of a case one may delete
        groups = (
            self.env["mail.message"]
            .sudo()
            ._read_group(
                [
                    ("model", "=", self._name),
                    ("res_id", "in", self.ids),
                    "|",
                    ("message_type", "=", "email"),
                    ("author_id.partner_share", "=", True),
                ],
                ["res_id"],
            )
        )
        return self.browse([res_id for (res_id,) in groups])

    @api.model
    def _field_writers(self):
        stamped = dict.fromkeys([*STAMPED, "partner_id"], fields.NO_ACCESS)
        staff = dict.fromkeys(_STAFF_FIELDS, CASE_STAFF)
        return super()._field_writers() | stamped | staff | {"active": CASE_LEADS}
