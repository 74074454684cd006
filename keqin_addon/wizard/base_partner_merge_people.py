from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the care files of merged companies, whom we spoke with
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """What both persons said is what the one that is left has said."""
        done = super()._update_foreign_keys(src_partners, dst_partner)
        # it came by SQL, behind the back of what is computed from it
        self.env.invalidate_all()
        cards = self.env["keqin.contact"]
        cards._touched([("partner_id", "=", dst_partner.id)])
        cards._touched([("customer_id.partner_id", "=", dst_partner.id)])
        return done

    @api.model
    def _update_foreign_keys_generic(self, model, src_records, dst_record):
        result = super()._update_foreign_keys_generic(model, src_records, dst_record)
        if model == "keqin.customer":
            self.env.invalidate_all()
            for field in dst_record._fields.values():
                if field.store and field.compute == "_compute_people":
                    self.env.add_to_compute(field, dst_record)
        return result
