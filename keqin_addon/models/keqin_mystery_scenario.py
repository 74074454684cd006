from odoo import fields, models

from .keqin_customer_bound_mixin import DEPARTMENTS

CHANNELS = [
    ("phone", "Phone"),
    ("email", "E-mail"),
    ("website", "Website"),
    ("chat", "Chat"),
    ("visit", "Visit"),
]


class KeqinMysteryScenario(models.Model):
    """What a customer wants, played by a colleague step by step (R157)."""

    _name = "keqin.mystery.scenario"
    _description = "Mystery Check Scenario"
    _order = "sequence, id"

    name = fields.Char("Scenario", required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("enquiry", "New-product enquiry"),
            ("request", "After-sales request"),
            ("complaint", "Complaint"),
            ("other", "Other"),
        ],
        required=True,
        default="enquiry",
    )
    department = fields.Selection(
        DEPARTMENTS, "Department tested", required=True, default="service"
    )
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    story = fields.Text(
        translate=True, help="Who you are, what you want, and what you must not say."
    )
    step_names = fields.Text(
        "Steps",
        required=True,
        translate=True,
        help="What a customer goes through, one step a line. Each is timed and scored.",
    )

    def _steps(self):
        """The names of its steps, in order."""
        lines = (line.strip() for line in (self.step_names or "").splitlines())
        return [line for line in lines if line]
