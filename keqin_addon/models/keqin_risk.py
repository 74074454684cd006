from odoo import api, fields, models

from .keqin_customer import SENSITIVE
from .keqin_risk_rule import RISK_KINDS, RISK_LEVELS

RISK_STATES = [
    ("at_risk", "At risk"),
    ("planned", "Plan in place"),
    ("saving", "Saving"),
    ("recovered", "Recovered"),
    ("lost", "Lost"),
    ("cleared", "Cleared"),
    ("dismissed", "No risk"),
]
OPEN = ("at_risk", "planned", "saving")
_STAMPED = (
    "closed_on",
    "company_id",
    "detected_on",
    "kind",
    "reason",
    "result",
    "rule_id",
    "seen_on",
    "snoozed_until",
    "snooze_reason",
    "source",
    "stage_since",
    "state",
    "told_on",
)


class KeqinRisk(models.Model):
    """One thing that may cost us a customer, worked until it is over (R115-R118).

    One open risk per customer and rule. A rule opens it, and closes it when what it saw
    is no longer so; people answer it with a strategy, a date and steps.
    """

    _name = "keqin.risk"
    _description = "Risk"
    _inherit = ["keqin.customer.bound.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "level desc, date_due, id"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    rule_id = fields.Many2one(
        "keqin.risk.rule", index="btree_not_null", ondelete="restrict", readonly=True
    )
    kind = fields.Selection(RISK_KINDS, required=True, default="other", index=True)
    source = fields.Selection(
        [("rule", "Rule"), ("person", "Colleague"), ("activity", "Activity")],
        required=True,
        readonly=True,
        default="person",
    )
    level = fields.Selection(
        RISK_LEVELS, required=True, default="medium", tracking=True
    )
    reason = fields.Text("Why", help="What was seen, with the figures.")
    detected_on = fields.Date(
        required=True, readonly=True, default=fields.Date.context_today, index=True
    )
    seen_on = fields.Date("Last seen on", readonly=True, copy=False)
    user_id = fields.Many2one(
        "res.users", "Owner", index=True, ondelete="restrict", tracking=True
    )
    strategy = fields.Text(groups=SENSITIVE)
    date_due = fields.Date("Due", index=True, tracking=True)
    state = fields.Selection(
        RISK_STATES,
        "Stage",
        required=True,
        default="at_risk",
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    stage_since = fields.Date(
        readonly=True, copy=False, default=fields.Date.context_today
    )
    stage_ids = fields.One2many("keqin.risk.stage", "risk_id", "Stages")
    snoozed_until = fields.Date(readonly=True, copy=False)
    snooze_reason = fields.Char(readonly=True, copy=False)
    activity_ids_care = fields.One2many("keqin.activity", "risk_id", "Steps")
    case_id = fields.Many2one(
        "keqin.case", index="btree_not_null", ondelete="set null", copy=False
    )
    is_crisis = fields.Boolean("Crisis", tracking=True)
    result = fields.Text(readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    told_on = fields.Datetime("Executives told on", readonly=True, copy=False)

    _one_open = models.UniqueIndex(
        "(customer_id, rule_id) WHERE rule_id IS NOT NULL"
        " AND state IN ('at_risk', 'planned', 'saving')",
        "This risk of the customer is open already.",
    )

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_STAMPED, fields.NO_ACCESS)
