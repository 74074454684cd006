from odoo import api, fields, models

_STAFF = "keqin_addon.group_keqin_staff"


class KeqinCustomer(models.Model):
    """Who answers for a customer on three levels: management, heads, direct (R193).

    One person may stand on several of them. How many levels a company uses is its
    setting: small ones have no sponsors, or no heads of departments.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    sales_head_id = fields.Many2one(
        "res.users",
        "Head of sales",
        compute="_compute_heads",
        groups=_STAFF,
        help="Leads the sales team of the account manager.",
    )
    service_head_id = fields.Many2one(
        "res.users",
        "Head of service",
        compute="_compute_heads",
        groups=_STAFF,
        help="Leads the customer operation team.",
    )
    responsible_missing = fields.Char(
        "Nobody for", compute="_compute_responsible_missing", groups=_STAFF
    )

    @api.depends("user_id", "company_id")
    def _compute_heads(self):
        # sudo: names of colleagues, for who reads the care file
        files = self.sudo()
        teams = files.env["keqin.operation.team"].search(
            [("company_id", "in", files.company_id.ids)]
        )
        leads = {team.company_id: team.lead_id for team in teams}
        for customer, file in zip(self, files, strict=True):
            head = file.user_id.sale_team_id.user_id
            customer.sales_head_id = head.sudo(False)
            customer.service_head_id = leads.get(file.company_id, head.browse()).sudo(
                False
            )

    @api.depends(
        "user_id", "service_user_id", "sponsor_id", "tier", "company_id.keqin_levels"
    )
    @api.depends_context("lang")
    def _compute_responsible_missing(self):
        for customer in self:
            missing = customer._levels_missing()
            customer.responsible_missing = ", ".join(missing) or False

    def action_open_notes(self):
        """What colleagues noted, as far as the caller may read it (R188)."""
        return self._action_link("keqin_note_action")

    def _levels_missing(self):
        """Levels in use where nobody stands, the highest first.

        Management sponsors important customers only.
        """
        levels = self.company_id.keqin_levels
        important = self.tier == "A" or self.key_customer
        asked = [
            (self.env._("Management"), self.sponsor_id, levels == "3" and important),
            (self.env._("Head of sales"), self.sales_head_id, levels != "1"),
            (self.env._("Service owner"), self.service_user_id, levels != "1"),
            (self.env._("Account manager"), self.user_id, True),
        ]
        return [label for label, user, is_asked in asked if is_asked and not user]
