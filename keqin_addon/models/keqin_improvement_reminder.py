from odoo import api, fields, models

_TODO = "keqin_addon.mail_activity_type_improvement"
_CHECK = "keqin_addon.mail_activity_type_improvement_check"
_ANSWER_DAYS = 7
_REMIND_DAYS = 7
# Customers need time to notice, and to be asked again.
_EFFECT_DAYS = 90
_BATCH = 1_000


class KeqinImprovement(models.Model):
    """Whose turn it is, as a to-do; what is late, once a week."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a measure is, how it moves, who is reminded
    _inherit = "keqin.improvement"

    reminded_on = fields.Date(readonly=True, copy=False)

    def _deliver(self):
        """Put it on the list of whose turn it is, and off all others."""
        self._reminder().unlink()
        if self.env.context.get("keqin_bulk"):
            return
        for improvement in self:
            # sudo: the list of another is not ours to read; the measure is
            improvement.sudo()._remind_next()

    def _remind_next(self):
        self.ensure_one()
        today = fields.Date.context_today(self)
        owner = self.user_id
        if self.state == "proposed" and owner and owner != self.create_uid:
            day = fields.Date.add(today, days=_ANSWER_DAYS)
            text = self._for(owner).env._("Plan it, or say why not")
            self._schedule(_TODO, owner, day, text)
        elif self.state in ("planned", "doing"):
            text = self._for(owner).env._("Get it done")
            self._schedule(_TODO, owner, self.date_due, text)
        elif self.state == "done":
            judge = self._judge()
            day = fields.Date.add(self.done_on, days=_EFFECT_DAYS)
            text = self._for(judge).env._("Did it help? Check the effect")
            self._schedule(_CHECK, judge, day, text)

    def _judge(self):
        """Who proposed it, if that is a lead, else a lead; not who worked on it."""
        workers = self.user_id | self.done_by_id
        proposer = self.create_uid
        may = proposer.active and self.with_user(proposer)._is_lead()
        if may and proposer not in workers:
            return proposer
        leads = self.env["keqin.case.task"]._leads(self.company_id)
        # who keeps the system runs no department
        return (leads - workers).sorted(lambda user: user._is_system())[:1]

    def _schedule(self, xmlid, user, day, text):
        if user:
            self.activity_schedule(
                xmlid, date_deadline=day, summary=text, user_id=user.id
            )

    def _for(self, user):
        return self.with_context(lang=user.lang or self.env.lang)

    def _tell_ownerless(self):
        """A suggestion without an owner would otherwise wait for nobody."""
        quiet = self.env.context.get("tracking_disable")
        for improvement in self.browse() if quiet else self:
            if improvement.state != "proposed" or improvement.user_id:
                continue
            company = improvement.company_id
            leads = self.env["keqin.case.task"]._leads(company) - self.env.user
            for lang, group in leads.grouped("lang").items():
                # sudo: told to those who read all of them
                here = improvement.sudo().with_context(lang=lang)
                here.message_notify(
                    partner_ids=group.partner_id.ids,
                    subject=here.env._("Suggestion: %s", here.name),
                    body=here.env._("It has no owner yet. Name one, or say why not."),
                )

    @api.model
    def _remind_overdue(self):
        """The owner of what is late hears of it once a week. Called by ``cron_sla``.

        :return: how many were reminded of; False when the time of the run is over
        """
        reminded = 0
        for company in self.env["res.company"].search([("active", "=", True)]):
            late = self.search(self._late_domain(company))
            while late:
                batch, late = late[:_BATCH], late[_BATCH:]
                batch._remind_late()
                reminded += len(batch)
                if not self.env["keqin.plan.line"]._checkpoint(len(batch), len(late)):
                    return False
        return reminded

    @api.model
    def _late_domain(self, company):
        today = fields.Date.context_today(self.with_company(company))
        return [
            ("company_id", "=", company.id),
            ("state", "in", ("planned", "doing")),
            ("date_due", "<", today),
            ("user_id.active", "=", True),
            "|",
            ("reminded_on", "=", False),
            ("reminded_on", "<=", fields.Date.subtract(today, days=_REMIND_DAYS)),
        ]

    def _remind_late(self):
        today = fields.Date.context_today(self)
        quiet = self.with_context(
            mail_activity_quick_update=True, tracking_disable=True
        )
        quiet._reminder().unlink()
        for improvement in quiet:
            owner = improvement.user_id
            text = improvement._for(owner).env._(
                "Overdue since %s: get it done, or have a lead set another day",
                fields.Date.to_string(improvement.date_due),
            )
            improvement._schedule(_TODO, owner, today, text)
        # sudo: a stamp of the server, written by nobody
        quiet.sudo().reminded_on = today

    def _reminder(self):
        # sudo: reminders of the measure, on whose list they are
        return self.sudo().activity_search([_TODO, _CHECK], only_automated=True)

    @api.model
    def _field_writers(self):
        return super()._field_writers() | {"reminded_on": fields.NO_ACCESS}
