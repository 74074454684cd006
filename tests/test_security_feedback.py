"""Feedback: who reads it by any path, and that nobody makes, changes or deletes it."""

from odoo import Command, fields, models
from odoo.exceptions import UserError

from .common import OUTSIDERS, ROLES
from .covers import covers
from .feedback_case import READERS, FeedbackCase

OTHERS = tuple({*ROLES, *OUTSIDERS} - {*READERS})
# What colleagues make of an opinion; everything else is a fact.
CLASSIFICATION = {"topic", "area", "voice", "theme_ids", "improvement_ids"}
EXPORTER = "base.group_allow_export"


class TestFeedbackSecurity(FeedbackCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.mine = cls.record("mine", "nps", 3, comment="Wet boxes")
        cls.theirs = cls.record("theirs", "nps", 9, customer=cls.other)
        for role in (*ROLES, "employee"):
            cls.users[role].group_ids += cls.env.ref(EXPORTER)

    def as_(self, role, record):
        record = record.with_user(self.users[role])
        record.invalidate_recordset()
        return record

    def paths(self, role, said):
        """Every way to get at one opinion, as calls that bring something if allowed."""
        Feedback = self.Feedback.with_user(self.users[role])
        mine = self.as_(role, said)
        domain = [("id", "=", said.id)]
        groups = (["customer_id"], ["nps_value:avg", "__count"])
        return {
            "read": lambda: mine.read(["score", "comment"]),
            "web_read": lambda: mine.web_read({"comment": {}, "answer_text": {}}),
            "search": lambda: Feedback.search(domain),
            "search_count": lambda: Feedback.search_count(domain),
            "search_read": lambda: Feedback.search_read(domain, ["comment"]),
            "web_search_read": lambda: Feedback.web_search_read(domain, {"score": {}})[
                "records"
            ],
            "formatted_read_group": lambda: Feedback.formatted_read_group(
                domain, *groups
            ),
            "by_contact": lambda: Feedback.formatted_read_group(
                domain, ["contact_id"], ["__count"]
            ),
            "by_path": lambda: Feedback.formatted_read_group(
                domain, ["customer_id.user_id"], ["__count"]
            ),
            "web_read_group": lambda: Feedback.web_read_group(
                domain, ["customer_id"], ["__count"]
            )["groups"],
            "grouping_sets": lambda: Feedback.formatted_read_grouping_sets(
                domain, [["customer_id"]], ["__count"]
            )[0],
            "name_search": lambda: Feedback.name_search("", domain),
            "display_name": lambda: mine.read(["display_name"]),
            "progress": lambda: any(
                any(counts.values())
                for counts in Feedback.read_progress_bar(
                    domain, "customer_id", {"field": "metric", "colors": {"nps": "x"}}
                ).values()
            ),
        }

    @covers("R101", "R114")
    def test_who_reads_by_any_path(self):
        for role in (*ROLES, *OUTSIDERS):
            for name, path in self.paths(role, self.mine).items():
                with self.subTest(role=role, path=name):
                    self.assertAllowed(role in READERS, path)
            for name, path in self.paths(role, self.theirs).items():
                with self.subTest(role=role, path=name, of="others"):
                    self.assertAllowed(role in READERS and role != "sales", path)

    def test_who_exports(self):
        for role in (*ROLES, "employee"):
            for said in (self.mine, self.theirs):
                own = role != "sales" or said == self.mine
                with self.subTest(role=role, said=said):
                    self.assertAllowed(
                        role in READERS and own,
                        self.as_(role, said).export_data,
                        ["comment", "customer_id/name", "nps_value"],
                    )

    def test_who_reads_by_the_customer(self):
        for role in (*ROLES, *OUTSIDERS):
            customer = self.as_(role, self.customer)
            Customer = customer.browse()
            for name, path in {
                "read": lambda customer=customer: customer.read(["feedback_ids"]),
                "domain": lambda Customer=Customer: Customer.search(
                    [("feedback_ids.nps_value", "<", 0)]
                ),
            }.items():
                with self.subTest(role=role, path=name):
                    self.assertAllowed(role in READERS, path)

    def test_sales_find_nothing_of_others_through_other_models(self):
        wave = self.make_wave()
        (self.mine + self.theirs).sudo().wave_id = wave
        user = self.users["sales"]
        mine = self.as_("sales", wave)
        self.assertEqual(mine.feedback_ids, self.mine.with_user(user))
        happy = [("feedback_ids.nps_value", ">", 0)]
        for model in ("keqin.survey.wave", "keqin.customer"):
            self.assertFalse(self.env[model].with_user(user).search(happy), model)

    def make_wave(self):
        survey = self.env["survey.survey"].create(
            {
                "title": "S",
                "access_mode": "token",
                "question_ids": [
                    Command.create({"title": "Q", "question_type": "text_box"})
                ],
            }
        )
        return self.env["keqin.survey.wave"].create(
            {"name": "W", "survey_id": survey.id, "company_id": self.company.id}
        )

    def test_improvements_and_activities_show_no_feedback_to_others(self):
        activity = self.env["keqin.activity"].create(
            {
                "name": "A visit",
                "customer_id": self.customer.id,
                "type_id": self.env.ref("keqin_addon.keqin_activity_type_visit").id,
                "date_planned": "2026-06-01",
            }
        )
        self.mine.sudo().activity_id = activity
        for role in OTHERS:
            measure = self.env["keqin.improvement"].create(
                {
                    "name": "Dry boxes",
                    "user_id": self.users[role].id,
                    "company_id": self.company.id,
                    "feedback_ids": self.mine.ids,
                }
            )
            for record in (activity, measure):
                seen = self.as_(role, record)
                with self.subTest(role=role, model=record._name):
                    self.assertAllowed(
                        False,
                        lambda seen=seen: seen.read(["feedback_ids"])[0][
                            "feedback_ids"
                        ],
                    )
                    self.assertAllowed(
                        False,
                        lambda seen=seen: seen.search(
                            [("feedback_ids.nps_value", "<", 0)]
                        ),
                    )

    def test_follows_the_account_manager_of_today(self):
        self.customer.partner_id.user_id = self.rival
        self.assertEqual(self.mine.user_id, self.users["sales"], "the one then")
        self.assertAllowed(False, self.as_("sales", self.mine).read, ["score"])
        self.assertTrue(self.mine.with_user(self.rival).read(["score"]))

    def test_of_another_company_nobody_reads(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        customer = self.make_customer("Far", company_id=elsewhere.id)
        far = self.record("far", customer=customer)
        for role in (*ROLES, *OUTSIDERS):
            for name, path in self.paths(role, far).items():
                with self.subTest(role=role, path=name):
                    self.assertAllowed(False, path)

    @covers("R101")
    def test_every_fact_is_writable_by_nobody(self):
        """Also those that other files add."""
        facts = {
            name
            for name, field in self.Feedback._fields.items()
            if field.store
            and name not in CLASSIFICATION
            and name not in models.MAGIC_COLUMNS
        }
        writers = self.Feedback._field_writers()
        closed = {name for name in writers if writers[name] == fields.NO_ACCESS}
        self.assertFalse(facts - closed)

    @covers("R101", "R191")
    def test_facts_are_written_by_no_path(self):
        values = {"score": 10, "nps_value": 100, "sentiment": "positive"}
        values |= {"comment": "Great", "is_counted": False, "metric": "comment"}
        values |= {"answered_on": "2020-01-01", "tier": "C", "source_key": "x"}
        for role in READERS:
            mine = self.as_(role, self.mine)
            customer = self.as_(role, self.customer)
            for name, value in values.items():
                with self.subTest(role=role, field=name):
                    self.assertRefused(mine.write, {name: value})
                    self.assertRefused(
                        lambda m=mine, n=name, v=value: m.web_save({n: v}, {})
                    )
                    nested = Command.update(self.mine.id, {name: value})
                    self.assertRefused(customer.write, {"feedback_ids": [nested]})

    @covers("R101", "R191")
    def test_nobody_makes_or_imports_one(self):
        vals = self.said("new", score=5)
        for role in (*ROLES, *OUTSIDERS):
            Feedback = self.Feedback.with_user(self.users[role])
            with self.subTest(role=role):
                self.assertRefused(Feedback.create, vals)
                defaults = {f"default_{name}": value for name, value in vals.items()}
                self.assertRefused(Feedback.with_context(**defaults).create, {})
                self.assertRefused(self.as_(role, self.mine).copy)
        for role in READERS:
            Feedback = self.Feedback.with_user(self.users[role])
            with self.subTest(role=role, path="import"), self.undone():
                loaded = Feedback.load([".id", "score"], [[str(self.mine.id), "10"]])
                self.assertFalse(loaded["ids"])
            self.assertEqual(self.mine.score, 3)

    @covers("R101")
    def test_nobody_deletes_one(self):
        """Figures are not improved by deleting; it goes with the care file alone."""
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                self.assertRefused(self.as_(role, self.mine).unlink)
                customer = self.as_(role, self.customer)
                for command in (
                    Command.delete(self.mine.id),
                    Command.unlink(self.mine.id),
                ):
                    self.assertAllowed(
                        False, customer.write, {"feedback_ids": [command]}
                    )

    @covers("R113")
    def test_who_classifies(self):
        theme = self.env["keqin.feedback.theme"].create({"name": "Wet"})
        vals = {
            "topic": "delivery",
            "area": "process",
            "voice": "opinion",
            "theme_ids": theme.ids,
        }
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                self.assertAllowed(
                    role in READERS, self.as_(role, self.mine).write, vals
                )
                self.assertAllowed(
                    role in READERS and role != "sales",
                    self.as_(role, self.mine + self.theirs).write,
                    vals,
                )

    def test_who_names_themes(self):
        for role in (*ROLES, *OUTSIDERS):
            Theme = self.env["keqin.feedback.theme"].with_user(self.users[role])
            with self.subTest(role=role):
                self.assertAllowed(
                    role in ("service_manager", "executive", "manager"),
                    Theme.create,
                    {"name": "Late"},
                )

    def test_themes_do_not_count_for_others(self):
        theme = self.env["keqin.feedback.theme"].create({"name": "Wet"})
        self.mine.theme_ids = theme
        for role in ("marketing", "contributor"):
            seen = self.as_(role, theme)
            with self.subTest(role=role):
                self.assertTrue(seen.read(["name"]))
                self.assertRefused(seen.read, ["feedback_count"])
                self.assertAllowed(False, seen.action_open_feedback)

    def test_a_correction_is_no_move(self):
        with self.assertRaises(UserError):
            self.mine.customer_id = self.other
