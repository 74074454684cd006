from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class KeqinEventIntroduction(models.Model):
    """Two customers whom we brought together at an event (R167).

    Both care files tell of it.
    """

    _name = "keqin.event.introduction"
    _description = "Introduction of Customers"
    _inherit = "keqin.customer.bound.mixin"
    _check_company_auto = True
    _order = "date desc, id desc"

    event_id = fields.Many2one(
        "event.event", required=True, index=True, ondelete="cascade"
    )
    customer_id = fields.Many2one(string="Introduced")
    contact_id = fields.Many2one(
        "res.partner",
        "Person",
        ondelete="set null",
        index="btree_not_null",
        domain="[('commercial_partner_id', '=', partner_id),"
        " ('is_company', '=', False)]",
    )
    other_customer_id = fields.Many2one(
        "keqin.customer",
        "Introduced to",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    other_contact_id = fields.Many2one(
        "res.partner",
        "To the person",
        ondelete="set null",
        index="btree_not_null",
        domain="[('commercial_partner_id', '=', other_partner_id),"
        " ('is_company', '=', False)]",
    )
    other_partner_id = fields.Many2one(
        related="other_customer_id.partner_id", string="Other company"
    )
    user_id = fields.Many2one(
        "res.users", "Introduced by", default=lambda self: self.env.user, index=True
    )
    date = fields.Date(
        "On", required=True, default=lambda self: fields.Date.context_today(self)
    )
    note = fields.Char("What about")

    _two_customers = models.Constraint(
        "CHECK(customer_id != other_customer_id)",
        "An introduction is between two customers.",
    )

    @api.constrains(
        "customer_id", "contact_id", "other_customer_id", "other_contact_id"
    )
    def _check_people(self):
        for intro in self:
            sides = (
                (intro.customer_id, intro.contact_id),
                (intro.other_customer_id, intro.other_contact_id),
            )
            for customer, person in sides:
                if person and person.commercial_partner_id != customer.partner_id:
                    raise ValidationError(
                        self.env._(
                            "%(person)s does not work for %(customer)s. Choose one of "
                            "its contacts.",
                            person=person.display_name,
                            customer=customer.display_name,
                        )
                    )

    @api.depends("customer_id", "other_customer_id")
    def _compute_display_name(self):
        for intro in self:
            intro.display_name = self.env._(
                "%(customer)s and %(other)s",
                # sudo: whoever may read the introduction knows who was introduced
                customer=intro.sudo().customer_id.name,
                other=intro.sudo().other_customer_id.name,
            )

    @api.model_create_multi
    def create(self, vals_list):
        introductions = super().create(vals_list)
        introductions._tell_both()
        return introductions

    def _tell_both(self):
        # sudo: the other care file may be a colleague's; it learns of this and no more
        for intro in self.sudo():
            sides = intro.customer_id | intro.other_customer_id
            for customer in sides:
                other = sides - customer
                customer._message_log(
                    body=Markup("%s")
                    % self.env._(
                        "Introduced to %(other)s at “%(event)s” by %(user)s. %(note)s",
                        other=other.name,
                        event=intro.event_id.name,
                        user=intro.user_id.name,
                        note=intro.note or "",
                    )
                )
