"""People who are no longer reached: marked, kept, and left out (R187)."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import OUTSIDERS, ROLES, KeqinCase
from .covers import covers

_MARKERS = tuple(set(ROLES) - {"marketing", "contributor"})


@covers("R187")
@freeze_time("2026-06-30 12:00:00")
@tagged("post_install", "-at_install")
class TestContactInvalid(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.customer = cls.make_customer("Pump Works", cls.users["sales"])
        cls.gone, cls.there = (
            cls.env["res.partner"].create(
                {
                    "name": name,
                    "parent_id": cls.customer.partner_id.id,
                    "email": f"{name.lower()}@pump.example",
                }
            )
            for name in ("Gao", "Tang")
        )
        cls.card, cls.other_card = cls.env["keqin.contact"].create(
            [
                {
                    "customer_id": cls.customer.id,
                    "partner_id": person.id,
                    "decision_role": "decider",
                }
                for person in (cls.gone, cls.there)
            ]
        )

    def mark(self, people, user="sales", reason="left"):
        Wizard = self.env["keqin.person.invalid"].with_user(self.users[user])
        wizard = Wizard.create(
            {"partner_ids": [Command.set(people.ids)], "reason": reason}
        )
        wizard.action_apply()
        return True

    def test_several_at_once_with_reason_date_and_by_whom(self):
        people = self.gone | self.there
        Wizard = self.env["keqin.person.invalid"].with_user(self.users["sales"])
        cards = self.card | self.other_card
        Wizard = Wizard.with_context(active_model="keqin.contact", active_ids=cards.ids)
        with Form(Wizard) as form:
            form.reason = "unreachable"
        form.save().action_apply()
        for person in people:
            self.assertEqual(person.keqin_invalid_reason, "unreachable")
            self.assertEqual(person.keqin_invalid_on, date(2026, 6, 30))
            self.assertEqual(person.keqin_invalid_by, self.users["sales"])
        self.assertEqual(cards.mapped("invalid_reason"), ["unreachable"] * 2)
        self.card.with_user(self.users["sales"]).action_restore_valid()
        self.assertFalse(self.gone.keqin_invalid_reason)
        self.assertFalse(self.gone.keqin_invalid_on)
        self.assertTrue(self.there.keqin_invalid_reason)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_who_marks(self):
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role):
                self.assertAllowed(role in _MARKERS, self.mark, self.gone, role)
        rival = self.gone.with_user(self.rival)
        with self.assertRaises(AccessError):
            rival.action_keqin_restore()
        own = self.gone.with_user(self.users["sales"])
        with self.assertRaises(AccessError):
            own.keqin_invalid_reason = "left"
        with self.assertRaisesRegex(UserError, "is a company"):
            self.mark(self.customer.partner_id)

    def test_left_out_of_surveys_and_mailings(self):
        Invitation = self.env["keqin.survey.invitation"]
        pairs = [(self.customer, self.gone), (self.customer, self.there)]
        self.assertEqual(Invitation._opted_out(pairs), set())
        self.mark(self.gone)
        self.assertEqual(
            Invitation._obvious_reason(self.customer, self.gone), "not_valid"
        )
        self.assertIsNone(Invitation._obvious_reason(self.customer, self.there))
        push = self.env["keqin.marketing.activity"].new(
            {"people": "all", "company_id": self.company.id}
        )
        people = push._people_of(self.customer)
        self.assertEqual(people[self.customer], [self.there])
        self.assertIn(self.gone, self.env["keqin.contact"]._no_mass_messages())
        quiet = self.env["keqin.event.invite"]._quiet(self.gone | self.there)
        self.assertEqual(quiet, self.gone)

    def test_not_greeted(self):
        self.customer.main_contact_id = self.gone
        Card = self.env["keqin.contact"]
        cards = self.card | self.other_card
        self.mark(self.gone)
        welcome = Card.search(Card._may_greet_domain(date(2026, 7, 1)))
        self.assertEqual(welcome & cards, self.other_card)
        people = self.customer._persons_to_greet()[self.customer.id]
        self.assertEqual([person.partner_id for person in people], self.there.ids)
        both = self.gone | self.there
        self.assertEqual(Card._not_to_greet(both, date(2026, 7, 1)), self.gone)

    def test_not_planned(self):
        self.mark(self.gone)
        visit = self.env["keqin.activity.type"].search(
            [("channel", "=", "visit")], limit=1
        )
        vals = {
            "name": "Visit",
            "customer_id": self.customer.id,
            "type_id": visit.id,
            "user_id": self.users["sales"].id,
            "contact_id": self.gone.id,
        }
        Activity = self.env["keqin.activity"].with_user(self.users["sales"])
        with self.assertRaisesRegex(ValidationError, "marked as invalid"):
            Activity.create(vals)
        self.assertTrue(Activity.create(vals | {"contact_id": self.there.id}))

    def test_a_key_person_who_is_gone_is_missed(self):
        self.assertFalse(self.customer.key_person_left)
        self.mark(self.gone)
        self.assertTrue(self.customer.key_person_left)
        self.assertFalse(self.customer.has_no_decider)
        self.mark(self.there)
        self.assertTrue(self.customer.has_no_decider)
        self.there.with_user(self.users["sales"]).action_keqin_restore()
        self.assertFalse(self.customer.has_no_decider)

    def test_people_of_care_are_deleted_by_the_administrator(self):
        stranger = self.env["res.partner"].create({"name": "Nobody"})
        sales, manager = self.users["sales"], self.users["manager"]
        group = self.env.ref("base.group_partner_manager")
        (sales | manager).group_ids = [Command.link(group.id)]
        self.assertTrue(stranger.with_user(sales).unlink())
        with self.assertRaisesRegex(UserError, "known in customer care"):
            self.gone.with_user(sales).unlink()
        self.assertTrue(self.gone.with_user(manager).unlink())
        self.assertFalse(self.card.exists())
