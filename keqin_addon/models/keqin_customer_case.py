from odoo import fields, models

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
    need_open_count = fields.Integer(
        "Open needs", compute="_compute_need_open_count", groups=_READERS
    )

    def _compute_case_counts(self):
        now = fields.Datetime.now()
        still_open = ("state", "in", OPEN)
        counted = {
            "case_open_count": [still_open],
            "case_late_count": [still_open, ("next_deadline", "<", now)],
            "complaint_count": [
                ("kind", "=", "complaint"),
                ("opened_on", ">", fields.Datetime.subtract(now, years=1)),
            ],
        }
        # sudo: how many, of customers the reader may see, and nothing else of them
        Case = self.env["keqin.case"].sudo()
        for name, domain in counted.items():
            ours = [("customer_id", "in", self.ids), *domain]
            groups = Case._read_group(ours, ["customer_id"], ["__count"])
            counts = {customer.id: count for customer, count in groups}
            for customer in self:
                customer[name] = counts.get(customer.id, 0)

    def _compute_need_open_count(self):
        counts = self._count_links("keqin.need", [("state", "!=", "closed")])
        for customer in self:
            customer.need_open_count = counts.get(customer.id, 0)

    def action_open_cases(self):
        """Every case of the customer, the open ones first."""
        return self._action_link("keqin_case_action")

    def action_open_needs(self):
        return self._action_link("keqin_need_action")
