from odoo import api, fields, models


class ResCompany(models.Model):
    """The mail address of a company's cases, and what its customers are sent."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the company's policy, its mail door
    _inherit = "res.company"

    keqin_case_alias_id = fields.Many2one(
        "mail.alias", "Alias of cases", copy=False, ondelete="set null"
    )
    keqin_case_alias_name = fields.Char(
        "Mail address of cases",
        compute="_compute_keqin_case_alias_name",
        inverse="_inverse_keqin_case_alias_name",
        help="Mail to this address opens a case. Empty: none does.",
    )
    # A customer's new colleague is nobody's contact yet, and must not be lost.
    keqin_case_senders = fields.Selection(
        [("everyone", "Everybody"), ("partners", "Known contacts only")],
        "Cases by mail from",
        default="everyone",
        required=True,
        help="Others get an answer that their mail was not accepted.",
    )
    keqin_case_acknowledge = fields.Boolean(
        "Acknowledge mail",
        default=True,
        help="Known contacts are told the number of their case, who looks after it and "
        "when we answer at the latest.",
    )
    keqin_case_ask_confirmation = fields.Boolean(
        "Ask for confirmation",
        default=True,
        help="Once a case is resolved, its contact is asked to confirm it.",
    )

    @api.depends("keqin_case_alias_id.alias_name")
    def _compute_keqin_case_alias_name(self):
        for company in self:
            # sudo: of the alias its name only, to whoever reads the company
            company.keqin_case_alias_name = (
                company.sudo().keqin_case_alias_id.alias_name
            )

    def _inverse_keqin_case_alias_name(self):
        for company in self:
            # sudo: whoever may write the company names its address
            alias = company.sudo().keqin_case_alias_id
            name = company.keqin_case_alias_name
            if not name:
                alias.unlink()
            elif alias:
                alias.alias_name = name
            else:
                company.keqin_case_alias_id = alias.create(
                    {"alias_name": name, **company._prepare_keqin_case_alias()}
                )

    def write(self, vals):
        done = super().write(vals)
        if {"keqin_case_senders", "alias_domain_id"} & set(vals):
            for company in self:
                # sudo: the alias follows the company, which the user may write
                company.sudo().keqin_case_alias_id.write(
                    company._prepare_keqin_case_alias()
                )
        return done

    def _prepare_keqin_case_alias(self):
        """Everything of the alias but its name."""
        self.ensure_one()
        models_ = self.env["ir.model"]
        return {
            "alias_model_id": models_._get_id("keqin.case"),
            "alias_defaults": repr({"company_id": self.id}),
            "alias_contact": self.keqin_case_senders,
            "alias_domain_id": self.alias_domain_id.id,
            # without a domain the name alone decides
            "alias_incoming_local": not self.alias_domain_id,
            "alias_parent_model_id": models_._get_id(self._name),
            "alias_parent_thread_id": self.id,
        }
