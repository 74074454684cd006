from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import split_every

_BATCH = 1_000


class KeqinCustomer(models.Model):
    """Care scope: who gets a care file, and who leaves it (R024).

    Leaving archives the file and deletes nothing; coming back restores it.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the archive, its grade, its history, its scope
    _inherit = "keqin.customer"

    @api.model
    def _cron_enroll(self):
        for policy in self.env["keqin.grading.policy"].search([("active", "=", True)]):
            self._enroll(policy)

    @api.model
    def _enroll(self, policy):
        """Bring the care files of the policy's company in line with its scope.

        :return: the log, empty when another server is at it
        """
        Run = self.env["keqin.grading.run"]
        if not policy._take():
            return Run
        run = Run._begin(policy, "enroll", policy._as_of())
        wanted = self._partners_in_scope(policy)
        files = self.with_context(active_test=False).search_fetch(
            [], ["partner_id", "active", "company_id"]
        )
        ours = files.filtered(lambda file: file.company_id == policy.company_id)
        leaving = ours.filtered(lambda f: f.active and f.partner_id.id not in wanted)
        back = ours.filtered(lambda f: not f.active and f.partner_id.id in wanted)
        leaving.write({"active": False})
        back.write({"active": True})
        run.write({"entered_count": len(back), "left_count": len(leaving)})
        entering = sorted(wanted - set(files.partner_id.ids))
        if self._enroll_partners(policy, run, entering):
            run._finish(len(ours) - len(leaving) + len(entering))
            policy.last_enrollment_id = run
        return run

    @api.model
    def _enroll_partners(self, policy, run, partner_ids):
        """Create care files in batches; False when a scheduled run has to stop."""
        buyers = self._buyers(policy, Domain.TRUE)
        quiet = self.with_context(tracking_disable=True, keqin_enroll=True)
        remaining = len(partner_ids)
        for batch in split_every(_BATCH, partner_ids):
            quiet.create(
                [
                    {
                        "partner_id": partner_id,
                        "company_id": policy.company_id.id,
                        "lifecycle": "active" if partner_id in buyers else "prospect",
                    }
                    for partner_id in batch
                ]
            )
            run.entered_count += len(batch)
            if not policy._checkpoint(run, len(batch), remaining):
                return False
            remaining -= len(batch)
        return True

    @api.model
    def _partners_in_scope(self, policy):
        """Ids of the commercial partners that belong into care, as a set."""
        commercial = Domain("is_company", "=", True) | Domain("parent_id", "=", False)
        companies = policy._branches()
        companies_or_shared = Domain("company_id", "in", [False, *companies.ids])
        # a company of this database is no customer of its own
        foreign = Domain("ref_company_ids", "=", False)
        eligible = commercial & companies_or_shared & foreign
        always = Domain("keqin_scope", "=", "always")
        by_rule = self._scope_rule_domain(policy) & Domain("keqin_scope", "=", False)
        return set(self.env["res.partner"]._search(eligible & (always | by_rule)))

    @api.model
    def _scope_rule_domain(self, policy):
        if policy.scope_rule == "manual":
            return Domain.FALSE
        domain = policy._scope_filter()
        if policy.scope_rule == "order":
            since = Domain.TRUE
            if policy.scope_months:
                day = policy._as_of() - relativedelta(months=policy.scope_months)
                date_field = policy._document()[1]
                since = Domain(date_field, ">=", day)
            domain &= Domain("id", "in", list(self._buyers(policy, since)))
        if policy.scope_companies_only:
            domain &= Domain("is_company", "=", True)
        return domain

    @api.model
    def _buyers(self, policy, since):
        """Ids of the commercial partners with a confirmed document."""
        model_name, _date_field, domain, partner_path = policy._document()
        groups = self.env[model_name]._read_group(
            domain & since & Domain("company_id", "in", policy._branches().ids),
            [partner_path],
        )
        return {partner.id for (partner,) in groups}
