"""Three questions a week, and how far the data on file can be trusted."""

from freezegun import freeze_time

from odoo.tests import tagged

from .common import OUTSIDERS, ROLES
from .covers import covers
from .test_archive_quality import TODAY, ArchiveCase


class QuestionCase(ArchiveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Item = cls.env["keqin.archive.item"]
        Item.search([]).active = False
        cls.items = {}
        for name in ("phone", "vat", "website"):
            found = Item.with_context(active_test=False).search(
                [("subject", "=", name)]
            )
            cls.items[name] = found or Item.create({"subject": name})
        for sequence, item in enumerate(cls.items.values()):
            item.write({"active": True, "sequence": sequence, "for_c": True})
        cls.files = cls.north
        for number in range(4):
            cls.files |= cls.make_customer(
                f"File {number}", user=cls.sales, lifecycle="active"
            )
        for score, file in enumerate(cls.files):
            file.sudo().value_score = 90 - score
            file.partner_id.write({"phone": False, "vat": False, "website": False})
        cls.env.flush_all()

    def ask(self, day=TODAY):
        with freeze_time(day):
            questions = self.env["keqin.archive.question"]
            today = questions.env["res.company"].browse(self.company.id)._keqin_today()
            return questions._ask(self.company, today[self.company])

    def open(self, user=None):
        return self.env["keqin.archive.question"].search(
            [
                ("state", "=", "open"),
                ("customer_id.user_id", "=", (user or self.sales).id),
            ]
        )


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestQuestions(QuestionCase):
    @covers("R004", "R186")
    def test_three_of_the_customers_worth_most(self):
        self.ask()
        self.assertEqual(self.open().customer_id, self.files[:3])
        self.assertEqual(self.open().item_id, self.items["phone"])
        self.assertTrue(self.open(self.rival))

    @covers("R186")
    def test_asked_again_it_asks_nothing_more_this_week(self):
        self.assertTrue(self.ask())
        self.assertEqual(self.ask(), 0)
        self.open()[0].with_user(self.sales).action_skip()
        self.assertEqual(self.ask("2026-07-06"), 0)
        self.assertEqual(self.ask("2026-07-07"), 1)

    @covers("R004")
    def test_filled_in_is_answered(self):
        self.ask()
        question = self.open()[0]
        customer = question.customer_id
        customer.partner_id.phone = "+86 21 5555 0001"
        self.assertFalse(question._unanswered())
        desk = self.env["keqin.desk"].with_user(self.sales)
        self.env.flush_all()
        rows = desk.get_rows("mine", kind="archive")["rows"]
        asked = [row["res_id"] for row in rows if "question" in row["model"]]
        self.assertNotIn(question.id, asked)
        self.assertEqual(len(asked), 2)
        self.ask("2026-07-07")
        self.assertEqual(question.state, "answered")
        again = self.open().filtered(lambda q: q.customer_id == customer)
        self.assertEqual(again.item_id, self.items["vat"])

    def test_skipped_waits_three_months(self):
        self.ask()
        question = self.open()[0]
        question.with_user(self.sales).action_skip()
        customer = question.customer_id
        self.ask("2026-07-07")
        next_ = self.open().filtered(lambda q: q.customer_id == customer)
        self.assertEqual(next_.item_id, self.items["vat"])
        question.with_user(self.sales).action_ask_again()
        self.assertEqual(question.state, "open")

    def test_invalid_files_are_not_asked_about(self):
        self.north._mark_invalid("closed", "Gone")
        self.ask()
        self.assertNotIn(self.north, self.open().customer_id)

    @covers("R182")
    def test_who_reads_and_who_skips(self):
        self.ask()
        question = self.open()[0]
        readers = {"sales", "sales_manager", "service", "service_manager"}
        readers |= {"executive", "manager"}
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role):
                questions = self.env["keqin.archive.question"].with_user(
                    self.users[role]
                )
                if role in readers:
                    self.assertIn(question, questions.search([]))
                else:
                    self.assertRefused(questions.search, [])
                mine = question.with_user(self.users[role])
                if role in readers - {"service", "service_manager"}:
                    mine.action_skip()
                    mine.action_ask_again()
                else:
                    self.assertRefused(mine.action_skip)
                self.assertRefused(mine.write, {"state": "answered"})
        rival = self.env["keqin.archive.question"].with_user(self.rival)
        self.assertNotIn(question, rival.search([]))

    def test_queries_do_not_grow(self):
        def cost():
            before = self.env.cr.sql_log_count
            self.ask()
            return self.env.cr.sql_log_count - before

        few = cost()
        self.env["keqin.archive.question"].search([]).unlink()
        for number in range(20):
            self.make_customer(f"More {number}", user=self.sales, lifecycle="active")
        self.env.flush_all()
        self.assertLessEqual(cost(), few)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTruth(QuestionCase):
    def quality(self):
        self.env.flush_all()
        self.env["keqin.archive.quality"].invalidate_model()
        return self.env["keqin.archive.quality"].browse(self.north.id)

    def sample(self, right, wrong, closed_on="2026-06-01"):
        check = self.env["keqin.spot.check"].create(
            {"name": "Sample", "company_id": self.company.id}
        )
        file = self.env["keqin.spot.check.file"].create(
            {"check_id": check.id, "customer_id": self.north.id}
        )
        self.env["keqin.spot.check.line"].create(
            [
                {
                    "file_id": file.id,
                    "field_name": f"field_{number}",
                    "verdict": verdict,
                    "value": "0815",
                    "value_right": "4711",
                    "evidence": "Their card",
                }
                for number, verdict in enumerate(["right"] * right + ["wrong"] * wrong)
            ]
        )
        check.sudo().write({"state": "closed", "closed_on": closed_on})

    @covers("R185")
    def test_complete_fresh_and_right(self):
        self.north.partner_id.with_user(self.sales).write(
            {"phone": "+86 21 5555 0001", "vat": "CN91310000"}
        )
        row = self.quality()
        self.assertAlmostEqual(row.completeness, 66.7, 1)
        expected = row.completeness * row.freshness / 100
        self.assertAlmostEqual(row.truth, expected, 1)
        self.sample(0, 5, "2025-06-30")
        self.sample(3, 1)
        row = self.quality()
        self.assertEqual((row.accuracy, row.checked_count, row.right_count), (75, 4, 3))
        self.assertAlmostEqual(row.truth, expected * 0.75, 1)
        # Wilson (1927) of 3 in 4
        self.assertEqual(row.accuracy_text, "75 % (30 to 95 %, 4 checked)")
