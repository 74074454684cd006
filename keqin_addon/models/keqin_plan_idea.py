from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .keqin_plan import SALES


class KeqinPlanIdea(models.Model):
    """What marketing brings to a care plan: market news and ideas (R201).

    Sales decides what becomes of it; it approves nothing and changes no line.
    """

    _name = "keqin.plan.idea"
    _description = "Idea for a Care Plan"
    _inherit = "keqin.plan.part.mixin"
    _order = "create_date desc, id desc"

    plan_id = fields.Many2one(
        "keqin.plan", required=True, index=True, ondelete="cascade"
    )
    customer_id = fields.Many2one(related="plan_id.customer_id")
    name = fields.Char("Idea", required=True)
    text = fields.Text("How", help="What to say, offer or show, and why now.")
    intelligence_id = fields.Many2one(
        "keqin.intelligence",
        "Market news",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('state', '=', 'published')]",
    )
    user_id = fields.Many2one(
        "res.users",
        "By",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        [("open", "To look at"), ("taken", "Taken up"), ("declined", "Declined")],
        "Status",
        default="open",
        required=True,
        readonly=True,
    )

    @api.constrains("intelligence_id", "plan_id")
    def _check_intelligence(self):
        """News of one customer is no idea for another; a draft is not known yet."""
        for idea in self.filtered("intelligence_id"):
            news = idea.intelligence_id
            if news.state != "published" or (
                news.customer_id and news.customer_id != idea.plan_id.customer_id
            ):
                raise ValidationError(
                    self.env._(
                        "%s is not published, or about another customer. Choose "
                        "market news that the account manager can read.",
                        news.name,
                    )
                )

    def action_take(self):
        """Sales takes it up in the plan."""
        return self._decide("taken")

    def action_decline(self):
        """Sales leaves it."""
        return self._decide("declined")

    def _decide(self, state):
        self.plan_id.check_access("write")
        if not (self.env.su or self.env.user.has_groups(SALES)):
            raise AccessError(
                self.env._(
                    "What becomes of %s is decided by the account manager.",
                    self[:1].name,
                )
            )
        self._check_plan_open()
        # sudo: a stamp of who may write the plan, just checked
        return self.sudo().write({"state": state})

    @api.model
    def _field_writers(self):
        fixed = dict.fromkeys(("state", "user_id"), fields.NO_ACCESS)
        return super()._field_writers() | fixed
