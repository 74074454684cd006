from datetime import date

from odoo import api, fields, models
from odoo.tools import mute_logger

from .keqin_feedback import READERS
from .keqin_health_engine import CONFLICTS
from .keqin_health_factor import BANDS
from .optional_float import OptionalFloat

STAFF = "keqin_addon.group_keqin_staff"
_COMPUTED = (
    "health_score",
    "health_band",
    "health_coverage",
    "health_on",
    "health_explanation",
    "health_change",
    "health_compared_on",
)


class KeqinCustomer(models.Model):
    """How healthy the relationship is, and what that is made of (R214)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    health_score = OptionalFloat(
        "Health",
        digits=(5, 2),
        readonly=True,
        copy=False,
        aggregator="avg",
        groups=STAFF,
        help="0 to 100, the weighted mean of the factors that are known.",
    )
    health_band = fields.Selection(
        BANDS,
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups=STAFF,
        help="Empty while less than half of the weights is known.",
    )
    health_coverage = fields.Float(
        digits=(5, 4), readonly=True, copy=False, aggregator="avg", groups=STAFF
    )
    health_on = fields.Date(
        "Health since",
        readonly=True,
        copy=False,
        groups=STAFF,
        help="Since when it is what it is. It is computed every night.",
    )
    health_change = OptionalFloat(
        "Change of health",
        digits=(5, 2),
        readonly=True,
        copy=False,
        aggregator="avg",
        groups=STAFF,
        help="Against the last month-end.",
    )
    health_compared_on = fields.Date(
        "Compared with", readonly=True, copy=False, groups=STAFF
    )
    health_explanation = fields.Json(readonly=True, copy=False, groups=READERS)
    health_snapshot_ids = fields.One2many(
        "keqin.health.snapshot", "customer_id", "Health history", groups=STAFF
    )

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_COMPUTED, fields.NO_ACCESS)

    @api.model
    def _cron_health(self):
        """The rhythm and the health of all customers, company by company.

        Those not done today come first, so that a run that is out of time goes on with
        the others when the scheduler calls again.
        """
        groups = self._read_group([("active", "=", True)], ["company_id"])
        companies = self.env["res.company"].union(*(company for (company,) in groups))
        companies = companies.filtered(self.env["keqin.health.engine"]._policy)
        today = companies._keqin_today()
        for company in companies.sorted(lambda it: it.keqin_health_on or date.min):
            run = self._run_health(company, today[company])
            if run.state == "running":
                return
            left = companies.filtered(lambda it: it.keqin_health_on != today[it])
            self._pass_on_health(run, left - company)

    @api.model
    def _run_health(self, company, day):
        """Health, and the rhythm it builds on, while nobody else is at it.

        :return: the log of the run; none when another server or a user got in the way
        """
        none = self.env["keqin.grading.run"]
        engine = self.env["keqin.health.engine"]
        if not engine._policy(company)._take():
            return none
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.env["keqin.rhythm.engine"]._run(company, day)
                self.env["keqin.people.engine"]._run(company, day)
        except CONFLICTS:
            return none
        return engine._run(company, day)

    @api.model
    def _pass_on_health(self, run, left):
        """Commit a company; come back soon for one that somebody got in the way of."""
        if not self.env.context.get("cron_id"):
            return
        if run.state != "done":
            later = fields.Datetime.add(fields.Datetime.now(), minutes=10)
            self.env.ref("keqin_addon.cron_health")._trigger(later)
        self.env["ir.cron"]._commit_progress(1, remaining=len(left))
