from odoo import api, fields, models
from odoo.tools import SQL, float_round

from ..tools import satisfaction
from .keqin_feedback import READERS
from .keqin_relationship_rating import ASPECTS
from .optional_float import OptionalFloat

_COMPUTED = (
    "nps_last",
    "nps_class",
    "csat_last",
    "csat_previous",
    "csat_change",
    "feedback_last_on",
    *(f"{aspect}_last" for aspect, _label in ASPECTS),
    *(f"{aspect}_last_on" for aspect, _label in ASPECTS),
)


class KeqinCustomer(models.Model):
    """What the customer says of us: the last, the one before, the change (R111).

    Only what the customer said itself counts; what a colleague heard is shown, not
    counted. How the account manager sees the relationship stands beside it (R109).
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    feedback_ids = fields.One2many("keqin.feedback", "customer_id", groups=READERS)
    recovery_ids = fields.One2many(
        "keqin.recovery", "customer_id", "Recoveries", groups=READERS
    )
    relationship_rating_ids = fields.One2many(
        "keqin.relationship.rating", "customer_id", "Relationship", groups=READERS
    )
    # what they say; where nothing was said there is nothing, not a 0
    nps_last = OptionalFloat(
        "Recommendation (0-10)",
        compute="_compute_voice",
        store=True,
        digits=(2, 0),
        aggregator=None,
        groups=READERS,
        help="Of the last person asked who answered.",
    )
    nps_class = fields.Selection(
        lambda self: (
            self.env["keqin.feedback"]
            ._fields["nps_class"]
            ._description_selection(self.env)
        ),
        "Recommends us",
        compute="_compute_voice",
        store=True,
        index="btree_not_null",
        groups=READERS,
    )
    csat_last = OptionalFloat(
        "Satisfaction (1-5)",
        compute="_compute_voice",
        store=True,
        digits=(3, 2),
        aggregator="avg",
        groups=READERS,
        help="Mean of all that was rated in the last answer.",
    )
    csat_previous = OptionalFloat(
        "Satisfaction before",
        compute="_compute_voice",
        store=True,
        digits=(3, 2),
        aggregator="avg",
        groups=READERS,
        help="Mean of the answer before the last one.",
    )
    csat_change = OptionalFloat(
        "Change of satisfaction",
        compute="_compute_voice",
        store=True,
        digits=(3, 2),
        aggregator="avg",
        groups=READERS,
        help="Of the last answer against the one before.",
    )
    feedback_last_on = fields.Datetime(
        "Last feedback", compute="_compute_voice", store=True, groups=READERS
    )
    feedback_count = fields.Integer(
        "Opinions", compute="_compute_voice_counts", groups=READERS
    )
    unhappy_count = fields.Integer(
        "Open recoveries", compute="_compute_voice_counts", groups=READERS
    )
    # how we see the relationship
    positivity_last = fields.Integer(
        "Positive feedback (1-5)",
        compute="_compute_relationship",
        store=True,
        aggregator=None,
        groups=READERS,
    )
    positivity_last_on = fields.Date(
        "Positive feedback rated on",
        compute="_compute_relationship",
        store=True,
        groups=READERS,
    )
    trust_last = fields.Integer(
        "Trust in us (1-5)",
        compute="_compute_relationship",
        store=True,
        aggregator=None,
        groups=READERS,
    )
    trust_last_on = fields.Date(
        "Trust rated on", compute="_compute_relationship", store=True, groups=READERS
    )
    depth_last = fields.Integer(
        "Depth of cooperation (1-5)",
        compute="_compute_relationship",
        store=True,
        aggregator=None,
        groups=READERS,
    )
    depth_last_on = fields.Date(
        "Depth rated on", compute="_compute_relationship", store=True, groups=READERS
    )

    @api.depends(
        "feedback_ids.metric",
        "feedback_ids.score",
        "feedback_ids.level",
        "feedback_ids.answered_on",
        "feedback_ids.answer_key",
        "feedback_ids.is_counted",
    )
    def _compute_voice(self):
        ids = [id_ for id_ in self._ids if isinstance(id_, int)]
        said = {id_: row for id_, *row in self._voice_rows(ids)}
        for customer in self:
            on, score, levels = said.get(customer.id, (None, None, None))
            last, previous = [*(levels or ()), None, None][:2]
            customer.feedback_last_on = on
            customer.nps_last = score
            customer.nps_class = score is not None and satisfaction.nps_class(score)
            customer.csat_last = last
            customer.csat_previous = previous
            customer.csat_change = previous and float_round(
                last - previous, precision_digits=2
            )

    @api.depends(
        "relationship_rating_ids.aspect",
        "relationship_rating_ids.score",
        "relationship_rating_ids.date",
    )
    def _compute_relationship(self):
        ratings = self.env["keqin.relationship.rating"].search_fetch(
            [("customer_id", "in", self.ids)],
            ["customer_id", "aspect", "score", "date"],
            order="date, id",
        )
        last = {(rating.customer_id.id, rating.aspect): rating for rating in ratings}
        for customer in self:
            for aspect, _label in ASPECTS:
                rating = last.get((customer.id, aspect), ratings.browse())
                customer[f"{aspect}_last"] = rating.score
                customer[f"{aspect}_last_on"] = rating.date

    def _compute_voice_counts(self):
        opinions = self._count_links("keqin.feedback", [])
        unhappy = self._count_links(
            "keqin.recovery", [("state", "in", ("new", "working"))]
        )
        for customer in self:
            customer.feedback_count = opinions.get(customer.id, 0)
            customer.unhappy_count = unhappy.get(customer.id, 0)

    def action_open_feedback(self):
        """All that the customer said, the last first."""
        return self._action_link("keqin_feedback_action")

    def action_open_trend(self):
        """What the customer said itself, as a line over the quarters (R111)."""
        action = self._action_link("keqin_feedback_action_trend")
        action["domain"] += [("is_counted", "=", True), ("metric", "=", "csat")]
        return action

    def action_open_relationship(self):
        """How the relationship was rated, and a line to rate it."""
        return self._action_link("keqin_relationship_rating_action")

    def action_log_interview(self):
        """Open the form that takes down what a contact answers in an interview."""
        self.ensure_one()
        return self.env["keqin.survey.interview"]._open(
            {"default_customer_id": self.id}
        )

    @api.model
    def _voice_rows(self, ids):
        """What customers said themselves, as far as it counts; one query.

        :return: rows of customer id, when last, the last recommendation, and the mean
            levels of the last two answers, the last first
        """
        self.env["keqin.feedback"].flush_model()
        return self.env.execute_query(
            SQL(
                """
                SELECT customer_id, MAX(said_on),
                       (ARRAY_AGG(score ORDER BY said_on DESC, last_id DESC)
                        FILTER (WHERE metric = 'nps'))[1],
                       (ARRAY_AGG(mean ORDER BY said_on DESC, last_id DESC)
                        FILTER (WHERE metric = 'csat'))[1:2]
                  FROM (SELECT customer_id, metric, MAX(answered_on) AS said_on,
                               MAX(id) AS last_id, MIN(score) AS score,
                               ROUND(AVG(level)::numeric, 2)::float AS mean
                          FROM keqin_feedback
                         WHERE customer_id = ANY(%(ids)s) AND is_counted
                         GROUP BY customer_id, metric,
                                  COALESCE(answer_key, source_key)) answer
                 GROUP BY customer_id
                """,
                ids=ids,
            )
        )

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_COMPUTED, fields.NO_ACCESS)
