from odoo import api, fields, models
from odoo.exceptions import UserError


class KeqinContactFact(models.Model):
    """What somebody told of themselves, to be asked about another day (R011).

    As personal as the card it hangs on: the same people read it, opening it is noted,
    and it is erased with the card.
    """

    _name = "keqin.contact.fact"
    _description = "Personal Fact"
    _inherit = "keqin.guarded.mixin"
    _order = "follow_up_on, id"

    contact_id = fields.Many2one(
        "keqin.contact", "Person", required=True, ondelete="cascade", index=True
    )
    customer_id = fields.Many2one(
        related="contact_id.customer_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="contact_id.company_id", store=True, precompute=True
    )
    user_id = fields.Many2one(related="contact_id.user_id", string="Account manager")
    name = fields.Char("What we know", required=True)
    told_on = fields.Date("Told on", default=fields.Date.context_today)
    follow_up_on = fields.Date(
        "Ask on", index="btree_not_null", help="The day to refer to it."
    )
    asked_on = fields.Date("Asked", copy=False, help="Empty: still to be asked.")

    _asked_after_told = models.Constraint(
        "CHECK(asked_on >= told_on)",
        "It cannot be asked about before it was told.",
    )

    def _read_format(self, fnames, load="_classic_read"):
        """Read a fact, and the card it is on was opened (R182)."""
        rows = super()._read_format(fnames, load=load)
        if not self.env.su and "name" in fnames and self._origin:
            cards = self._origin.contact_id
            self.env["keqin.access.log"]._note_opened(cards, {"fact_ids"})
        return rows

    def write(self, vals):
        """A fact stays with its person: moved, it would escape who may see it."""
        if "contact_id" in vals and any(
            fact.contact_id.id != vals["contact_id"] for fact in self
        ):
            raise UserError(
                self.env._(
                    "%s stays with its person. Record it anew for the other one.",
                    ", ".join(self.mapped("name")),
                )
            )
        return super().write(vals)

    def action_asked(self):
        """It was asked about today, and is off the desk."""
        self.write({"asked_on": fields.Date.context_today(self)})
        return True

    def action_unasked(self):
        """It was not asked about after all."""
        self.write({"asked_on": False})
        return True

    @api.model
    def _field_writers(self):
        """Customer and company follow from the card."""
        follow = dict.fromkeys(("customer_id", "company_id"), fields.NO_ACCESS)
        return super()._field_writers() | follow
