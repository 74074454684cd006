from odoo import api, fields, models
from odoo.tools import SQL

from .keqin_feedback import DIMENSIONS
from .keqin_grade_change import TIER_SELECTION
from .optional_float import OptionalFloat

SCOPES = [
    ("company", "Company"),
    ("tier", "Tier"),
    ("team", "Sales team"),
    ("employee", "Employee"),
    ("dimension", "Dimension"),
]


class KeqinIndicatorValue(models.Model):
    """What an indicator came to at the end of a month, frozen (R135).

    Written by `keqin.indicator.engine` alone. Later corrections of data do not
    rewrite it.
    """

    _name = "keqin.indicator.value"
    _description = "Indicator by Month"
    _order = "month desc, indicator_id, scope, id"
    _rec_name = "indicator_id"

    indicator_id = fields.Many2one(
        "keqin.indicator", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", "Caring company", required=True, readonly=True, index=True
    )
    month = fields.Date(required=True, readonly=True, index=True)
    date_start = fields.Date("From", required=True, readonly=True)
    date_end = fields.Date("Until", required=True, readonly=True)
    scope = fields.Selection(SCOPES, "Measured for", required=True, readonly=True)
    tier = fields.Selection(TIER_SELECTION, readonly=True)
    dimension = fields.Selection(DIMENSIONS, readonly=True)
    team_id = fields.Many2one(
        "crm.team", "Sales team", readonly=True, index="btree_not_null"
    )
    user_id = fields.Many2one(
        "res.users", "Employee", readonly=True, index="btree_not_null"
    )
    numerator = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    denominator = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    n = fields.Integer("Facts", readonly=True, aggregator=None)
    value = OptionalFloat("Figure", readonly=True, digits=(16, 2), aggregator="avg")
    low = OptionalFloat("At least", readonly=True, digits=(16, 2), aggregator=None)
    high = OptionalFloat("At most", readonly=True, digits=(16, 2), aggregator=None)
    unit = fields.Selection(related="indicator_id.unit")
    department = fields.Selection(
        related="indicator_id.department", store=True, index=True
    )
    is_sensitive = fields.Boolean(related="indicator_id.is_sensitive", store=True)
    computed_on = fields.Datetime("Frozen on", readonly=True)

    # One of each, whatever is empty of tier, team, user and dimension.
    _month_uniq = models.UniqueIndex(
        "(indicator_id, company_id, month, scope, COALESCE(tier, ''), "
        "COALESCE(team_id, 0), COALESCE(user_id, 0), COALESCE(dimension, ''))",
        "This month has its figure already.",
    )
    _history = models.Index("(company_id, scope, month)")

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """There is no mean of different indicators, nor of a whole and its parts."""
        mean = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec != "value:avg":
            return mean
        return SQL(
            "CASE WHEN MIN(%(indicator)s) = MAX(%(indicator)s) "
            "AND MIN(%(scope)s) = MAX(%(scope)s) THEN %(mean)s END",
            indicator=self._field_to_sql(self._table, "indicator_id", query),
            scope=self._field_to_sql(self._table, "scope", query),
            mean=mean,
        )

    def _key(self):
        """What it was measured for, as in `keqin.indicator.engine._figures`."""
        self.ensure_one()
        keys = {"team": self.team_id.id, "employee": self.user_id.id}
        return keys.get(self.scope) or self.tier or self.dimension or None

    # actions
    def action_open_facts(self):
        """The records behind the figure, as they are today."""
        self.ensure_one()
        return self.indicator_id._action_open_facts(
            self.company_id, self.date_start, self.date_end, self.scope, self._key()
        )
