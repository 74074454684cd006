from datetime import date
from typing import NamedTuple

from odoo import api, models


class Span(NamedTuple):
    """The days of a period, those of the one before it, and whose days they are."""

    start: date
    end: date
    before_start: date
    before_end: date
    tz: str


class KeqinIndicatorEngine(models.AbstractModel):
    """Computes K01 to K46, each by one query for all scopes at once (R122).

    An indicator is a method ``_facts_k05(company, span)``: a query of one row for each
    fact, with the columns

    - ``id``: the record the fact is about, of the model in ``_models``
    - ``customer_id``: its care file, or NULL
    - ``user_id``: whom it counts for besides the customer's account manager, or NULL
    - ``num``, ``den``: its part and its whole; for sums ``den`` is 0
    - ``num0``, ``den0``: the same of the period before, 0 where nothing is compared

    Everything else follows from that: sums by company, tier, team and employee, the
    records behind a figure, and its history.
    """

    _name = "keqin.indicator.engine"
    _description = "Indicator Engine"

    @api.model
    def _models(self):
        """Hook: which model the facts of an indicator are records of.

        :return: dict of code to model name
        """
        return {}
