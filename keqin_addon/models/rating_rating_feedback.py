from odoo import api, models
from odoo.tools import split_every

from odoo.addons.rating.models.rating_data import RATING_LIMIT_MIN

# What is rated, how, and by whom.
_SAID = {"consumed", "feedback", "partner_id", "rated_on", "rating", "res_id"}
_BATCH = 1000


class RatingRating(models.Model):
    """How a customer rates a case is an opinion like any other (R101, R107).

    Changed, it corrects the opinion; taken back, the opinion is gone. A rating that is
    deleted leaves its opinion: it was said.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: which case it is of, what it says
    _inherit = "rating.rating"

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings._record_feedback()
        return ratings

    def write(self, vals):
        written = super().write(vals)
        if not _SAID.isdisjoint(vals):
            self._record_feedback()
        return written

    def _record_feedback(self):
        """Keep the opinions of customers in step with their ratings of cases."""
        # sudo: opinions are recorded by rules, whoever rates
        ratings = self.sudo().filtered(lambda r: r.keqin_case_id.customer_id)
        if not ratings:
            return
        Feedback = self.env["keqin.feedback"].sudo()
        said = ratings.filtered(lambda rating: rating._is_rated())
        unsaid = [rating._feedback_key() for rating in ratings - said]
        if unsaid:
            Feedback.search([("source_key", "in", unsaid)]).unlink()
        if said:
            Feedback._record([rating._feedback_vals() for rating in said])

    def _is_rated(self):
        """A rating that is asked for is there before it is given, with a value of 0."""
        return self.consumed and self.rating >= RATING_LIMIT_MIN

    def _feedback_key(self):
        return f"rating-{self.id}"

    def _feedback_vals(self):
        case = self.keqin_case_id
        person = self.partner_id
        known = person.commercial_partner_id == case.customer_id.partner_id
        return {
            "answer_key": self._feedback_key(),
            "answered_on": self.rated_on or self.write_date,
            "case_id": case.id,
            "comment": self.feedback,
            "contact_id": person.id if known else False,
            "customer_id": case.customer_id.id,
            "dimension": "service",
            "metric": "csat",
            "rating_id": self.id,
            "scale_max": 5,
            "scale_min": RATING_LIMIT_MIN,
            "score": self.rating,
            "source": "case",
            "source_key": self._feedback_key(),
        }

    @api.model
    def _backfill_feedback(self):
        """Record what was rated before opinions were kept; again, it does nothing."""
        ratings = self.search(
            [
                ("keqin_case_id.customer_id", "!=", False),
                ("consumed", "=", True),
                ("rating", ">=", RATING_LIMIT_MIN),
            ],
            order="id",
        )
        for ids in split_every(_BATCH, ratings.ids):
            batch = self.browse(ids)
            keys = {rating._feedback_key(): rating.id for rating in batch}
            known = self.env["keqin.feedback"].search_fetch(
                [("source_key", "in", list(keys))], ["source_key"]
            )
            missing = keys.keys() - set(known.mapped("source_key"))
            self.browse(keys[key] for key in sorted(missing))._record_feedback()
