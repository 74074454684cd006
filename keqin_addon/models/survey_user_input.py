from odoo import fields, models


class SurveyUserInput(models.Model):
    """An answer that is whole becomes feedback of the customer (R101)."""

    _inherit = "survey.user_input"

    keqin_invitation_ids = fields.One2many(
        "keqin.survey.invitation", "user_input_id", "Invitation"
    )
    keqin_interviewer_id = fields.Many2one(
        "res.users", "Interviewed by", readonly=True, ondelete="set null"
    )
