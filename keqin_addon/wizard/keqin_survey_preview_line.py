from odoo import fields, models

from ..models.keqin_survey_invitation import REASONS


class KeqinSurveyPreviewLine(models.TransientModel):
    """One person a wave would ask, or not and why."""

    _name = "keqin.survey.preview.line"
    _description = "Person of a Survey Preview"
    _order = "id"
    _rec_name = "contact_id"

    preview_id = fields.Many2one(
        "keqin.survey.preview", required=True, index=True, ondelete="cascade"
    )
    customer_id = fields.Many2one("keqin.customer", required=True, ondelete="cascade")
    contact_id = fields.Many2one(
        "res.partner", "Person", required=True, ondelete="cascade"
    )
    email = fields.Char(related="contact_id.email", related_sudo=False, string="E-mail")
    tier = fields.Selection(related="customer_id.tier", related_sudo=False)
    outcome = fields.Selection(
        [("asked", "Asked"), *REASONS], "Asked or why not", required=True
    )
