"""Who keeps which occasions, who sees which dates, and who may touch whom."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import OUTSIDERS, ROLES
from .covers import covers
from .test_occasion import OccasionCase

# role: what of the occasions of each owner it may: r read, w write and create, d delete
NONE = {"festival": "", "others": "", "own": "", "person": "", "own_person": ""}
POLICY = {
    "sales": NONE | {"festival": "r", "own": "rwd", "own_person": "rwd"},
    "sales_manager": dict.fromkeys(NONE, "rwd") | {"festival": "r"},
    "service": NONE
    | {"festival": "r", "others": "rw", "own": "rw", "person": "r", "own_person": "r"},
    "marketing": NONE | {"festival": "r", "others": "r", "own": "r"},
    "executive": dict.fromkeys(NONE, "rw") | {"festival": "r"},
    "contributor": NONE,
    "manager": dict.fromkeys(NONE, "rwd"),
    **dict.fromkeys(OUTSIDERS, NONE),
}
POLICY["service_manager"] = POLICY["service"]


@tagged("post_install", "-at_install")
class TestOccasionSecurity(OccasionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cards = {
            "person": cls.make_birthday(cls.others, "Theirs"),
            "own_person": cls.make_birthday(cls.own, "Ours"),
        }
        cls.occasions = {
            "festival": cls.make_occasion(),
            "others": cls.make_occasion(kind="customer", customer_id=cls.others.id),
            "own": cls.make_occasion(kind="customer", customer_id=cls.own.id),
        } | {
            name: cls.make_occasion(kind="person", contact_id=card.id)
            for name, card in cards.items()
        }
        cls.make_occasion("Birthday", kind="birthday")
        cls.env["keqin.occasion.date"]._renew()

    def with_role(self, records, name):
        return records.with_user(self.users[name])

    @covers("R079", "R081", "R180", "R181")
    def test_occasions_by_role(self):
        self.assertEqual(set(POLICY), {*ROLES, *OUTSIDERS})
        for role, policy in POLICY.items():
            for whose, allowed in policy.items():
                with self.subTest(role=role, whose=whose):
                    self.check(role, self.occasions[whose], allowed)

    def check(self, role, occasion, allowed):
        mine = self.with_role(occasion, role)
        values = {"name": "New", "kind": occasion.kind, "type_id": occasion.type_id.id}
        values |= {"customer_id": occasion.customer_id.id, "month": 3, "day": 8}
        values |= {"contact_id": occasion.contact_id.id}
        domain = [("id", "=", occasion.id)]
        attempts = {
            "read": ("r", lambda: mine.read(["name"])),
            "search": ("r", lambda: mine.search(domain)),
            "group": ("r", lambda: mine.formatted_read_group(domain, ["kind"])),
            "write": ("w", lambda: mine.write({"name": "X"})),
            "create": ("w", lambda: mine.create(values)),
            "delete": ("d", lambda: mine.unlink()),
        }
        for name, (right, attempt) in attempts.items():
            self.assertAllowed(right in allowed, attempt, message=name)

    @covers("R081", "R180")
    def test_dates_by_role(self):
        """As the occasions, and persons' birthdays as their cards."""
        everybody = {"festival", "others", "own", "Theirs", "Ours", "birthdays"}
        expected = {
            "sales": {"festival", "own", "Ours"},
            "marketing": {"festival", "others", "own"},
            **dict.fromkeys(
                (
                    "sales_manager",
                    "service",
                    "service_manager",
                    "executive",
                    "manager",
                ),
                everybody - {"birthdays"},
            ),
        }
        ours = [("company_id", "=", self.company.id)]
        rows = self.env["keqin.occasion.date"].search(ours)
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role):
                wanted = expected.get(role)
                if not wanted:
                    self.assertRefused(self.with_role(rows, role).search, ours)
                    continue
                seen = self.with_role(rows, role).search(ours)
                names = {self.name_of(row) for row in seen.sudo()}
                self.assertEqual(names, wanted)
                self.assertRefused(seen[0].write, {"date": "2026-10-10"})
                self.assertRefused(seen[0].unlink)
                self.assertRefused(
                    seen.create,
                    {
                        "occasion_id": self.occasions["festival"].id,
                        "kind": "festival",
                        "date": "2026-10-10",
                        "year": 2026,
                    },
                )

    def name_of(self, row):
        if row.partner_id:
            return row.partner_id.name
        if row.customer_id:
            return "own" if row.customer_id == self.own else "others"
        return "festival"

    @covers("R181")
    def test_no_way_to_make_of_an_own_date_one_for_all(self):
        mine = self.with_role(self.occasions["own"], "sales")
        for vals in ({"kind": "festival"}, {"customer_id": False}):
            self.assertRefused(mine.write, vals, error=UserError)
        self.assertRefused(mine.write, {"run_left_out": 1})
        festival = self.with_role(self.occasions["festival"], "sales")
        self.assertRefused(festival.action_plan)

    @covers("R079", "R181")
    def test_who_greets_for_a_colleague_has_a_working_desk(self):
        """Reads the greeting and what it is for, but not the colleague's own dates."""
        launch = self.occasions["others"]
        greeting = self.env["keqin.activity"].create(
            {
                "name": "Launch",
                "customer_id": self.others.id,
                "type_id": self.types["phone"].id,
                "user_id": self.users["sales"].id,
                "date_planned": "2026-09-01",
                "occasion_id": launch.id,
                "occasion_year": 2026,
                "occasion_on": "2026-09-02",
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        desk = self.env["keqin.desk"].with_user(self.users["sales"])
        self.assertIn("Mid-Autumn", str(desk.get_rows(kind="occasion")))
        text = greeting.with_user(self.users["sales"]).suggested_text
        self.assertFalse(text)
        self.assertRefused(launch.with_user(self.users["sales"]).read, ["name"])

    @covers("R181")
    def test_companies_are_apart(self):
        other = self.env["res.company"].create({"name": "Other"})
        elsewhere = self.make_customer("There", company_id=other.id)
        launch = self.make_occasion(kind="customer", customer_id=elsewhere.id)
        rows = self.env["keqin.occasion.date"].search([("occasion_id", "=", launch.id)])
        self.assertTrue(rows)
        for record in (launch, rows):
            self.assertRefused(self.with_role(record, "manager").read, ["display_name"])

    @covers("R180")
    def test_working_days_are_kept_by_the_administrator(self):
        day = self.env["keqin.working.day"].create(
            {"name": "Off", "date": "2026-09-09"}
        )
        for role in (*ROLES, *OUTSIDERS):
            mine = self.with_role(day, role)
            with self.subTest(role):
                self.assertAllowed(role in ROLES, mine.read, ["name"])
                manager = role == "manager"
                self.assertAllowed(manager, mine.write, {"name": "X"})
                self.assertAllowed(manager, lambda m=mine: m.unlink())


@tagged("post_install", "-at_install")
class TestTouch(OccasionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.china = cls.env.ref("base.cn")
        cls.suzhou = cls.env["res.country.state"].create(
            {"name": "Suzhou", "code": "SZX", "country_id": cls.china.id}
        )
        for customer in (cls.own, cls.others):
            customer.partner_id.state_id = cls.suzhou
        cls.away = cls.make_customer("Away", cls.users["sales"])

    def touch(self, role="sales_manager", **vals):
        values = {"name": "Red alert", "state_ids": self.suzhou.ids}
        return self.env["keqin.touch"].with_user(self.users[role]).create(values | vals)

    def applied(self, touch):
        action = touch.action_apply()
        return self.env[action["res_model"]].search(action["domain"])

    @covers("R083")
    def test_customers_of_the_region_are_told(self):
        touch = self.touch(event="rainstorm", text="Raise your goods")
        self.assertEqual((touch.customer_count, touch.skipped_count), (2, 0))
        self.assertEqual(touch.preview_ids, self.own + self.others)
        made = self.applied(touch)
        self.assertEqual(made.customer_id, self.own + self.others)
        self.assertEqual(set(made.mapped("reason")), {"Rainstorm: Red alert"})
        self.assertEqual(made.user_id, self.users["sales"] + self.rival)
        self.assertEqual(made.type_id, self.types["sms"])
        self.assertTrue(all(a.is_care and a.proactive for a in made))
        self.assertIn("Raise your goods", made[0].suggested_text)

    @covers("R083")
    def test_text_is_proposed_and_can_be_changed(self):
        touch = self.touch(event="typhoon")
        self.assertIn("Red alert", touch.text)
        touch.text = "Other"
        self.assertIn("Other", self.applied(touch)[0].talking_points)

    @covers("R084")
    def test_industry_tier_and_own_list_choose(self):
        industry = self.env["res.partner.industry"].create({"name": "Energy"})
        self.own.partner_id.industry_id = industry
        news = self.touch(event="news", state_ids=False, industry_ids=industry.ids)
        self.assertEqual(news.preview_ids, self.own)
        both = self.touch(industry_ids=industry.ids, customer_ids=self.away.ids)
        self.assertEqual(both.preview_ids, self.own + self.away)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE keqin_customer SET tier = 'B' WHERE id = %s", (self.others.id,)
        )
        self.env.invalidate_all()
        self.assertEqual(self.touch(tier_min="B").preview_ids, self.others)
        self.assertFalse(self.touch(tier_min="A").preview_ids)

    @covers("R075", "R083")
    def test_opt_outs_are_respected(self):
        """By impersonal ways only: a call about a typhoon is no mass message."""
        stop = self.make_card(self.own, "Stop", no_mass_messages=True)
        self.own.main_contact_id = stop.partner_id
        self.others.partner_id.email = "box@example.com"
        self.env["mail.blacklist"]._add("box@example.com")
        mail = self.touch(type_id=self.types["email"].id)
        self.assertEqual((mail.customer_count, mail.skipped_count), (0, 2))
        self.assertRefused(mail.action_apply, error=UserError)
        self.make_card(self.own, "Boss", decision_role="decider")
        self.assertEqual(
            self.applied(self.touch(type_id=self.types["email"].id)).contact_id.name,
            "Boss",
        )
        call = self.touch(name="Again", type_id=self.types["phone"].id)
        self.assertEqual(call.customer_count, 2)

    @covers("R075", "R084")
    def test_no_congratulation_in_mourning(self):
        mourns = self.make_card(self.own, "Mourns", mourning_until="2026-12-31")
        self.own.main_contact_id = mourns.partner_id
        award = self.touch(event="award")
        self.assertEqual((award.preview_ids, award.skipped_count), (self.others, 1))
        self.assertEqual(self.touch(event="rainstorm").customer_count, 2)

    @covers("R075")
    def test_marketing_respects_wishes_it_cannot_read(self):
        stop = self.make_card(self.own, "Stop", no_mass_messages=True)
        self.own.main_contact_id = stop.partner_id
        self.make_card(self.others, "Boss", decision_role="decider")
        touch = self.touch("marketing", event="news")
        self.assertEqual((touch.preview_ids, touch.skipped_count), (self.others, 1))
        # and does not learn who decides
        self.assertEqual(
            [person.partner_id for _c, person in touch._audience()[0]], [False]
        )

    @covers("R083")
    def test_same_event_once_a_day(self):
        first = self.applied(self.touch())
        again = self.touch()
        self.assertEqual((again.customer_count, again.told_count), (0, 2))
        self.assertRefused(again.action_apply, error=UserError)
        # whoever reports it, and of whosoever customers
        self.assertEqual(self.touch("sales").told_count, 1)
        self.assertEqual(self.touch(date="2026-09-02").customer_count, 2)
        self.assertEqual(self.touch(name="Other").customer_count, 2)
        self.assertEqual(len(first), 2)

    @covers("R083")
    def test_it_is_no_way_to_sell(self):
        promotion = self.env.ref("keqin_addon.keqin_activity_type_promotion")
        touch = self.touch(type_id=promotion.id)
        self.assertRefused(touch.action_apply, error=UserError)

    @covers("R083", "R181")
    def test_nobody_is_chosen_by_mistake(self):
        self.assertRefused(self.touch(state_ids=False).action_apply, error=UserError)

    @covers("R180", "R181")
    def test_each_role_touches_its_customers(self):
        reached = {
            "sales": self.own,
            "sales_manager": self.own + self.others,
            "service": self.own + self.others,
            "service_manager": self.own + self.others,
            "executive": self.own + self.others,
            "manager": self.own + self.others,
            "marketing": self.own + self.others,
        }
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role):
                if role not in reached:
                    self.assertRefused(lambda r=role: self.touch(r))
                    continue
                with self.undone():
                    self.assertEqual(self.touch(role).preview_ids, reached[role])

    @covers("R181")
    def test_sales_cannot_name_anothers_customer(self):
        touch = self.touch("sales", state_ids=False, customer_ids=self.away.ids)
        touch.sudo().customer_ids += self.others
        self.env.invalidate_all()
        self.assertEqual(self.applied(touch).customer_id, self.away)

    @covers("R083")
    def test_queries_do_not_grow_with_the_customers(self):
        for i in range(25):
            self.make_customer(f"Many {i}", self.rival).partner_id.city = "Kunshan"
        counts = []
        for city in ("nowhere", "Kunshan"):
            touch = self.touch(name=city, state_ids=False, city=city)
            if city == "nowhere":
                touch.customer_ids = self.away + self.own
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            touch.action_apply()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
