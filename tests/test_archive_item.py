"""What an archive needs, by class of the customer; counted in one place (R008)."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import OUTSIDERS, ROLES, KeqinCase
from .covers import covers


@covers("R008")
@tagged("post_install", "-at_install")
class TestArchiveItem(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        Item = cls.env["keqin.archive.item"].with_context(active_test=False)
        cls.items = {item.subject: item for item in Item.search([("id", "!=", False)])}
        cls.customer = cls.make_customer("Valve Works", cls.users["sales"])

    def grade(self, tier):
        self.customer.sudo().tier = tier

    def missing(self, customer=None):
        customer = customer or self.customer
        return set(filter(None, customer.archive_missing.split(", ")))

    def only(self, *subjects):
        """These items for everybody, and no others."""
        for subject, item in self.items.items():
            item.active = subject in subjects
        self.env["keqin.archive.item"].union(
            *(self.items[subject] for subject in subjects)
        ).write(
            dict.fromkeys(("for_a", "for_b", "for_c", "for_ungraded", "for_key"), True)
        )

    def test_more_is_needed_of_who_matters_more(self):
        counts = []
        for tier in (False, "C", "B", "A"):
            self.grade(tier)
            counts.append(len(self.missing()))
        # the account manager is there
        self.assertEqual(counts, [9, 9, 11, 18 - (self.customer.care_level != "key")])
        self.assertNotIn("Account manager", self.missing())
        self.assertIn("Decision maker", self.missing())

    def test_key_customers_whatever_their_tier(self):
        self.grade("C")
        self.assertNotIn("Executive sponsor", self.missing())
        self.customer.sudo().key_customer = True
        self.assertIn("Executive sponsor", self.missing())
        self.assertEqual(self.customer.completeness, round(100 / 19, 1))

    def test_each_subject_is_seen_when_it_is_there(self):
        """Every item that can be asked for is missing before, and not after."""
        customer, company = self.customer, self.company
        person = self.env["res.partner"].create(
            {"name": "Wu", "parent_id": customer.partner_id.id}
        )
        of_it = {"customer_id": customer.id}
        mode = self.env.ref("keqin_addon.keqin_cooperation_mode_framework")
        category = self.env["product.category"].create({"name": "Valves"})
        make = {
            "decider": lambda: self.env["keqin.contact"].create(
                of_it | {"partner_id": person.id, "decision_role": "decider"}
            ),
            "pain_point": lambda: self.env["keqin.pain.point"].create(
                of_it | {"name": "Late parts"}
            ),
            "purchase_intent": lambda: self.env["keqin.purchase.intent"].create(
                of_it | {"name": "Valves", "expected_on": "2026-09-01"}
            ),
            "milestone": lambda: self.env["keqin.milestone"].create(
                of_it | {"name": "First plant"}
            ),
            "agreement": lambda: (
                self.env["keqin.agreement"]
                .create(
                    of_it
                    | {
                        "name": "Frame",
                        "date_start": "2026-01-01",
                        "date_end": "2027-01-01",
                    }
                )
                .sudo()
                .write({"state": "active"})
            ),
        }
        values = {
            "user_id": self.users["sales"].id,
            "service_user_id": self.users["service"].id,
            "sponsor_id": self.users["executive"].id,
            "main_contact_id": person.id,
            "country_id": self.env.ref("base.cn").id,
            "industry_id": self.env.ref("base.res_partner_industry_C").id,
            "company_size": "small",
            "preference_category_ids": [Command.link(category.id)],
            "cooperation_mode_id": mode.id,
            "cooperation_intent": "high",
            "signed_on": "2024-01-01",
            "founded_on": "2001-01-01",
        }
        customer.partner_id.user_id = False
        self.assertTrue(company)
        for subject, item in self.items.items():
            with self.subTest(subject), self.undone():
                self.only(subject)
                self.assertEqual(customer.completeness, 0.0)
                self.assertEqual(self.missing(), {item.name})
                if subject in make:
                    make[subject]()
                else:
                    customer.write({subject: values.get(subject, "Something")})
                self.assertEqual(self.missing(), set())
                self.assertEqual(customer.completeness, 100.0)

    def test_blank_texts_are_missing(self):
        self.only("business_needs")
        self.customer.business_needs = "   "
        self.assertEqual(self.customer.completeness, 0.0)

    def test_changed_items_count_all_files_again(self):
        self.only("phone", "email")
        other = self.make_customer("Other", phone="1")
        self.assertEqual([self.customer.completeness, other.completeness], [0.0, 50.0])
        manager = self.items["email"].with_user(self.users["manager"])
        manager.active = False
        self.assertEqual([self.customer.completeness, other.completeness], [0.0, 100.0])
        manager.write({"active": True, "for_ungraded": False})
        self.assertEqual(other.completeness, 100.0)
        self.assertFalse(
            self.env["keqin.customer"]._update_completeness(SQL("TRUE")),
            "all was counted already",
        )
        manager.unlink()
        self.items["phone"].active = False
        self.assertEqual(self.customer.completeness, 100.0, "nothing is required")

    def test_list_of_where_it_is_missing(self):
        self.only("phone", "email")
        other = self.make_customer("Other", phone="1")
        both = self.customer | other
        found = {
            subject: self.env["keqin.customer"].search(
                self.items[subject].action_open_missing()["domain"]
            )
            for subject in ("phone", "email")
        }
        self.assertEqual(found["phone"] & both, self.customer)
        self.assertEqual(found["email"] & both, both)

    def test_grading_counts_again(self):
        self.grade("C")
        self.env.flush_all()
        query = "UPDATE keqin_customer SET completeness = 1 WHERE id = %s"
        self.env.cr.execute(query, self.customer.ids)
        self.env.invalidate_all()
        self.policy._run(self.policy._as_of("2026-06-30"))
        self.assertEqual(self.customer.completeness, 10.0)

    def test_one_count_for_all(self):
        files = self.customer.browse()
        for number in range(30):
            files |= self.make_customer(f"Works {number}")
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.add_to_compute(files._fields["completeness"], files)
        with self.assertQueryCount(4):
            files.mapped("completeness")
            files.flush_recordset()

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_who_says_what_is_needed(self):
        item = self.items["phone"]
        for role in (*ROLES, *OUTSIDERS):
            mine = item.with_user(self.users[role])
            with self.subTest(role):
                self.assertAllowed(
                    role == "manager", lambda mine=mine: mine.write({"for_c": False})
                )
                self.assertAllowed(
                    role not in ("contributor", *OUTSIDERS),
                    lambda mine=mine: mine.read(["name"]),
                )
        with self.assertRaises(AccessError):
            self.customer.with_user(self.users["sales"]).completeness = 5.0

    @mute_logger("odoo.sql_db")
    def test_asked_once_and_of_somebody(self):
        Item = self.env["keqin.archive.item"]
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            Item.create({"subject": "phone"})
        nobody = ("for_a", "for_b", "for_c", "for_ungraded", "for_key")
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.items["phone"].write(dict.fromkeys(nobody, False))
            self.env.flush_all()
