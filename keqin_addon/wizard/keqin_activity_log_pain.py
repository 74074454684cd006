from odoo import fields, models


class KeqinActivityLogPain(models.TransientModel):
    """Something that hurts the customer, heard in the contact being logged (R010)."""

    _name = "keqin.activity.log.pain"
    _description = "Pain Point in a Log"

    log_id = fields.Many2one("keqin.activity.log", required=True, ondelete="cascade")
    name = fields.Char("What hurts", required=True)
    severity = fields.Selection(
        [("low", "Low"), ("medium", "Medium"), ("high", "High")],
        default="medium",
        required=True,
    )


class KeqinActivityLog(models.TransientModel):
    """Pain points heard become records of their own in the same save (R010)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.activity.log"

    pain_ids = fields.One2many("keqin.activity.log.pain", "log_id", "Pain points heard")

    def _create_needs(self, activity):
        done = super()._create_needs(activity)
        contact = activity._asking_person()
        vals_list = [
            {
                "name": line.name,
                "severity": line.severity,
                "customer_id": activity.customer_id.id,
                "contact_id": contact.id,
                "activity_id": activity.id,
                "found_on": activity.date_done,
            }
            for line in self.pain_ids
        ]
        if vals_list:
            activity._pass_on("keqin.pain.point", vals_list)
        return done
