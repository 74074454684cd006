from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.indicator import Figure
from ..tools.satisfaction import ENOUGH
from .keqin_survey_invitation import REACHED
from .keqin_voice_level import RATED_ASPECTS

BRAND = "K36"


class KeqinIndicatorEngine(models.AbstractModel):
    """What customers say, and how we see the relationship (K22, K35, K36).

    As the screens of the customers' voice count it. Opinions and ratings stay, whatever
    becomes of the customer: those of archived care files count, too.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.indicator.engine"

    @api.model
    def _models(self):
        return super()._models() | {
            "K22": "keqin.survey.invitation",
            "K35": "keqin.relationship.rating",
        }

    @api.model
    def _score_domains(self):
        brand = Domain("metric", "=", "csat") & Domain("dimension", "=", "brand")
        return super()._score_domains() | {BRAND: ("csat", brand)}

    @api.model
    def _counted(self, indicator, company, span, scopes):
        """Brand perception is the mean of the answers that satisfaction is a share of:
        too few people make no figure of it either."""
        if indicator.code != BRAND:
            return super()._counted(indicator, company, span, scopes)
        scored = self._scored(indicator, company, span, scopes)
        return {key: self._mean_level(found.score) for key, found in scored.items()}

    @api.model
    def _mean_level(self, score):
        if not score.n:
            return Figure()
        value = score.mean if score.people >= ENOUGH else None
        return Figure(value, None, None, score.mean * score.n, score.n, score.n)

    @api.model
    def _facts_k22(self, company, span):
        """Everybody whom a request of the period reached, once; who answered any."""
        start, end = span.bounds
        return SQL(
            """
            SELECT MIN(id) AS id,
                   (ARRAY_AGG(customer_id ORDER BY id))[1] AS customer_id,
                   NULL::int AS user_id, BOOL_OR(state = 'answered')::int AS num,
                   1 AS den, 0 AS num0, 0 AS den0
              FROM keqin_survey_invitation
             WHERE company_id = %s AND state = ANY(%s) AND contact_id IS NOT NULL
               AND sent_on >= %s AND sent_on < %s
             GROUP BY contact_id
            """,
            company.id,
            list(REACHED),
            start,
            end,
        )

    @api.model
    def _facts_k35(self, company, span):
        """The last rating of each customer and side in the period."""
        return SQL(
            """
            SELECT DISTINCT ON (customer_id, aspect) id, customer_id,
                   NULL::int AS user_id, score AS num, 1 AS den, 0 AS num0, 0 AS den0
              FROM keqin_relationship_rating
             WHERE company_id = %s AND aspect = ANY(%s) AND date BETWEEN %s AND %s
             ORDER BY customer_id, aspect, date DESC, id DESC
            """,
            company.id,
            list(RATED_ASPECTS),
            span.start,
            span.end,
        )
