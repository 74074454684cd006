from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

_DATING = {"active", "lifecycle", "company_id", "founded_on", "signed_on"}


class Person(NamedTuple):
    """Whom to greet, and what is known of it from the card."""

    partner_id: int = False
    decides: bool = False
    channel: str = False
    takes_gifts: bool = True
    no_greetings: bool = False
    no_mass_messages: bool = False
    mourning_until: object = False
    unwanted: frozenset = frozenset()

    def welcomes(self, on, joyful):
        """Whether a greeting on the day ``on`` is welcome (R075)."""
        mourns = joyful and self.mourning_until and self.mourning_until >= on
        return not (self.no_greetings or mourns)


class KeqinCustomer(models.Model):
    """Own dates of the customer, and who is greeted there."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the archive, its grade, its care, its occasions
    _inherit = "keqin.customer"

    occasion_ids = fields.One2many(
        "keqin.occasion",
        "customer_id",
        "Own dates",
        groups="keqin_addon.group_keqin_staff",
    )
    occasions_until = fields.Date(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="Up to here the dates of its occasions are projected.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        dated = files.filtered(lambda file: file.founded_on or file.signed_on)
        dated._renew_occasions()
        return files

    def write(self, vals):
        done = super().write(vals)
        if not _DATING.isdisjoint(vals):
            self._renew_occasions()
        return done

    def action_open_occasions(self):
        """What is coming for this customer and its persons."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_occasion_date_action"
        )
        return action | {
            "domain": [("customer_id", "=", self.id)],
            "context": {"default_customer_id": self.id},
            "view_mode": "list,calendar",
            "views": [(False, "list"), (False, "calendar")],
        }

    # business methods
    def _renew_occasions(self):
        # sudo: the dates follow from the permitted change and hold nothing more
        self.env["keqin.occasion.date"].sudo()._renew_customers(self.sudo())

    @api.model
    def _forget_occasions(self):
        """Every file is looked at again, by the scheduled run that is called for."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE keqin_customer SET occasions_until = NULL "
                "WHERE occasions_until IS NOT NULL"
            )
        )
        self.invalidate_model(["occasions_until"])
        cron = self.env.ref("keqin_addon.cron_occasion", raise_if_not_found=False)
        if cron:
            # sudo: whoever keeps the occasions may have their dates projected
            cron.sudo()._trigger()

    def _persons_to_greet(self):
        """Who is greeted there, who comes first first: the person in charge, then
        decision makers, if the user may know who decides.

        :return: dict: id of each customer -> list of `Person`
        """
        Card = self.env["keqin.contact"]
        of_them = Domain("customer_id", "in", self.ids)
        of_them |= Domain("partner_id", "in", self.main_contact_id.ids)
        # sudo: whoever may not read cards has to respect the wishes on them, which
        # outlive the card; who decides only comes out for those who may read it
        cards = Card.sudo().with_context(active_test=False).search(of_them)
        of_person = cards.grouped("partner_id")
        invalid = self.env["res.partner"]._keqin_invalid(self.main_contact_id)
        persons = {}
        for customer in self:
            main = customer.main_contact_id - invalid
            known = of_person[main]._as_person() if main in of_person else None
            persons[customer.id] = [known or Person(main.id)] if main else []
        if Card.has_access("read"):
            deciders = cards.filtered(
                lambda card: (
                    card.active
                    and card.decision_role == "decider"
                    and not card._is_gone()
                    and card.partner_id != card.customer_id.main_contact_id
                )
            )
            for card in deciders.filtered(lambda card: card.customer_id in self):
                person = of_person[card.partner_id]._as_person()
                persons[card.customer_id.id].append(person)
        return persons
