from odoo import fields, models


class ResCompany(models.Model):
    """How often customers are asked, and how fast we act on what they say."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the company's service, how it listens
    _inherit = "res.company"

    keqin_survey_per_year = fields.Integer(
        "Surveys a year",
        default=2,
        help="No person is asked more often within 365 days. 0: any number.",
    )
    keqin_survey_gap_days = fields.Integer(
        "Days between surveys", default=60, help="No person is asked again sooner."
    )
    keqin_survey_open_days = fields.Integer("Days to answer", default=21)
    keqin_survey_remind_days = fields.Integer(
        "Reminder after days", default=7, help="0: no reminder."
    )
    keqin_survey_office_hours = fields.Boolean(
        "Surveys in working hours only",
        help="Invitations and reminders wait for the company's next working hours.",
    )
    keqin_recovery_days = fields.Integer(
        "Working days to react",
        default=2,
        help="Until then somebody has spoken to the dissatisfied customer.",
    )
    keqin_reask_days = fields.Integer(
        "Days until asked again", default=30, help="After a recovery. 0: never."
    )

    _keqin_survey_limits = models.Constraint(
        "CHECK(keqin_survey_per_year >= 0 AND keqin_survey_gap_days >= 0 "
        "AND keqin_survey_open_days >= 1 AND keqin_survey_remind_days >= 0 "
        "AND keqin_recovery_days >= 0 AND keqin_reask_days >= 0)",
        "Numbers of days and surveys cannot be negative, and there has to be at least "
        "one day to answer.",
    )

    def _keqin_zones(self):
        """The time zone each company's days are meant in, that of its grading policy.

        :return: dict of company to name of a time zone
        """
        # sudo: everybody needs the zone, not everybody reads the policy
        policies = self.env["keqin.grading.policy"].sudo()
        policies = policies.search([("company_id", "in", self.root_id.ids)])
        zones = {policy.company_id: policy.tz for policy in policies}
        return {it: zones.get(it.root_id.sudo()) or "UTC" for it in self}
