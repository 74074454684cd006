from odoo import fields, models


class KeqinWorkingDay(models.Model):
    """A dated exception to the working week: a holiday, or a make-up workday.

    What the country publishes for a year; without exceptions Monday to Friday count.
    """

    _name = "keqin.working.day"
    _description = "Working Day Exception"
    _order = "date desc"

    date = fields.Date(required=True, index=True)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [("holiday", "Holiday"), ("workday", "Make-up workday")],
        required=True,
        default="holiday",
    )
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for every company."
    )

    _date_uniq = models.UniqueIndex(
        "(date, COALESCE(company_id, 0))", "This day already has an exception."
    )
