"""What is heard in an activity becomes feedback of the customer (R057)."""

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from .activity_case import LEADS, SEES_ALL, TODAY, ActivityCase
from .common import OUTSIDERS, ROLES
from .covers import covers

NOW = f"{TODAY} 15:00:00"


class HeardCase(ActivityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.Opinion = cls.env["keqin.activity.opinion"]

    def make_done(self, user="sales", **vals):
        vals = {"feedback_score": 2, "feedback": "Slow answers", **vals}
        activity = self.prepare(self.make_activity(user=self.users[user], **vals))
        activity.with_user(self.users[user]).action_done()
        return activity

    def heard(self, activity):
        return self.env["keqin.feedback"].search(
            [("activity_id", "=", activity.id), ("source", "=", "activity")],
            order="id",
        )


@freeze_time(NOW)
@covers("R057")
class TestHeard(HeardCase):
    def test_opinion_of_the_activity(self):
        activity = self.make_done(date_done="2026-06-20")
        said = self.heard(activity)
        self.assertEqual((said.metric, said.dimension), ("csat", "overall"))
        self.assertEqual((said.level, said.sentiment), (2, "negative"))
        self.assertEqual(said.comment, "Slow answers")
        self.assertEqual(said.contact_id, self.person)
        self.assertEqual(said.interviewer_id, self.users["sales"])
        noon = fields.Datetime.to_datetime("2026-06-20 12:00:00")
        self.assertEqual(said.answered_on, noon)
        self.assertFalse(said.is_counted)
        self.assertFalse(self.customer.csat_last)

    def test_words_without_score_are_a_comment(self):
        said = self.heard(self.make_done(feedback_score=0))
        self.assertEqual((said.metric, said.score), ("comment", False))
        self.assertFalse(said.sentiment)
        self.assertFalse(self.heard(self.make_done(feedback_score=0, feedback=" ")))

    def test_structured_lines_in_the_quick_log(self):
        """Of what it was, how satisfied, in their words: with the log, in one go."""
        Log = self.env["keqin.activity.log"].with_user(self.users["sales"])
        form = Form(Log.with_context(default_customer_id=self.customer.id))
        form.type_id, form.contact_id = self.types["phone"], self.person
        form.result, form.summary = "Reached", "<p>Talked</p>"
        for about, level, text in (
            ("product", "5", "Boxes hold"),
            ("communication", "1", False),
            ("brand", False, "Known in the town"),
        ):
            with form.opinion_ids.new() as line:
                line.dimension, line.level, line.text = about, level, text
        form.save().action_apply()
        said = self.env["keqin.feedback"].search(
            [("customer_id", "=", self.customer.id)], order="id"
        )
        self.assertEqual(
            [(f.dimension, f.metric, f.level, f.comment) for f in said],
            [
                ("product", "csat", 5, "Boxes hold"),
                ("communication", "csat", 1, False),
                ("brand", "comment", False, "Known in the town"),
            ],
        )
        self.assertEqual(len(set(said.mapped("answer_key"))), 1)
        self.assertEqual(said.activity_id.state, "done")

    def test_it_follows_the_activity(self):
        """Corrected with it, taken back and said again: one opinion, not three."""
        activity = self.make_done()
        line = self.Opinion.create(
            {"activity_id": activity.id, "dimension": "service", "level": "4"}
        )
        first = self.heard(activity)
        self.assertEqual(first.mapped("level"), [2, 4])
        activity.feedback_score, line.level = 3, "5"
        self.assertEqual(self.heard(activity), first)
        self.assertEqual(first.mapped("level"), [3, 5])
        line.unlink()
        self.assertEqual(self.heard(activity), first[0])
        activity.action_reopen()
        self.assertFalse(self.heard(activity))
        activity.action_done()
        self.assertEqual(self.heard(activity).level, 3)

    def test_said_by_nobody(self):
        """Not planned ones, not who was not reached."""
        planned = self.make_activity(feedback_score=1)
        self.Opinion.create(
            {"activity_id": planned.id, "dimension": "service", "level": "1"}
        )
        self.assertFalse(self.heard(planned))
        self.assertFalse(self.heard(self.make_done(reached="no_answer")))

    @covers("R190")
    def test_confidential_ones_stay_with_their_people(self):
        activity = self.make_done(confidential=True)
        self.assertFalse(self.heard(activity))
        activity.confidential = False
        self.assertTrue(self.heard(activity))
        activity.confidential = True
        self.assertFalse(self.heard(activity))

    def test_answers_to_a_survey_about_it_are_not_touched(self):
        activity = self.make_done()
        answer = self.env["keqin.feedback"]._record(
            [
                {
                    "customer_id": self.customer.id,
                    "activity_id": activity.id,
                    "source": "survey",
                    "source_key": "survey-1",
                    "metric": "nps",
                    "score": 9,
                }
            ]
        )
        activity.action_reopen()
        self.assertTrue(answer.exists())

    def test_says_something(self):
        activity = self.make_activity()
        with mute_logger("odoo.sql_db"):
            self.assertFalse(
                self.attempt(
                    self.Opinion.create,
                    {"activity_id": activity.id, "dimension": "service"},
                    denial=IntegrityError,
                )
            )

    def test_many_at_once_cost_little_more(self):
        def cost(count):
            activities = self.env["keqin.activity"].concat(
                *(self.make_activity(feedback_score=4) for _number in range(count))
            )
            self.prepare(activities)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            activities._record_feedback()
            return self.env.cr.sql_log_count - before

        cost(1)
        self.assertLessEqual(cost(20), cost(2) + 4)


@freeze_time(NOW)
@covers("R182", "R191")
class TestHeardRights(HeardCase):
    def test_as_the_activity(self):
        """Read, written, made and removed by who may that with the activity."""
        others = self.make_customer("Others", self.rival)
        for name in (*ROLES, *OUTSIDERS):
            user = self.users[name]
            for customer, owner in ((self.customer, "sales"), (others, None)):
                activity = self.make_activity(
                    customer=customer, user=self.users[owner] if owner else self.rival
                )
                opinion = self.Opinion.create(
                    {
                        "activity_id": activity.id,
                        "dimension": "service",
                        "level": "4",
                    }
                ).with_user(user)
                own = name == owner
                allowed = own or name in SEES_ALL
                vals = {
                    "activity_id": activity.id,
                    "dimension": "brand",
                    "text": "Known",
                }
                domain = [("id", "=", opinion.id)]
                ways = {
                    "read": lambda o=opinion: o.read(["text"]),
                    "search": lambda o=opinion, d=domain: o.search(d),
                    "group": lambda o=opinion, d=domain: o.formatted_read_group(
                        d, ["dimension"], ["__count"]
                    ),
                    "write": lambda o=opinion: o.write({"level": "1"}),
                    "create": lambda o=opinion, v=vals: o.create(v),
                    "unlink": opinion.unlink,
                }
                for way, attempt in ways.items():
                    with self.subTest(user=name, own=own, way=way):
                        self.assertAllowed(allowed, attempt)

    def test_done_ones_are_changed_by_their_responsible_and_leads(self):
        activity = self.make_done()
        opinion = self.Opinion.create(
            {"activity_id": activity.id, "dimension": "service", "level": "4"}
        )
        for name in ("sales", *SEES_ALL):
            allowed = name == "sales" or name in LEADS
            as_user = opinion.with_user(self.users[name])
            vals = {"activity_id": activity.id, "dimension": "brand", "level": "1"}
            nested = [Command.create({"dimension": "brand", "level": "1"})]
            ways = {
                "write": lambda o=as_user: o.write({"level": "1"}),
                "create": lambda o=as_user, v=vals: o.create(v),
                "unlink": as_user.unlink,
                "nested": lambda o=as_user, n=nested: o.activity_id.write(
                    {"opinion_ids": n}
                ),
            }
            for way, attempt in ways.items():
                with self.subTest(user=name, way=way):
                    self.assertAllowed(allowed, attempt)

    def test_stays_with_its_activity(self):
        opinion = self.Opinion.create(
            {
                "activity_id": self.make_activity().id,
                "dimension": "service",
                "level": "4",
            }
        ).with_user(self.users["sales"])
        other = self.make_activity()
        self.assertRefused(opinion.write, {"activity_id": other.id}, error=UserError)

    def test_marketing_notes_what_it_may_not_read(self):
        activity = self.make_done("marketing", department="marketing")
        said = self.heard(activity)
        self.assertEqual(said.level, 2)
        as_marketing = activity.with_user(self.users["marketing"])
        self.assertRefused(lambda: as_marketing.feedback_ids)
        with self.undone(), self.assertRaises(AccessError):
            said.with_user(self.users["marketing"]).read(["level"])

    def test_confidential_opinions(self):
        activity = self.make_activity(confidential=True)
        opinion = self.Opinion.create(
            {"activity_id": activity.id, "dimension": "service", "level": "4"}
        )
        for name, seen in (("service", False), ("sales_manager", False)):
            as_user = opinion.with_user(self.users[name])
            with self.subTest(user=name):
                self.assertAllowed(seen, as_user.read, ["level"])
        for name in ("sales", "executive"):
            as_user = opinion.with_user(self.users[name])
            self.assertAllowed(True, as_user.read, ["level"])
