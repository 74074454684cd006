from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: grading, mail of cases
    _inherit = "res.config.settings"

    keqin_case_alias_name = fields.Char(
        related="company_id.keqin_case_alias_name", readonly=False
    )
    keqin_case_alias_domain = fields.Char(
        related="company_id.alias_domain_id.name", string="Domain of cases"
    )
    keqin_case_senders = fields.Selection(
        related="company_id.keqin_case_senders", readonly=False
    )
    keqin_case_acknowledge = fields.Boolean(
        related="company_id.keqin_case_acknowledge", readonly=False
    )
    keqin_case_ask_confirmation = fields.Boolean(
        related="company_id.keqin_case_ask_confirmation", readonly=False
    )
