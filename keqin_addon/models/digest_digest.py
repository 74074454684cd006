from odoo import api, fields, models
from odoo.exceptions import AccessError

_READERS = ("sales", "service", "executive", "manager")
_ACTIONS = {
    "kpi_keqin_contacted": "keqin_activity_action",
    "kpi_keqin_overdue": "keqin_customer_action",
    "kpi_keqin_case_late": "keqin_case_action_levels",
    "kpi_keqin_satisfaction": "keqin_feedback_action_analysis",
}


class DigestDigest(models.Model):
    """Figures of care in the periodic mail of Odoo, by the rights of who gets it:
    an account manager's are of own customers (R202)."""

    _inherit = "digest.digest"

    kpi_keqin_contacted = fields.Boolean("Customers Contacted")
    kpi_keqin_contacted_value = fields.Integer(
        compute="_compute_kpi_keqin_contacted_value"
    )
    kpi_keqin_overdue = fields.Boolean("Customers Not Contacted in Time")
    kpi_keqin_overdue_value = fields.Integer(compute="_compute_kpi_keqin_overdue_value")
    kpi_keqin_case_late = fields.Boolean("Cases Late")
    kpi_keqin_case_late_value = fields.Integer(
        compute="_compute_kpi_keqin_case_late_value"
    )
    kpi_keqin_satisfaction = fields.Boolean("Satisfaction (1-5)")
    kpi_keqin_satisfaction_value = fields.Float(
        compute="_compute_kpi_keqin_satisfaction_value", digits=(3, 2)
    )

    def _compute_kpi_keqin_contacted_value(self):
        """Different customers with whom care that counts was done in the period."""
        start, end, companies = self._keqin_span()
        domain = [
            ("state", "=", "done"),
            ("qualifies", "=", True),
            ("date_done", ">=", start.date()),
            ("date_done", "<", end.date()),
        ]
        self._keqin_fill(
            "keqin.activity",
            "kpi_keqin_contacted_value",
            domain,
            companies,
            "customer_id:count_distinct",
        )

    def _compute_kpi_keqin_overdue_value(self):
        """Customers whose contact is overdue as the mail is written."""
        _start, _end, companies = self._keqin_span()
        domain = [("needs_contact", "=", True)]
        self._keqin_fill(
            "keqin.customer", "kpi_keqin_overdue_value", domain, companies, "__count"
        )

    def _compute_kpi_keqin_case_late_value(self):
        """Cases whose time to resolve ran out in the period."""
        start, end, companies = self._keqin_span()
        domain = [
            ("counts", "=", True),
            ("resolution_breached_on", ">=", start),
            ("resolution_breached_on", "<", end),
        ]
        self._keqin_fill(
            "keqin.case", "kpi_keqin_case_late_value", domain, companies, "__count"
        )

    def _compute_kpi_keqin_satisfaction_value(self):
        """Mean level, 1 to 5, of the opinions that count of the period."""
        start, end, companies = self._keqin_span()
        domain = [
            ("is_counted", "=", True),
            ("level", "!=", False),
            ("answered_on", ">=", start),
            ("answered_on", "<", end),
        ]
        self._keqin_fill(
            "keqin.feedback",
            "kpi_keqin_satisfaction_value",
            domain,
            companies,
            "level:avg",
        )

    def _compute_kpis_actions(self, company, user):
        menu = self.env.ref("keqin_addon.keqin_menu_root").id
        actions = {
            name: f"keqin_addon.{action}?menu_id={menu}"
            for name, action in _ACTIONS.items()
        }
        return super()._compute_kpis_actions(company, user) | actions

    @api.model
    def _keqin_span(self):
        """The period and companies of the mail.

        :raise AccessError: the reader has no role that reads what customers said and
            got: Odoo then leaves the figure out of the mail
        """
        groups = [f"keqin_addon.group_keqin_{role}" for role in _READERS]
        if not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(
                self.env._("Figures of customer care are for those who care for them.")
            )
        start, end, companies = self._get_kpi_compute_parameters()
        to_datetime = fields.Datetime.to_datetime
        return to_datetime(start), to_datetime(end), companies

    def _keqin_fill(self, model, name, domain, companies, aggregate):
        rows = self.env[model]._read_group(
            [*domain, ("company_id", "in", companies.ids)], ["company_id"], [aggregate]
        )
        figures = {company.id: figure for company, figure in rows}
        for digest in self:
            company = digest.company_id or self.env.company
            digest[name] = figures.get(company.id) or 0
