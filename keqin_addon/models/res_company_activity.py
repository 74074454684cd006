from odoo import fields, models


class ResCompany(models.Model):
    """How soon care has to be logged, summed up and confirmed."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the company's policy, its limits for activities
    _inherit = "res.company"

    keqin_late_days = fields.Integer(
        "Log within (days)",
        default=3,
        help="What is logged more days after the contact is flagged as logged late.",
    )
    keqin_summary_days = fields.Integer(
        "Summary within (days)",
        default=2,
        help="A visit without summary is reminded of so many days after its date.",
    )
    keqin_confirm_days = fields.Integer(
        "Mail confirmed within (days)",
        default=3,
        help="An important mail not confirmed by then is followed up by phone.",
    )

    _keqin_activity_days_positive = models.Constraint(
        "CHECK(LEAST(keqin_late_days, keqin_summary_days, keqin_confirm_days) >= 0)",
        "A number of days cannot be negative.",
    )
