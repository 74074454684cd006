"""The analysis screen: what it shows, what it opens, and to whom."""

import json
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import json_default

from .common import OUTSIDERS, ROLES
from .covers import covers
from .test_feedback_figures import VoiceFiguresCase

SPRING, AUTUMN = "2026-03-10 09:00:00", "2026-09-10 09:00:00"
READERS = ("sales", "sales_manager", "service", "service_manager", "executive")


@tagged("post_install", "-at_install")
class TestVoiceAnalysis(VoiceFiguresCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-09-21 09:00:00"))
        cls.industry = cls.env["res.partner.industry"].create({"name": "T steel"})
        (cls.customer | cls.other).lifecycle = "active"
        cls.customer.industry_id = cls.industry
        cls.customer.sudo().tier, cls.other.sudo().tier = "A", "B"

    def analysis(self, role="service", **options):
        env = self.in_companies(self.env(user=self.users[role], su=False), self.company)
        return env["keqin.voice.analysis"].get_analysis(**options)

    def rate(self, dimension, scores, **vals):
        vals = {"metric": "csat", "dimension": dimension, "answered_on": AUTUMN} | vals
        return self.say(scores, **vals)

    @covers("R101", "R104")
    def test_headline(self):
        self.say([9] * 12 + [3] * 3, answered_on=AUTUMN)
        self.say([9] * 3 + [3] * 12, answered_on=SPRING)
        self.rate("overall", [5] * 18 + [2] * 2)
        data = self.analysis()
        self.assertEqual(
            (data["date_from"], data["date_to"]), ("2026-07-01", "2026-12-31")
        )
        self.assertEqual(
            (data["label"], data["before_label"]),
            ("Second half of 2026", "First half of 2026"),
        )
        nps, csat = data["nps"], data["csat"]
        self.assertEqual((nps["score"]["n"], nps["score"]["value"]), (15, 60.0))
        self.assertEqual((nps["was"]["value"], nps["change"]["value"]), (-60.0, 120.0))
        self.assertTrue(nps["change"]["is_change"])
        self.assertIsNone(nps["target"])
        self.assertEqual((csat["score"]["value"], csat["target"]), (90.0, 90.0))
        self.assertEqual(csat["verdict"], "met")
        self.assertEqual(csat["change"]["value"], None)
        weights = {row["key"]: row["score"]["n"] for row in nps["weights"]}
        self.assertEqual(list(weights), ["respondent", "customer", "revenue"])

    @covers("R106", "R111")
    def test_dimensions_ranked_and_weak_ones_marked(self):
        self.rate("product", [5] * 10 + [1] * 30)
        self.rate("service", [5] * 8 + [1] * 2)
        self.rate("brand", [5] * 30)
        self.rate("cooperation", [1, 1])
        self.rate("communication", [5] * 20 + [1] * 5)
        indicator = self.env.ref("keqin_addon.keqin_indicator_k03")
        self.env["keqin.target"].create(
            {"indicator_id": indicator.id, "dimension": "communication", "value": 75}
        )
        rows = self.analysis()["dimensions"]
        self.assertEqual(
            [(row["key"], row["score"]["value"], row["verdict"]) for row in rows],
            [
                ("product", 25.0, "below"),
                ("service", 80.0, "unsure"),
                ("communication", 80.0, "met"),
                ("brand", 100.0, "met"),
                ("cooperation", None, "few"),
            ],
        )
        self.assertEqual(rows[-1]["score"]["answers"], (1.0, 1.0))
        self.env["keqin.target"].search([]).unlink()
        rows = self.analysis()["dimensions"]
        self.assertEqual(
            [row["verdict"] for row in rows], ["lowest", None, None, None, "few"]
        )

    @covers("R103")
    def test_approval_has_a_target_of_its_own(self):
        self.rate("approval", [5] * 8 + [1] * 2)
        self.rate("product", [5] * 8 + [1] * 2)
        indicator = self.env.ref("keqin_addon.keqin_indicator_k02")
        self.env["keqin.target"].create({"indicator_id": indicator.id, "value": 70})
        rows = self.analysis()["dimensions"]
        self.assertEqual(
            {row["key"]: (row["target"], row["verdict"]) for row in rows},
            {"approval": (70.0, "met"), "product": (90.0, "unsure")},
        )

    @covers("R109", "R103")
    def test_means_of_the_brand_and_of_the_relationship(self):
        self.rate("brand", [5, 5, 4, 4, 2])
        self.rate("brand", [3] * 5, answered_on=SPRING)
        self.rate("brand", [1] * 4, customer=self.other, source="activity")
        ratings = self.env["keqin.relationship.rating"]
        for customer, aspect, day, score in (
            (self.customer, "trust", "2026-02-01", 1),
            (self.customer, "trust", "2026-07-05", 2),
            (self.customer, "trust", "2026-09-05", 5),
            (self.other, "trust", "2026-09-06", 2),
            (self.customer, "positivity", "2026-09-05", 3),
            (self.customer, "depth", "2026-09-05", 1),
        ):
            ratings.create(
                {
                    "customer_id": customer.id,
                    "aspect": aspect,
                    "date": day,
                    "score": score,
                    "note": "Seen",
                }
            )
        indicator = self.env.ref("keqin_addon.keqin_indicator_k35")
        self.env["keqin.target"].create({"indicator_id": indicator.id, "value": 3.5})

        def levels(role="service", **options):
            rows = self.analysis(role, **options)["levels"]
            return {
                row["key"]: tuple(row[x] for x in ("n", "value", "was", "met"))
                for row in rows
            }

        self.assertEqual(
            levels(),
            {
                "brand": (5, 4.0, 3.0, None),
                "positivity": (1, 3.0, None, False),
                "trust": (2, 3.5, 1.0, True),
            },
        )
        self.assertEqual(levels("sales")["trust"], (1, 5.0, 1.0, True))
        self.assertEqual(levels(tier="B")["trust"], (1, 2.0, None, False))
        self.assertEqual(levels(tier="B")["brand"][:2], (0, None))
        self.assertEqual(levels("marketing"), {})
        for row in self.analysis()["levels"]:
            records = self.env[row["model"]].with_user(self.users["service"])
            self.assertTrue(records.search_count(row["domain"]))

    @covers("R102", "R104", "R182")
    def test_marketing_sees_how_many_and_opens_nothing(self):
        survey = self.make_waves().survey_id
        for number in range(3):
            customer = self.make_customer(f"Crowd {number}")
            customer.lifecycle = "active"
            for person in self.make_people(2, customer):
                self.env["keqin.survey.invitation"].sudo().create(
                    {
                        "survey_id": survey.id,
                        "customer_id": customer.id,
                        "contact_id": person.id,
                        "state": "sent" if number else "answered",
                        "sent_on": SPRING,
                    }
                )
            if number == 1:
                invitations = self.env["keqin.survey.invitation"].search(
                    [("customer_id.name", "=like", "Crowd%")]
                )
                self.assertFalse(self.analysis("marketing")["collection"])
        self.assertEqual(len(invitations), 4)
        self.env["keqin.case"].create(
            {
                "name": "Late",
                "kind": "complaint",
                "customer_id": self.other.id,
                "opened_on": SPRING,
            }
        )
        data = self.analysis("marketing")
        asked, served = data["collection"], data["complaints"]
        self.assertEqual(
            (asked["reached"], asked["answered"], round(asked["rate"])), (6, 2, 33)
        )
        self.assertEqual((served["total"], served["without"]), (5, 4))
        self.assertEqual((asked["domain"], served["domain"]), (None, None))
        self.customer.lifecycle = "lost"
        self.assertFalse(self.analysis("marketing")["complaints"])

    @covers("R111")
    def test_groups(self):
        self.rate("service", [5] * 6)
        self.rate("service", [1] * 7, customer=self.other)
        self.say([9] * 5, answered_on=AUTUMN)
        shown = {}
        for by in ("tier", "industry", "manager"):
            rows = self.analysis(by=by)["groups"]
            shown[by] = [
                (row["label"], row["score"]["value"], row["nps"]["value"])
                for row in rows
            ]
        self.assertEqual(shown["tier"], [("B", 0.0, None), ("A", 100.0, 100.0)])
        self.assertEqual(
            shown["industry"],
            [("No industry", 0.0, None), ("T steel", 100.0, 100.0)],
        )
        self.assertEqual(
            shown["manager"],
            [(self.rival.name, 0.0, None), (self.users["sales"].name, 100.0, 100.0)],
        )

    @covers("R111")
    def test_every_figure_opens_its_records(self):
        self.rate("service", [5] * 6)
        self.rate("product", [1] * 7, customer=self.other)
        self.say([9] * 5, answered_on=AUTUMN)
        data = self.analysis()
        json.dumps(data, default=json_default)
        feedback = self.feedback("service")
        for metric in ("nps", "csat"):
            figure = data[metric]
            self.assertEqual(
                feedback.search_count(figure["domain"]), figure["score"]["n"]
            )
        for row in data["dimensions"]:
            self.assertEqual(feedback.search_count(row["domain"]), row["score"]["n"])
        for row in data["groups"]:
            number = row["score"]["n"] + row["nps"]["n"]
            self.assertEqual(feedback.search_count(row["domain"]), number)

    @covers("R111")
    def test_filters(self):
        self.rate("service", [5] * 6)
        self.rate("service", [1] * 7, customer=self.other)
        self.rate("service", [1] * 3, source="case")
        self.rate("service", [3] * 9, answered_on=SPRING)

        def n(**options):
            return self.analysis(**options)["csat"]["score"]["n"]

        self.assertEqual(n(), 16)
        self.assertEqual(n(tier="A"), 9)
        self.assertEqual(n(tier="B"), 7)
        self.assertEqual(n(industry_id=self.industry.id), 9)
        self.assertEqual(n(source="case"), 3)
        self.assertEqual(n(period="year"), 25)
        self.assertEqual(n(date_from="2026-02-01"), 9)
        self.assertEqual(n(period="quarter", date_from="2026-05-01"), 0)
        days = {"period": "range", "date_from": "2026-03-10", "date_to": "2026-03-10"}
        self.assertEqual(n(**days), 9)

    @covers("R102", "R111")
    def test_a_wave_against_the_one_before(self):
        first, second = self.make_waves()
        people = self.make_people(8)
        for wave, scores in ((first, [3] * 8), (second, [10] * 6)):
            self.env["keqin.survey.invitation"].sudo().create(
                [
                    {
                        "wave_id": wave.id,
                        "survey_id": wave.survey_id.id,
                        "customer_id": self.customer.id,
                        "contact_id": person.id,
                        "state": "answered" if n < len(scores) else "sent",
                        "sent_on": AUTUMN,
                    }
                    for n, person in enumerate(people)
                ]
            )
            for person, score in zip(people, scores, strict=False):
                self.say([score], wave_id=wave.id, contact_id=person.id)
        data = self.analysis(wave_id=second.id)
        nps, collection = data["nps"], data["collection"]
        self.assertEqual((nps["score"]["n"], nps["was"]["n"]), (6, 8))
        self.assertTrue(nps["change"]["is_change"])
        self.assertEqual((nps["paired"]["n"], nps["paired"]["better"]), (6, 6))
        self.assertEqual(
            (collection["reached"], collection["answered"], collection["rate"]),
            (8, 6, 75.0),
        )
        # six of the eight who were asked: the interval knows
        loose = self.feedback("service")._statistics([("wave_id", "=", second.id)]).nps
        self.assertGreater(nps["score"]["low"], loose.low)
        self.assertEqual(self.analysis(wave_id=first.id)["before_label"], False)
        self.assertEqual(second.nps_change, "+200 points: better")
        self.assertFalse(first.nps_change)
        params = second.action_open_analysis()["params"]
        self.assertEqual(self.analysis(**params)["label"], "T autumn")
        self.say([0] * 6, wave_id=second.id)
        second.invalidate_recordset()
        self.assertEqual(second.nps_change, "+100 points: better")

    def make_waves(self):
        survey = self.env["survey.survey"].create(
            {"title": "T", "access_mode": "token", "users_login_required": False}
        )
        return (
            self.env["keqin.survey.wave"]
            .sudo()
            .create(
                [
                    {
                        "name": name,
                        "survey_id": survey.id,
                        "date_start": day,
                        "state": "closed",
                    }
                    for name, day in (
                        ("T spring", "2026-03-01"),
                        ("T autumn", "2026-09-01"),
                    )
                ]
            )
        )

    @covers("R104")
    def test_customers_without_complaint(self):
        self.env["keqin.case"].create(
            {
                "name": "Late",
                "kind": "complaint",
                "customer_id": self.other.id,
                "opened_on": AUTUMN,
            }
        )
        self.make_customer("Prospect")
        found = self.analysis()["complaints"]
        self.assertEqual((found["total"], found["without"]), (2, 1))
        customers = self.customer.with_user(self.users["service"])
        self.assertEqual(customers.search(found["domain"]), self.other)
        self.assertEqual(self.analysis(tier="A")["complaints"]["share"], 100.0)

    @covers("R101", "R114", "R181")
    def test_who_sees_what(self):
        self.rate("service", [5] * 6)
        self.rate("service", [1] * 7, customer=self.other)
        for role in (*ROLES, *OUTSIDERS):
            if role in (*READERS, "manager"):
                data = self.analysis(role)
                self.assertTrue(data["open"])
                n = 6 if role == "sales" else 13
                self.assertEqual(data["csat"]["score"]["n"], n, role)
            elif role == "marketing":
                self.assertFalse(self.analysis(role)["open"])
            else:
                self.assertRefused(self.analysis, role, error=AccessError, message=role)

    @covers("R101", "R182")
    def test_marketing_can_make_out_nobody(self):
        """Whatever it asks for, it gets a finished half-year, grouped one way."""
        for number in range(4):
            customer = self.make_customer(f"More {number}")
            customer.sudo().tier = "A"
            self.rate("service", [5, 4], customer=customer, answered_on=SPRING)
        self.rate("service", [1], customer=self.other, answered_on=SPRING)
        self.rate("product", [1], customer=self.other, answered_on=SPRING)
        self.rate("service", [1] * 9, customer=self.other)
        self.env.flush_all()
        plain = self.analysis("marketing")
        self.assertEqual(plain["label"], "First half of 2026")
        self.assertEqual(plain["csat"]["score"]["n"], 10)
        self.assertEqual(
            [(row["label"], row["score"]["n"]) for row in plain["dimensions"]],
            [("Others, too few each", 10)],
        )
        self.assertEqual(
            [(row["label"], row["score"]["n"]) for row in plain["groups"]],
            [("Others, too few each", 10)],
        )
        wave = self.make_waves()[0]
        for options in (
            {"tier": "B"},
            {"industry_id": self.industry.id},
            {"source": "survey"},
            {"wave_id": wave.id},
            {"by": "manager"},
            {"by": "customer_id"},
            {"period": "quarter"},
            {"period": "range", "date_from": "2026-03-10", "date_to": "2026-03-10"},
            {"period": "year"},
            {"date_from": "2026-09-01"},
            {"date_from": "2099-01-01"},
        ):
            self.assertEqual(self.analysis("marketing", **options), plain, options)
        self.assertFalse(self.analysis("marketing", date_from="2025-01-01")["groups"])
        text = json.dumps(plain, default=json_default)
        for name in ("More", "Theirs", "Ruichen", '"domain": ['):
            self.assertNotIn(name, text)

    def test_marketing_goes_through_the_opinions_once(self):
        """Each query of the statistics reads every opinion: two half-years take one."""
        statistic = self.env.registry["keqin.feedback.statistic"]
        for number in range(4):
            customer = self.make_customer(f"More {number}")
            self.rate("service", [5, 4], customer=customer, answered_on=SPRING)
        with patch.object(
            statistic, "_said", autospec=True, side_effect=statistic._said
        ) as said:
            shown = self.analysis("marketing")
        self.assertEqual(shown["csat"]["score"]["n"], 8)
        self.assertEqual(said.call_count, 1)

    @covers("R111")
    def test_options(self):
        self.make_waves()
        env = self.in_companies(
            self.env(user=self.users["service"], su=False), self.company
        )
        options = env["keqin.voice.analysis"].get_options()
        self.assertEqual(
            [wave["name"] for wave in options["waves"]], ["T autumn", "T spring"]
        )
        self.assertEqual(
            {source["code"] for source in options["sources"]},
            {"survey", "case", "interview", "page"},
        )
        env = env(user=self.users["marketing"])
        options = env["keqin.voice.analysis"].get_options()
        self.assertEqual(
            (options["open"], options["waves"], options["sources"]), (False, [], [])
        )
        env = env(user=self.users["contributor"])
        self.assertRefused(env["keqin.voice.analysis"].get_options, error=AccessError)

    @covers("R111")
    def test_queries_do_not_grow(self):
        self.rate("service", [5] * 6)
        few = self.queries()
        for number in range(5):
            customer = self.make_customer(f"More {number}")
            self.rate("service", [1] * 9, customer=customer)
            self.say([9] * 9, customer=customer, answered_on=SPRING)
        self.assertLessEqual(self.queries(), few)

    def queries(self):
        for _time in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.analysis()
        return self.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestVoiceReport(VoiceFiguresCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-09-21 09:00:00"))

    def report(self, role, **vals):
        env = self.in_companies(self.env(user=self.users[role], su=False), self.company)
        days = {"date_from": "2026-07-01", "date_to": "2026-09-30"}
        wizard = env["keqin.feedback.report"].create(days | vals)
        name = "keqin_addon.keqin_feedback_report"
        values = env[f"report.{name}"]._get_report_values(wizard.ids)
        html = env["ir.actions.report"]._render_qweb_html(name, wizard.ids)[0].decode()
        return values["figures"][wizard.id]["voice"], html

    @covers("R111", "R113")
    def test_opinions_by_dimension_and_topic(self):
        csat = {"metric": "csat", "answered_on": AUTUMN}
        said = self.say([5] * 6 + [1] * 4, dimension="service", **csat)
        said[:3].topic = "delivery"
        self.say([1] * 5, dimension="product", customer=self.other, **csat)
        self.say([5] * 5, dimension="service", metric="csat", answered_on=SPRING)
        self.say(
            [9] * 4, answered_on=AUTUMN, comment="Theirs sing", customer=self.other
        )
        voice, html = self.report("service")
        self.assertEqual((voice["scores"].csat.n, voice["scores"].nps.n), (15, 4))
        rows = [(row["key"], row["score"].value) for row in voice["dimensions"]]
        self.assertEqual(rows, [("product", 0.0), ("service", 60.0)])
        self.assertEqual(dict(voice["topics"])["Delivery efficiency"], [3, 0, 0])
        for text in ("What customers say", "weak", "too few: n = 4", "Theirs sing"):
            self.assertIn(text, html)
        voice, html = self.report("sales")
        self.assertEqual((voice["scores"].csat.n, len(voice["quotes"])), (10, 0))
        self.assertNotIn("Theirs", html)
        voice, _html = self.report("service", topic="delivery")
        self.assertEqual(voice["scores"].csat.n, 3)


@tagged("post_install", "-at_install")
class TestVoiceScreen(HttpCase, VoiceFiguresCase):
    @covers("R101", "R111")
    def test_screen(self):
        today = fields.Date.today()
        running = today.replace(day=1, month=1 if today.month < 7 else 7)
        customers = [self.make_customer(f"Screen {n}") for n in range(4)]
        for day in (today, running - timedelta(days=40)):
            for customer in customers:
                said = {"metric": "csat", "customer": customer, "answered_on": day}
                self.say([1] * 9, dimension="service", **said)
                self.say([5] * 9, dimension="product", **said)
        url = "/odoo/care-voice"
        self.start_tour(url, "keqin_voice_analysis_tour", login="keqin_service")
        self.start_tour(url, "keqin_voice_anonymous_tour", login="keqin_marketing")
