from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# Whoever cares for customers may hear of a prospect, with or without access to sales.
_STAFF = "keqin_addon.group_keqin_staff"


class KeqinProspectAdd(models.TransientModel):
    """Registers a prospect heard of in care, with its source (R173).

    It becomes a lead of the account manager, credited to who registers it; named by a
    customer, it is a referral as well.
    """

    _name = "keqin.prospect.add"
    _description = "Register Prospect"

    name = fields.Char("Company", required=True)
    person = fields.Char("Person to talk to")
    phone = fields.Char()
    email = fields.Char()
    interest = fields.Char("Interested in")
    amount = fields.Monetary("Expected amount")
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    note = fields.Text()
    customer_id = fields.Many2one(
        "keqin.customer",
        "Heard from",
        help="The customer in whose care it came up, if any.",
    )
    activity_id = fields.Many2one(
        "keqin.activity",
        "Came up in",
        domain="[('customer_id', '=', customer_id)]",
    )
    is_referral = fields.Boolean(
        "They referred it", help="The customer named them to us, so it is thanked."
    )
    duplicate = fields.Char(compute="_compute_duplicate")

    @api.depends("name")
    def _compute_duplicate(self):
        """A contact of that name, so that nobody is registered twice."""
        for wizard in self:
            name = (wizard.name or "").strip()
            same = self.env["res.partner"].search(
                [("name", "=ilike", name), ("parent_id", "=", False)], limit=1
            )
            wizard.duplicate = same.name if name and same else False

    def action_add(self):
        """Register it; open the lead, or say with whom it is."""
        self.ensure_one()
        self._check_staff()
        if self.is_referral and not self.customer_id:
            raise UserError(
                self.env._("Fill in which customer referred %s.", self.name)
            )
        if self.is_referral:
            return self._add_referral().action_make_lead()
        # sudo: service and marketing hear of prospects without access to sales; the
        # values are these
        return self.env["crm.lead"].sudo().create(self._prepare_lead())._keqin_show()

    def _check_staff(self):
        """What is linked has to be the user's to see, as a default may name any."""
        if not self.env.user.has_group(_STAFF):
            raise AccessError(
                self.env._("Prospects are registered by those who care for customers.")
            )
        self.customer_id.check_access("read")
        self.activity_id.check_access("read")

    def _add_referral(self):
        return self.env["keqin.referral"].create(
            {
                "name": self.name,
                "customer_id": self.customer_id.id,
                "activity_id": self.activity_id.id,
                "person": self.person,
                "phone": self.phone,
                "email": self.email,
                "note": self.note,
            }
        )

    def _prepare_lead(self):
        seller = self.customer_id.user_id
        may_sell = self.env.user.has_group("sales_team.group_sale_salesman")
        name = self.name
        if self.interest:
            name = f"{self.name} · {self.interest}"
        return {
            "name": name,
            "type": "lead" if self._uses_leads() else "opportunity",
            "partner_name": self.name,
            "contact_name": self.person,
            "phone": self.phone,
            "email_from": self.email,
            "expected_revenue": self.amount,
            "description": self.note,
            "company_id": (self.customer_id.company_id or self.env.company).id,
            "user_id": seller.id or (may_sell and self.env.uid),
            "source_id": self.env["crm.lead"]._keqin_source().id,
            "keqin_activity_id": self.activity_id.id,
            "keqin_finder_id": self.env.uid,
        }

    @api.model
    def _uses_leads(self):
        return self.env.user.has_group("crm.group_use_lead")
