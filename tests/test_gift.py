"""Gifts: what speaks against one, who decides, what is suggested, and in bulk."""

from datetime import date

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .covers import covers
from .gift_case import PERSON_CAP, GiftCase

TODAY = "2026-09-01"


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestGiftFlow(GiftCase):
    @covers("R077")
    def test_small_gift_needs_nobody(self):
        gift = self.make_gift(message="For the night shift in May")
        self.assertEqual(gift.value, 40.0)
        gift.action_submit()
        self.assertEqual((gift.state, gift.approved_by_id.id), ("approved", False))
        gift.date = "2026-09-20"
        gift.action_give()
        self.assertEqual((gift.state, gift.date), ("given", date(2026, 9, 1)))

    @covers("R077", "R191")
    def test_above_the_limit_an_executive_approves(self):
        self.assertEqual(self.company.keqin_gift_approval_limit, 500.0)
        self.assertFalse(self.make_gift(value=500.0).above_limit)
        gift = self.make_gift(value=500.01)
        self.customer.sponsor_id = self.users["executive"]
        gift.action_submit()
        self.assertEqual(gift.state, "approval")
        request = gift.sudo().activity_ids
        self.assertEqual(request.user_id, self.users["executive"])
        self.as_role(gift, "executive").action_approve()
        self.assertEqual(gift.state, "approved")
        self.assertEqual(gift.approved_by_id, self.users["executive"])
        self.assertEqual(gift.approved_on, date(2026, 9, 1))
        self.assertFalse(gift.sudo().activity_ids)

    @covers("R077")
    def test_refused_only_with_a_comment(self):
        gift = self.make_gift(value=900.0)
        gift.action_submit()
        boss = self.as_role(gift, "executive")
        wizard = self.decision(boss.action_refuse())
        wizard.comment = "  "
        self.assertRefused(wizard.action_apply, error=UserError)
        wizard.comment = "Too much for a first year"
        wizard.action_apply()
        self.assertEqual(gift.state, "refused")
        self.assertEqual(gift.decision_note, "Too much for a first year")
        gift.action_draft()
        self.assertEqual((gift.state, gift.approved_by_id.id), ("draft", False))
        gift.value = 100.0
        gift.action_submit()
        self.assertEqual(gift.state, "approved")

    def decision(self, action):
        """The window that opens, as the same user."""
        self.assertEqual(action["res_model"], "keqin.gift.decision")
        env = self.env(user=self.users["executive"], context=action["context"])
        return env["keqin.gift.decision"].create({"comment": "-"})

    @covers("R077")
    def test_exception_needs_a_reason_and_an_answer(self):
        self.card.taboos = "Egg allergy"
        gift = self.make_gift()
        self.assertIn("Egg allergy", gift.exceptions)
        self.assertRefused(gift.action_submit, error=UserError)
        gift.reason = "He bakes them himself"
        gift.action_submit()
        self.assertEqual(gift.state, "approval")
        boss = self.as_role(gift, "executive")
        wizard = self.decision(boss.action_approve())
        self.assertIn("Egg allergy", wizard.exceptions)
        self.assertEqual(gift.state, "approval", "a comment is missing")
        self.assertRefused(boss._approve, " ", error=UserError)
        wizard.comment = "Without eggs, then"
        wizard.action_apply()
        self.assertEqual(gift.state, "approved")
        gift.action_give()
        self.assertEqual(gift.state, "given")

    @covers("R191")
    def test_out_of_order(self):
        """Every step from every state: what is not the next one is refused."""
        steps = {
            "action_submit": {"draft"},
            "action_approve": {"approval"},
            "action_refuse": {"approval"},
            "action_give": {"approved"},
            "action_decline": {"approved"},
            "action_draft": {"approval", "approved", "refused", "declined"},
        }
        states = dict(self.env["keqin.gift"]._fields["state"].selection)
        for state in states:
            gift = self.make_gift(user=self.users["executive"])
            gift.sudo().state = state
            for step, allowed in steps.items():
                with self.subTest(state=state, step=step):
                    move = getattr(gift, step)
                    if state in allowed:
                        self.assertTrue(self.attempt(move, denial=UserError))
                    else:
                        self.assertRefused(move, error=UserError)

    @covers("R077", "R191")
    def test_what_was_decided_stays(self):
        other = self.make_customer("Other", self.users["sales"])
        bob = self.make_person("Bob")
        decided = {
            "product_id": self.trees.id,
            "contact_id": bob.id,
            "value": 1.0,
            "reason": "X",
        }
        free = {"message": "X", "date": "2026-10-01"}
        gift = self.make_gift()
        self.assertRefused(gift.write, {"customer_id": other.id}, error=UserError)
        for state in ("approval", "approved", "given", "refused", "declined"):
            gift.sudo().state = state
            for name, value in (decided | free).items():
                with self.subTest(state=state, field=name):
                    if name in free and state != "given":
                        self.assertTrue(self.attempt(gift.write, {name: value}))
                    else:
                        self.assertRefused(gift.write, {name: value}, error=UserError)
        gift.sudo().state = "approved"
        same = {"product_id": self.box.id, "value": 40.0, "date": "2026-09-01"}
        gift.write(same)  # a form sends what did not change, too
        for state in ("approved", "given"):
            gift.sudo().state = state
            self.assertRefused(self.as_role(gift, "manager").unlink, error=UserError)

    @covers("R077")
    def test_impossible_since_it_was_approved(self):
        gift = self.make_gift()
        gift.action_submit()
        self.card.taboos = "Eggs"
        self.assertRefused(gift.action_give, error=UserError)
        self.card.write({"taboos": False, "refuses_gifts": True})
        self.assertRefused(gift.action_give, error=UserError)
        gift.action_decline()
        self.assertEqual(gift.state, "declined")

    @covers("R077")
    def test_bad_input(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        plain = self.product
        self.assertRefused(self.make_gift, None, stranger, error=ValidationError)
        self.assertRefused(self.make_gift, plain, error=ValidationError)
        for bad in ({"value": -1.0}, {"date": False}):
            with (
                self.subTest(bad),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.make_gift(**bad)
        other = self.make_customer("Other", self.users["sales"])
        type_ = self.env["keqin.activity.type"].create({"name": "T"})
        visit = self.env["keqin.activity"].create(
            {"name": "V", "customer_id": other.id, "type_id": type_.id}
        )
        self.assertRefused(
            lambda: self.make_gift(activity_id=visit.id), error=ValidationError
        )

    @covers("R077")
    def test_value_is_the_cost_in_the_company_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {
                "name": "2026-01-01",
                "rate": 0.5,
                "currency_id": euro.id,
                "company_id": self.company.id,
            }
        )
        abroad = self.make_gift_product("Tea", 10.0)
        abroad.company_id = self.company
        self.assertEqual(self.make_gift(abroad).value, 10.0)
        abroad.with_company(self.company).standard_price = 7.5
        self.assertEqual(self.make_gift(abroad).value, 7.5)
        self.assertEqual(self.make_gift(abroad, value=9.0).value, 9.0)
        with Form(self.env["keqin.gift"]) as form:
            form.customer_id = self.customer
            form.product_id = self.trees
            self.assertEqual(form.value, 100.0)

    @covers("R077")
    def test_gift_counts_to_the_plan_in_force(self):
        def plan(start, end, state="draft"):
            plan = self.env["keqin.plan"].create(
                {
                    "name": f"Plan {start}",
                    "customer_id": self.customer.id,
                    "date_start": start,
                    "date_end": end,
                }
            )
            plan.sudo().state = state
            return plan

        current = plan("2026-01-01", "2026-12-31", "running")
        plan("2027-01-01", "2027-12-31")
        self.assertEqual(self.make_gift().plan_id, current)
        self.assertFalse(self.make_gift(date="2027-02-01").plan_id)


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestGiftChecks(GiftCase):
    @covers("R077", "R086")
    def test_taboo_preference_and_repetition_are_shown_before_saving(self):
        self.card.write({"taboos": "不吃月饼", "gift_preference": "100 trees"})
        self.make_given("2025-09-20", product=self.trees)
        Gift = self.env["keqin.gift"].with_user(self.users["sales"])
        with Form(Gift) as form:
            form.customer_id = self.customer
            form.contact_id = self.person
            form.product_id = self.box
            self.assertIn("不吃月饼", form.exceptions)
            self.assertIn("100 trees", form.notes)
            self.assertEqual(form.preference, "100 trees")
            form.product_id = self.trees
            self.assertFalse(form.exceptions)
            self.assertIn("09/20/2025", form.notes)
            self.assertNotIn("prefers", form.notes)
            form.product_id = self.members
            self.assertIn("another industry", form.notes)

    @covers("R086")
    def test_refusal_is_absolute(self):
        self.card.refuses_gifts = True
        for product in (self.box, self.report):
            gift = self.make_gift(product, reason="Please")
            self.assertTrue(gift.blocking)
            self.assertRefused(gift.action_submit, error=UserError)
            gift.sudo().state = "approval"
            boss = self.as_role(gift, "executive")
            self.assertRefused(boss.action_approve, error=UserError)
            self.assertRefused(boss._approve, "I say so", error=UserError)
        self.assertFalse(self.make_gift(person=self.env["res.partner"]).blocking)

    @covers("R077")
    def test_official_gets_nothing_of_value(self):
        self.card.is_official = True
        self.assertTrue(self.make_gift(self.box).blocking)
        self.assertFalse(self.make_gift(self.report).blocking)
        self.company.keqin_gift_official_cap = 60.0
        self.assertFalse(self.make_gift(self.box).blocking)
        self.make_given("2026-02-01", 40.0)
        self.assertTrue(self.make_gift(self.box).blocking, "80 in the year")
        self.make_given("2026-03-01", 40.0)
        self.assertFalse(self.make_gift(self.report).blocking, "of no value")

    @covers("R077")
    def test_yearly_cap_of_a_person(self):
        """Given and approved of this calendar year, and nothing else."""
        bob = self.make_person("Bob")
        self.make_given("2026-01-01", PERSON_CAP - 40.0)
        self.make_given("2025-12-31", 500.0)
        self.make_given("2026-02-01", 500.0, person=bob)
        self.make_gift(value=500.0)
        for state in ("refused", "declined", "approval"):
            self.make_gift(value=500.0).sudo().state = state
        gift = self.make_gift(value=40.0)
        self.assertEqual(gift.year_total, PERSON_CAP - 40.0)
        self.assertFalse(gift.exceptions)
        gift.action_submit()
        self.assertFalse(gift.exceptions, "its own value counts once")
        over = self.make_gift(value=0.01)
        self.assertIn("yearly cap", over.exceptions)
        self.assertRefused(over.action_submit, error=UserError)
        self.assertFalse(self.make_gift(value=0.01, date="2027-01-01").exceptions)
        over.sudo().state = "given"
        self.assertFalse(self.make_gift(self.report).exceptions, "costs nothing")

    @covers("R077")
    def test_two_at_once_cannot_pass_the_cap(self):
        gifts = self.make_gift(value=480.0) | self.make_gift(value=480.0)
        self.make_given("2026-01-01", PERSON_CAP - 500.0)
        self.assertFalse(any(gifts.mapped("exceptions")), "each alone is possible")
        self.assertRefused(gifts.action_submit, error=UserError)
        self.assertEqual(gifts.mapped("state"), ["draft", "draft"])

    @covers("R077")
    def test_strange_dates_break_nothing(self):
        for on in ("0001-01-01", "9999-12-31"):
            gift = self.make_gift(date=on)
            self.assertEqual((gift.year_total, gift.exceptions), (0.0, ""))
            gift.action_submit()

    @covers("R077")
    def test_archived_card_still_binds(self):
        self.card.write({"refuses_gifts": True, "active": False})
        self.assertTrue(self.make_gift().blocking)

    @covers("R077", "R211")
    def test_checks_of_many_cost_a_fixed_number_of_queries(self):
        gifts = self.env["keqin.gift"]
        for number in range(30):
            person = self.make_person(f"P{number}")
            self.make_card(person, taboos="Eggs", gift_preference="trees")
            gifts |= self.make_gift(person=person)
        fields = ["blocking", "exceptions", "notes", "preference", "year_total"]
        fields += ["suggested_product_id", "above_limit"]

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.read(fields)
            return self.cr.sql_log_count - before

        queries(gifts)
        self.assertEqual(queries(gifts[:3]), queries(gifts))

    @covers("R077")
    def test_history_per_person_and_cost_per_year(self):
        given = self.make_given("2025-05-01", 30.0) | self.make_given("2026-05-01")
        self.make_given("2026-06-01", 5.0, person=self.env["res.partner"])
        action = self.card.action_open_gifts()
        self.assertEqual(self.env["keqin.gift"].search(action["domain"]), given)
        groups = self.env["keqin.gift"].formatted_read_group(
            [("customer_id", "=", self.customer.id), ("state", "=", "given")],
            ["date:year"],
            ["value:sum"],
        )
        self.assertEqual([group["value:sum"] for group in groups], [30.0, 45.0])


@freeze_time(TODAY)
@covers("R080", "R086", "R216")
@tagged("post_install", "-at_install")
class TestGiftSuggestion(GiftCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.main_contact_id = cls.person
        cls.env["keqin.industry.profile"].search([]).active = False
        cls.profile = cls.env["keqin.industry.profile"].create(
            {
                "name": "Manufacturing",
                "industry_ids": [cls.industries["manufacturing"].id],
                "anniversary_gift_id": cls.report.id,
            }
        )
        cls.card.taboos = False

    def suggested(self, user="sales"):
        Gift = self.env["keqin.gift"].with_user(self.users[user])
        return Gift._suggest(self.customer.with_env(Gift.env))[self.customer]

    def test_by_industry(self):
        self.assertEqual(self.suggested(), self.report)
        self.profile.anniversary_gift_id = self.box
        self.assertEqual(self.suggested(), self.box, "the mapping is configurable")
        self.profile.write({"anniversary_gift_id": False, "gift_ids": self.trees.ids})
        self.assertEqual(self.suggested(), self.trees)
        self.customer.industry_id = self.industries["catering"]
        self.assertEqual(self.suggested(), self.members, "made for the industry")

    def test_what_the_person_wishes_comes_first(self):
        self.card.gift_preference = "Plant trees in our name"
        self.assertEqual(self.suggested(), self.trees)
        self.card.write({"gift_preference": False, "interests": "种树"})
        self.assertEqual(self.suggested(), self.trees)

    def test_history_is_not_repeated(self):
        self.card.gift_preference = "trees"
        self.make_given("2025-05-01", product=self.trees)
        self.assertEqual(self.suggested(), self.report)
        self.make_given("2025-06-01", product=self.report)
        self.assertEqual(self.suggested(), self.box)
        self.make_given("2025-07-01", product=self.box)
        self.assertEqual(self.suggested(), self.trees, "all were given: the wish again")

    def test_nothing_that_is_not_possible(self):
        self.profile.anniversary_gift_id = self.box
        self.card.taboos = "eggs"
        self.assertEqual(self.suggested(), self.report)
        self.card.write({"taboos": "reports and eggs", "is_official": True})
        self.assertFalse(self.suggested(), "trees cost something")
        self.card.is_official = False
        self.assertEqual(self.suggested(), self.trees)
        self.card.refuses_gifts = True
        self.assertFalse(self.suggested())

    def test_cap_leaves_what_costs_nothing(self):
        self.profile.anniversary_gift_id = self.box
        self.make_given("2026-01-01", PERSON_CAP, product=self.members)
        self.assertEqual(self.suggested(), self.report)

    def test_who_reads_no_card_is_told_nothing_by_a_suggestion(self):
        self.card.gift_preference = "trees"
        self.assertEqual(self.suggested("service"), self.trees)
        self.assertEqual(self.suggested("marketing"), self.report)

    @covers("R081")
    def test_seeded_catalogue(self):
        """Industry, family and nature: gifts that are no boxes (R080, R081, R086)."""
        seeds = {
            name: self.env.ref(f"keqin_addon.keqin_gift_{name}")
            for name in ("energy_report", "member_marketing", "book_list", "trees")
        }
        (self.box | self.trees | self.report | self.members).keqin_is_gift = False
        for seed in seeds.values():
            seed.keqin_is_gift = True
        self.profile.active = False
        self.assertEqual(self.suggested(), seeds["energy_report"])
        self.customer.industry_id = self.industries["catering"]
        self.assertEqual(self.suggested(), seeds["member_marketing"])
        for notes, wish, name in (
            ("HR 负责人的孩子今年升学", False, "book_list"),
            ("Her child starts school", False, "book_list"),
            (False, "希望你们捐100棵树", "trees"),
        ):
            self.card.write({"family_notes": notes, "gift_preference": wish})
            self.assertEqual(self.suggested(), seeds[name], notes or wish)
        self.assertEqual(seeds["trees"].keqin_gift_kind, "donation")

    def test_take_the_suggestion(self):
        gift = self.make_gift(self.box)
        self.assertEqual(gift.suggested_product_id, self.report)
        gift.action_take_suggestion()
        self.assertEqual((gift.product_id, gift.value), (self.report, 0.0))

    @covers("R211")
    def test_many_cost_a_fixed_number_of_queries(self):
        customers = self.customer
        for number in range(20):
            customer = self.make_customer(f"C{number}", self.users["sales"])
            person = self.make_person(f"P{number}", customer)
            customer.main_contact_id = person
            self.make_card(person, customer, gift_preference="trees")
            customers |= customer

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["keqin.gift"]._suggest(some)
            return self.cr.sql_log_count - before

        queries(customers)
        self.assertEqual(queries(customers[:2]), queries(customers))


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestGiftBulk(GiftCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.caterer = cls.make_customer("Noodle House", cls.users["sales"])
        cls.caterer.industry_id = cls.industries["catering"]
        cls.cook = cls.make_person("Cook Wu", cls.caterer)
        cls.customer.main_contact_id = cls.person
        cls.caterer.main_contact_id = cls.cook
        type_ = cls.env["keqin.activity.type"].create({"name": "Card"})
        cls.occasion = cls.env["keqin.occasion"].create(
            {"name": "Harvest Day", "month": 9, "day": 25, "type_id": type_.id}
        )

    def bulk(self, records, user="sales", **values):
        Bulk = self.env["keqin.gift.bulk"].with_user(self.users[user])
        Bulk = Bulk.with_context(active_model=records._name, active_ids=records.ids)
        with Form(Bulk) as form:
            for name, value in values.items():
                form[name] = value
        return form.record

    def planned(self, bulk):
        return self.env["keqin.gift"].search(bulk.action_create()["domain"])

    @covers("R086", "R080")
    def test_same_box_for_all_is_warned_and_alternatives_are_taken(self):
        self.card.write({"taboos": False, "gift_preference": "trees"})
        both = self.customer | self.caterer
        bulk = self.bulk(both, product_id=self.box)
        self.assertIn("Moon box", bulk.same_for_all)
        alike = self.make_customer("Alike", self.users["sales"])
        alike.industry_id = self.customer.industry_id
        self.assertFalse(
            self.bulk(self.customer | alike, product_id=self.box).same_for_all
        )
        alike.sudo().tier = "A"
        self.assertTrue(
            self.bulk(self.customer | alike, product_id=self.box).same_for_all
        )
        bulk.action_use_suggestions()
        self.assertFalse(bulk.same_for_all)
        gifts = self.planned(bulk)
        products = {gift.customer_id: gift.product_id for gift in gifts}
        self.assertEqual(
            products, {self.customer: self.trees, self.caterer: self.members}
        )
        self.assertEqual(set(gifts.mapped("state")), {"draft"})

    @covers("R077", "R086")
    def test_each_gets_a_note_of_its_own(self):
        bulk = self.bulk(
            self.customer | self.caterer,
            product_id=self.box,
            message="Dear {name}, thanks to {company}",
        )
        bulk.line_ids[0].message = "Ann, the night shift!"
        self.assertEqual(
            self.planned(bulk).sorted("id").mapped("message"),
            ["Ann, the night shift!", "Dear Cook Wu, thanks to Noodle House"],
        )

    @covers("R086")
    def test_line_shows_what_speaks_against_its_gift(self):
        self.card.refuses_gifts = True
        bulk = self.bulk(self.customer | self.caterer, product_id=self.box)
        refusing, fine = bulk.line_ids
        self.assertTrue(refusing.is_blocked and "refuses" in refusing.warning)
        self.assertFalse(fine.is_blocked)

    @covers("R077")
    def test_once_per_person_occasion_and_year(self):
        values = {"product_id": self.box, "occasion_id": self.occasion}
        both = self.customer | self.caterer
        first = self.planned(self.bulk(self.customer, **values))
        self.assertEqual(first.occasion_year, 2026)
        again = self.bulk(both, **values)
        self.assertEqual(again.skipped, "Ann Lee")
        second = self.planned(again)
        self.assertEqual(second.contact_id, self.cook)
        self.assertRefused(self.bulk(both, **values).action_create, error=UserError)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.make_gift(occasion_id=self.occasion.id)
        next_year = self.planned(self.bulk(both, **values, date="2027-09-25"))
        self.assertEqual(len(next_year), 2)
        first.sudo().state = "declined"
        self.assertEqual(len(self.planned(self.bulk(both, **values))), 1)

    @covers("R077", "R184")
    def test_merged_persons_keep_all_their_gifts(self):
        """Odoo deletes what a unique key does not let it merge."""
        twin = self.make_person("Ann Li")
        gifts = self.make_gift(person=twin, occasion_id=self.occasion.id)
        gifts.action_submit()
        gifts.action_give()
        gifts |= self.make_gift(occasion_id=self.occasion.id)
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
        self.assertEqual(len(gifts.exists()), 2)
        self.assertEqual(gifts.contact_id, self.person)
        self.assertEqual(
            [bool(gift.occasion_id) for gift in gifts], [True, False], "given first"
        )

    @covers("R077")
    def test_from_activities_of_an_occasion(self):
        self.occasion.gift_product_id = self.trees
        activities = self.env["keqin.activity"].create(
            [
                {
                    "name": "Harvest Day",
                    "customer_id": customer.id,
                    "contact_id": person.id,
                    "type_id": self.occasion.type_id.id,
                    "occasion_id": self.occasion.id,
                }
                for customer, person in (
                    (self.customer, self.person),
                    (self.caterer, self.cook),
                )
            ]
        )
        activities.sudo().occasion_year = 2027
        gifts = self.planned(self.bulk(activities))
        self.assertEqual(gifts.activity_id, activities)
        self.assertEqual(gifts.product_id, self.trees)
        self.assertEqual(gifts.occasion_id, self.occasion)
        self.assertEqual(set(gifts.mapped("occasion_year")), {2027})

    @covers("R080")
    def test_line_without_a_gift_is_named(self):
        bulk = self.bulk(self.customer)
        with self.assertRaisesRegex(UserError, "Ann Lee"):
            bulk.action_create()

    @covers("R086")
    def test_from_key_persons(self):
        gifts = self.planned(self.bulk(self.card, product_id=self.trees))
        self.assertEqual(gifts.contact_id, self.person)
        self.assertEqual(gifts.customer_id, self.customer)
