from odoo import api, models

from ..models.keqin_risk import OPEN

# What is worked on most stays; of suggestions, what somebody has decided.
_FURTHEST = ("saving", "planned", "at_risk")
_DECIDED = ("accepted", "dismissed", "proposed", "gone")


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the care files of merged companies, their risks
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys_generic(self, model, src_records, dst_record):
        """Risks and suggestions of both, each once.

        Where a key allows one record only, Odoo would delete all of the other's.
        """
        if model == "keqin.customer":
            files = src_records | dst_record
            self._keqin_settle_risks(files)
            self._keqin_settle_suggestions(files)
            self.env.flush_all()
        result = super()._update_foreign_keys_generic(model, src_records, dst_record)
        if model == "keqin.customer":
            # they came by SQL, behind the back of what is computed from them
            self.env.invalidate_all()
            field = dst_record._fields["risk_level"]
            self.env.add_to_compute(field, dst_record)
        return result

    @api.model
    def _keqin_settle_risks(self, files):
        """Of those that one rule has open for several, the one furthest goes on."""
        # sudo: the right to merge was checked, and history is not for choosing
        risks = self.env["keqin.risk"].sudo().with_context(active_test=False)
        risks = risks.search(
            [
                ("customer_id", "in", files.ids),
                ("rule_id", "!=", False),
                ("state", "in", OPEN),
            ],
            order="id",
        )
        for twins in risks.grouped("rule_id").values():
            ahead = twins.sorted(lambda risk: _FURTHEST.index(risk.state))[:1]
            rest = twins - ahead
            reason = self.env._("Merged with the same risk: %s", ahead.name)
            rest._end("cleared", dict.fromkeys(rest.ids, reason))

    @api.model
    def _keqin_settle_suggestions(self, files):
        # sudo: as above
        suggestions = self.env["keqin.suggestion"].sudo()
        suggestions = suggestions.search([("customer_id", "in", files.ids)], order="id")
        for twins in suggestions.grouped(lambda it: (it.kind, it.key)).values():
            ahead = twins.sorted(lambda it: _DECIDED.index(it.state))[:1]
            (twins - ahead).unlink()
