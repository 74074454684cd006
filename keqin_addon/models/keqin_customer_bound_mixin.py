from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

DEPARTMENTS = [
    ("sales", "Sales"),
    ("service", "Service"),
    ("marketing", "Marketing"),
    ("technical", "Technical"),
    ("finance", "Finance"),
    ("product", "Product"),
    ("executive", "Executives"),
]


class KeqinCustomerBoundMixin(models.AbstractModel):
    """What belongs to one customer for good: who may see it follows from that.

    Moved to another customer, it would escape those who may see it, or show them what
    they may not see; where it was entered wrongly it is made anew.
    """

    _name = "keqin.customer.bound.mixin"
    _description = "Belongs to a Customer"
    _inherit = "keqin.guarded.mixin"
    _check_company_auto = True

    customer_id = fields.Many2one(
        "keqin.customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="customer_id.company_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(related="customer_id.partner_id", string="Company")
    manager_id = fields.Many2one(
        related="customer_id.user_id", string="Account manager"
    )

    def write(self, vals):
        self._check_stays_with_customer(vals)
        return super().write(vals)

    def _check_stays_with_customer(self, vals):
        if "customer_id" in vals and any(
            record.customer_id.id != vals["customer_id"]
            for record in self.filtered("customer_id")
        ):
            raise UserError(
                self.env._(
                    "%s stays with its customer. Record a new one for the other.",
                    ", ".join(self.mapped("display_name")),
                )
            )

    def _check_contact_of_customer(self):
        """For constraints of models that have a ``contact_id``.

        :raises ValidationError: when that person works for somebody else
        """
        for record in self.filtered(lambda r: r.contact_id and r.customer_id):
            company = record.contact_id.commercial_partner_id
            if company != record.customer_id.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(person)s does not work for %(customer)s. Choose one of its "
                        "contacts.",
                        person=record.contact_id.display_name,
                        customer=record.customer_id.display_name,
                    )
                )

    @api.model
    def _field_writers(self):
        """The company follows from the customer, a stored copy is nobody's to write."""
        return super()._field_writers() | {"company_id": fields.NO_ACCESS}
