from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import formatLang

# Size of the drawn chart, in points of its own; what is more than fits is in the table.
WIDTH, HEIGHT, SLOTS = 720, 240, 12


class Drawn(NamedTuple):
    """A bar of the chart, and the point of the cumulative line over it.

    What has no cause yet has a bar and no point.
    """

    x: float
    y: float
    width: float
    height: float
    vital: bool
    count: int
    label: str
    line_x: float
    line_y: float | None


class KeqinFeedbackReport(models.AbstractModel):
    """Customer feedback report, with the reader's access and language (R113)."""

    _name = "report.keqin_addon.keqin_feedback_report"
    _description = "Customer Feedback Report (PDF)"

    @api.model
    def _get_report_values(self, docids, data=None):
        wizards = self.env["keqin.feedback.report"].browse(docids)
        wizards.check_access("read")
        # what was chosen by somebody else is nobody's report, and figures are always
        # those of the reader: nothing here runs as superuser
        if any(wizard.create_uid != self.env.user for wizard in wizards):
            raise AccessError(
                self.env._("This report was asked for by somebody else. Make your own.")
            )
        self.env["keqin.case"].check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": wizards._name,
            "docs": wizards,
            "figures": {wizard.id: self._figures(wizard) for wizard in wizards},
            "percent": self._percent,
            "number": self._number,
        }

    @api.model
    def _figures(self, wizard):
        figures = self.env["keqin.case"]._figures(
            wizard._domain_cases(), wizard.date_from, wizard.date_to
        )
        months, trend = figures["trend"]
        text = self.env["keqin.case"]._period_text
        return figures | {
            "months": [text(month, "yMMM") for month in months],
            "trend": trend,
            "busiest": max((n for row in trend.values() for n in row), default=0),
            "chart": self._chart(figures["causes"]),
            "voice": self._voice(wizard),
            "width": WIDTH,
            "height": HEIGHT,
        }

    @api.model
    def _chart(self, bars):
        """Where the bars and the line of a Pareto chart are drawn."""
        bars = bars[:SLOTS]
        top = max((bar.count for bar in bars), default=0)
        slot = WIDTH / max(len(bars), 4)
        drawn = []
        for position, bar in enumerate(bars):
            height = round(HEIGHT * bar.count / top, 1)
            left = position * slot
            drawn.append(
                Drawn(
                    x=round(left + slot * 0.15, 1),
                    y=round(HEIGHT - height, 1),
                    width=round(slot * 0.7, 1),
                    height=height,
                    vital=bar.vital,
                    count=bar.count,
                    label=str(position + 1),
                    line_x=round(left + slot / 2, 1),
                    line_y=None
                    if bar.cumulative is None
                    else round(HEIGHT * (1 - bar.cumulative / 100), 1),
                )
            )
        return drawn

    @api.model
    def _percent(self, value, digits=0):
        if value is None:
            return "–"
        return f"{formatLang(self.env, value, digits=digits)} %"

    @api.model
    def _number(self, value, digits=1):
        return "–" if value is None else formatLang(self.env, value, digits=digits)
