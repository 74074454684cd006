from odoo import api, fields, models


class KeqinCustomer(models.Model):
    """The timeline of the cooperation (R012)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    milestone_ids = fields.One2many(
        "keqin.milestone",
        "customer_id",
        "Milestones",
        groups="keqin_addon.group_keqin_staff",
    )

    @api.model
    def _age(self, company, today):
        done = super()._age(company, today)
        self.env["keqin.milestone"]._note_known(company, today)
        return done
