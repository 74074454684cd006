from odoo import api, models

# Records of which one person or customer has one each: model merged -> model, the
# column that names it, and what makes two of them the same.
_TWINS = {
    "res.partner": (
        ("keqin.survey.invitation", "contact_id", ("wave_id",)),
        ("keqin.survey.invitation", "contact_id", ("activity_id",)),
        ("keqin.survey.invitation", "contact_id", ("case_id",)),
        ("keqin.survey.invitation", "contact_id", ("event_id",)),
        ("keqin.survey.invitation", "contact_id", ("recovery_id",)),
        ("keqin.improvement.notice", "contact_id", ("improvement_id",)),
    ),
    "keqin.customer": (
        ("keqin.relationship.rating", "customer_id", ("aspect", "date", "user_id")),
    ),
}
# Of several invitations the one that got furthest stays.
_FURTHEST = ("answered", "sent", "expired", "bounced", "waiting", "left_out")
_FOLLOWS = ("_compute_voice", "_compute_relationship")


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the care files of merged companies, what they told us
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys_generic(self, model, src_records, dst_record):
        """What was asked and said follows; figures of the customer are those of both.

        Where a key allows one record only, Odoo would delete all of the other's.
        """
        for twin in _TWINS.get(model, ()):
            self._keqin_settle_twins(src_records | dst_record, *twin)
        result = super()._update_foreign_keys_generic(model, src_records, dst_record)
        if model == "keqin.customer":
            # they came by SQL, behind the back of what is computed from them
            self.env.invalidate_all()
            for field in dst_record._fields.values():
                if field.store and field.compute in _FOLLOWS:
                    self.env.add_to_compute(field, dst_record)
        return result

    @api.model
    def _keqin_settle_twins(self, records, model, column, same):
        """One of those that would be the same stays what it is."""
        # sudo: the right to merge was checked, and history is not for choosing
        rows = self.env[model].sudo().with_context(active_test=False)
        rows = rows.search([(column, "in", records.ids), (same[0], "!=", False)])
        for twins in rows.grouped(
            lambda row: tuple(row[name] for name in same)
        ).values():
            if len(twins) > 1:
                self._keqin_settle(twins)
        self.env.flush_all()

    @api.model
    def _keqin_settle(self, twins):
        if twins._name == "keqin.survey.invitation":
            twins = twins.sorted(lambda it: (_FURTHEST.index(it.state), it.id))
            twins[1:].write({"state": "left_out", "reason": "same_address"})
            return
        last = twins.sorted("id", reverse=True)[0]
        if twins._name == "keqin.relationship.rating":
            last.note = "\n".join(dict.fromkeys(twins.sorted("id").mapped("note")))
        (twins - last).unlink()
