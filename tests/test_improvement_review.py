"""Improvements from all sources: origin, the indicator they move, closed in time."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form

from .common import OUTSIDERS, ROLES
from .covers import covers
from .indicator_case import IndicatorCase

DONE = "2026-04-01"
BEFORE = date(2026, 1, 1), date(2026, 3, 31)
AFTER = date(2026, 4, 2), date(2026, 7, 7)


class ImprovementReviewCase(IndicatorCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.k05 = cls.indicator("K05")

    @classmethod
    def make_improvement(cls, state="done", **vals):
        vals = {
            "name": "Call two weeks after delivery",
            "user_id": cls.users["contributor"].id,
            "department": "service",
            "date_due": "2026-04-10",
            "result": "<p>Called</p>",
        } | vals
        measure = cls.env["keqin.improvement"].create(vals)
        stamps = {"done_on": DONE, "done_by_id": cls.users["contributor"].id}
        measure._step(state, **(stamps if state in ("done", "verified") else {}))
        return measure

    def by(self, role, records):
        """The records as a user sees them who has read nothing yet."""
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_env(
            self.in_companies(self.env(user=self.users[role], su=False), self.company)
        )


class TestImprovementIndicator(ImprovementReviewCase):
    def buy(self, before, after, customers=30):
        """So many of the customers buy again in each of the two periods."""
        for number in range(customers):
            partner = self.make_customer(f"C{number}", user=self.sales).partner_id
            self.make_order(partner, 10, on="2025-11-03")
            if number < before:
                self.make_order(partner, 10, on="2026-02-03")
            if number < after:
                self.make_order(partner, 10, on="2026-05-04")

    def verify(self, measure, role="executive", observation=None, **vals):
        days = dict(
            zip(
                ("before_from", "before_to", "after_from", "after_to"),
                (*BEFORE, *AFTER),
                strict=True,
            )
        )
        wizards = self.by(role, self.env["keqin.improvement.verify"])
        vals = {"improvement_id": measure.id, "observation": observation} | days | vals
        wizards.create(vals).action_verify()

    @covers("R158")
    def test_the_indicator_before_and_after_is_computed_and_frozen(self):
        self.buy(3, 24)
        measure = self.make_improvement(indicator_id=self.k05.id)
        self.verify(measure)
        self.assertEqual((measure.state, measure.effect), ("verified", "better"))
        self.assertEqual(measure.effect_metric, "indicator")
        self.assertAlmostEqual(measure.before_score, 10.0)
        self.assertAlmostEqual(measure.after_score, 80.0)
        self.assertAlmostEqual(measure.change, 70.0)
        self.assertTrue(0 < measure.change_low < 70 < measure.change_high)
        self.assertIn("10.0 (30 records) before, 80.0 (30) after", measure.effect_text)
        shown = measure.effect_text
        self.env["sale.order"].search(
            [("company_id", "=", self.company.id)]
        )._action_cancel()
        self.env.invalidate_all()
        self.assertEqual(measure.effect_text, shown, "frozen")

    def test_chance_and_the_wrong_way_are_said(self):
        self.buy(12, 15)
        measure = self.make_improvement(indicator_id=self.k05.id)
        self.verify(measure)
        self.assertEqual(measure.effect, "none")

    def test_lower_is_better_where_the_indicator_says_so(self):
        self.k05.direction = "down"
        self.buy(3, 24)
        measure = self.make_improvement(indicator_id=self.k05.id)
        self.verify(measure)
        self.assertEqual(measure.effect, "worse")

    @covers("R158")
    def test_what_has_no_interval_is_not_called_proven(self):
        self.k05.arithmetic = "mean"
        self.buy(3, 24)
        measure = self.make_improvement(indicator_id=self.k05.id)
        self.assertRefused(self.verify, measure, error=UserError)
        self.verify(measure, observation="<p>More of them call back</p>")
        self.assertEqual(measure.effect, "measured")
        self.assertIn("change +0.7.", measure.effect_text)

    def test_no_data_is_no_figure(self):
        measure = self.make_improvement(indicator_id=self.k05.id)
        self.assertRefused(self.verify, measure, error=UserError)
        self.verify(measure, observation="<p>Seen</p>")
        self.assertEqual(measure.effect, "observed")

    @covers("R158")
    def test_the_period_after_is_as_long_as_that_of_the_indicator(self):
        self.buy(3, 24)
        measure = self.make_improvement(indicator_id=self.k05.id)
        with self.assertRaisesRegex(UserError, "as long"):
            self.verify(measure, after_to="2026-05-31")
        wizards = self.by("executive", self.env["keqin.improvement.verify"])
        with freeze_time("2026-05-20 02:00:00"):
            form = Form(wizards.with_context(default_improvement_id=measure.id))
            self.assertEqual(form.metric, "indicator")
            self.assertEqual(form.before_from, BEFORE[0])
            self.assertIn("as long", form.effect_text)
        form = Form(wizards.with_context(default_improvement_id=measure.id))
        self.assertEqual(form.effect, "better")

    @covers("R158")
    def test_what_stands_as_of_a_day_is_taken_from_the_frozen_months(self):
        indicator = self.k05
        indicator.period = "date"
        values = {
            "company_id": self.company.id,
            "indicator_id": indicator.id,
            "scope": "company",
        }
        months = (
            ("2026-02-28", 20, 100),
            ("2026-03-31", 40, 100),
            ("2026-04-30", 90, 100),
        )
        for day, num, den in months:
            share = 100.0 * num / den
            self.env["keqin.indicator.value"].create(
                values
                | {
                    "month": f"{day[:-2]}01",
                    "date_start": day,
                    "date_end": day,
                    "numerator": num,
                    "denominator": den,
                    "n": den,
                    "value": share,
                    "low": share - 10,
                    "high": share + 10,
                }
            )
        measure = self.make_improvement(indicator_id=indicator.id)
        self.verify(measure, after_to="2026-05-15")
        self.assertEqual(
            (measure.before_score, measure.after_score, measure.effect),
            (40.0, 90.0, "better"),
        )

    def test_figures_of_profit_are_not_for_all_who_read_improvements(self):
        sensitive = self.env["keqin.indicator"].search([("is_sensitive", "=", True)])
        with self.assertRaises(ValidationError):
            self.make_improvement("proposed", indicator_id=sensitive[0].id)

    def test_the_indicator_is_agreed_like_the_day(self):
        measure = self.make_improvement("planned", indicator_id=self.k05.id)
        measure.user_id = self.users["service"]
        mine = self.by("service", measure)
        for vals in ({"indicator_id": False}, {"verify_by": "2030-01-01"}):
            self.assertRefused(mine.write, vals)
        self.by("service_manager", measure).verify_by = "2026-09-01"


class TestImprovementOrigin(ImprovementReviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.evaluation = cls.env["keqin.evaluation"].create(
            {"name": "Q2", "date_start": "2026-04-01", "date_end": "2026-06-30"}
        )

    @covers("R158")
    def test_an_evaluation_is_a_source(self):
        action = self.by("service_manager", self.evaluation).action_improve()
        measures = self.by("service_manager", self.env["keqin.improvement"])
        form = Form(measures.with_context(**action["context"]))
        form.name = "Call after delivery"
        measure = form.save()
        self.assertEqual(measure.source, "evaluation")
        self.assertEqual(measure.evaluation_id, self.evaluation)
        self.assertEqual(self.evaluation.improvement_ids, measure.with_env(self.env))

    @covers("R158")
    def test_where_it_came_from_stays(self):
        measure = self.make_improvement("planned", evaluation_id=self.evaluation.id)
        for role in ("service_manager", "executive", "manager"):
            mine = self.by(role, measure)
            self.assertRefused(mine.write, {"evaluation_id": False}, error=UserError)
            mine.write({"evaluation_id": self.evaluation.id})

    def test_nobody_names_an_origin_they_may_not_read(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.env["keqin.evaluation"].create(
            {
                "name": "Q2",
                "company_id": other.id,
                "date_start": "2026-04-01",
                "date_end": "2026-06-30",
            }
        )
        for role in ("service", "executive"):
            measures = self.by(role, self.env["keqin.improvement"])
            vals = {"name": "x", "evaluation_id": theirs.id}
            self.assertAllowed(
                False,
                lambda m=measures, v=vals: self.attempt(m.create, v, denial=UserError),
            )

    @covers("R158")
    def test_made_from_a_record_in_one_call(self):
        measures = self.by("service_manager", self.env["keqin.improvement"])
        loaded = measures.with_context(default_department="product")
        measure = loaded._make_improvement(
            {"name": "x", "source": "meeting", "company_id": self.company.id}
        )
        self.assertEqual((measure.source, measure.department), ("meeting", False))

    @covers("R158")
    def test_kind_follows_from_what_is_improved(self):
        kinds = {"product": "product", "service": "process", "process": "process"}
        for area, kind in kinds.items():
            self.assertEqual(self.make_improvement("planned", area=area).kind, kind)

    @covers("R160")
    def test_who_speaks_for_the_customer_reads_and_comments(self):
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                if role not in ROLES:
                    continue
                user = self.users[role]
                measure = self.make_improvement(
                    "planned",
                    user_id=self.users["executive"].id,
                    representative_id=user.id,
                )
                self.assertIn(user.partner_id, measure.message_partner_ids)
                mine = self.by(role, measure)
                self.assertTrue(mine.search([("id", "=", measure.id)]))
                self.assertTrue(mine.message_post(body="Customers want it sooner"))
                peer = role in ("sales", "service", "marketing", "contributor")
                self.assertAllowed(not peer, mine.write, {"result": "<p>x</p>"})


class TestImprovementClosure(ImprovementReviewCase):
    """K39 of the second quarter: the effect of each was to be checked in it."""

    def close(self, due, done, checked, by=None, **vals):
        vals = {"date_due": due, "verify_by": by or "2026-05-31"} | vals
        measure = self.make_improvement("planned", **vals)
        if done:
            measure._step("done", done_on=done)
        if checked:
            measure._step("verified", verified_on=checked)
        return measure

    @covers("R158", "R122")
    def test_closed_in_time(self):
        owner = {"user_id": self.sales.id}
        self.close("2026-03-31", "2026-03-31", "2026-05-31", **owner)
        self.close("2026-03-31", "2026-04-01", "2026-05-31", **owner)
        self.close("2026-03-31", "2026-03-31", "2026-06-01")
        self.close("2026-03-31", "2026-03-31", None)
        self.close("2026-03-31", None, None)
        self.close("2026-03-31", "2026-03-31", "2026-04-10", by="2026-07-01")
        self.close("2026-03-31", "2026-03-31", "2026-04-10", by="2026-06-30")
        dropped = self.close("2026-03-31", None, None)
        dropped._step("dropped")
        self.assertEqual(self.parts("K39"), (2, 6))
        self.assertEqual(self.parts("K39", scope="employee", key=self.sales), (1, 2))
        self.assertAddsUp("K39")

    def test_nothing_to_close_is_no_figure(self):
        self.assertIsNone(self.figure("K39").value)

    @covers("R158")
    def test_the_day_of_the_check_follows_from_the_day_it_is_due(self):
        measure = self.make_improvement("planned", date_due="2026-03-02")
        self.assertEqual(str(measure.verify_by), "2026-05-31")
        self.assertFalse(measure.in_time)
        measure._step("done", done_on="2026-03-05")
        self.assertEqual((measure.days_late, measure.in_time), (3, 0.0))
        measure._step("done", done_on="2026-03-02")
        self.assertEqual((measure.days_late, measure.in_time), (0, 100.0))
