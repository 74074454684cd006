from odoo import fields, models


class KeqinContact(models.Model):
    """Key-person card of one contact of a customer: personal data (R075, R081).

    Readable by the account manager, service and executives only, and erasable.
    Birthdays are kept as they were said, and projected when needed.
    """

    _name = "keqin.contact"
    _description = "Key-Person Card"
    _inherit = ["mail.thread"]
    _rec_name = "partner_id"
    _order = "customer_id, id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", "Person", required=True, ondelete="cascade", index=True
    )
    customer_id = fields.Many2one(
        "keqin.customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="customer_id.company_id", store=True, precompute=True
    )
    active = fields.Boolean(default=True)
    decision_role = fields.Selection(
        [
            ("decider", "Decision maker"),
            ("approver", "Approver"),
            ("influencer", "Influencer"),
            ("user", "User"),
            ("buyer", "Buyer"),
            ("gatekeeper", "Gatekeeper"),
        ]
    )
    influence = fields.Selection([("low", "Low"), ("medium", "Medium"), ("high", "High")])
    attitude = fields.Selection(
        [
            ("supporter", "Supporter"),
            ("friendly", "Friendly"),
            ("neutral", "Neutral"),
            ("critic", "Critic"),
            ("opponent", "Opponent"),
        ]
    )
    birth_calendar = fields.Selection(
        [("solar", "Solar"), ("lunar", "Lunar")], "Birthday calendar"
    )
    birth_month = fields.Integer(aggregator=None)
    birth_day = fields.Integer(aggregator=None)
    birth_leap = fields.Boolean("Leap month")
    birth_year = fields.Integer(aggregator=None, help="0 when not known.")
    interests = fields.Text()
    taboos = fields.Text(help="What not to say, give or do.")
    family_notes = fields.Text()
    gift_preference = fields.Char()
    refuses_gifts = fields.Boolean()
    is_official = fields.Boolean(
        "Public official", help="Or of a state-owned company: no gifts of value."
    )
    preferred_channel = fields.Selection(
        [
            ("visit", "Visit"),
            ("phone", "Phone"),
            ("email", "Email"),
            ("chat", "Online chat"),
            ("sms", "Text message"),
            ("card", "Handwritten card"),
        ]
    )
    no_greetings = fields.Boolean("Wants no greetings")
    no_mass_messages = fields.Boolean("No mass messages")
    mourning_until = fields.Date(help="No joyful greeting until then.")

    _partner_uniq = models.Constraint(
        "UNIQUE(partner_id, customer_id)", "This person already has a card."
    )
