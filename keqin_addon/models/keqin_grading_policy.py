import hashlib
from ast import literal_eval
from datetime import datetime
from itertools import islice

import psycopg2
import pytz

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger

from ..tools import period

# Some seconds of work, and some hundred megabytes in the temporary table.
_BATCH = 100_000


class KeqinGradingPolicy(models.Model):
    """Who is in care scope and how they are graded; one active policy per company.

    A run gathers the measures of all customers in one query, grades them by the
    arithmetic of `tools.grading` and writes only the rows that differ. Two servers
    cannot grade at once: a run holds the row of its policy and ends by writing it, so
    whoever comes second notices, whether the first is still at it or just done.
    """

    _name = "keqin.grading.policy"
    _description = "Grading Policy"
    _inherit = ["keqin.grading.rule", "mail.thread"]
    _order = "company_id, id"
    _check_company_auto = True

    @api.model
    def _default_tz(self):
        company = self.env.company
        return company.resource_calendar_id.tz or self.env.user.tz or "UTC"

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    tz = fields.Selection(
        lambda self: [(tz, tz) for tz in sorted(pytz.all_timezones)],
        string="Time zone",
        required=True,
        default=lambda self: self._default_tz(),
        help="An order belongs to the day that it is in this time zone.",
    )
    reference_documents = fields.Html(
        help="Rules and contracts on which this policy rests. Files go in the chatter."
    )

    scope_rule = fields.Selection(
        [
            ("order", "With a confirmed order"),
            ("filter", "Matching the filter"),
            ("manual", "Only marked by hand"),
        ],
        string="Care scope",
        default="order",
        required=True,
        tracking=True,
        help="Which contacts get a care file. A contact marked Always or Never is "
        "taken or left whatever the rule says.",
    )
    scope_months = fields.Integer(
        "Order within months", help="How recent the order has to be; 0 for ever."
    )
    scope_companies_only = fields.Boolean(
        "Companies only", default=True, help="Leave out individuals."
    )
    scope_domain = fields.Char("Scope filter", default="[]")
    key_tiers = fields.Selection(
        [("none", "None"), ("A", "Tier A"), ("AB", "Tiers A and B")],
        string="Key by tier",
        default="A",
        required=True,
        help="Tiers whose customers have the care level Key without being on the "
        "list of key customers.",
    )

    # each is tracked: who changed how customers are judged must be seen (R190)
    method = fields.Selection(tracking=True)
    source = fields.Selection(tracking=True)
    window_months = fields.Integer(tracking=True)

    run_ids = fields.One2many("keqin.grading.run", "policy_id")
    last_run_id = fields.Many2one(
        "keqin.grading.run", copy=False, readonly=True, ondelete="set null"
    )
    last_run_summary = fields.Char(related="last_run_id.summary", string="Last grading")
    last_enrollment_id = fields.Many2one(
        "keqin.grading.run",
        "Last enrolment run",
        copy=False,
        readonly=True,
        ondelete="set null",
    )
    last_enrollment_summary = fields.Char(
        related="last_enrollment_id.summary", string="Last enrolment"
    )
    fingerprint = fields.Char(copy=False, groups=fields.NO_ACCESS)

    _company_uniq = models.UniqueIndex(
        "(company_id) WHERE active",
        "A company has one active grading policy. Archive the present one first.",
    )
    _scope_months_positive = models.Constraint(
        "CHECK(scope_months >= 0)", "The months of the care scope cannot be negative."
    )

    @api.constrains("scope_domain", "scope_rule")
    def _check_scope_domain(self):
        for policy in self:
            try:
                # not sudo, as constraints are: enrolment would tell the writer what
                # fields say that are closed to that user
                contacts = self.env["res.partner"].sudo(False)
                contacts.search(policy._scope_filter(), limit=1)
            except Exception as error:  # whatever a domain can do wrong
                raise UserError(
                    self.env._(
                        "The scope filter of %(policy)s cannot be read: %(error)s. "
                        "Choose it again with the filter editor.",
                        policy=policy.name,
                        error=error,
                    )
                ) from error

    # actions
    def action_run(self):
        """Grade now and show what came of it."""
        return self.run()._action_result()

    def action_enroll(self):
        """Take customers into care scope now, and show what came of it."""
        self.check_access("write")
        # sudo: the caller may write the policy, enrolment follows from its rule
        runs = self.env["keqin.customer"].sudo()._enroll(self.sudo())
        return runs._action_result()

    def action_what_if(self):
        """Open the what-if wizard with the parameters of this policy."""
        self.ensure_one()
        return self.env["keqin.grading.what.if"]._action_open(self)

    # business methods
    def run(self, as_of=None):
        """Grade all customers of the policies' companies.

        :param as_of: last day of the window (date or ``YYYY-MM-DD``), today in the
            policy's time zone unless given
        :return: the `keqin.grading.run` records; none for a policy that another
            server is grading at this moment
        :raises AccessError: unless the user may change the policy
        :raises UserError: when ``as_of`` is no usable date
        """
        self.check_access("write")
        runs = self.env["keqin.grading.run"]
        # sudo: who keeps the policy grades every customer, also those whose orders
        # and care files that user may not open
        for policy in self.sudo():
            runs |= policy._run(policy._as_of(as_of))
        return runs.sudo(False)

    @api.model
    def _cron_grade(self):
        for policy in self.search([("active", "=", True)]):
            if policy._run(policy._as_of()).state == "running":
                break  # out of time: the scheduler calls again

    @api.private
    def simulate(self, rule=None, as_of=None):
        """What a grading would change, without writing anything.

        :param rule: a `keqin.grading.rule` to try, the policy itself unless given
        :param as_of: as for `run`
        :return: list of ``(customer id, old tier, new tier, old potential, new
            potential)`` of the customers that would move, among those that the
            current user may read
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: sums over orders that the user may not open; only grades come out,
        # and only of customers that the user may read
        policy = self.sudo()
        as_of = policy._as_of(as_of)
        measures = policy._measures(rule or policy, as_of)
        grades = (rule or policy).sudo()._grade(measures)
        free = Domain("tier_locked", "=", False)
        expired = Domain("tier_locked_until", "<", as_of)
        customers = self.env["keqin.customer"].search(
            Domain("company_id", "=", policy.company_id.id) & (free | expired)
        )
        current = {c.id: (c.tier or None, c.potential or None) for c in customers}
        moves = []
        for grade in grades:
            new = grade.tier_proposed, grade.potential_proposed
            old = current.get(grade.id, new)
            if old != new:
                moves.append((grade.id, old[0], new[0], old[1], new[1]))
        return moves

    def _run(self, as_of):
        """One grading of one policy, in batches that a scheduled run commits."""
        self.ensure_one()
        Run = self.env["keqin.grading.run"]
        if not self._take():
            return Run
        run = Run._begin(self, "grade", as_of)
        self.env["keqin.customer"]._release_expired_locks(self.company_id, as_of)
        measures = self._measures(self, as_of)
        fingerprint = self._fingerprint(measures)
        if fingerprint != self.fingerprint or self._has_ungraded():
            grades = self._grade(measures)
            for left in range(len(measures), 0, -_BATCH):
                # what an interrupted run had stored already takes none of our time
                if not run._store(islice(grades, _BATCH)) and left > _BATCH:
                    continue
                if not self._checkpoint(run, min(left, _BATCH), left):
                    return run
        run._finish(len(measures))
        self.write({"last_run_id": run.id, "fingerprint": fingerprint})
        run._notify_managers()
        return run

    def _measures(self, rule, as_of):
        return self.env["keqin.grading.source"]._measures(
            self.company_id, rule, self.tz, as_of
        )

    def _fingerprint(self, measures):
        """Hash of all that decides the grades: equal inputs, equal grades."""
        inputs = self._parameter_values(), self.key_tiers, measures
        return hashlib.sha256(repr(inputs).encode()).hexdigest()

    def _has_ungraded(self):
        """Does a care file wait for its first grade, or for what was fixed to end?"""
        ungraded = SQL(
            """SELECT 1 FROM keqin_customer
                WHERE active AND company_id = %s
                  AND (grade_explanation IS NULL OR tier_locked IS NOT TRUE
                       AND (tier, potential) IS DISTINCT FROM
                           (tier_proposed, potential_proposed))
                LIMIT 1""",
            self.company_id.id,
        )
        return bool(self.env.execute_query(ungraded))

    def _take(self):
        """Hold the policy's row; False when another server has it or just had it."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint(flush=False):
                self.lock_for_update(allow_referencing=True)
        except (LockError, psycopg2.errors.SerializationFailure):
            return False
        return True

    def _checkpoint(self, run, processed, remaining):
        """Commit a batch of a scheduled run; False when it has to stop here.

        A button or a call from code stays one transaction. After a commit the policy
        is free for a moment: whoever took it meanwhile goes on instead of us.
        """
        if not self.env.context.get("cron_id"):
            return True
        # what is half done matches no inputs; and the write tells who comes second
        self.fingerprint = False
        left = max(remaining - processed, 0)
        time_left = self.env["ir.cron"]._commit_progress(processed, remaining=left)
        self.invalidate_recordset()
        return bool(time_left or not left) and self._take() and run.state == "running"

    def _as_of(self, as_of=None):
        """``as_of`` as a date, by default today in the policy's time zone."""
        if not as_of:
            return datetime.now(pytz.timezone(self.tz)).date()
        try:
            day = fields.Date.to_date(as_of)
            period.previous_window(day, self.window_months)
            period.next_window(day, self.window_months)
        except (ValueError, OverflowError) as error:
            raise UserError(
                self.env._("%s is no usable date. Write it as 2026-12-31.", as_of)
            ) from error
        return day

    def _scope_filter(self):
        """The administrator's filter as a domain on contacts."""
        self.ensure_one()
        return Domain(literal_eval(self.scope_domain or "[]"))

    def _branches(self):
        """The policy's company and its branches."""
        return self.env["res.company"].search([("id", "child_of", self.company_id.id)])

    def _document(self):
        """What counts as a purchase: model, date, domain, path to the customer."""
        if self.source == "invoice":
            domain = Domain(
                [("state", "=", "posted"), ("move_type", "=", "out_invoice")]
            )
            return "account.move", "invoice_date", domain, "commercial_partner_id"
        domain = Domain("state", "=", "sale")
        return "sale.order", "date_order", domain, "partner_id.commercial_partner_id"
