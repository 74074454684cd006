from odoo import fields, models


class ResCompany(models.Model):
    """How often customers are asked, and how fast we act on what they say."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the company's service, how it listens
    _inherit = "res.company"

    keqin_survey_per_year = fields.Integer(
        "Surveys a year",
        default=2,
        help="No person is asked more often within 365 days.",
    )
    keqin_survey_gap_days = fields.Integer(
        "Days between surveys", default=60, help="No person is asked again sooner."
    )
    keqin_survey_open_days = fields.Integer("Days to answer", default=21)
    keqin_survey_remind_days = fields.Integer(
        "Reminder after days", default=7, help="0: no reminder."
    )
    keqin_recovery_days = fields.Integer(
        "Working days to react",
        default=2,
        help="Until then somebody has spoken to the dissatisfied customer.",
    )
    keqin_reask_days = fields.Integer(
        "Days until asked again", default=30, help="After a recovery. 0: never."
    )
