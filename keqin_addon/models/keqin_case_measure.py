from odoo import api, fields, models
from odoo.tools import SQL

# rate -> what says that it was in time, and that it was missed
_RATES = {
    "response_rate": ("first_response_on", "response_breached_on"),
    "resolution_rate": ("resolved_on", "resolution_breached_on"),
}


class KeqinCase(models.Model):
    """What lists and pivots show of a case beyond its own fields (R113)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, what it is measured by
    _inherit = "keqin.case"

    tier = fields.Selection(related="customer_id.tier")
    potential = fields.Selection(related="customer_id.potential")
    customer_phone = fields.Char(
        related="customer_id.phone", string="Phone of the company"
    )
    other_open_count = fields.Integer(
        "Other open cases",
        compute="_compute_other_open_count",
        help="Of the same customer: it may be about the same matter.",
    )
    response_rate = fields.Float(
        "Answered in time (%)",
        compute="_compute_rates",
        digits=(5, 1),
        aggregator="avg",
        help="100 when the first response kept its deadline, 0 when it did not; the "
        "average of a group is its rate. Undecided ones do not count, nor do withdrawn "
        "ones, duplicates and spam.",
    )
    resolution_rate = fields.Float(
        "Resolved in time (%)",
        compute="_compute_rates",
        digits=(5, 1),
        aggregator="avg",
        help="As for the first response. A reopened case has to be resolved again.",
    )

    @api.depends("customer_id", "state")
    def _compute_other_open_count(self):
        groups = self._read_group(
            [("customer_id", "in", self.customer_id.ids), ("is_open", "=", True)],
            ["customer_id"],
            ["__count"],
        )
        counts = {customer.id: count for customer, count in groups}
        for case in self:
            count = counts.get(case.customer_id.id, 0)
            itself = bool(case._origin) and case.is_open
            case.other_open_count = max(count - itself, 0)

    @api.depends(*(name for names in _RATES.values() for name in names))
    def _compute_rates(self):
        for case in self:
            for rate, (met, missed) in _RATES.items():
                in_time = case[met] and not case[missed]
                case[rate] = 100.0 if in_time else 0.0

    def _read_group_select(self, aggregate_spec, query):
        """Rates are averages of the decided cases alone, and stored nowhere."""
        name = aggregate_spec.removesuffix(":avg")
        if name not in _RATES:
            return super()._read_group_select(aggregate_spec, query)
        met, missed, counts = (
            self._field_to_sql(self._table, field, query)
            for field in (*_RATES[name], "counts")
        )
        return SQL(
            "AVG(CASE WHEN NOT %s THEN NULL WHEN %s IS NOT NULL THEN 0"
            " WHEN %s IS NOT NULL THEN 100 END)",
            counts,
            missed,
            met,
        )

    def action_open_others(self):
        """The other open cases of the customer, to see whether it is one matter."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_case_action"
        )
        domain = [("customer_id", "=", self.customer_id.id), ("id", "!=", self.id)]
        return action | {"domain": domain, "context": {"search_default_open": 1}}
