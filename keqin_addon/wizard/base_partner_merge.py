from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Merge the care files before the contacts, as Odoo does bank accounts.

        Left alone, the unique key on the contact makes the merge delete one care file
        with all that hangs on it.
        """
        files = (src_partners | dst_partner)._keqin_files()
        src_partners._keqin_check_account_manager(dst_partner.user_id.id)
        if len(files) > 1:
            keep = files.filtered(lambda file: file.partner_id == dst_partner)
            keep = keep or files.sorted("active", reverse=True)[0]
            self._keqin_merge_files(files - keep, keep)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _keqin_merge_files(self, sources, keep):
        self.env.flush_all()
        self._update_foreign_keys_generic("keqin.customer", sources, keep)
        self._update_reference_fields_generic("keqin.customer", sources, keep)
        keep.invalidate_recordset()
        sources.invalidate_recordset()
        keep.write(self._keqin_missing_values(sources, keep))
        sources.unlink()

    @api.model
    def _keqin_missing_values(self, sources, keep):
        """What the kept file lacks and another one knows, without computed values."""
        computed = keep._field_writers()
        names = [
            name
            for name, field in keep._fields.items()
            if field.store
            and not (field.inherited or field.compute)
            and field.type != "one2many"
            and name not in ("partner_id", *models.MAGIC_COLUMNS, *computed)
        ]
        values = {"active": keep.active or any(sources.mapped("active"))}
        for name in names:
            known = next((file for file in sources if file[name]), None)
            if not keep[name] and known:
                field = keep._fields[name]
                values[name] = field.convert_to_write(known[name], known)
        return values
