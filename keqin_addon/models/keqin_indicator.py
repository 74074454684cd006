from odoo import api, fields, models

DEPARTMENTS = [
    ("sales", "Sales"),
    ("service", "Service"),
    ("marketing", "Marketing"),
    ("executive", "Executives"),
]


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
        [
            ("percent", "%"),
            ("points", "Points"),
            ("level", "1 to 5"),
            ("number", "Number"),
            ("days", "Working days"),
            ("hours", "Working hours"),
        ],
        required=True,
        default="percent",
    )
    direction = fields.Selection(
        [
            ("up", "Higher is better"),
            ("down", "Lower is better"),
            ("range", "Within a range"),
        ],
        required=True,
        default="up",
    )
    department = fields.Selection(
        DEPARTMENTS, index=True, help="Whose section of the evaluation it belongs to."
    )
    kind = fields.Selection(
        [("result", "Result"), ("process", "Process")], required=True, default="result"
    )
    arithmetic = fields.Selection(
        [
            ("share", "Share"),
            ("mean", "Mean"),
            ("sum", "Sum"),
            ("change", "Change"),
            ("score", "Score"),
        ],
        required=True,
        default="share",
        help="Shares and scores carry a 95 % interval.",
    )
    period = fields.Selection(
        [
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("half", "Half-year"),
            ("year", "Year"),
            ("date", "As of the day"),
        ],
        required=True,
        default="quarter",
        help="Monthly history covers so long a time up to the end of each month.",
    )
    is_sensitive = fields.Boolean(
        "Profit or budget",
        help="For account managers, of their own customers, and executives only.",
    )
    by_employee = fields.Boolean(
        "Of one employee",
        default=True,
        help="Can be measured for one account manager, too.",
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
