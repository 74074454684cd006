"""Opinions: recorded once, as of that day, and averaged without what is not there."""

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import mute_logger

from .covers import covers
from .feedback_case import SAID_ON, FeedbackCase
from .test_grading_concurrency import ConcurrencyCase


class TestFeedback(FeedbackCase):
    def averages(self, *names, domain=()):
        domain = [("customer_id", "=", self.customer.id), *domain]
        [row] = self.Feedback._read_group(domain, [], [f"{name}:avg" for name in names])
        return row

    @covers("R101", "R108")
    def test_averages_are_of_those_who_answered_that_question(self):
        for number, score in enumerate((10, 9, 8, 3)):
            self.record(f"nps-{number}", "nps", score)
        for number, score in enumerate((5, 4, 2)):
            self.record(f"csat-{number}", "csat", score)
        self.record("words", "comment", comment="Fine")
        nps, csat, level = self.averages("nps_value", "csat_value", "level")
        self.assertEqual(nps, 25)
        self.assertAlmostEqual(csat, 200 / 3)
        self.assertAlmostEqual(level, 11 / 3)

    def test_what_was_not_said_is_null_and_no_zero(self):
        nps, csat, words = self.Feedback._record(
            [
                self.said("n", "nps", 7),
                self.said("c", "csat", 2),
                self.said("w", "comment", comment="Fine"),
            ]
        )
        self.env.flush_all()
        columns = "score, nps_value, csat_value, level"
        self.env.cr.execute(
            f"SELECT {columns} FROM keqin_feedback WHERE id = ANY(%s) ORDER BY id",
            ((nps + csat + words).ids,),
        )
        self.assertEqual(
            self.env.cr.fetchall(),
            [(7, 0, None, None), (2, None, 0, 2), (None, None, None, None)],
        )
        self.env.invalidate_all()
        self.assertIs(nps.csat_value, False)
        self.assertEqual(nps.nps_value, 0.0)
        self.assertIsNot(nps.nps_value, False)

    def test_conditions_tell_nothing_from_zero(self):
        nps = self.record("n", "nps", 7)
        csat = self.record("c", "csat", 2)
        mine = [("id", "in", (nps + csat).ids)]
        for condition, found in (
            (("nps_value", "=", 0), nps),
            (("nps_value", "<=", 50), nps),
            (("nps_value", "=", False), csat),
            (("nps_value", "!=", False), nps),
            (("csat_value", "<", 50), csat),
        ):
            with self.subTest(condition=condition):
                self.assertEqual(self.Feedback.search([*mine, condition]), found)

    @covers("R108")
    def test_what_an_answer_says(self):
        for metric, score, sentiment, nps_class, text in (
            ("nps", 9, "positive", "promoter", "9 of 10"),
            ("nps", 8, "neutral", "passive", "8 of 10"),
            ("nps", 6, "negative", "detractor", "6 of 10"),
            ("csat", 4, "positive", False, "4 of 5"),
            ("csat", 3, "neutral", False, "3 of 5"),
            ("csat", 2, "negative", False, "2 of 5"),
            ("comment", False, False, False, False),
        ):
            with self.subTest(metric=metric, score=score):
                said = self.record(f"{metric}{score}", metric, score, comment="x")
                self.assertEqual(said.sentiment, sentiment)
                self.assertEqual(said.nps_class, nps_class)
                self.assertEqual(said.score_text, text)

    def test_other_scales_are_laid_over_five_levels(self):
        said = self.record("ten", "csat", 8, scale_min=0, scale_max=10)
        self.assertEqual(said.level, 4.2)
        self.assertEqual(said.csat_value, 100)
        self.assertEqual(said.score_text, "8 of 10")

    def test_a_score_is_never_missing(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.record("none", "nps", False)

    @covers("R101")
    def test_once_and_corrected(self):
        first = self.record("key", "nps", 3)
        again = self.record("key", "nps", 9, comment="Changed my mind")
        self.assertEqual(first, again)
        self.assertEqual(first.nps_class, "promoter")
        self.assertEqual(first.comment, "Changed my mind")

    def test_of_two_with_one_key_the_last_holds(self):
        both = self.Feedback._record([self.said("k", score=1), self.said("k", score=5)])
        self.assertEqual(both.mapped("score"), [5])

    def test_order_is_that_of_the_values(self):
        self.record("b")
        found = self.Feedback._record([self.said(key) for key in "cab"])
        self.assertEqual(found.mapped("source_key"), ["test-c", "test-a", "test-b"])

    def test_many_in_few_queries(self):
        customers = [self.make_customer(f"C{i}", self.users["sales"]) for i in range(5)]
        few = [self.said(f"few{c.id}", customer=c) for c in customers[:1]]
        many = [
            self.said(f"many{c.id}-{i}", customer=c) for c in customers for i in "ab"
        ]
        counts = []
        for vals_list in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Feedback._record(vals_list)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2, counts)

    @covers("R111")
    def test_as_the_customer_was_on_that_day(self):
        industry = self.env["res.partner.industry"].create({"name": "Cables"})
        self.customer.partner_id.industry_id = industry
        self.customer._set_grades(lambda _file: ("A", "high"), "Test")
        said = self.record("then")
        self.customer._set_grades(lambda _file: ("C", "low"), "Test")
        self.customer.partner_id.user_id = self.rival
        self.customer.partner_id.industry_id = False
        self.record("then", score=1)
        self.assertEqual(said.tier, "A")
        self.assertEqual(said.user_id, self.users["sales"])
        self.assertEqual(said.industry_id, industry)
        self.assertEqual(said.manager_id, self.rival)

    def test_a_correction_stays_with_the_customer(self):
        """Somebody who changed jobs meanwhile may correct an answer all the same."""
        said = self.record("stays", score=2)
        corrected = self.record("stays", score=4, customer=self.other)
        self.assertEqual(corrected, said)
        self.assertEqual(corrected.customer_id, self.customer)
        self.assertEqual(corrected.score, 4)
        with self.assertRaises(UserError):
            said.customer_id = self.other

    def test_what_colleagues_heard_counts_in_no_score(self):
        for source in ("survey", "case", "interview", "activity"):
            said = self.record(source, source=source)
            self.assertEqual(said.is_counted, source != "activity")

    def test_one_answer_is_shown_beside_each_other(self):
        key = {"answer_key": "input-1"}
        nps, product, words = self.Feedback._record(
            [
                self.said("1", "nps", 9, **key),
                self.said("2", score=2, dimension="product", **key),
                self.said("3", "comment", comment="Boxes were wet", **key),
            ]
        )
        stranger = self.record("4", answer_key="input-2")
        self.assertEqual(words.sibling_ids, nps + product)
        self.assertEqual(
            words.answer_text, "Recommendation (NPS) 9 of 10 · Product 2 of 5"
        )
        self.assertEqual(product.quote, "Boxes were wet")
        self.assertEqual(words.mood, "negative")
        everything = nps + product + words + stranger
        firsts = [("id", "in", everything.ids), ("is_first", "=", True)]
        self.assertEqual(self.Feedback.search(firsts), stranger + nps)
        self.assertEqual(everything.filtered("is_first"), nps + stranger)
        firsts[-1] = ("is_first", "=", False)
        self.assertEqual(self.Feedback.search(firsts), words + product)
        self.assertEqual(nps.mood, "positive")
        self.assertFalse(stranger.sibling_ids)
        self.assertFalse(stranger.answer_text)
        self.assertIn("Product 2 of 5", product.display_name)

    def test_one_unhappy_opinion_stands_for_its_answer(self):
        def answer(key, *scores):
            return self.Feedback._record(
                [
                    self.said(f"{key}-{number}", score=score, answer_key=key)
                    for number, score in enumerate(scores)
                ]
            )

        happy_first = answer("input-1", 5, 2, 1)
        happy = answer("input-2", 5, 4)
        alone = self.record("alone", "nps", 3)
        everything = happy_first + happy + alone
        stands = [("id", "in", everything.ids), ("is_first_unhappy", "=", True)]
        self.assertEqual(self.Feedback.search(stands), alone + happy_first[1])
        self.assertEqual(
            everything.filtered("is_first_unhappy"), happy_first[1] + alone
        )
        stands[-1] = ("is_first_unhappy", "=", False)
        self.assertEqual(
            set(self.Feedback.search(stands)), set(everything - happy_first[1] - alone)
        )

    def test_survives_what_it_came_from(self):
        survey = self.env["survey.survey"].create({"title": "S"})
        answer = survey._create_answer(partner=self.person)
        said = self.record(
            "kept", "nps", 3, user_input_id=answer.id, survey_id=survey.id
        )
        answer.unlink()
        survey.unlink()
        self.person.unlink()
        self.env.invalidate_all()
        self.assertTrue(said.exists())
        self.assertEqual(said.nps_value, -100)
        self.assertFalse(said.user_input_id or said.survey_id or said.contact_id)

    def test_goes_with_the_care_file(self):
        said = self.record("gone")
        self.customer.unlink()
        self.assertFalse(said.exists())

    def test_themes_count_what_the_reader_may_read(self):
        theme = self.env["keqin.feedback.theme"].create({"name": "Late"})
        (self.record("a") + self.record("b", customer=self.other)).theme_ids = theme
        self.assertEqual(theme.feedback_count, 2)
        mine = theme.with_user(self.users["sales"])
        mine.invalidate_recordset()
        self.assertEqual(mine.feedback_count, 1)
        found = mine.env["keqin.feedback"].search(mine.action_open_feedback()["domain"])
        self.assertEqual(found.customer_id, self.customer)


class TestFeedbackTwice(ConcurrencyCase):
    def said(self, env, score):
        return {
            "source_key": f"twice-{self.company_id}",
            "customer_id": self.files(env)[0].id,
            "answered_on": SAID_ON,
            "source": "survey",
            "metric": "nps",
            "score": score,
            "scale_max": 10,
        }

    @covers("R101")
    def test_two_servers_record_one_opinion(self):
        """The second is told to try again, and then corrects what the first wrote."""
        with self.server() as late:
            late.cr.execute("SELECT 1")  # its snapshot is from before
            with self.server() as early:
                early["keqin.feedback"]._record([self.said(early, 9)])
            with self.assertRaises(ConcurrencyError) as raised:
                late["keqin.feedback"]._record([self.said(late, 3)])
            self.assertIsInstance(raised.exception.__cause__, UniqueViolation)
            late.cr.rollback()
            late.transaction.reset()
            said = late["keqin.feedback"]._record([self.said(late, 3)])
            self.assertEqual(said.nps_class, "detractor")
        with self.server() as env:
            self.assertEqual(len(self.files(env)[0].feedback_ids), 1)
