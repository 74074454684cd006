from odoo import api, fields, models
from odoo.exceptions import ValidationError


class KeqinActivity(models.Model):
    """A talk about the renewal of an agreement (R176)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.activity"

    agreement_id = fields.Many2one(
        "keqin.agreement",
        "Renewal talk on",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        domain="[('customer_id', '=', customer_id)]",
        groups="keqin_addon.group_keqin_sales,keqin_addon.group_keqin_service,"
        "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager",
    )

    @api.constrains("agreement_id", "customer_id")
    def _check_agreement(self):
        for activity in self.filtered("agreement_id"):
            if activity.agreement_id.customer_id != activity.customer_id:
                raise ValidationError(
                    self.env._(
                        "%(activity)s is for %(customer)s, but its agreement is not. "
                        "Choose an agreement of the same customer.",
                        activity=activity.name,
                        customer=activity.customer_id.display_name,
                    )
                )

    def _after_done(self):
        res = super()._after_done()
        # sudo: once it was talked about, nobody has to be reminded, whoever talked
        agreements = self.sudo().agreement_id
        agreements.filtered("renewal_started_on")._drop_reminders()
        return res

    def _after_reopen(self):
        res = super()._after_reopen()
        # sudo: the talk was not held after all, so the reminder comes again
        agreements = self.sudo().agreement_id
        agreements.filtered(lambda it: not it.renewal_started_on).write(
            {"reminded_on": False, "escalated_on": False}
        )
        return res
