from odoo import fields, models


class KeqinLearning(models.Model):
    """What care staff learnt: industry, product, conversation, teamwork (R172)."""

    _name = "keqin.learning"
    _description = "Learning Log"
    _order = "date desc, id desc"

    name = fields.Char("Topic", required=True)
    user_id = fields.Many2one(
        "res.users",
        "Who",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    date = fields.Date(required=True, index=True, default=fields.Date.context_today)
    hours = fields.Float(default=1.0, required=True)
    kind = fields.Selection(
        [
            ("industry", "Industry knowledge"),
            ("product", "Our products"),
            ("skill", "Communication and service"),
            ("team", "Team building"),
            ("other", "Other"),
        ],
        default="industry",
        required=True,
    )
    industry_id = fields.Many2one("res.partner.industry")
    note = fields.Text("What is useful of it")

    _hours_range = models.Constraint(
        "CHECK(hours > 0 AND hours <= 1000)", "Hours of learning have to be above 0."
    )
