from odoo import api, fields, models
from odoo.tools import is_html_empty

from .keqin_activity import ACTIVITY_LEADS

# What a complete log says, beyond what its kind asks for (R074).
_EXPECTED = ("contact_id", "reached", "result", "next_step")
_HEARD = ("situation", "needs", "usage", "market", "problems", "feedback")

PLATFORMS = [
    ("wechat_account", "WeChat official account"),
    ("wechat", "WeChat"),
    ("wecom", "WeCom"),
    ("weibo", "Weibo"),
    ("douyin", "Douyin"),
    ("xiaohongshu", "Xiaohongshu"),
    ("linkedin", "LinkedIn"),
    ("website", "Website"),
    ("other", "Other"),
]


class KeqinActivity(models.Model):
    """What was learnt, said and passed on (R055-R057, R067), and how well (R074)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what an activity is, its flow, its meeting, its conversation
    _inherit = "keqin.activity"

    # where
    mode = fields.Selection(
        [("offline", "Face to face"), ("online", "Online")],
        compute="_compute_mode",
        store=True,
        readonly=False,
        precompute=True,
    )
    on_site = fields.Boolean(
        help="At the customer's plant: what is seen there is worth a note."
    )
    location = fields.Char()
    operation_observed = fields.Text(
        "Operation seen", copy=False, help="How they really work with our products."
    )
    platform = fields.Selection(PLATFORMS)
    platform_account = fields.Char("Account", help="Ours, or the group it was in.")
    # what we said
    talking_points = fields.Text("What to say", help="Prepared for this person.")
    information_ids = fields.Many2many(
        "keqin.information.kind", string="Information passed on"
    )
    information_note = fields.Text("What exactly", copy=False)
    # what we heard
    situation = fields.Text("Recent situation", copy=False)
    needs = fields.Text("Business needs", copy=False)
    usage = fields.Text("Usage experience", copy=False)
    market = fields.Text("Market changes", copy=False)
    problems = fields.Text("Potential problems", copy=False)
    feedback = fields.Text("Opinion of us", copy=False)
    feedback_score = fields.Integer(
        "Satisfaction", copy=False, aggregator="avg", help="1 to 5; 0 if not known."
    )
    trial_response = fields.Selection(
        [("offered", "Offered"), ("accepted", "Accepted"), ("declined", "Declined")],
        "Trial",
        copy=False,
    )
    # how well it was done
    completeness = fields.Float(
        "Log complete (%)",
        compute="_compute_completeness",
        store=True,
        precompute=True,
        digits=(5, 1),
        aggregator="avg",
        help="How much of a good log is there: person, result, summary, what was "
        "heard, next step with its day.",
    )
    quality = fields.Integer(
        copy=False,
        aggregator="avg",
        tracking=True,
        help="A lead's rating of the contact, 1 to 5; 0 if not rated.",
    )
    may_rate = fields.Boolean(compute="_compute_may_rate")

    _feedback_score_range = models.Constraint(
        "CHECK(feedback_score BETWEEN 0 AND 5)",
        "Satisfaction is a number from 1 to 5; 0 if it is not known.",
    )
    _quality_range = models.Constraint(
        "CHECK(quality BETWEEN 0 AND 5)",
        "Quality is a number from 1 to 5; 0 if it is not rated.",
    )

    @api.depends("channel")
    def _compute_mode(self):
        face_to_face = ("visit", "event", "card", "parcel")
        for activity in self:
            offline = activity.channel in face_to_face
            activity.mode = "offline" if offline else "online"

    @api.depends("state", "summary", "next_step_on", "next_step", *_EXPECTED, *_HEARD)
    def _compute_completeness(self):
        for activity in self:
            done = activity.state == "done"
            activity.completeness = activity._log_share() if done else 0.0

    def _log_share(self):
        """:return: how much of a good log is there, in percent"""
        parts = [bool(self[name]) for name in _EXPECTED]
        parts.append(not is_html_empty(self.summary))
        parts.append(any(self[name] for name in _HEARD))
        parts.append(bool(self.next_step_on))
        return 100.0 * sum(parts) / len(parts)

    @api.depends_context("uid")
    def _compute_may_rate(self):
        self.may_rate = self.env.user.has_groups(ACTIVITY_LEADS)
