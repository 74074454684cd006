from odoo import api, fields, models

LAYERS = [
    ("basic", "Basic: satisfaction"),
    ("advanced", "Advanced: loyalty"),
    ("strategic", "Strategic: deep trust"),
]
# Metric: the column of the care file it is read from.
METRICS = {
    "csat": "csat_last",
    "nps": "nps_last",
    "orders": "orders_window",
    "health": "health_score",
    "positivity": "positivity_last",
    "trust": "trust_last",
    "depth": "depth_last",
}


class KeqinLayerMetric(models.Model):
    """What shows that a layer of the relationship is reached, and its target (R027).

    Satisfaction is the basis, loyalty the next layer, deep trust the last. A layer is
    reached when all of its metrics are known and meet their targets.
    """

    _name = "keqin.layer.metric"
    _description = "Metric of a Relationship Layer"
    _order = "layer, sequence, id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    layer = fields.Selection(LAYERS, required=True)
    metric = fields.Selection(
        [
            ("csat", "Satisfaction (1 to 5)"),
            ("nps", "Recommendation (0 to 10)"),
            ("orders", "Orders in 12 months"),
            ("health", "Health (0 to 100)"),
            ("positivity", "Positivity (1 to 5)"),
            ("trust", "Trust (1 to 5)"),
            ("depth", "Depth (1 to 5)"),
        ],
        required=True,
    )
    target = fields.Float(required=True, digits=(6, 1), aggregator=None)

    _once = models.Constraint(
        "UNIQUE(layer, metric)",
        "This metric is already one of the layer. Change its target, or restore it "
        "with the filter Archived.",
    )
    _target_positive = models.Constraint(
        "CHECK(target > 0)", "A target has to be more than zero."
    )

    @api.depends("metric")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["metric"]._description_selection(self.env))
        for row in self:
            row.display_name = labels.get(row.metric)
