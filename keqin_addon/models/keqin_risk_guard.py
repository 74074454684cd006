from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .keqin_recovery import RECOVERY_LEADS, SEES_ALL

# What a risk is and how it is answered: of its owner, the account manager and leads.
_ASSESSMENT = frozenset(
    {"name", "kind", "reason", "level", "date_due", "strategy", "user_id"}
)


class KeqinRisk(models.Model):
    """Who may say what a risk is and how it is answered (R115, R191).

    The owner, the account manager and leads; who raised it, until somebody works on it.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a risk is, who may change it, how it moves, who is told
    _inherit = "keqin.risk"

    may_step = fields.Boolean(compute="_compute_may_step")
    may_assess = fields.Boolean(compute="_compute_may_step")
    may_assign = fields.Boolean(compute="_compute_may_step")

    @api.depends("user_id", "customer_id", "state")
    @api.depends_context("uid")
    def _compute_may_step(self):
        """The owner, the account manager and leads; the steps check for themselves."""
        lead = self.env.su or self.env.user.has_groups(RECOVERY_LEADS)
        sees_all = lead or self.env.user.has_groups(SEES_ALL)
        for risk in self:
            # sudo: whose customer it is, for whoever reads the risk
            people = risk.user_id | risk.customer_id.sudo().user_id
            risk.may_step = lead or self.env.user in people
            risk.may_assess = risk.may_step or risk._is_just_raised()
            risk.may_assign = risk.may_assess and sees_all

    @api.constrains("state", "level", "strategy", "date_due")
    def _check_answered(self):
        """A plan that is in place has a strategy and a date, from medium up (R115)."""
        working = self.filtered(lambda risk: risk.state in ("planned", "saving"))
        bare = working.filtered("is_unanswered")
        if bare:
            raise ValidationError(
                self.env._(
                    "%s is worked on: from medium up it needs a strategy and a due "
                    "date. Enter both; the account manager and executives can.",
                    bare[0].display_name,
                )
            )

    @api.constrains("user_id")
    def _check_owner(self):
        """Who owns it sees the customer, and is still with us."""
        for user, risks in self.filtered("user_id").grouped("user_id").items():
            blind = self.browse()
            if not user.has_groups(SEES_ALL):
                blind = risks.filtered(lambda r, u=user: r.customer_id.user_id != u)
            if blind or not user.active:
                raise ValidationError(
                    self.env._(
                        "%(person)s cannot own %(risk)s: choose the account manager "
                        "of the customer, somebody of service or a lead.",
                        person=user.name,
                        risk=(blind or risks)[0].display_name,
                    )
                )

    def write(self, vals):
        if not self.env.su:
            self._check_may_change(vals)
        return super().write(vals)

    def _check_may_change(self, vals):
        """Who may assess it; what a rule saw, and what is over, stays as it is."""
        changes = _ASSESSMENT & set(vals)
        if not vals.get("active", True) and self.filtered("is_open"):
            raise UserError(
                self.env._(
                    "%s is not closed: archived, nobody would work on it. Close it "
                    "first.",
                    self.filtered("is_open")[0].display_name,
                )
            )
        if not changes:
            return
        lead = self.env.user.has_groups(RECOVERY_LEADS)
        others = self.filtered(lambda risk: not risk.may_assess)
        closed = self.filtered(lambda r: not r.is_open and not lead)
        found = self.filtered(lambda r: r.rule_id and {"kind", "reason"} & changes)
        if others:
            others[0]._refuse()
        if closed:
            raise AccessError(
                self.env._(
                    "%s is closed: only a lead corrects what it was.",
                    closed[0].display_name,
                )
            )
        if found:
            raise UserError(
                self.env._(
                    "%s was found by a rule, which says why. Log a note for what you "
                    "know beyond that.",
                    found[0].display_name,
                )
            )

    def _is_just_raised(self):
        """Who raised it may still word it, until somebody works on it."""
        self.ensure_one()
        return self.create_uid == self.env.user and self.state == "at_risk"

    def _refuse(self):
        raise AccessError(
            self.env._(
                "%(risk)s is owned by %(owner)s. Only the owner, the account manager "
                "or a lead can answer it.",
                risk=self.display_name,
                owner=self.sudo().user_id.name or self.env._("nobody yet"),
            )
        )
