from odoo import fields, models

from .keqin_case import KINDS


class KeqinInstantFeedback(models.Model):
    """After what a customer is asked at once, and with which questionnaire (R107)."""

    _name = "keqin.instant.feedback"
    _description = "Instant Feedback"
    _order = "sequence, id"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    after = fields.Selection(
        [("activity", "Activity"), ("case", "Case"), ("event", "Event")],
        required=True,
        default="activity",
        index=True,
    )
    activity_type_id = fields.Many2one(
        "keqin.activity.type", index="btree_not_null", ondelete="cascade"
    )
    case_kind = fields.Selection(KINDS)
    event_type_id = fields.Many2one(
        "event.type", index="btree_not_null", ondelete="cascade"
    )
    survey_id = fields.Many2one(
        "survey.survey", "Questionnaire", index=True, ondelete="restrict"
    )
    delay_hours = fields.Integer("Hours after", default=2, aggregator=None)
