from odoo import api, fields, models
from odoo.tools import split_every

_TODO = "keqin_addon.mail_activity_type_care"
_TODO_FIELDS = frozenset(
    {"date_planned", "executive_ids", "name", "start_at", "state", "user_id"}
)
_BATCH = 1_000


class KeqinActivity(models.Model):
    """Odoo's own to-do for the person in charge of each planned activity.

    One for the responsible and one for each executive who takes part; it moves with
    the activity and is done with it. What scheduled jobs make by the thousand (context
    ``keqin_bulk``) has none: the desk shows it, and a to-do comes when a person changes
    the activity or the summary is overdue (R063).
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what an activity is, its flow, its meeting, its conversation
    _inherit = "keqin.activity"

    reminded_on = fields.Date(readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._sync_todos()
        return activities

    def write(self, vals):
        written = super().write(vals)
        if not _TODO_FIELDS.isdisjoint(vals):
            self._sync_todos()
        return written

    def _sync_todos(self):
        """Bring the to-dos in line with who has to do what until when."""
        if self.env.context.get("mail_activity_automation_skip"):
            return
        # sudo: to-dos follow from the permitted change of the activity
        activities = self.sudo()
        present = activities._todos().grouped(lambda todo: (todo.res_id, todo.user_id))
        wanted = activities._prepare_todos()
        for key in present.keys() & wanted.keys():
            stale = present[key].filtered(
                lambda todo, vals=wanted[key]: (
                    todo.date_deadline != vals["date_deadline"]
                    or todo.summary != vals["summary"]
                )
            )
            if stale:
                stale.write(wanted[key])
        activities._close_todos(
            [present[key] for key in present.keys() - wanted.keys()]
        )
        if not self._is_bulk():
            missing = [wanted[key] for key in wanted.keys() - present.keys()]
            self.env["mail.activity"].sudo().create(missing)

    def _close_todos(self, groups):
        """Done with the activity, or dropped with the change of its person."""
        todos = self.env["mail.activity"].union(*groups)
        done = self.filtered(lambda activity: activity.state == "done")
        finished = todos.filtered(lambda todo: todo.res_id in done.ids)
        finished.action_done()
        (todos - finished).unlink()

    def _todos(self):
        kind = self.env.ref(_TODO, raise_if_not_found=False)
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("activity_type_id", "=", kind.id if kind else False),
            ]
        )

    def _prepare_todos(self):
        kind = self.env.ref(_TODO, raise_if_not_found=False)
        model_id = self.env["ir.model"]._get_id(self._name)
        return {
            (activity.id, user): {
                "activity_type_id": kind.id,
                "automated": True,
                "date_deadline": activity.date_planned,
                "res_id": activity.id,
                "res_model_id": model_id,
                "summary": activity.name,
                "user_id": user.id,
            }
            for activity in self
            if kind and activity.state == "planned"
            for user in activity.user_id | activity.executive_ids
        }

    @api.model
    def _cron_remind(self):
        """Remind of visits without summary (R063), follow up unconfirmed mail (R061).

        Once for each, in batches: what was reminded of is marked.
        """
        today = fields.Date.context_today(self)
        for company in self.env["res.company"].search([("active", "=", True)]):
            ours = self.with_company(company)
            ours._remind_summaries(company, today)
            ours._follow_up_mails(company, today)

    @api.model
    def _remind_summaries(self, company, today):
        limit = fields.Date.subtract(today, days=company.keqin_summary_days)
        late = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "planned"),
                ("type_id.outcome", "in", ("summary", "both")),
                ("date_planned", "<", limit),
                ("reminded_on", "=", False),
            ]
        )
        for batch in self._batches(late):
            batch._sync_todos()
            for lang, ours in batch.grouped(lambda a: a.user_id.lang).items():
                text = self.with_context(lang=lang).env._("Write the summary")
                ours._todos().write({"summary": text})
            batch.reminded_on = today
            self.env["ir.cron"]._commit_progress(len(batch))

    @api.model
    def _batches(self, records):
        """Of records for a job: quiet, a thousand at a time."""
        quiet = {"mail_activity_quick_update": True, "tracking_disable": True}
        for ids in split_every(_BATCH, records.ids):
            yield self.browse(ids).with_context(**quiet)
