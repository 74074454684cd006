"""Indicators of what customers say: as the screens of their voice count it."""

from odoo.fields import Date
from odoo.tests import tagged

from .covers import covers
from .indicator_care_case import IndicatorCareCase

JUNE = "2026-06-15 10:00:00"
HALF = "2026-01-01", "2026-06-30"
# the first second of July in Shanghai
JULY = "2026-06-30 16:00:00"


@tagged("post_install", "-at_install")
class TestIndicatorVoice(IndicatorCareCase):
    """Looked at as the screen does it: by an executive whose days are the company's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.executive.tz = "Asia/Shanghai"
        cls.survey = cls.env["survey.survey"].create({"title": "How are we?"})

    def analysis(self, **options):
        env = self.in_companies(self.env(user=self.executive, su=False), self.company)
        return env["keqin.voice.analysis"].get_analysis(date_from=HALF[0], **options)

    def say(self, scores, customer=None, metric="csat", dimension="overall", on=JUNE):
        """Opinions, each of a person of its own."""
        low, high = (0, 10) if metric == "nps" else (1, 5)
        key = self.env["keqin.feedback"].search_count([])
        return self.env["keqin.feedback"]._record(
            [
                {
                    "customer_id": (customer or self.north).id,
                    "source": "survey",
                    "source_key": f"indicator-{key + n}",
                    "answer_key": f"indicator-{key + n}",
                    "answered_on": on,
                    "metric": metric,
                    "dimension": dimension,
                    "score": score,
                    "scale_min": low,
                    "scale_max": high,
                }
                for n, score in enumerate(scores)
            ]
        )

    @covers("R101", "R122")
    def test_scores_equal_the_screen(self):
        """K01 to K04: 7 of 10 overall, 3 of 5 approve, 4 promoters less 2 of 8."""
        self.say([5] * 6 + [3] * 3 + [1])
        self.say([4] * 3 + [2] * 2, self.south, dimension="approval")
        self.say([5] * 4 + [1], self.south, dimension="product")
        self.say([10] * 4 + [8] * 2 + [0] * 2, metric="nps")
        self.say([1] * 5 + [0] * 5, metric="nps", on=JULY)
        shown = self.analysis()
        for code, parts, score in (
            ("K01", (13, 20), shown["csat"]["score"]),
            ("K04", (2, 8), shown["nps"]["score"]),
        ):
            figure = self.figure(code, *HALF)
            self.assertEqual((figure.numerator, figure.denominator), parts, code)
            self.assertEqual(
                (figure.value, figure.low, figure.high, figure.n),
                (score["value"], score["low"], score["high"], score["n"]),
                code,
            )
        rows = {row["key"]: row["score"] for row in shown["dimensions"]}
        approval = self.figure("K02", *HALF)
        self.assertEqual((approval.value, approval.n), (60.0, 5))
        self.assertEqual(approval.low, rows["approval"]["low"])
        for key, score in rows.items():
            figure = self.figure("K03", *HALF, "dimension", key)
            self.assertEqual(figure.value, score["value"], key)
        self.assertEqual(self.figure("K01", *HALF, "tier", "A").value, 60.0)
        found = self.analysis(tier="A")["csat"]["score"]
        self.assertEqual(self.figure("K01", *HALF, "tier", "A").value, found["value"])

    @covers("R101")
    def test_behind_a_score_are_the_opinions(self):
        self.say([5] * 6 + [1] * 4)
        self.say([5] * 5, self.south, dimension="product")
        self.say([3] * 5, on=JULY)
        # whose customer it was on that day: it is handed over, and of another tier now
        self.north.tier = "B"
        self.north.partner_id.user_id = self.other
        for code, scope, key, number in (
            ("K01", "company", None, 15),
            ("K01", "tier", "A", 10),
            ("K01", "employee", self.sales.id, 10),
            ("K01", "team", self.other_team.id, 5),
            ("K03", "dimension", "product", 5),
        ):
            action = self.opened(code, scope, key, self.executive)
            opinions = self.env[action["res_model"]].search(action["domain"])
            figure = self.figure(code, *HALF, scope, key)
            self.assertEqual(len(opinions), number, (code, scope))
            self.assertEqual(
                (figure.n, figure.numerator),
                (number, sum(opinions.mapped("csat_value")) / 100),
            )
        # who reads no opinion gets nothing to open
        action = self.opened("K01", "company", None, self.users["marketing"])
        self.assertEqual(action["res_model"], "keqin.indicator.fact")
        facts = self.env["keqin.indicator.fact"].with_context(**action["context"])
        self.assertFalse(facts.with_user(self.users["marketing"]).search([]))

    def opened(self, code, scope, key, user):
        env = self.in_companies(self.env(user=user, su=False), self.company)
        return (
            self.indicator(code)
            .with_env(env)
            ._action_open_facts(
                self.company, *map(Date.to_date, HALF), scope=scope, key=key
            )
        )

    @covers("R122")
    def test_brand_equals_the_screen(self):
        """K36: mean level of the answers on the brand, of five people at least."""
        self.say([5, 4, 4, 3], dimension="brand")
        shown, figure = self.level("brand"), self.figure("K36", *HALF)
        self.assertIsNone(shown["value"])
        self.assertEqual((figure.value, figure.n), (None, 4))
        self.say([2], self.south, dimension="brand")
        self.say([1], dimension="product")
        self.say([1], dimension="brand", on=JULY)
        figure = self.figure("K36", *HALF)
        self.assertEqual(figure.value, 3.6)
        self.assertEqual(figure.value, self.level("brand")["value"])
        self.assertEqual((figure.numerator, figure.denominator), (18, 5))
        self.assertIsNone(self.figure("K36", *HALF, "tier", "A").value)

    def level(self, key, **options):
        rows = self.analysis(**options)["levels"]
        return next(row for row in rows if row["key"] == key)

    @covers("R109", "R122")
    def test_ratings_equal_the_screen(self):
        """K35: the last rating of each customer and side in the period."""
        for customer, aspect, score, date in (
            (self.north, "trust", 1, "2026-01-01"),
            (self.north, "trust", 4, "2026-06-30"),
            (self.north, "positivity", 5, "2026-03-01"),
            (self.north, "depth", 1, "2026-03-01"),
            (self.south, "trust", 3, "2026-03-01"),
            (self.south, "positivity", 1, "2026-07-01"),
            (self.south, "positivity", 1, "2025-12-31"),
        ):
            self.env["keqin.relationship.rating"].create(
                {
                    "customer_id": customer.id,
                    "aspect": aspect,
                    "score": score,
                    "date": date,
                    "note": "So it seems",
                }
            )
        self.assertParts("K35", (12, 3), *HALF)
        self.assertEqual(self.figure("K35", *HALF).value, 4.0)
        shown = [self.level(aspect) for aspect in ("trust", "positivity")]
        self.assertEqual(
            sum(row["value"] * row["n"] for row in shown),
            self.figure("K35", *HALF).numerator,
        )
        self.assertEqual(self.figure("K35", *HALF).n, sum(row["n"] for row in shown))
        self.assertParts("K35", (9, 2), *HALF, "tier", "A")
        self.assertParts("K35", (3, 1), *HALF, "employee", self.other)
        self.assertIsNone(self.figure("K35", "2024-01-01", "2024-12-31").value)

    @covers("R102", "R122")
    def test_collection_equals_the_screen(self):
        """K22: people who answered / people reached, of requests of the period."""
        people = self.env["res.partner"].create(
            [
                {"name": f"Person {n}", "parent_id": self.north.partner_id.id}
                for n in range(4)
            ]
        )
        theirs = self.make_partner("Theirs", parent_id=self.south.partner_id.id)
        self.invite(people[0], "answered")
        # asked twice and answered once is one person who answered
        self.invite(people[1], "expired")
        self.invite(people[1], "answered")
        self.invite(people[2], "sent")
        self.invite(theirs, "answered", self.south)
        # nobody reached, or not in the period
        self.invite(people[3], "bounced")
        self.invite(people[3], "sent", sent_on=JULY)
        self.assertParts("K22", (3, 4), *HALF)
        shown = self.analysis()["collection"]
        self.assertEqual(self.figure("K22", *HALF).value, 75.0)
        self.assertEqual(
            (shown["answered"], shown["reached"], shown["rate"]), (3, 4, 75.0)
        )
        self.assertParts("K22", (2, 3), *HALF, "tier", "A")
        tier = self.analysis(tier="A")["collection"]
        self.assertEqual((tier["answered"], tier["reached"]), (2, 3))
        # what was asked stays, whatever becomes of the customer
        self.south.active = False
        self.assertEqual(self.parts("K22", *HALF), (3, 4))
        self.assertIsNone(self.figure("K22", "2024-01-01", "2024-12-31").value)

    def invite(self, person, state, customer=None, sent_on=JUNE):
        return self.env["keqin.survey.invitation"].create(
            {
                "customer_id": (customer or self.north).id,
                "contact_id": person.id,
                "survey_id": self.survey.id,
                "state": state,
                "sent_on": sent_on,
            }
        )
