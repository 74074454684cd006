from odoo import api, fields, models

from .keqin_feedback import READERS
from .keqin_layer_metric import LAYERS, METRICS


class KeqinCustomer(models.Model):
    """Which layer of the relationship is reached, and what the next lacks (R027)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    layer_reached = fields.Selection(
        LAYERS,
        compute="_compute_layer",
        groups=READERS,
        help="The last layer of which all metrics meet their targets, as those before.",
    )
    layer_lacks = fields.Char(
        "To the next layer",
        compute="_compute_layer",
        groups=READERS,
        help="What is below the target of the next layer, or not known.",
    )

    @api.depends(*METRICS.values())
    @api.depends_context("lang")
    def _compute_layer(self):
        metrics = self.env["keqin.layer.metric"].search([("active", "=", True)])
        metrics = metrics.grouped("layer")
        for customer in self:
            reached, lacks = False, []
            for layer, _label in LAYERS:
                lacks = customer._layer_lacks(metrics.get(layer, ()))
                if lacks:
                    break
                # a layer without metrics cannot be shown to be reached
                reached = layer if layer in metrics else reached
            customer.layer_reached = reached
            customer.layer_lacks = ", ".join(lacks) or False

    def _layer_lacks(self, metrics):
        lacks = []
        for metric in metrics:
            value = self[METRICS[metric.metric]]
            if not value or value < metric.target:
                known = f"{value:g}" if value else "–"
                lacks.append(f"{metric.display_name} {known} / {metric.target:g}")
        return lacks

    def action_open_layers(self):
        """Each metric of each layer against its target."""
        return self._action_link("keqin_layer_report_action")
