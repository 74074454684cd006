from odoo import fields, models
from odoo.exceptions import UserError


class KeqinActivity(models.Model):
    """The anniversary album, printed from the activity it is brought to (R012)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.activity"

    prints_album = fields.Boolean(related="type_id.prints_album")

    def action_print_album(self):
        """The album of the customer's milestones.

        :raises UserError: if nothing is on it yet
        """
        self.ensure_one()
        milestones = self.env["keqin.milestone"]
        if not milestones.search_count([("customer_id", "=", self.customer_id.id)], 1):
            raise UserError(
                self.env._(
                    "%s has no milestone yet. Note what you went through together, on "
                    "the page Business of the care file.",
                    self.customer_id.name,
                )
            )
        report = self.env.ref("keqin_addon.keqin_milestone_report_action")
        return report.report_action(self.customer_id)
