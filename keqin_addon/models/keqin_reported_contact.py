from odoo import api, fields, models
from odoo.exceptions import UserError

from .keqin_activity_type import CHANNEL_SELECTION


class KeqinReportedContact(models.Model):
    """A contact with a customer that any employee had, and tells of (R192).

    Whoever reports it sees what they said themselves, and nothing of the archive. It
    becomes care that was done, on the file of the customer; so it is not changed
    afterwards.
    """

    _name = "keqin.reported.contact"
    _description = "Reported Contact"
    _inherit = "keqin.guarded.mixin"
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('is_company', '=', True), ('parent_id', '=', False)]",
    )
    contact_id = fields.Many2one(
        "res.partner",
        "Spoken with",
        ondelete="set null",
        index="btree_not_null",
        domain="[('parent_id', 'child_of', partner_id), ('is_company', '=', False)]",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    channel = fields.Selection(CHANNEL_SELECTION, required=True, default="phone")
    summary = fields.Text("What was said", required=True)
    user_id = fields.Many2one(
        "res.users",
        "Reported by",
        required=True,
        index=True,
        default=lambda self: self.env.uid,
        readonly=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        readonly=True,
    )
    activity_id = fields.Many2one(
        "keqin.activity",
        "Care activity",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        groups="keqin_addon.group_keqin_staff",
    )
    manager_id = fields.Many2one(
        related="partner_id.user_id", string="Account manager", related_sudo=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        reports = super().create(vals_list)
        for report in reports:
            report._hand_on()
        return reports

    def _hand_on(self):
        """Put it on the file of the customer, as care that was done."""
        self.ensure_one()
        file = self._file()
        # sudo: the reporter reads no care; these values are what they just said
        activity = self.env["keqin.activity"].sudo().create(self._prepare(file))
        activity.write(
            {"date_done": self.date, "summary": self.summary, "result": self.summary}
        )
        activity.check_ids.is_done = True
        activity.action_done()
        self.sudo().activity_id = activity

    def _file(self):
        # sudo: whether there is a file, for who may not read the archive
        files = self.env["keqin.customer"].sudo()
        company = self.partner_id.commercial_partner_id
        file = files.search(
            [("partner_id", "=", company.id), ("company_id", "=", self.company_id.id)]
        )
        if not file:
            raise UserError(
                self.env._(
                    "%s is not in care, so there is no file to note it on. Tell the "
                    "sales lead, who opens one.",
                    company.name,
                )
            )
        return file

    def _prepare(self, file):
        kinds = self.env["keqin.activity.type"].sudo()
        kind = kinds.search([("channel", "=", self.channel)], limit=1)
        kind = kind or kinds.search([("channel", "=", "phone")], limit=1)
        return {
            "name": f"{kind.name} · {file.name}",
            "customer_id": file.id,
            "contact_id": self.contact_id.id,
            "type_id": kind.id,
            "user_id": self.user_id.id,
            "date_planned": self.date,
            "department": "service",
            "reason": self.env._("Reported by a colleague."),
        }

    @api.constrains("contact_id", "partner_id")
    def _check_contact(self):
        for report in self.filtered("contact_id"):
            company = report.contact_id.commercial_partner_id
            if company != report.partner_id.commercial_partner_id:
                raise UserError(
                    self.env._(
                        "%(person)s does not work for %(customer)s. Choose one of its "
                        "contacts.",
                        person=report.contact_id.name,
                        customer=report.partner_id.name,
                    )
                )

    @api.model
    def _field_writers(self):
        """Who reported, for which company, and what came of it are facts."""
        names = ("activity_id", "company_id", "user_id")
        return super()._field_writers() | dict.fromkeys(names, fields.NO_ACCESS)
