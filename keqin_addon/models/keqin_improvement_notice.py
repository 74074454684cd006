from odoo import api, fields, models

_FACTS = (
    "contact_id",
    "customer_id",
    "improvement_id",
    "state",
    "told_by_id",
    "told_on",
)


class KeqinImprovementNotice(models.Model):
    """ "You said, we did": one person told of one measure, once (R110).

    What was written, and what they answer, is in its conversation.
    """

    _name = "keqin.improvement.notice"
    _description = "Customer Told of an Improvement"
    _inherit = ["keqin.customer.bound.mixin", "mail.thread"]
    _order = "told_on desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    improvement_id = fields.Many2one(
        "keqin.improvement",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    contact_id = fields.Many2one(
        "res.partner", "Told", index="btree_not_null", ondelete="set null"
    )
    state = fields.Selection(related="improvement_id.state")
    told_on = fields.Datetime(required=True, default=fields.Datetime.now)
    told_by_id = fields.Many2one(
        "res.users", "Told by", required=True, ondelete="restrict"
    )

    _once = models.Constraint(
        "UNIQUE(improvement_id, contact_id)",
        "This person has been told of the improvement already.",
    )

    @api.depends("improvement_id", "contact_id")
    def _compute_display_name(self):
        for notice in self:
            names = (notice.contact_id.name, notice.improvement_id.name)
            notice.display_name = ": ".join(filter(None, names))

    def _send(self, subject, body, lang):
        """Write to each, by their name and in their language; answers come here.

        :param subject: text; of who may write to customers, checked by the caller
        :param body: Markup
        :param lang: code of the language it is written in
        """
        for notice in self:
            letter = self.env["ir.qweb"]._render(
                "keqin_addon.improvement_letter",
                {
                    "person": notice.contact_id,
                    "body": body,
                    "sender": self.env.user,
                    "company": notice.company_id,
                },
                lang=lang,
            )
            notice.message_post(
                subject=subject,
                body=letter,
                partner_ids=notice.contact_id.ids,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                email_layout_xmlid="mail.mail_notification_light",
                force_email_lang=lang,
            )

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_FACTS, fields.NO_ACCESS)
