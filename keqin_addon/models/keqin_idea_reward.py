from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

REWARDS = [
    ("commendation", "Commendation"),
    ("gift", "Gift"),
    ("bonus", "Bonus"),
]
_REWARDED = (
    "badge_id",
    "reward",
    "reward_amount",
    "reward_note",
    "rewarded_by_id",
    "rewarded_on",
)


class KeqinIdea(models.Model):
    """What an adopted idea is rewarded with: decided by executives alone (R159)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what an idea is, how it moves, what it is rewarded with
    _inherit = "keqin.idea"

    reward = fields.Selection(REWARDS, readonly=True, copy=False, tracking=True)
    reward_amount = fields.Monetary("Amount", readonly=True, copy=False)
    badge_id = fields.Many2one(
        "gamification.badge", readonly=True, copy=False, ondelete="set null"
    )
    reward_note = fields.Char("Rewarded for", readonly=True, copy=False)
    rewarded_on = fields.Date(readonly=True, copy=False, index="btree_not_null")
    rewarded_by_id = fields.Many2one(
        "res.users", "Rewarded by", readonly=True, copy=False, ondelete="restrict"
    )
    may_reward = fields.Boolean(compute="_compute_may_reward")

    _amount_positive = models.Constraint(
        "CHECK(reward_amount >= 0)", "A reward cannot be negative."
    )

    @api.depends("user_id", "state", "reward")
    @api.depends_context("uid")
    def _compute_may_reward(self):
        """What the screen offers; the step checks for itself."""
        executive = self._may_reward()
        for idea in self:
            idea.may_reward = (
                executive
                and not idea.reward
                and idea.user_id != self.env.user
                and idea.state in ("adopted", "rolled_out")
            )

    def action_reward(self):
        """Ask what the reward is."""
        self._check_rewards()
        return self._ask("keqin.idea.reward", self.env._("Reward the Idea"))

    def _reward(self, reward, amount=0.0, badge=None, note=None):
        """Reward it once: what was said stays.

        :param reward: ``commendation``, ``gift`` or ``bonus``; the last needs an amount
        :param amount: in the currency of the company
        :param badge: `gamification.badge` that is granted with it
        """
        self.ensure_one()
        self._check_rewards()
        if reward == "bonus" and not amount:
            raise UserError(
                self.env._("How much is the bonus for %s? Enter an amount.", self.name)
            )
        # sudo: rewards are written by nobody; who may was checked above
        self.sudo().write(
            {
                "reward": reward,
                "reward_amount": amount,
                "badge_id": badge and badge.id,
                "reward_note": note,
                "rewarded_on": fields.Date.context_today(self),
                "rewarded_by_id": self.env.user.id,
            }
        )
        if badge:
            self._grant(badge, note)
        self._tell_reward()

    def _grant(self, badge, note):
        """By the means of Odoo, so that it shows where badges do."""
        grants = self.env["gamification.badge.user"]
        # sudo: nobody grants this badge by hand; the executive was checked
        grant = grants.sudo().create(
            {
                "user_id": self.user_id.id,
                "sender_id": self.env.user.id,
                "badge_id": badge.id,
                "comment": note or self.name,
            }
        )
        if not self.env.context.get("tracking_disable"):
            grant._send_badge()

    def _tell_reward(self):
        if self.env.context.get("tracking_disable"):
            return
        # sudo: told to whose idea it is
        person = self.sudo().user_id
        here = self.sudo().with_context(lang=person.lang or self.env.lang)
        labels = dict(self._fields["reward"]._description_selection(here.env))
        here.message_notify(
            partner_ids=person.partner_id.ids,
            subject=here.env._("Your idea: %s", here.name),
            body=here.env._("Thank you! Your reward: %s.", labels[here.reward]),
        )

    def _check_rewards(self):
        """:raises AccessError: of another role, or for an idea of one's own
        :raises UserError: it is not adopted, or rewarded already
        """
        self.check_access("read")
        own = self.filtered(lambda idea: idea.user_id == self.env.user)
        if not self._may_reward() or (own and not self.env.su):
            raise AccessError(
                self.env._(
                    "%s is rewarded by an executive whose idea it is not.",
                    (own or self)[0].name,
                )
            )
        self._check_state("adopted", "rolled_out")
        rewarded = self.filtered("reward")
        if rewarded:
            raise UserError(self.env._("%s has its reward already.", rewarded[0].name))

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_REWARDED, fields.NO_ACCESS)
