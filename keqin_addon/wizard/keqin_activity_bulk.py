from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.keqin_cadence_mixin import ROLE_SELECTION
from ..tools.workdays import add_working_days


class KeqinActivityBulk(models.TransientModel):
    """Plan the same activity for many customers, on one day or spread over weeks."""

    _name = "keqin.activity.bulk"
    _description = "Plan Activities"

    customer_ids = fields.Many2many("keqin.customer", required=True)
    type_id = fields.Many2one("keqin.activity.type", "Activity", required=True)
    name = fields.Char(
        "Subject",
        help="{company} and {person} are replaced by the names of each.",
    )
    purpose = fields.Selection(
        lambda self: (
            self.env["keqin.activity"]
            ._fields["purpose"]
            ._description_selection(self.env)
        ),
        compute="_compute_purpose",
        store=True,
        readonly=False,
    )
    date_from = fields.Date("From", required=True, default=fields.Date.context_today)
    weeks = fields.Integer(
        "Spread over weeks", help="0: all on the same day. Working days only."
    )
    role = fields.Selection(ROLE_SELECTION, "Responsible", default="manager")
    user_id = fields.Many2one(
        "res.users",
        "Instead of the role",
        domain="[('share', '=', False)]",
        help="One person for all of them.",
    )
    reason = fields.Char("Why")
    note = fields.Text(
        "What to say", help="{company} and {person} are replaced by the names of each."
    )
    count = fields.Integer(compute="_compute_count")

    _weeks_range = models.Constraint(
        "CHECK(weeks BETWEEN 0 AND 52)", "Spread over 0 to 52 weeks."
    )

    @api.depends("type_id")
    def _compute_purpose(self):
        for wizard in self:
            wizard.purpose = wizard.type_id.purpose

    @api.depends("customer_ids")
    def _compute_count(self):
        for wizard in self:
            wizard.count = len(wizard.customer_ids)

    def action_apply(self):
        """Create them, and open what was created.

        No to-do and no mail for each of them: the desk and the list show them.

        :raises UserError: nobody has the role for a customer
        """
        self.ensure_one()
        customers = self.customer_ids
        days = self._days(len(customers))
        activities = (
            self.env["keqin.activity"]
            .with_context(keqin_bulk=True, tracking_disable=True)
            .create(
                [
                    self._prepare_activity(customer, day)
                    for customer, day in zip(customers, days, strict=True)
                ]
            )
        )
        activities._add_checks()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_activity_action"
        )
        action["domain"] = [("id", "in", activities.ids)]
        action["context"] = {}
        return action

    def _days(self, count):
        """The day of each, the best customers first, evenly over the weeks."""
        if not self.weeks:
            return [self.date_from] * count
        week = self.env["keqin.working.day"]._week_of(self.env.company)
        span = self.weeks * len(week.weekdays)
        before = fields.Date.subtract(self.date_from, days=1)
        offsets = [1 + index * span // count for index in range(count)]
        days = {
            offset: add_working_days(before, offset, *week) for offset in set(offsets)
        }
        return [days[offset] for offset in offsets]

    def _prepare_activity(self, customer, day):
        person = customer.main_contact_id
        return {
            "name": self._fill(self.name or "{company}", customer),
            "customer_id": customer.id,
            "contact_id": person.id,
            "type_id": self.type_id.id,
            "purpose": self.purpose,
            "user_id": self._responsible(customer).id,
            "date_planned": day,
            "reason": self.reason,
            "talking_points": self._fill(self.note or "", customer),
        }

    def _fill(self, text, customer):
        """Plain replacement: what a user wrote is never run as a template."""
        person = customer.main_contact_id.name or customer.name
        return text.replace("{company}", customer.name).replace("{person}", person)

    def _responsible(self, customer):
        by_role = {
            "manager": customer.user_id,
            "service": customer.service_user_id,
            "sponsor": customer.sponsor_id,
            "marketing": self.env.user,
        }
        user = self.user_id or by_role[self.role]
        if not user:
            raise UserError(
                self.env._(
                    "%(customer)s has nobody for this: %(role)s. Name one in the care "
                    "file, or choose one person for all.",
                    customer=customer.name,
                    role=dict(ROLE_SELECTION)[self.role],
                )
            )
        return user
