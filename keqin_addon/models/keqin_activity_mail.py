from odoo import api, fields, models

# purpose: the template that is offered first
_TEMPLATES = {
    "contract": "mail_template_proposal",
    "follow_up": "mail_template_follow_up",
    "greeting": "mail_template_greeting",
    "invitation": "mail_template_invitation",
    "node": "mail_template_greeting",
    "product_info": "mail_template_proposal",
    "proposal": "mail_template_proposal",
}


class KeqinActivity(models.Model):
    """Mail written from the activity stays in its history, attachments and all (R060).

    An important one wants to be confirmed; otherwise it is followed up (R061).
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what an activity is, its flow, its meeting, its conversation
    _inherit = "keqin.activity"

    is_important = fields.Boolean(
        "Important mail", help="Wants to be confirmed: otherwise it is followed up."
    )
    confirmation = fields.Selection(
        [("sent", "Sent"), ("received", "Received"), ("read", "Read")], copy=False
    )
    confirmed_on = fields.Date(
        compute="_compute_confirmed_on",
        store=True,
        precompute=True,
        copy=False,
        readonly=False,
    )
    follow_up_of_id = fields.Many2one(
        "keqin.activity",
        "Follow-up of",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.depends("confirmation")
    def _compute_confirmed_on(self):
        today = fields.Date.context_today(self)
        for activity in self:
            confirmed = activity.confirmation in ("received", "read")
            activity.confirmed_on = confirmed and (activity.confirmed_on or today)

    def action_compose(self):
        """Write the mail, with the template that fits the purpose."""
        self.ensure_one()
        name = _TEMPLATES.get(self.purpose, "mail_template_follow_up")
        template = self.env.ref(f"keqin_addon.{name}", raise_if_not_found=False)
        return {
            "type": "ir.actions.act_window",
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_template_id": template.id if template else False,
                "default_email_layout_xmlid": "mail.mail_notification_light",
            },
        }

    @api.model
    def _follow_up_mails(self, company, today):
        """Call whoever has not confirmed an important mail in time."""
        limit = fields.Date.subtract(today, days=company.keqin_confirm_days)
        unconfirmed = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "done"),
                ("is_important", "=", True),
                ("confirmation", "not in", ("received", "read")),
                ("date_done", "<", limit),
                ("reminded_on", "=", False),
            ]
        )
        phone = self.env.ref("keqin_addon.keqin_activity_type_phone")
        for batch in self._batches(unconfirmed):
            batch.create([mail._prepare_follow_up(phone, today) for mail in batch])
            batch.reminded_on = today
            self.env["ir.cron"]._commit_progress(len(batch))

    def _prepare_follow_up(self, kind, day):
        self.ensure_one()
        return {
            "name": self.env._("Confirm: %s", self.name),
            "customer_id": self.customer_id.id,
            "contact_id": self.contact_id.id,
            "type_id": kind.id,
            "user_id": self.user_id.id,
            "department": self.department,
            "date_planned": day,
            "purpose": "follow_up",
            "follow_up_of_id": self.id,
            "confidential": self.confidential,
            "reason": self.env._("An important mail was not confirmed."),
        }
