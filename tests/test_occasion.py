"""Occasions: the day as it was said, projected, looked up; working days; cards."""

from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import KeqinCase
from .covers import covers

TODAY = "2026-09-01 02:00:00"  # 10:00 in China


class OccasionCase(KeqinCase):
    """No occasion but those of the test, for the customers of the test company."""

    now = TODAY  # None: as it is

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.now:
            cls.startClassPatcher(freeze_time(cls.now))
        cls.env["keqin.occasion"].search([]).active = False
        cls.env["keqin.working.day"].search([]).unlink()
        cls.types = {
            name: cls.env.ref(f"keqin_addon.keqin_activity_type_{name}")
            for name in ("phone", "email", "sms", "chat", "card", "gift", "visit")
        }
        cls.own = cls.make_customer("Own", cls.users["sales"], lifecycle="active")
        cls.others = cls.make_customer("Others", cls.rival, lifecycle="active")

    @classmethod
    def make_occasion(cls, name="Mid-Autumn", **vals):
        values = {
            "name": name,
            "kind": "festival",
            "calendar": "lunar",
            "month": 8,
            "day": 15,
            "type_id": cls.types["phone"].id,
        }
        if not {"customer_id", "contact_id"} & vals.keys():
            values["company_id"] = cls.company.id
        if vals.get("kind") in ("birthday", "signing", "founding"):
            del values["calendar"], values["month"], values["day"]
        return cls.env["keqin.occasion"].create(values | vals)

    @classmethod
    def make_card(cls, customer, name="Wang Wei", **vals):
        person = cls.env["res.partner"].create(
            {"name": name, "parent_id": customer.partner_id.id}
        )
        return cls.env["keqin.contact"].create(
            {"partner_id": person.id, "customer_id": customer.id, **vals}
        )

    @classmethod
    def make_birthday(cls, customer, name="Wang Wei", on=(9, 10), **vals):
        values = {"birth_calendar": "solar", "birth_month": on[0], "birth_day": on[1]}
        return cls.make_card(customer, name, **values | vals)

    def dates(self, **by):
        domain = [(name, "=", record.id) for name, record in by.items()]
        rows = self.env["keqin.occasion.date"].search(domain)
        return [(row.date.isoformat(), row.year) for row in rows]


@tagged("post_install", "-at_install")
class TestDay(OccasionCase):
    @covers("R078")
    def test_next_date_of_each_calendar(self):
        """Anchors 4.7: the eve is no fixed lunar day, Qingming is no lunar date."""
        expected = {
            ("lunar", 8, 15, False, False): "2026-09-25",
            ("lunar", 9, 9, False, False): "2026-10-18",
            ("lunar", 1, 1, False, False): "2027-02-06",
            ("lunar_new_year_eve", 0, 0, False, False): "2027-02-05",
            ("solar_term", 0, 0, False, "qingming"): "2027-04-05",
            ("solar", 10, 1, False, False): "2026-10-01",
            ("lunar", 6, 10, True, False): "2027-07-13",
        }
        for (calendar, month, day, leap, term), on in expected.items():
            occasion = self.make_occasion(
                calendar=calendar, month=month, day=day, leap=leap, term=term
            )
            with self.subTest(calendar=calendar, month=month):
                self.assertEqual(occasion.next_on, date.fromisoformat(on))
                self.assertEqual(self.dates(occasion_id=occasion)[0][0], on)

    @covers("R078")
    def test_the_day_is_the_day_in_china(self):
        occasion = self.make_occasion()
        with freeze_time("2026-09-25 15:59:00"):
            occasion.invalidate_recordset()
            self.assertEqual(str(occasion.next_on), "2026-09-25")
        with freeze_time("2026-09-25 16:00:00"):
            occasion.invalidate_recordset()
            self.assertEqual(str(occasion.next_on), "2027-09-15")

    @covers("R078")
    def test_impossible_days_are_refused_with_the_name(self):
        wrong = (
            {"month": 13, "day": 40},
            {"month": 0, "day": 15},
            {"month": 1, "day": 15, "leap": True},
            {"calendar": "solar", "month": 2, "day": 30},
            {"calendar": "solar", "month": 2, "day": 29, "year": 2027},
            {"calendar": "solar_term", "term": False},
            {"calendar": False},
        )
        for vals in wrong:
            with self.subTest(vals=vals):
                self.assertRefused(
                    lambda vals=vals: self.make_occasion(**vals), error=ValidationError
                )
        kept = self.make_occasion()
        self.assertRefused(kept.write, {"month": 13}, error=ValidationError)
        self.assertEqual((kept.month, kept.day), (8, 15))
        with self.assertRaisesRegex(ValidationError, "Mid-Autumn.*13/40"):
            self.make_occasion(month=13, day=40)

    @covers("R078")
    def test_numbers_out_of_range_are_refused(self):
        for vals in ({"lead_days": -1}, {"lead_days": 366}, {"year": 1899}):
            with self.subTest(vals=vals), mute_logger("odoo.sql_db"):
                self.assertRefusedByDatabase(vals)

    def assertRefusedByDatabase(self, vals):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.make_occasion(**vals)
            self.env.flush_all()

    @covers("R078")
    def test_what_does_not_matter_is_emptied(self):
        values = {"month": 8, "day": 15, "leap": True, "term": "qingming"}
        term = self.make_occasion(calendar="solar_term", **values)
        self.assertEqual((term.month, term.day, term.leap), (0, 0, False))
        birthday = self.make_occasion(
            kind="birthday", calendar="lunar", year=2027, **values
        )
        self.assertFalse(birthday.calendar or birthday.year or birthday.term)
        festival = self.make_occasion()
        festival.calendar = "lunar_new_year_eve"
        self.assertEqual((festival.month, festival.next_on), (0, date(2027, 2, 5)))

    @covers("R078", "R079")
    def test_period_is_searched_by_the_next_date(self):
        autumn = self.make_occasion()
        ninth = self.make_occasion("Double Ninth", month=9, day=9)
        launch = self.make_occasion(
            "Launch",
            kind="customer",
            customer_id=self.own.id,
            calendar="solar",
            year=2026,
        )
        launch.write({"month": 9, "day": 30})
        self.make_occasion("Gone", calendar="solar", year=2020)

        def between(start, end):
            domain = [("next_on", ">=", start), ("next_on", "<=", end)]
            return self.env["keqin.occasion"].search(domain)

        self.assertEqual(between("2026-09-01", "2026-09-30"), autumn + launch)
        self.assertEqual(between("2026-10-18", "2026-10-18"), ninth)
        self.assertFalse(between("2027-09-01", "2027-09-30"))
        equal = self.env["keqin.occasion"].search([("next_on", "=", "2026-10-18")])
        self.assertEqual(equal, ninth)
        never = self.env["keqin.occasion"].search([("next_on", "=", False)])
        self.assertEqual(never.mapped("name"), ["Gone"])

    @covers("R081")
    def test_person_belongs_to_the_customer(self):
        card = self.make_card(self.own)
        family = self.make_occasion(
            "School", kind="person", contact_id=card.id, calendar="solar"
        )
        self.assertEqual(family.customer_id, self.own)
        self.assertEqual(family.company_id, self.company)
        values = {"kind": "person", "contact_id": card.id}
        self.assertRefused(
            lambda: self.make_occasion(customer_id=self.others.id, **values),
            error=ValidationError,
        )

    @covers("R079")
    def test_an_occasion_stays_whose_it_is(self):
        launch = self.make_occasion(kind="customer", customer_id=self.own.id)
        for vals in ({"kind": "festival"}, {"customer_id": self.others.id}):
            self.assertRefused(launch.write, vals, error=UserError)
        launch.write({"kind": "customer", "customer_id": self.own.id, "name": "Same"})


@tagged("post_install", "-at_install")
class TestDates(OccasionCase):
    @covers("R079")
    def test_dates_of_a_customer_follow_the_care_file(self):
        signing = self.make_occasion("Signing", kind="signing")
        founding = self.make_occasion("Founding", kind="founding")
        self.own.write({"signed_on": "2020-10-12", "founded_on": "2026-09-15"})
        self.assertEqual(self.dates(occasion_id=signing), [("2026-10-12", 2026)])
        # the founding day itself is no anniversary
        self.assertEqual(self.dates(occasion_id=founding), [("2027-09-15", 2027)])
        self.own.signed_on = "2020-10-13"
        self.assertEqual(self.dates(occasion_id=signing), [("2026-10-13", 2026)])
        self.own.lifecycle = "lost"
        self.assertFalse(self.dates(customer_id=self.own))
        self.own.lifecycle = "active"
        self.assertTrue(self.dates(customer_id=self.own))
        self.own.active = False
        self.assertFalse(self.dates(customer_id=self.own))

    @covers("R076", "R081")
    def test_birthdays_follow_the_cards(self):
        birthday = self.make_occasion("Birthday", kind="birthday")
        card = self.make_birthday(
            self.own, on=(6, 10), birth_calendar="lunar", birth_leap=True
        )
        self.assertEqual(self.dates(occasion_id=birthday), [("2027-07-13", 2027)])
        card.write({"birth_calendar": "solar", "birth_leap": False, "birth_month": 10})
        self.assertEqual(self.dates(contact_id=card), [("2026-10-10", 2026)])
        row = self.env["keqin.occasion.date"].search([("contact_id", "=", card.id)])
        self.assertEqual(row.display_name, "Birthday: Wang Wei")
        card.active = False
        self.assertFalse(self.dates(occasion_id=birthday))

    @covers("R079")
    def test_own_dates_once_and_yearly(self):
        values = {"kind": "customer", "customer_id": self.own.id, "calendar": "solar"}
        yearly = self.make_occasion("Jubilee", month=9, day=10, **values)
        once = self.make_occasion("Launch", month=9, day=10, year=2027, **values)
        years = [("2026-09-10", 2026), ("2027-09-10", 2027)]
        self.assertEqual(self.dates(occasion_id=yearly), years)
        self.assertEqual(self.dates(occasion_id=once), years[1:])
        yearly.active = False
        self.assertFalse(self.dates(occasion_id=yearly))
        once.unlink()
        self.assertFalse(self.dates(customer_id=self.own))

    @covers("R078")
    def test_dates_reach_a_year_ahead_whenever_they_are_renewed(self):
        festival = self.make_occasion()
        self.make_birthday(self.own)
        birthday = self.make_occasion("Birthday", kind="birthday")
        Date = self.env["keqin.occasion.date"]
        self.assertFalse(self.dates(occasion_id=birthday))  # left to the scheduled run
        Date._renew()
        self.assertEqual(len(self.dates(occasion_id=birthday)), 2)
        before = Date.search([])
        Date._renew()
        self.assertEqual(Date.search([]), before)
        with freeze_time("2027-01-15 02:00:00"):
            Date._renew()
            for occasion in (festival, birthday):
                # what is long past goes, what is a year ahead comes
                self.assertEqual(
                    [year for _on, year in self.dates(occasion_id=occasion)], [2027]
                )
        with freeze_time("2027-09-20 02:00:00"):
            Date._renew()
            self.assertEqual(len(self.dates(occasion_id=birthday)), 2)

    @covers("R078")
    def test_queries_do_not_grow_with_the_customers(self):
        self.make_occasion("Birthday", kind="birthday")
        customers = self.env["keqin.customer"]
        for i in range(20):
            customers += self.make_customer(f"Many {i}", signed_on="2020-10-12")
            self.make_birthday(customers[-1], f"Person {i}")
        Date = self.env["keqin.occasion.date"]
        counts = []
        for some in (customers[:2], customers):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            Date._renew_customers(some)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)


@tagged("post_install", "-at_install")
class TestWorkingDay(OccasionCase):
    def week(self, company=None):
        return self.env["keqin.working.day"]._week_of(company or self.company)

    def add(self, day, kind, company=None):
        return self.env["keqin.working.day"].create(
            {
                "name": "Day",
                "date": day,
                "kind": kind,
                "company_id": company and company.id,
            }
        )

    @covers("R076")
    def test_nearest_earlier_working_day(self):
        sunday = date(2026, 9, 20)
        self.assertEqual(self.week().earlier(sunday), date(2026, 9, 18))
        self.add(sunday, "workday")
        self.assertEqual(self.week().earlier(sunday), sunday)
        self.add("2026-09-25", "holiday")
        self.assertEqual(self.week().earlier(date(2026, 9, 27)), date(2026, 9, 24))

    @covers("R076")
    def test_company_decides_for_itself(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.add("2026-09-25", "holiday")
        self.add("2026-09-25", "workday", self.company)
        friday = date(2026, 9, 25)
        self.assertEqual(self.week().earlier(friday), friday)
        self.assertEqual(self.week(other).earlier(friday), date(2026, 9, 24))

    @covers("R076")
    def test_weekdays_are_those_of_the_working_hours(self):
        attendances = self.company.resource_calendar_id.attendance_ids
        attendances.filtered(lambda a: a.dayofweek == "4").unlink()
        self.assertEqual(self.week().earlier(date(2026, 9, 25)), date(2026, 9, 24))

    @covers("R076")
    def test_one_exception_a_day(self):
        self.add("2026-09-25", "holiday")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.add("2026-09-25", "workday")


@tagged("post_install", "-at_install")
class TestShipped(KeqinCase):
    @covers("R076")
    def test_year_2026_of_china_is_shipped(self):
        """As published: 33 days off and 6 Saturdays and Sundays that are worked."""
        shipped = self.env["ir.model.data"].search(
            [("module", "=", "keqin_addon"), ("model", "=", "keqin.working.day")]
        )
        self.assertEqual(len(shipped), 39)


@tagged("post_install", "-at_install")
class TestCards(OccasionCase):
    @covers("R081")
    def test_cards_are_listed_by_sponsor(self):
        executive = self.users["executive"]
        self.own.sponsor_id = executive
        self.make_occasion("Birthday", kind="birthday", greeting="<p>Happy</p>")
        late = self.make_birthday(self.own, "Late", on=(9, 20))
        early = self.make_birthday(self.own, "Early", on=(9, 10))
        none = self.make_birthday(self.others, "Nobody's", on=(9, 1))
        self.env["keqin.occasion.date"]._renew()
        rows = self.env["keqin.occasion.date"].search(
            [("date", "<", "2026-12-01"), ("company_id", "=", self.company.id)]
        )
        groups = rows.with_user(executive)._cards_by_sponsor()
        self.assertEqual([sponsor.id for sponsor, _c in groups], [executive.id, False])
        names = [[card["person"].name for card in cards] for _s, cards in groups]
        self.assertEqual(names, [["Early", "Late"], ["Nobody's"]])
        self.assertIn("Happy", groups[0][1][0]["text"])
        self.assertEqual(len(early + late + none), 3)
        html = self.render(rows.with_user(executive), "keqin_card_list_dates")
        self.assertLess(html.index("Early"), html.index("Late"))
        self.assertIn("Happy", html)

    @covers("R081", "R180")
    def test_nobody_prints_more_than_may_be_read(self):
        self.make_occasion("Birthday", kind="birthday")
        self.make_birthday(self.others, "Private")
        self.env["keqin.occasion.date"]._renew()
        rows = self.env["keqin.occasion.date"].search([("customer_id", "!=", False)])
        for name in ("sales", "marketing"):
            mine = rows.with_user(self.users[name])
            self.assertRefused(lambda m=mine: self.render(m, "keqin_card_list_dates"))

    def render(self, records, name):
        report = records.env["ir.actions.report"]
        content, _kind = report._render_qweb_html(f"keqin_addon.{name}", records.ids)
        return content.decode()
