from odoo import api, fields, models
from odoo.tools import SQL

ACTIONS = [
    ("opened", "Opened"),
    ("confirmed", "Data confirmed"),
    ("corrected", "Data corrected"),
    ("rated", "Rated"),
]


class KeqinCarePageVisit(models.Model):
    """Who of the customer's side used a page, and on which day.

    Counted up in the database, so that it neither grows with every click nor is lost
    when two come at once. Nobody writes or deletes it.
    """

    _name = "keqin.care.page.visit"
    _description = "Visit of a Customer Page"
    _order = "day desc, id desc"
    _rec_name = "page_id"
    _log_access = False

    page_id = fields.Many2one(
        "keqin.care.page", required=True, readonly=True, ondelete="cascade"
    )
    day = fields.Date(required=True, readonly=True)
    what = fields.Selection(ACTIONS, required=True, readonly=True)
    via = fields.Selection(
        [("link", "Link"), ("login", "Logged in")],
        "Access by",
        required=True,
        readonly=True,
    )
    count = fields.Integer("Times", required=True, readonly=True)

    _day_uniq = models.Constraint(
        "UNIQUE(page_id, day, what, via)", "A page has one count a day."
    )

    @api.model
    def _count(self, page, what, via):
        """Count one more use of ``page`` today, by the company's calendar."""
        self.env.execute_query(
            SQL(
                """INSERT INTO keqin_care_page_visit AS v
                               (page_id, day, what, via, count)
                        VALUES (%s, %s, %s, %s, 1)
                   ON CONFLICT (page_id, day, what, via)
                     DO UPDATE SET count = v.count + 1
                     RETURNING id""",
                page.id,
                page._today(),
                what,
                via,
            )
        )
        self.invalidate_model(["count"])
        page.invalidate_recordset(["visit_ids", "visit_count", "last_visit_on"])
