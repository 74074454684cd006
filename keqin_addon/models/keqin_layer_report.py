from odoo import fields, models
from odoo.tools import SQL

from .keqin_grade_change import TIER_SELECTION
from .keqin_layer_metric import LAYERS, METRICS


class KeqinLayerReport(models.Model):
    """Each customer in care against the target of each metric of each layer (R027)."""

    _name = "keqin.layer.report"
    _description = "Relationship Layers"
    _inherit = ["keqin.ranked.selection.mixin"]
    _auto = False
    _order = "customer_id, layer, id"
    _rec_name = "customer_id"
    _ranked_selections = ("layer",)
    _depends = {
        "keqin.customer": [
            *("active", "company_id", "invalid_reason", "lifecycle", "partner_id"),
            *("tier", *METRICS.values()),
        ],
        "keqin.layer.metric": ["active", "layer", "metric", "target"],
        "res.partner": ["user_id"],
    }

    customer_id = fields.Many2one("keqin.customer", readonly=True)
    company_id = fields.Many2one("res.company", "Caring company", readonly=True)
    user_id = fields.Many2one("res.users", "Account manager", readonly=True)
    tier = fields.Selection(TIER_SELECTION, readonly=True)
    layer = fields.Selection(LAYERS, readonly=True)
    metric_id = fields.Many2one("keqin.layer.metric", readonly=True)
    target = fields.Float(digits=(6, 1), readonly=True, aggregator="avg")
    value = fields.Float(
        "Actual",
        digits=(6, 1),
        readonly=True,
        aggregator="avg",
        help="Empty where nobody was asked yet; averages leave those out.",
    )
    is_known = fields.Boolean("Known", readonly=True)
    met = fields.Float(
        "Met (%)",
        digits=(5, 1),
        readonly=True,
        aggregator="avg",
        help="What is not known is not met.",
    )

    @property
    def _table_query(self):
        actual = SQL(" ").join(
            SQL("WHEN %s THEN NULLIF(c.%s, 0)::numeric", code, SQL.identifier(column))
            for code, column in METRICS.items()
        )
        return SQL(
            """
            SELECT c.id::bigint * 100000 + m.id AS id, c.id AS customer_id,
                   c.company_id, p.user_id, c.tier, m.layer, m.id AS metric_id,
                   m.target, actual.value, actual.value IS NOT NULL AS is_known,
                   CASE WHEN actual.value >= m.target THEN 100 ELSE 0 END AS met
              FROM keqin_customer c
              JOIN res_partner p ON p.id = c.partner_id
              JOIN keqin_layer_metric m ON m.active
        CROSS JOIN LATERAL (SELECT CASE m.metric %s END AS value) actual
             WHERE c.active AND c.invalid_reason IS NULL
               AND c.lifecycle NOT IN ('prospect', 'lost')
            """,
            actual,
        )

    def action_open(self):
        """The care file behind a row, with the rights of who opens it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "keqin.customer",
            "res_id": self.customer_id.id,
            "views": [(False, "form")],
        }
