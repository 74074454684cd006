import secrets

from odoo import api, fields, models


class ResCompany(models.Model):
    """Whether strangers may write to service by a form, and where it is."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: how fast service answers, its web form
    _inherit = "res.company"

    keqin_web_form = fields.Boolean(
        "Web form",
        help="A page on which whoever has no account can write to service. It raises a "
        "case; the sender is limited in number of messages.",
    )
    keqin_web_key = fields.Char(
        compute="_compute_keqin_web_key", store=True, copy=False, readonly=True
    )
    keqin_web_url = fields.Char("Address", compute="_compute_keqin_web_url")

    _keqin_web_key_uniq = models.UniqueIndex(
        "(keqin_web_key) WHERE keqin_web_key IS NOT NULL",
        "Two companies cannot share the address of their web form.",
    )

    @api.depends("keqin_web_form")
    def _compute_keqin_web_key(self):
        """Made when the form is first switched on, and kept: it is linked to."""
        for company in self:
            key = company.keqin_web_key
            if company.keqin_web_form and not key:
                key = secrets.token_urlsafe(9)
            company.keqin_web_key = key

    @api.depends("keqin_web_key", "keqin_web_form")
    def _compute_keqin_web_url(self):
        for company in self:
            url = f"{company.get_base_url()}/care/contact/{company.keqin_web_key}"
            company.keqin_web_url = company.keqin_web_form and url

    @api.model
    def _keqin_web_company(self, key=None):
        """The company whose form it is: by its key, or that of the site; none if it
        has no form.

        :param key: the last part of the address, as it came
        """
        # sudo: visitors read companies by no rule; the page shows name and phone
        companies = self.sudo()
        if not key:
            return self.env.company.sudo().filtered("keqin_web_form")
        return companies.search(
            [("keqin_web_key", "=", key), ("keqin_web_form", "=", True)]
        )
