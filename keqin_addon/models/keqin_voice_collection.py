from odoo import api, models
from odoo.fields import Domain

from ..tools.grading import TIERS
from ..tools.satisfaction import response_rate
from .keqin_survey_invitation import REACHED

# Customers who are none yet or any more cannot be without complaint.
_NOT_SERVED = ("prospect", "lost")


class KeqinVoiceAnalysis(models.AbstractModel):
    """How many answered of those asked (R102), and who had nothing to complain (R104).

    By the access of the reader, as the scores beside them.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.voice.analysis"

    @api.model
    def _collection(self, span, chosen):
        counts = self._reached(span, chosen)
        target = self._targets(("K22",), span)._most_specific(code="K22")
        rate = response_rate(counts["answered"], counts["reached"])
        return {
            **counts,
            "rate": rate,
            "target": target,
            "met": None if None in (rate, target) else rate >= target,
        }

    @api.model
    def _reached(self, span, chosen):
        """Distinct people reached and who of them answered, of requests sent then."""
        invitations = self.env["keqin.survey.invitation"]
        domain = Domain("state", "in", REACHED)
        if span.wave:
            domain &= Domain("wave_id", "=", span.wave.id)
        else:
            domain &= self._within(span, "sent_on")
        # the class an opinion was given in is that of the customer
        domain &= Domain.AND(
            Domain(f"customer_id.{leaf.field_expr}", leaf.operator, leaf.value)
            for leaf in chosen.iter_conditions()
            if leaf.field_expr != "source"
        )
        answered = domain & Domain("state", "=", "answered")
        [[reached, customers]], [[replied, _customers]] = (
            invitations._read_group(
                some, [], ["contact_id:count_distinct", "customer_id:count_distinct"]
            )
            for some in (domain, answered)
        )
        return {
            "reached": reached,
            "answered": replied,
            "customers": customers,
            "domain": list(domain),
        }

    @api.model
    def _complaints(self, span, tier, industry_id, company=None):
        """Customers without complaint in the days, of those we serve."""
        customers = self.env["keqin.customer"]
        served = Domain("lifecycle", "not in", _NOT_SERVED)
        if company:
            served &= Domain("company_id", "=", company.id)
        if tier in TIERS:
            served &= Domain("tier", "=", tier)
        if industry_id:
            served &= Domain("industry_id", "=", int(industry_id))
        complained = served & Domain(
            "case_ids",
            "any",
            Domain("kind", "=", "complaint")
            & Domain("counts", "=", True)
            & self._within(span, "opened_on"),
        )
        total, bad = customers.search_count(served), customers.search_count(complained)
        target = self._targets(("K16",), span)._most_specific(tier, code="K16")
        share = response_rate(total - bad, total)
        return {
            "total": total,
            "without": total - bad,
            "share": share,
            "target": target,
            "met": None if None in (share, target) else share >= target,
            "domain": list(complained),
        }
