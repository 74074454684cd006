from odoo import fields, models

from .keqin_customer_bound_mixin import DEPARTMENTS


class KeqinOperationTeamMember(models.Model):
    """Who speaks for a department in the customer operation team."""

    _name = "keqin.operation.team.member"
    _description = "Member of the Customer Operation Team"
    _order = "sequence, id"
    _check_company_auto = True

    team_id = fields.Many2one(
        "keqin.operation.team", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="team_id.company_id")
    sequence = fields.Integer(default=10)
    user_id = fields.Many2one(
        "res.users",
        "Person",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=lambda self: self.env["keqin.promise"]._domain_owner(),
    )
    department = fields.Selection(DEPARTMENTS, required=True, default="technical")
    duty = fields.Char(help="What this person sees to in the team.")

    _once = models.UniqueIndex(
        "(team_id, user_id, department)",
        "This person speaks for that department already.",
    )
