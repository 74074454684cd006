from odoo import fields, models


class ResCompany(models.Model):
    """Whether customers of the company may open pages of their care, and how long."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.company"

    keqin_care_page = fields.Boolean(
        "Customer pages",
        help="Account managers may release a page for a person of a customer: our "
        "team, the agreed plan, promises, cases, and whether the data are right.",
    )
    keqin_care_page_days = fields.Integer(
        "Open for days", default=90, help="How long a page stays open by default."
    )

    _keqin_care_page_days_range = models.Constraint(
        "CHECK(keqin_care_page_days BETWEEN 1 AND 730)",
        "A customer page stays open for 1 to 730 days.",
    )
