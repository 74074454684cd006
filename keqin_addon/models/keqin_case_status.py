from odoo import api, fields, models
from odoo.fields import Domain

from .keqin_case import OPEN
from .keqin_case_clock import RUNNING

CLOCK_STATUS = [
    ("none", "No deadline"),
    ("running", "In time"),
    ("warning", "Due soon"),
    ("paused", "Paused"),
    ("missed", "Overdue"),
    ("met", "Met in time"),
    ("late", "Too late"),
]


class KeqinCase(models.Model):
    """What a clock says in a word, to the minute; searched without being stored."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the times of a case, and what they say
    _inherit = "keqin.case"

    response_status = fields.Selection(
        CLOCK_STATUS,
        "Clock of the response",
        compute="_compute_clock_status",
        search="_search_response_status",
    )
    resolution_status = fields.Selection(
        CLOCK_STATUS,
        "Clock of the resolution",
        compute="_compute_clock_status",
        search="_search_resolution_status",
    )

    @api.depends(
        *("state", "response_met_on", "response_deadline", "response_warn_on"),
        *("response_breached_on", "resolution_deadline", "resolution_warn_on"),
        "resolution_breached_on",
    )
    def _compute_clock_status(self):
        now = fields.Datetime.now()
        for case in self:
            is_open = case.state in OPEN
            case.response_status = case._clock_status(
                "response", case.response_met_on, is_open, is_open, now
            )
            case.resolution_status = case._clock_status(
                "resolution", not is_open, is_open, case.state in RUNNING, now
            )

    def _clock_status(self, clock, met, is_open, running, now):
        deadline, missed = self[f"{clock}_deadline"], self[f"{clock}_breached_on"]
        warn_on = self[f"{clock}_warn_on"]
        if met:
            return "late" if missed else "met" if deadline else "none"
        if missed or (running and deadline and deadline < now):
            return "missed"
        if is_open and not running:
            return "paused"
        if not (running and deadline):
            return "none"
        return "warning" if warn_on and warn_on <= now else "running"

    @api.model
    def _search_response_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        ours = Domain("state", "in", OPEN)
        return self._clock_domain(
            "response", Domain("response_met_on", "!=", False), ours, ours, value
        )

    @api.model
    def _search_resolution_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        is_open = Domain("state", "in", OPEN)
        return self._clock_domain(
            "resolution", ~is_open, is_open, Domain("state", "in", RUNNING), value
        )

    @api.model
    def _clock_domain(self, clock, met, is_open, running, wanted):
        """The cases that `_clock_status` says one of the ``wanted`` of."""
        now = fields.Datetime.now()
        marked = Domain(f"{clock}_breached_on", "!=", False)
        dated = Domain(f"{clock}_deadline", "!=", False)
        missed = marked | (running & Domain(f"{clock}_deadline", "<", now))
        in_time = ~met & ~missed & running & dated
        soon = Domain(f"{clock}_warn_on", "<=", now)
        domains = {
            "late": met & marked,
            "met": met & ~marked & dated,
            "missed": ~met & missed,
            "paused": ~met & ~missed & is_open & ~running,
            "warning": in_time & soon,
            "running": in_time & ~soon,
        }
        domains["none"] = ~Domain.OR(domains.values())
        return Domain.OR(domains[status] for status in wanted if status in domains)
