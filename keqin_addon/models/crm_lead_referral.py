from odoo import api, fields, models


class CrmLead(models.Model):
    """Who is referred in sales counts for the customer who did it (R177)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "crm.lead"

    keqin_referral_ids = fields.One2many(
        "keqin.referral",
        "lead_id",
        "Referrals",
        groups="keqin_addon.group_keqin_staff",
    )

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        if not self.env.context.get("keqin_referral"):
            leads._keqin_note_referral()
        return leads

    def write(self, vals):
        written = super().write(vals)
        if vals.get("keqin_referrer_id"):
            self._keqin_note_referral()
        return written

    def _keqin_note_referral(self):
        """Record who referred it, once, when that is a customer in care."""
        # sudo: a figure that follows from a field of the opportunity, which the user
        # may write; it shows the reader no customer
        led = self.sudo().filtered("keqin_referrer_id")
        led = led.filtered(lambda lead: not lead.keqin_referral_ids)
        if not led:
            return
        companies = led.keqin_referrer_id.commercial_partner_id
        files = self.env["keqin.customer"].sudo()
        files = files.search([("partner_id", "in", companies.ids)])
        by_company = {file.partner_id: file for file in files}
        self.env["keqin.referral"].sudo().create(
            [
                lead._keqin_prepare_referral(by_company[company])
                for lead in led
                for company in lead.keqin_referrer_id.commercial_partner_id
                if company in by_company
                and company != lead.partner_id.commercial_partner_id
            ]
        )

    def _keqin_prepare_referral(self, customer):
        referrer = self.keqin_referrer_id
        return {
            "name": self.partner_name or self.partner_id.name or self.name,
            "customer_id": customer.id,
            "contact_id": referrer.id if referrer != customer.partner_id else False,
            "user_id": (self.keqin_finder_id or self.user_id or self.env.user).id,
            "person": self.contact_name,
            "phone": self.phone,
            "email": self.email_from,
            "referred_id": self.partner_id.commercial_partner_id.id,
            "lead_id": self.id,
        }

    def _merge_dependences(self, opportunities):
        """A referral follows its opportunity into the one that stays."""
        result = super()._merge_dependences(opportunities)
        # sudo: the right to merge was checked, and history is not for choosing
        kept = self.sudo()
        if not kept.keqin_referral_ids:
            moved = opportunities.sudo().keqin_referral_ids[:1]
            moved.lead_id = kept
        return result
