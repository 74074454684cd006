from odoo import api, fields, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Merge the care files before the contacts, as Odoo does bank accounts.

        Left alone, the unique key on the contact makes the merge delete one care file
        with all that hangs on it.
        """
        files = (src_partners | dst_partner)._keqin_files()
        former = {partner.user_id for partner in src_partners}
        manager = dst_partner.user_id or src_partners.user_id[-1:]
        (src_partners | dst_partner)._keqin_check_account_manager(manager.id)
        if len(files) > 1:
            keep = files.filtered(lambda file: file.partner_id == dst_partner)
            keep = keep or files.sorted("active", reverse=True)[0]
            keep.user_id = manager
            self._keqin_merge_files(files - keep, keep)
        done = super()._update_foreign_keys(src_partners, dst_partner)
        # the file came by SQL, behind the back of what is computed from it
        self.env.invalidate_all()
        for name in ("keqin_tier", "keqin_potential"):
            self.env.add_to_compute(dst_partner._fields[name], dst_partner)
        for user in former:
            self.env["keqin.case"]._exchange_managers({dst_partner: user})
        return done

    @api.model
    def _keqin_merge_files(self, sources, keep):
        self.env.flush_all()
        # Odoo drops all followers of a source when one of them follows both
        keep.message_subscribe(sources.message_partner_ids.ids)
        sources._end_overlapping_plans(keep)
        self._update_foreign_keys_generic("keqin.customer", sources, keep)
        self._update_reference_fields_generic("keqin.customer", sources, keep)
        keep.invalidate_recordset()
        sources.invalidate_recordset()
        self._keqin_keep_decisions(sources, keep)
        keep.write(self._keqin_missing_values(sources, keep))
        sources.unlink()

    @api.model
    def _keqin_missing_values(self, sources, keep):
        """What the kept file lacks and another one knows, without computed values."""
        writers = keep._field_writers()
        computed = {name for name in writers if writers[name] == fields.NO_ACCESS}
        names = [
            name
            for name, field in keep._fields.items()
            if field.store
            and not (field.inherited or field.compute)
            and field.type != "one2many"
            and name not in ("partner_id", "company_id", *models.MAGIC_COLUMNS)
            and name not in computed
        ]
        values = {"active": keep.active or any(sources.mapped("active"))}
        for name in names:
            known = next((file for file in sources if file[name]), None)
            if not keep[name] and known:
                field = keep._fields[name]
                values[name] = field.convert_to_write(known[name], known)
        return values

    @api.model
    def _keqin_keep_decisions(self, sources, keep):
        """Who fixed a grade or named a key customer decided so for the kept one too."""
        named = sources.filtered("key_customer")[:1]
        if named and not keep.key_customer:
            keep.key_customer = True
            keep.write({"key_since": named.key_since, "key_by_id": named.key_by_id.id})
        fixed = sources.filtered("tier_locked")[:1]
        if fixed and not keep.tier_locked:
            keep._set_grades(
                lambda _file: (fixed.tier, fixed.potential), fixed.tier_lock_reason
            )
            keep.write(
                keep._lock_values(True, fixed.tier_lock_reason, fixed.tier_locked_until)
                | {"tier_locked_by_id": fixed.tier_locked_by_id.id}
            )
