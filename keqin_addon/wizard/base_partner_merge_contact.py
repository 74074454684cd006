import operator

from odoo import api, models

from ..models.keqin_contact import PERSONAL_FIELDS
from ..models.keqin_contact_wishes import OPT_OUTS

_KEPT = ("decision_role", "influence", "refuses_gifts", "is_official")
# Model to merge: the column of a gift that names it, and the other one of its key.
_RECEIVERS = {
    "keqin.customer": ("customer_id", "contact_id"),
    "res.partner": ("contact_id", "customer_id"),
}


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the care files of merged companies, cards and gifts of persons
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Two cards of one person become one, before the unique key deletes either."""
        # sudo: the right to merge the contacts was checked, nothing is shown
        cards = self.env["keqin.contact"].sudo().with_context(active_test=False)
        cards = cards.search([("partner_id", "in", (src_partners | dst_partner).ids)])
        for same in cards.grouped("customer_id").values():
            self._keqin_merge_cards(same, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _update_foreign_keys_generic(self, model, src_records, dst_record):
        """Two gifts for one occasion stay two: no unique key deletes either."""
        if model in _RECEIVERS:
            self._keqin_keep_gifts(src_records | dst_record, *_RECEIVERS[model])
        return super()._update_foreign_keys_generic(model, src_records, dst_record)

    @api.model
    def _keqin_keep_gifts(self, records, same, other):
        # sudo: the right to merge was checked, and history is not for choosing
        gifts = (
            self.env["keqin.gift"]
            .sudo()
            .search(
                [
                    (same, "in", records.ids),
                    ("occasion_id", "!=", False),
                    ("state", "not in", ("declined", "refused")),
                ],
                order="state desc, id",
            )
        )
        key = operator.itemgetter("occasion_id", "occasion_year", other)
        for twins in gifts.grouped(key).values():
            # the first one, given before planned, stays the one of the occasion
            twins[1:].occasion_id = False
        self.env.flush_all()

    @api.model
    def _keqin_merge_cards(self, cards, partner):
        """The kept card learns what only another one knew; a refusal of any holds."""
        keep = cards.filtered(lambda card: card.partner_id == partner)[:1] or cards[0]
        others = cards - keep
        if not others:
            return
        self._update_foreign_keys_generic("keqin.contact", others, keep)
        self._update_reference_fields_generic("keqin.contact", others, keep)
        self.env.invalidate_all()
        birthday = [name for name in PERSONAL_FIELDS if name.startswith("birth_")]
        values = {name: True for name in OPT_OUTS if any(cards.mapped(name))}
        values["active"] = any(cards.mapped("active"))
        for other in others:
            missing = [name for name in (*PERSONAL_FIELDS, *_KEPT) if not keep[name]]
            if keep.birth_day:
                missing = [name for name in missing if name not in birthday]
            values = {name: other[name] for name in missing if other[name]} | values
        others.unlink()
        keep.write(values)
