from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import date_utils

from ..models.keqin_case import KINDS, TOPICS
from ..models.keqin_grade_change import TIER_SELECTION


class KeqinFeedbackReport(models.TransientModel):
    """What the customer feedback report is about (R113)."""

    _name = "keqin.feedback.report"
    _description = "Customer Feedback Report"

    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: self._default_period()[0],
        help="Counted by the day on which a case was received.",
    )
    date_to = fields.Date(
        "To", required=True, default=lambda self: self._default_period()[1]
    )
    topic = fields.Selection(TOPICS, "About")
    kind = fields.Selection(KINDS)
    tier = fields.Selection(TIER_SELECTION)
    customer_ids = fields.Many2many("keqin.customer", string="Customers")

    @api.model
    def _default_period(self):
        """The last full quarter."""
        today = fields.Date.context_today(self)
        start = date_utils.start_of(today, "quarter") - relativedelta(months=3)
        return start, date_utils.end_of(start, "quarter")

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        for wizard in self:
            if wizard.date_from > wizard.date_to:
                raise ValidationError(
                    self.env._("The period ends before it begins. Swap the two dates.")
                )

    def action_print(self):
        report = self.env.ref("keqin_addon.keqin_feedback_report_action")
        return report.report_action(self)

    def action_preview(self):
        """The same pages in the browser."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/report/html/keqin_addon.keqin_feedback_report/{self.id}",
            "target": "new",
        }

    def _domain_cases(self):
        """Which cases, without the period."""
        self.ensure_one()
        domain = Domain.TRUE
        for name in ("topic", "kind"):
            if self[name]:
                domain &= Domain(name, "=", self[name])
        if self.tier:
            domain &= Domain("customer_id.tier", "=", self.tier)
        if self.customer_ids:
            domain &= Domain("customer_id", "in", self.customer_ids.ids)
        return domain

    def _chosen(self):
        """What the report is limited to, in words."""
        self.ensure_one()
        chosen = []
        for name in ("topic", "kind", "tier"):
            if self[name]:
                field = self._fields[name]
                label = dict(field._description_selection(self.env))[self[name]]
                chosen.append(f"{field._description_string(self.env)}: {label}")
        if self.customer_ids:
            names = ", ".join(self.customer_ids.mapped("display_name"))
            chosen.append(self.env._("Customers: %s", names))
        return chosen
