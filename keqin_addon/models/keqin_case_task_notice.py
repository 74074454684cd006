from markupsafe import Markup

from odoo import api, fields, models

from .keqin_case_task import WORKING
from .keqin_case_task_flow import MANY_TRANSFERS

_BATCH = 1000


class KeqinCaseTask(models.Model):
    """Who hears of a routed task: the case, who asked, the account manager, a lead."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a task is, its flow, who is told
    _inherit = "keqin.case.task"

    def _tell_routed(self):
        for department, tasks in self.grouped("department").items():
            label = self._label("department", department)
            tasks._tell_case(self.env._("Routed to %s", label))

    def _tell_case(self, step, body=None, notify=False):
        """An internal note on each case; with ``notify`` also to who has to know it:
        who asked, the owner of the case, the account manager.

        :param step: what happened, as a few words
        :param body: more of it: text, or HTML where it is markup
        """
        notes = {task: task._note(step, body) for task in self.sudo()}
        if not notify:
            for case, tasks in self.sudo().grouped("case_id").items():
                note = Markup().join(notes[task] for task in tasks)
                case._message_log(body=note)
            return
        for task, note in notes.items():
            # sudo: the owner of a task may not read its case, only answer his part
            task.case_id.with_context(mail_post_autofollow=False).message_post(
                body=note,
                message_type="notification",
                subtype_xmlid="keqin_addon.keqin_case_subtype_task",
                partner_ids=task._people_concerned().partner_id.ids,
            )

    def _note(self, step, body=None):
        note = Markup("<p><b>%s</b> (%s): %s</p>") % (
            self.name,
            self.user_id.name,
            step,
        )
        return note + (Markup("<div>%s</div>") % body if body else Markup())

    def _people_concerned(self):
        case = self.case_id
        people = self.requested_by_id | case.user_id | case.manager_id
        return people - self.env.user

    def _tell_owner(self, body):
        for task in self.sudo():
            task.message_post(
                body=body,
                subtype_xmlid="mail.mt_note",
                partner_ids=task.user_id.partner_id.ids,
            )

    def _tell_transferred(self, before, reason):
        """On the task and on the case, and to a lead when it goes round in circles."""
        # sudo: who gave it away may no longer read it
        task = self.sudo()
        if before != task.requested_by_id:
            task.message_unsubscribe(before.partner_id.ids)
        text = self.env._(
            "Transferred from %(before)s to %(after)s: %(reason)s",
            before=before.name,
            after=task.user_id.name,
            reason=reason,
        )
        leads = self.env["res.users"]
        if task.transfer_count >= MANY_TRANSFERS:
            leads = task._leads() - self.env.user
        task.message_post(
            body=text,
            subtype_xmlid="mail.mt_note",
            partner_ids=leads.partner_id.ids,
        )
        task._tell_case(text)

    @api.model
    def _escalate_overdue(self):
        """Tell who asked, and the leads of service, what departments owe (R094).

        One message for each person, whatever the number of tasks; a task is told of
        once, and again when a later time for it has gone by as well. Called by
        ``cron_sla``.

        :return: the tasks told of now
        """
        now = fields.Datetime.now()
        overdue = self.search([("state", "in", WORKING), ("due_on", "<", now)])
        new = overdue.filtered(
            lambda task: not task.escalated_on or task.escalated_on < task.due_on
        )[:_BATCH]
        tasks_of = {}
        for company, tasks in new.grouped("company_id").items():
            leads = tasks._leads(company)
            for user in leads | tasks.requested_by_id:
                asked = tasks.filtered(lambda t: t.requested_by_id == user)  # noqa: B023
                owed = tasks if user in leads else asked
                tasks_of[user] = tasks_of.get(user, self.browse()) | owed
        new.escalated_on = now
        told = self.env._("Overdue: who asked and the leads of service were told")
        new._message_log_batch(bodies=dict.fromkeys(new.ids, told))
        for user, tasks in tasks_of.items():
            tasks._tell_overdue(user)
        return new

    def _tell_overdue(self, user):
        here = self.with_context(lang=user.lang)
        rows = Markup().join(
            Markup('<li><a href="/odoo/%s/%s">%s</a>: %s, %s</li>')
            % (task._name, task.id, task.name, task.user_id.name, task.case_number)
            for task in here
        )
        self.env["mail.thread"].message_notify(
            subject=here.env._("Overdue internal requests: %s", len(here)),
            body=Markup("<ul>%s</ul>") % rows,
            partner_ids=user.partner_id.ids,
        )

    def _leads(self, company=None):
        """Service leads of a company; executives where there are none."""
        company = company or self.company_id
        # sudo: who leads is no secret to whoever owes them an answer
        Case = self.env["keqin.case"].sudo()
        leads = Case._members("keqin_addon.group_keqin_service_manager", company)
        return leads or Case._members("keqin_addon.group_keqin_executive", company)

    @api.model
    def _label(self, name, value):
        return dict(self._fields[name]._description_selection(self.env))[value]
