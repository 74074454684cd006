from odoo import api, fields, models


class KeqinIndicator(models.Model):
    """What is measured: its code (K01 to K46), unit and direction."""

    _name = "keqin.indicator"
    _description = "Indicator"
    _order = "code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    unit = fields.Selection(
        [("percent", "%"), ("points", "Points"), ("level", "1 to 5")],
        required=True,
        default="percent",
    )
    direction = fields.Selection(
        [("up", "Higher is better"), ("down", "Lower is better")],
        required=True,
        default="up",
    )
    formula = fields.Text(
        translate=True, help="What is counted, of what, over which time."
    )
    target_ids = fields.One2many("keqin.target", "indicator_id", "Targets")

    _code_uniq = models.Constraint("UNIQUE(code)", "Another indicator has this code.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for indicator in self:
            indicator.display_name = f"{indicator.code} {indicator.name}"
