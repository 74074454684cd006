"""Key-person cards: birthdays by sun and moon, opt-outs, erasing, merging."""

from datetime import date

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import KeqinCase
from .covers import covers

TODAY = "2026-09-01"


class ContactCase(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Press Works", cls.users["sales"])
        cls.person = cls.make_person("Ann Lee")
        cls.card = cls.make_card(cls.person, taboos="No lilies")

    @classmethod
    def make_person(cls, name, customer=None, **vals):
        company = (customer or cls.customer).partner_id
        return cls.env["res.partner"].create(
            {"name": name, "parent_id": company.id, **vals}
        )

    @classmethod
    def make_card(cls, person, customer=None, **vals):
        return cls.env["keqin.contact"].create(
            {
                "partner_id": person.id,
                "customer_id": (customer or cls.customer).id,
                **vals,
            }
        )

    def birthday(self, calendar, month, day, leap=False, year=0):
        return {
            "birth_calendar": calendar,
            "birth_month": month,
            "birth_day": day,
            "birth_leap": leap,
            "birth_year": year,
        }


@freeze_time(TODAY)
@covers("R081")
@tagged("post_install", "-at_install")
class TestBirthday(ContactCase):
    def test_next_birthday_in_both_calendars(self):
        for said, on, text, age in (
            (("lunar", 8, 15), "2026-09-25", "lunar 8/15, next 09/25/2026", 0),
            (("lunar", 8, 15, False, 1972), "2026-09-25", "lunar 8/15", 53),
            (("solar", 9, 1, False, 1972), "2026-09-01", "September 1", 54),
            (("solar", 8, 31, False, 1972), "2027-08-31", "August 31", 54),
            (("solar", 2, 29), "2027-02-28", "February 29, next 02/28/2027", 0),
            # no leap month 6 in 2026 or 2027: the ordinary month
            (("lunar", 6, 10, True), "2027-07-13", "lunar leap 6/10", 0),
            # day 30 of a month of 29 days
            (("lunar", 8, 30), "2026-10-09", "lunar 8/30", 0),
            # a year alone still tells the age
            ((False, 0, 0, False, 1972), False, "", 54),
        ):
            with self.subTest(said=said):
                self.card.write(self.birthday(*said))
                self.assertEqual(str(self.card.next_birthday or ""), on or "")
                self.assertTrue((self.card.birthday_text or "").startswith(text))
                self.assertEqual(self.card.age, age)

    def test_impossible_dates_are_refused_and_nothing_is_lost(self):
        kept = self.birthday("lunar", 8, 15, year=1972)
        self.card.write(kept)
        for bad in (
            ("lunar", 13, 40),
            ("lunar", 1, 31),
            ("lunar", 12, 10, True),  # no leap twelfth month in two centuries
            ("solar", 4, 31),
            ("solar", 13, 1),
            ("solar", 5, 1, True),
            ("solar", 2, 29, False, 1971),
            ("lunar", 5, 10, True, 1972),  # 1972 had no leap fifth month
            ("lunar", -1, 5),
            ("solar", 5, 1, False, 1899),
            ("solar", 5, 1, False, 2027),
            ("solar", 5, 0),
            ("solar", 0, 5),
            (False, 5, 5),
        ):
            with self.subTest(bad=bad):
                vals = self.birthday(*bad) | {"taboos": "Lost"}
                with self.undone(), self.assertRaises(ValidationError) as refused:
                    self.card.write(vals)
                self.assertIn("Ann Lee", str(refused.exception))
                self.assertEqual(
                    self.card.read(kept)[0] | kept, self.card.read(kept)[0]
                )
                self.assertEqual(self.card.taboos, "No lilies")

    def test_dates_that_existed_are_accepted(self):
        for good in (
            ("solar", 2, 29, False, 1972),
            ("lunar", 5, 10, True, 1971),
            ("lunar", 12, 25, False, 1972),  # said by the lunar year
            ("lunar", 12, 25, False, 1973),  # or by the year of the identity card
            (False, 0, 0, False, 0),
            (False, 0, 0, False, 1900),
        ):
            with self.subTest(good=good):
                self.card.write(self.birthday(*good))
                self.assertEqual(self.card.birth_year, good[4])

    def test_half_filled_form_does_not_break(self):
        with Form(self.card) as form:
            form.birth_calendar = "lunar"
            form.birth_month = 13
            self.assertFalse(form.birthday_text)
            form.birth_month = 8
            form.birth_day = 15
            self.assertIn("lunar 8/15", form.birthday_text)

    def test_found_by_next_birthday(self):
        Card = self.env["keqin.contact"].with_user(self.users["sales"])
        said = {
            "moon": ("lunar", 8, 15),  # 25 September
            "today": ("solar", 9, 1),
            "past": ("solar", 8, 31),
            "leap": ("lunar", 8, 30),  # 9 October
        }
        cards = {
            name: self.make_card(self.make_person(name), **self.birthday(*day))
            for name, day in said.items()
        }
        everybody = Card.browse([card.id for card in cards.values()])
        ours = ("id", "in", (everybody | self.card).ids)
        for domain, names in (
            ([("next_birthday", ">=", "2026-09-01")], "moon today past leap"),
            ([("next_birthday", "<=", "today +21d")], "today"),
            ([("next_birthday", "<", "2026-09-26")], "moon today"),
            ([("next_birthday", ">", "2026-09-25")], "past leap"),
            ([("next_birthday", "=", "2026-09-25")], "moon"),
            ([("next_birthday", "!=", False)], "moon today past leap"),
        ):
            with self.subTest(domain=domain):
                expected = Card.browse([cards[name].id for name in names.split()])
                self.assertEqual(Card.search([ours, *domain]), expected)
        self.assertEqual(Card.search([ours, ("next_birthday", "=", False)]), self.card)
        # in 2025 the leap month follows its ordinary one
        twins = [
            self.make_card(
                self.make_person(name), **self.birthday("lunar", 6, 10, leap)
            )
            for name, leap in (("ordinary", False), ("leap", True))
        ]
        with freeze_time("2025-07-01"):
            domain = [("next_birthday", "<=", "2025-07-31")]
            found = Card.search([("id", "in", [card.id for card in twins]), *domain])
            self.assertEqual(found, Card.browse(twins[0].id))
        found = Card._birthdays_between(
            date(2026, 9, 1), date(2027, 9, 20), [("id", "in", everybody.ids)]
        )
        self.assertEqual(
            [(card.partner_id.name, str(on), year) for card, on, year in found],
            [
                ("today", "2026-09-01", 2026),
                ("moon", "2026-09-25", 2026),
                ("leap", "2026-10-09", 2026),
                ("past", "2027-08-31", 2027),
                ("today", "2027-09-01", 2027),
                ("moon", "2027-09-15", 2027),
            ],
        )

    def test_birthdays_of_many_cost_a_fixed_number_of_queries(self):
        Card = self.env["keqin.contact"]
        for number in range(1, 29):
            self.make_card(
                self.make_person(f"P{number}"), **self.birthday("solar", 9, number)
            )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            found = Card._birthdays_between(date(2026, 9, 1), date(2026, 9, 28))
            self.assertGreaterEqual(len(found), 28)


@freeze_time(TODAY)
@covers("R075")
@tagged("post_install", "-at_install")
class TestLeftAlone(ContactCase):
    def test_who_must_not_be_greeted(self):
        people = {
            name: self.make_person(name)
            for name in ("free", "no card", "silent", "mourning", "mourned", "gone")
        }
        self.make_card(people["free"])
        self.make_card(people["silent"], no_greetings=True)
        self.make_card(people["mourning"], mourning_until="2026-09-01")
        self.make_card(people["mourned"], mourning_until="2026-08-31")
        archived = self.make_card(people["gone"], no_greetings=True)
        archived.active = False
        partners = self.env["res.partner"].concat(*people.values())
        # marketing reads no card, and has to leave them alone all the same
        Card = self.env["keqin.contact"].with_user(self.users["marketing"])
        for joyful, names in ((True, "silent mourning gone"), (False, "silent gone")):
            quiet = Card._not_to_greet(partners, date(2026, 9, 1), joyful)
            self.assertEqual(set(quiet.mapped("name")), set(names.split()))
        self.assertFalse(Card._not_to_greet(people["free"], date(2026, 9, 1)))

    def test_cards_that_may_be_greeted(self):
        silent = self.make_card(self.make_person("Silent"), no_greetings=True)
        left = self.make_card(self.make_person("Left"))
        left.partner_id.parent_id = self.make_partner("Elsewhere")
        Card = self.env["keqin.contact"]
        domain = Card._may_greet_domain(date(2026, 9, 1))
        found = Card.search([("customer_id", "=", self.customer.id)]).filtered_domain(
            domain
        )
        self.assertEqual(found, self.card)
        self.assertEqual(Card.search(domain) & (self.card | silent | left), self.card)
        self.assertTrue(left.has_left)
        self.assertEqual(Card.search([("has_left", "=", True)]) & (left | silent), left)
        self.assertNotIn(left, Card.search([("has_left", "=", False)]))

    def test_mailing_skips_who_wants_no_mass_messages(self):
        self.person.email = "ann@press.example"
        other = self.make_person("Bob", email="bob@press.example")
        self.card.no_mass_messages = True
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "News",
                "body_html": "<p>News</p>",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": [("id", "in", (self.person | other).ids)],
            }
        )
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            mailing.action_send_mail()
        traces = mailing.mailing_trace_ids
        states = {trace.email: trace.trace_status for trace in traces}
        self.assertEqual(states["ann@press.example"], "cancel")
        self.assertNotEqual(states["bob@press.example"], "cancel")


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestCard(ContactCase):
    @covers("R075", "R182")
    def test_erasing_leaves_the_role_and_the_opt_outs_only(self):
        secret = "Divorced last year"
        self.card.write(
            self.birthday("lunar", 8, 15, year=1972)
            | {
                "interests": secret,
                "taboos": secret,
                "family_notes": secret,
                "gift_preference": secret,
                "attitude": "critic",
                "preferred_channel": "phone",
                "mourning_until": "2026-12-31",
                "consent_source": "person",
                "consent_on": "2026-01-01",
                "decision_role": "decider",
                "influence": "high",
                "no_greetings": True,
                "no_mass_messages": True,
                "refuses_gifts": True,
                "is_official": True,
            }
        )
        type_ = self.env["keqin.activity.type"].create({"name": "Card"})
        own = self.env["keqin.occasion"].create(
            {
                "name": secret,
                "kind": "person",
                "calendar": "solar",
                "month": 6,
                "day": 1,
                "customer_id": self.customer.id,
                "contact_id": self.card.id,
                "type_id": type_.id,
            }
        )
        message = self.card.message_post(body=secret)
        file = self.env["ir.attachment"].create(
            {"name": "family.txt", "res_model": self.card._name, "res_id": self.card.id}
        )
        self.card.with_user(self.users["sales"]).action_erase()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(message.exists() or file.exists() or own.exists())
        for table in ("keqin_contact", "mail_message", "mail_tracking_value"):
            self.env.cr.execute(
                f"SELECT 1 FROM {table} AS t WHERE t::text LIKE %s", [f"%{secret}%"]
            )
            self.assertFalse(self.env.cr.rowcount, table)
        for name, kept in {
            "decision_role": "decider",
            "influence": "high",
            "no_greetings": True,
            "no_mass_messages": True,
            "refuses_gifts": True,
            "is_official": True,
            "erased_on": date(2026, 9, 1),
            "birth_year": 0,
            "birth_month": 0,
            "birth_calendar": False,
            "attitude": False,
            "preferred_channel": False,
            "mourning_until": False,
            "consent_source": False,
        }.items():
            self.assertEqual(self.card[name], kept, name)

    @covers("R075")
    def test_nothing_personal_is_tracked(self):
        self.env.cr.precommit.clear()  # a record is not tracked while it is being made
        card = self.card.with_context(tracking_disable=False)
        card.write(
            self.birthday("solar", 5, 1, year=1980)
            | {"taboos": "Secret", "family_notes": "Secret", "attitude": "critic"}
        )
        card.decision_role = "buyer"
        self.env.flush_all()
        self.env.cr.precommit.run()
        tracked = card.sudo().message_ids.tracking_value_ids.field_id.mapped("name")
        self.assertEqual(tracked, ["decision_role"])

    @covers("R184")
    def test_card_belongs_to_a_person_of_its_customer(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        for partner in (stranger, self.customer.partner_id):
            self.assertRefused(self.make_card, partner, error=ValidationError)
        other = self.make_customer("Other", self.users["sales"])
        anna = self.make_person("Anna", other)
        self.assertRefused(self.make_card, anna, error=ValidationError)
        card = self.card.with_user(self.users["sales"])
        for vals in ({"customer_id": other.id}, {"partner_id": anna.id}):
            self.assertRefused(card.write, vals, error=UserError)
        card.write({"customer_id": self.customer.id, "partner_id": self.person.id})

    @covers("R184")
    def test_customer_is_found_from_the_person(self):
        bob = self.make_person("Bob")
        with Form(self.env["keqin.contact"].with_user(self.users["sales"])) as form:
            form.partner_id = bob
            self.assertEqual(form.customer_id, self.customer)

    @covers("R075")
    def test_card_goes_with_the_person(self):
        message = self.card.message_post(body="Met at the fair")
        self.person.unlink()
        self.assertFalse(self.card.exists() or message.exists())

    @covers("R184")
    def test_merged_persons_keep_one_card_that_knows_both(self):
        twin = self.make_person("Ann Li")
        self.make_card(
            twin,
            no_greetings=True,
            interests="Go",
            taboos="Garlic",
            decision_role="buyer",
            **self.birthday("lunar", 8, 15),
        )
        self.card.write({"decision_role": "decider", "birth_year": 1972})
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {
                "state": "selection",
                "partner_ids": [Command.set((self.person | twin).ids)],
                "dst_partner_id": self.person.id,
            }
        )
        with mute_logger("odoo.addons.base.partner.merge"):
            wizard.action_merge()
        self.env.invalidate_all()
        cards = self.env["keqin.contact"].search(
            [("customer_id", "=", self.customer.id)]
        )
        self.assertEqual(cards, self.card)
        self.assertEqual(cards.partner_id, self.person)
        self.assertTrue(cards.no_greetings)
        self.assertEqual(cards.interests, "Go")
        self.assertEqual(cards.taboos, "No lilies")
        self.assertEqual(cards.decision_role, "decider")
        self.assertEqual((cards.birth_calendar, cards.birth_day), ("lunar", 15))

    @covers("R211")
    def test_list_queries_do_not_grow(self):
        for number in range(40):
            person = self.make_person(f"P{number}")
            self.make_card(person, **self.birthday("lunar", 8, number % 29 + 1))
        Card = self.env["keqin.contact"].with_user(self.users["sales"])
        computed = ("birthday_text", "next_birthday", "age", "has_left", "gift_count")
        fields = {name: {} for name in computed}
        fields |= {
            name: {"fields": {"display_name": {}}}
            for name in ("partner_id", "customer_id", "user_id")
        }

        def queries(limit):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            Card.web_search_read([], fields, limit=limit)
            return self.cr.sql_log_count - before

        queries(40)
        self.assertEqual(queries(4), queries(40))
