"""How account managers see the relationship: dated, with a reason, kept (R109)."""

from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import OUTSIDERS, ROLES, KeqinCase
from .covers import covers

NOW = "2026-09-16 03:00:00"
TODAY = "2026-09-16"
WRITERS = ("sales_manager", "executive", "manager")  # and `sales`, for the own
READERS = ("sales_manager", "service", "service_manager", "executive", "manager")
CORRECTORS = ("sales_manager", "executive", "manager")


class RelationshipCase(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.ours = cls.make_customer("Ours", user=cls.users["sales"])
        cls.theirs = cls.make_customer("Theirs", user=cls.rival)
        cls.Rating = cls.env["keqin.relationship.rating"]

    @staticmethod
    def vals(customer, **vals):
        given = {"aspect": "trust", "score": 4, "note": "Showed us plans"}
        return {"customer_id": customer.id, **given, "date": TODAY, **vals}

    def make_old(self, customer, user):
        """A rating of two days ago, of ``user``."""
        rating = self.Rating.create(self.vals(customer, user_id=user.id))
        made = fields.Datetime.to_datetime(NOW) - timedelta(days=2)
        rating.flush_recordset()
        self.env.cr.execute(
            "UPDATE keqin_relationship_rating SET create_date = %s WHERE id = %s",
            (made, rating.id),
        )
        rating.invalidate_recordset()
        return rating


@covers("R109")
@freeze_time(NOW)
class TestRelationshipRating(RelationshipCase):
    def test_entered_in_words_on_the_form(self):
        Rating = self.Rating.with_user(self.users["sales"])
        form = Form(Rating.with_context(default_customer_id=self.ours.id))
        form.aspect, form.rating, form.note = "depth", "2", "Buys spare parts only"
        rating = form.save()
        self.assertEqual((rating.score, rating.user_id), (2, self.users["sales"]))
        self.assertEqual(rating.date, fields.Date.to_date(TODAY))
        with Form(rating) as form:
            form.rating = "3"
        self.assertEqual((rating.score, self.ours.depth_last), (3, 3))
        by_word = Rating.create(
            {"customer_id": self.ours.id, "aspect": "trust", "rating": "5", "note": "x"}
        )
        self.assertEqual(by_word.score, 5)

    def test_scale_day_and_once_a_day(self):
        vals = self.vals(self.ours)
        with mute_logger("odoo.sql_db"):
            for score in (0, 6):
                self.assertFalse(
                    self.attempt(
                        self.Rating.create,
                        vals | {"score": score},
                        denial=IntegrityError,
                    )
                )
            self.Rating.create(vals)
            self.assertFalse(
                self.attempt(self.Rating.create, vals, denial=IntegrityError)
            )
        with self.assertRaisesRegex(ValidationError, "not ahead"):
            self.Rating.create(vals | {"date": "2026-09-17", "aspect": "depth"})

    def test_trend_keeps_every_rating(self):
        for on, score in (("2026-03-01", 2), ("2026-09-01", 4)):
            self.Rating.create(self.vals(self.ours, date=on, score=score))
        groups = self.Rating._read_group(
            [("customer_id", "=", self.ours.id)],
            ["date:month", "aspect"],
            ["score:avg"],
        )
        self.assertEqual([score for *_by, score in groups], [2, 4])

    @covers("R191")
    def test_past_ratings_stay(self):
        old = self.make_old(self.ours, self.users["sales"])
        fresh = self.Rating.with_user(self.users["sales"]).create(
            self.vals(self.ours, aspect="depth")
        )
        fresh.score = 3
        for vals in ({"score": 5}, {"rating": "5"}, {"date": "2026-09-01"}):
            with self.subTest(vals=vals):
                self.assertRefused(
                    old.with_user(self.users["sales"]).write, vals, error=UserError
                )
                for name in CORRECTORS:
                    self.assertAllowed(
                        True, old.with_user(self.users[name]).write, vals
                    )

    @covers("R191")
    def test_nobody_rates_in_anothers_name(self):
        for name in ("sales", *WRITERS):
            Rating = self.Rating.with_user(self.users[name])
            vals = self.vals(self.ours)
            with self.subTest(user=name):
                forged = vals | {"user_id": self.rival.id}
                self.assertRefused(Rating.create, forged)
                default = Rating.with_context(default_user_id=self.rival.id)
                self.assertRefused(default.create, vals)
                with self.undone():
                    mine = Rating.create(vals)
                    self.assertRefused(mine.write, {"user_id": self.rival.id})

    @covers("R182", "R183", "R190")
    def test_roles(self):
        for name in (*ROLES, *OUTSIDERS):
            user = self.users[name]
            for customer in (self.ours, self.theirs):
                own = name == "sales" and customer == self.ours
                rating = self.Rating.create(self.vals(customer, user_id=self.rival.id))
                as_user = rating.with_user(user)
                reads, writes = own or name in READERS, own or name in WRITERS
                domain = [("id", "=", rating.id)]
                ways = {
                    "read": (reads, lambda r=as_user: r.read(["score"])),
                    "search": (reads, lambda r=as_user, d=domain: r.search(d)),
                    "group": (
                        reads,
                        lambda r=as_user, d=domain: r.formatted_read_group(
                            d, ["aspect"], ["score:avg"]
                        ),
                    ),
                    "name": (
                        reads,
                        lambda r=as_user, d=domain: r.name_search("", d),
                    ),
                    "write": (writes, lambda r=as_user: r.write({"score": 2})),
                    "create": (
                        writes,
                        lambda r=as_user, c=customer: r.create(
                            self.vals(c, aspect="depth")
                        ),
                    ),
                    "unlink": (name == "manager", as_user.unlink),
                }
                for way, (allowed, attempt) in ways.items():
                    with self.subTest(user=name, own=own, way=way):
                        self.assertAllowed(allowed, attempt)
                rating.unlink()

    @covers("R193")
    def test_service_widens_nothing_an_account_manager_may_write(self):
        both = self.make_user("sales", "service")
        mine = self.make_customer("Mine", user=both)
        Rating = self.Rating.with_user(both)
        self.assertTrue(Rating.create(self.vals(mine)))
        theirs = self.Rating.create(self.vals(self.theirs)).with_user(both)
        self.assertEqual(theirs.score, 4)
        self.assertRefused(theirs.write, {"score": 1})
        self.assertRefused(Rating.create, self.vals(self.theirs, aspect="depth"))

    @covers("R195")
    def test_other_company(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        customer = self.make_customer("Far", company_id=elsewhere.id)
        rating = self.Rating.create(self.vals(customer))
        self.assertEqual(rating.company_id, elsewhere)
        executive = rating.with_user(self.users["executive"])
        with self.undone(), self.assertRaises(AccessError):
            executive.read(["score"])
