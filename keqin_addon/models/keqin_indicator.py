from odoo import api, fields, models

from ..tools import indicator as arithmetic

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
            ("number", "Count"),
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
            ("ratio", "Ratio of amounts"),
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
    target_ids = fields.One2many("keqin.target", "indicator_id", "Target values")

    _code_uniq = models.Constraint("UNIQUE(code)", "Another indicator has this code.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for indicator in self:
            indicator.display_name = f"{indicator.code} {indicator.name}"

    # business methods
    def _days(self, start, end):
        """First and last day that the indicator covers in a period.

        :return: the period, or the indicator's own up to its end when that is longer;
            what stands as of a day is that of the last one
        """
        self.ensure_one()
        return arithmetic.widened(start, end, self.period)

    def _measured_for(self, scopes):
        """Those of the scopes that the indicator can be measured for."""
        self.ensure_one()
        kinds = {"company", "tier"}
        kinds |= {"team", "employee"} if self.by_employee else set()
        kinds |= {"dimension"} if self.code == "K03" else set()
        return [scope for scope in scopes if scope in kinds]

    def _action_open_facts(self, company, start, end, scope="company", key=None):
        """The records behind a figure, as far as the reader may read them.

        :param start: the first day of the period, before it is widened to that of the
            indicator; ``end`` its last
        :param scope: as ``key`` of `keqin.indicator.engine._figures`
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_indicator_fact_action"
        )
        first, last = self._days(start, end)
        context = {
            "keqin_facts": {
                "code": self.code,
                "company": company.id,
                "start": str(first),
                "end": str(last),
                "scope": scope,
                "key": key,
            },
            # what the list shows besides customer, part and whole
            "keqin_before": self.arithmetic == arithmetic.CHANGE,
            "keqin_record": self._fact_model() != "keqin.customer",
        }
        name = self.env._("Facts of %s", self.display_name)
        return action | {"name": name, "display_name": name, "context": context}

    def _fact_model(self):
        """Which model the facts are records of; None where nothing counts them."""
        self.ensure_one()
        return self.env["keqin.indicator.engine"]._models().get(self.code)
