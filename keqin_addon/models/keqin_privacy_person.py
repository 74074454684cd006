from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

# What is left of a contact: its company, its language, and that it was there.
_BLANK = (
    "barcode",
    "city",
    "comment",
    "email",
    "function",
    "image_1920",
    "phone",
    "ref",
    "street",
    "street2",
    "vat",
    "website",
    "zip",
)


class KeqinPrivacyEngine(models.AbstractModel):
    """Making the contact itself anonymous, and the record of it (R182)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what care knows, the contact itself
    _inherit = "keqin.privacy.engine"

    @api.model
    def _erase_person(self, partner):
        """Care records, then the contact: nobody finds the person again."""
        self._check_anonymous(partner)
        self._erase_care(partner)
        self._close_portal(partner)
        customers = self.env["keqin.customer"].with_context(active_test=False)
        customers.search([("main_contact_id", "=", partner.id)]).main_contact_id = False
        self._forget_chatter(partner)
        partner = partner.with_context(tracking_disable=True)
        blank = {name: False for name in _BLANK if name in partner._fields}
        partner.write(
            blank
            | {"name": self.env._("Former contact"), "category_id": [Command.clear()]}
        )
        partner.active = False

    @api.model
    def _check_anonymous(self, partner):
        internal = partner.with_context(active_test=False).user_ids.filtered(
            lambda user: user._is_internal()
        )
        if internal:
            raise UserError(
                self.env._("%s is a colleague, and no contact.", partner.name)
            )
        if self.env["keqin.customer"].search(
            [("partner_id", "=", partner.id)], limit=1
        ):
            raise UserError(
                self.env._(
                    "%s is a customer in care. Take the customer out of care first.",
                    partner.name,
                )
            )

    @api.model
    def _close_portal(self, partner):
        users = partner.with_context(active_test=False).user_ids
        users.active = False
        for user in users:
            user.login = f"former-{user.id}"

    @api.model
    def _forget_chatter(self, partner):
        of_person = [("model", "=", "res.partner"), ("res_id", "=", partner.id)]
        self.env["mail.message"].search(of_person).unlink()
        self.env["ir.attachment"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", partner.id)]
        ).unlink()
        self.env["mail.followers"].search([("partner_id", "=", partner.id)]).unlink()
        partner.activity_ids.unlink()

    @api.model
    def _stand_in(self, partner):
        """Somebody of the same company whom nobody knows."""
        return self.env["res.partner"].create(
            {
                "name": self.env._("Former contact"),
                "parent_id": partner.commercial_partner_id.id,
                "company_id": partner.company_id.id,
                "active": False,
            }
        )

    @api.model
    def _log(self, user, name, email, found, details, note):
        """A line of Odoo's privacy log, which makes names anonymous itself."""
        described = [
            f"{self.env['ir.model']._get(model).name} ({len(records)}): "
            + ", ".join(f"#{id_}" for id_ in records.ids)
            for model, records in found.items()
        ]
        return self.env["privacy.log"].create(
            {
                "date": fields.Datetime.now(),
                "anonymized_name": name,
                "anonymized_email": email if "@" in (email or "") else "-@-",
                "user_id": user.id,
                "execution_details": details,
                "records_description": "\n".join(described),
                "additional_note": note,
            }
        )
