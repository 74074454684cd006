from odoo import api, fields, models
from odoo.exceptions import ValidationError

_LEAD = "keqin_addon.group_keqin_service_manager"


class KeqinOperationTeam(models.Model):
    """Customer operation team: one lead, and who speaks for each department (R162).

    Its people are invited to meetings, and asked first when a case is routed.
    """

    _name = "keqin.operation.team"
    _description = "Customer Operation Team"
    _inherit = "mail.thread"
    _order = "company_id, id"
    _check_company_auto = True

    name = fields.Char(
        required=True, default=lambda self: self.env._("Customer operation team")
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    lead_id = fields.Many2one(
        "res.users",
        "Led by",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain=lambda self: [("all_group_ids", "in", self.env.ref(_LEAD).ids)],
        help="A service lead.",
    )
    member_ids = fields.One2many("keqin.operation.team.member", "team_id", "Members")
    member_count = fields.Integer("Number of members", compute="_compute_member_count")

    _once = models.UniqueIndex(
        "(company_id) WHERE active", "There is a team already. Add people to that one."
    )

    @api.depends("member_ids")
    def _compute_member_count(self):
        for team in self:
            team.member_count = len(team.member_ids)

    @api.constrains("lead_id")
    def _check_lead(self):
        for team in self:
            if not team.lead_id.has_group(_LEAD):
                raise ValidationError(
                    self.env._(
                        "%(person)s is no service lead. %(team)s is led by one: choose "
                        "another person, or give the role first.",
                        person=team.lead_id.name,
                        team=team.name,
                    )
                )

    @api.model
    def _of(self, company):
        """The team of a company, if it has one."""
        # sudo: who is on the team is known to everybody who is invited with it
        return self.sudo().search([("company_id", "=", company.id)], limit=1)

    def _people(self):
        """Lead and members who still work here."""
        return (self.lead_id | self.member_ids.user_id).filtered("active")

    def _speaker(self, department):
        """Who is asked first in a department; nobody where none is named."""
        named = self.member_ids.filtered(lambda it: it.department == department)
        return named.user_id.filtered("active")[:1]
