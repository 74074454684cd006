from odoo import models


class KeqinWorkingDay(models.Model):
    """Holidays and make-up workdays move the deadlines of what is open."""

    _name = "keqin.working.day"
    _inherit = ["keqin.working.day", "keqin.clock.source.mixin"]
