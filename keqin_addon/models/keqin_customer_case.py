from odoo import fields, models
from odoo.fields import Domain

from .keqin_case import OPEN

# Marketing learns how many there are, from the counts, and nothing else of a case.
_READERS = (
    "keqin_addon.group_keqin_sales,keqin_addon.group_keqin_service,"
    "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager"
)
_STAFF = "keqin_addon.group_keqin_staff"


class KeqinCustomer(models.Model):
    """From the care file to what the customer brought to us (R003, R099)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    case_ids = fields.One2many("keqin.case", "customer_id", "Cases", groups=_READERS)
    need_ids = fields.One2many("keqin.need", "customer_id", "Needs", groups=_READERS)
    case_open_count = fields.Integer(
        "Open cases", compute="_compute_case_counts", groups=_STAFF
    )
    case_late_count = fields.Integer(
        "Late cases", compute="_compute_case_counts", groups=_STAFF
    )
    complaint_count = fields.Integer(
        "Complaints in 12 months", compute="_compute_case_counts", groups=_STAFF
    )

    def _compute_case_counts(self):
        now = fields.Datetime.now()
        since = fields.Datetime.subtract(now, years=1)
        wanted = Domain("customer_id", "in", self.ids) & (
            Domain("state", "in", OPEN)
            | (Domain("kind", "=", "complaint") & Domain("opened_on", ">", since))
        )
        names = ["customer_id", "state", "kind", "opened_on", "next_deadline"]
        # sudo: how many, of customers the reader may see, and nothing else of them
        cases = self.env["keqin.case"].sudo().search_fetch(wanted, names)
        of_customer = cases.grouped("customer_id")
        for customer in self:
            ours = of_customer.get(customer.sudo(), cases.browse())
            still_open = ours.filtered(lambda case: case.state in OPEN)
            late = still_open.filtered(
                lambda case: case.next_deadline and case.next_deadline < now
            )
            complaints = ours.filtered(
                lambda case: case.kind == "complaint" and case.opened_on > since
            )
            customer.case_open_count = len(still_open)
            customer.case_late_count = len(late)
            customer.complaint_count = len(complaints)

    def action_open_cases(self):
        """Every case of the customer, the open ones first."""
        return self._action_link("keqin_case_action")

    def action_open_needs(self):
        return self._action_link("keqin_need_action")
