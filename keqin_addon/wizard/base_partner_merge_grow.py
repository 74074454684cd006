from odoo import api, models

_FOLLOWS = ("_compute_agreement_until", "_compute_referrals")


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the care files of merged companies, whom they sent us
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys_generic(self, model, src_records, dst_record):
        """Agreements and referrals follow; the customer's figures are those of both."""
        result = super()._update_foreign_keys_generic(model, src_records, dst_record)
        if model == "keqin.customer":
            # they came by SQL, behind the back of what is computed from them
            self.env.invalidate_all()
            for field in dst_record._fields.values():
                if field.store and field.compute in _FOLLOWS:
                    self.env.add_to_compute(field, dst_record)
        return result
