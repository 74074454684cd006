"""The rules that open risks, see them again, and close them (R116)."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common import KeqinCase
from .covers import covers

TODAY = fields.Date.to_date("2026-06-30")
# What makes each condition true of a customer that it was not true of.
FACTS = {
    "gap": {"care_max_gap": 30, "last_care_on": "2026-05-30"},
    "purchase": {
        "rhythm_state": "declining",
        "rhythm_ratio": 2.0,
        "order_interval": 30.0,
        "last_order_on": "2026-05-01",
        "next_order_on": "2026-05-31",
    },
    "detractor": {
        "nps_last": 3,
        "nps_class": "detractor",
        "feedback_last_on": "2026-06-01 08:00:00",
    },
    "single": {"is_single_thread": True, "has_no_decider": False},
    "health": {"health_band": "red", "health_score": 41.5},
}
FINE = {
    "gap": {"last_care_on": "2026-05-31"},
    "purchase": {"rhythm_state": "regular"},
    "detractor": {"nps_last": 9, "nps_class": "promoter"},
    "single": {"is_single_thread": False},
    "health": {"health_band": "yellow"},
}


class RiskRuleCase(KeqinCase):
    """A company with one customer and no rules but those of the test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-06-30 04:00:00"))
        cls.engine = cls.env["keqin.risk.engine"]
        cls.env["keqin.risk.rule"].search([("active", "=", True)]).active = False
        cls.customer = cls.make_customer("Ruichen", cls.users["sales"])

    @classmethod
    def make_rule(cls, kind, **vals):
        vals = {
            "name": f"Rule {kind}",
            "kind": kind,
            "company_id": cls.company.id,
        } | vals
        return cls.env["keqin.risk.rule"].create(vals)

    @classmethod
    def know(cls, values, customers=None):
        """Store what computations of the night would, without running them."""
        customers = customers or cls.customer
        cls.env.flush_all()
        for name, value in values.items():
            cls.env.cr.execute(
                f"UPDATE keqin_customer SET {name} = %s WHERE id = ANY(%s)",
                (value, customers.ids),
            )
        cls.env.invalidate_all()

    @classmethod
    def run_engine(cls, as_of=None):
        return cls.engine._run(cls.company, as_of)

    @classmethod
    def risks(cls, customer=None):
        customer = customer or cls.customer
        return cls.env["keqin.risk"].search(
            [("customer_id", "=", customer.id)], order="id"
        )

    def open_one(self, kind="health", **vals):
        """A rule that is true of the customer, and the risk that it opened."""
        rule = self.make_rule(kind, **vals)
        self.know(FACTS[kind])
        self.run_engine()
        return rule, self.risks().filtered(lambda risk: risk.rule_id == rule)

    def work_on(self, risk):
        """A plan is in place, and its first step planned."""
        risk.write({"strategy": "Visit", "date_due": "2026-07-10"})
        self.env["keqin.activity"].create(
            {
                "name": "Visit",
                "customer_id": risk.customer_id.id,
                "type_id": self.env.ref("keqin_addon.keqin_activity_type_visit").id,
                "user_id": self.users["sales"].id,
                "date_planned": "2026-07-02",
                "risk_id": risk.id,
            }
        )
        self.assertEqual(risk.state, "planned")


@tagged("post_install", "-at_install")
class TestRiskConditions(RiskRuleCase):
    @covers("R116")
    def test_opens_where_it_is_true_and_nowhere_else(self):
        for kind, facts in FACTS.items():
            with self.subTest(kind=kind):
                rule = self.make_rule(kind)
                self.know(facts | FINE[kind])
                self.assertEqual(self.run_engine()["opened"], 0)
                self.know(facts)
                self.assertEqual(self.run_engine()["opened"], 1)
                risk = self.risks().filtered(lambda r, rule=rule: r.rule_id == rule)
                self.assertEqual((risk.kind, risk.state), (kind, "at_risk"))
                self.assertTrue(risk.reason)
                self.know(facts | FINE[kind])
                self.assertEqual(self.run_engine()["closed"], 1)
                self.assertEqual(risk.state, "cleared")

    @covers("R116")
    def test_gap_is_measured_against_the_longest_allowed(self):
        self.make_rule("gap", threshold=1.5)
        self.know({"care_max_gap": 30, "last_care_on": TODAY - timedelta(45)})
        self.assertEqual(self.run_engine()["opened"], 0)
        self.know({"last_care_on": TODAY - timedelta(46)})
        self.assertEqual(self.run_engine()["opened"], 1)
        self.assertIn("45 days", self.risks().reason)
        self.assertIn("05/15/2026", self.risks().reason)

    @covers("R116")
    def test_never_cared_for_counts_from_when_it_came_in(self):
        self.make_rule("gap")
        self.know({"care_max_gap": 30, "create_date": "2026-05-31 00:00:00"})
        self.assertEqual(self.run_engine()["opened"], 0)
        self.know({"create_date": "2026-05-30 00:00:00"})
        self.assertEqual(self.run_engine()["opened"], 1)

    @covers("R116")
    def test_trends_feed_the_rule_of_purchases(self):
        self.make_rule("purchase", threshold=2)
        self.know(FACTS["purchase"] | {"rhythm_ratio": 1.9})
        self.assertEqual(self.run_engine()["opened"], 0)
        self.know({"amount_trend_state": "down"})
        self.assertEqual(self.run_engine()["opened"], 0)
        self.know({"frequency_trend_state": "down"})
        self.assertEqual(self.run_engine()["opened"], 1)
        self.know({"frequency_trend_state": "flat", "rhythm_ratio": 2.0})
        self.assertEqual(self.run_engine()["seen"], 1)
        self.assertIn("every 30 days", self.risks().reason)

    @covers("R116")
    def test_detractors_by_satisfaction_fall_and_age(self):
        rule = self.make_rule("detractor")
        said = {"feedback_last_on": "2026-06-01 08:00:00", "nps_class": "passive"}
        for values, opened in (
            ({"csat_last": 2.6}, 0),
            ({"csat_last": 2.5}, 1),
            ({"csat_last": 4, "csat_change": -0.9}, 0),
            ({"csat_last": 4, "csat_change": -1}, 1),
        ):
            with self.subTest(**values):
                self.know(said | {"csat_change": 0} | values)
                self.run_engine()
                is_open = self.risks().filtered("is_open")
                self.assertEqual(len(is_open), opened)
        self.know({"feedback_last_on": TODAY - timedelta(rule.days + 1)})
        self.run_engine()
        self.assertFalse(self.risks().filtered("is_open"))

    @covers("R116")
    def test_complaints_beyond_their_deadline(self):
        self.make_rule("complaint")
        case = self.env["keqin.case"].create(
            {"name": "Late", "customer_id": self.customer.id, "kind": "complaint"}
        )
        self.env.flush_all()
        for deadline, seen in (("2026-06-30 09:00:00", 0), ("2026-06-29 09:00:00", 1)):
            self.env.cr.execute(
                "UPDATE keqin_case SET next_deadline = %s WHERE id = %s",
                (deadline, case.id),
            )
            # the clock of the database is not ours to stop
            with patch.object(
                type(self.env.cr), "now", lambda cr: fields.Datetime.now()
            ):
                self.run_engine()
            self.assertEqual(len(self.risks()), seen)
        self.assertIn(case.number, self.risks().reason)

    @covers("R116")
    def test_promises_broken_or_late(self):
        rule = self.make_rule("promise", threshold=2)
        promise = {
            "name": "Samples",
            "customer_id": self.customer.id,
            "user_id": self.users["sales"].id,
            "promised_on": "2026-01-01",
            "due_on": "2026-06-29",
        }
        late, broken = self.env["keqin.promise"].create([promise, promise])
        broken.action_break("Forgotten")
        self.run_engine()
        self.assertIn("2,", self.risks().reason)
        late.due_on = "2026-06-30"
        self.run_engine()
        self.assertEqual(self.risks().state, "cleared")
        rule.threshold = 1
        self.run_engine(TODAY + timedelta(rule.days - 1))
        self.assertTrue(self.risks().filtered("is_open"))

    @covers("R116")
    def test_agreements_near_their_end(self):
        self.make_rule("renewal")
        self.company.keqin_renewal_days = 90
        agreement = self.env["keqin.agreement"].create(
            {
                "name": "Frame 2026",
                "customer_id": self.customer.id,
                "date_start": "2025-10-01",
                "date_end": "2026-09-29",
                "renewal_on": False,
            }
        )
        known = {"state": "active", "renewal_on": None, "renewal_started_on": None}
        for change, seen in (
            ({"state": "draft"}, False),
            ({"date_end": "2026-09-29"}, False),
            ({"date_end": "2026-09-28"}, True),
            ({"date_end": "2026-09-28", "renewal_started_on": TODAY}, False),
            ({"renewal_on": "2026-07-01", "date_end": "2026-09-01"}, False),
            ({"renewal_on": "2026-06-30", "date_end": "2027-09-01"}, True),
        ):
            with self.subTest(**change):
                self.set_columns(agreement, known | change)
                self.run_engine()
                self.assertEqual(bool(self.risks().filtered("is_open")), seen)
        self.assertIn("Frame 2026", self.risks()[-1].reason)

    @covers("R116")
    def test_a_key_person_who_has_left(self):
        self.make_rule("left")
        person = self.make_partner(
            "Ms. Wang", parent_id=self.customer.partner_id.id, is_company=False
        )
        card = self.env["keqin.contact"].create(
            {"partner_id": person.id, "customer_id": self.customer.id}
        )
        person.parent_id = self.make_partner("Elsewhere")
        self.assertEqual(self.run_engine()["opened"], 0)
        card.decision_role = "decider"
        self.assertEqual(self.run_engine()["opened"], 1)
        self.assertIn("Ms. Wang", self.risks().reason)
        card.active = False
        self.assertEqual(self.run_engine()["closed"], 1)

    @covers("R116")
    def test_a_filter_of_ones_own(self):
        rule = self.make_rule("other", filter_domain="[('trust_last', '=', 1)]")
        self.assertEqual(self.run_engine()["opened"], 0)
        self.know({"trust_last": 1})
        self.assertEqual(self.run_engine()["opened"], 1)
        rule.active = False
        self.assertEqual(self.run_engine()["closed"], 1)

    def set_columns(self, record, values):
        self.env.flush_all()
        for name, value in values.items():
            self.env.cr.execute(
                f"UPDATE {record._table} SET {name} = %s WHERE id = %s",
                (value, record.id),
            )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestRiskEngine(RiskRuleCase):
    @covers("R116")
    def test_the_same_twice_is_one_risk(self):
        _rule, risk = self.open_one()
        again = self.run_engine()
        self.assertEqual((again["opened"], again["seen"], again["closed"]), (0, 0, 0))
        self.assertEqual(self.risks(), risk)
        self.assertEqual(self.run_engine("2026-07-01")["seen"], 1)
        self.assertEqual(str(risk.seen_on), "2026-07-01")
        self.assertEqual(str(risk.detected_on), "2026-06-30")

    @covers("R116")
    def test_new_figures_are_told(self):
        _rule, risk = self.open_one()
        self.assertIn("41.5", risk.reason)
        self.know({"health_score": 30})
        self.assertEqual(self.run_engine()["seen"], 1)
        self.assertIn("30", risk.reason)

    @covers("R116", "R118")
    def test_over_it_is_cleared_or_with_a_plan_recovered(self):
        _rule, idle = self.open_one()
        _rule, worked = self.open_one("single")
        self.work_on(worked)
        self.know(FINE["health"] | FINE["single"])
        self.assertEqual(self.run_engine()["closed"], 2)
        self.assertEqual((idle.state, worked.state), ("cleared", "recovered"))
        self.assertIn("Not so any more", worked.result)
        self.assertFalse(self.customer.risk_level)
        self.know(FACTS["health"])
        self.assertEqual(self.run_engine()["opened"], 1)

    @covers("R115", "R116")
    def test_who_owns_it_and_until_when(self):
        _rule, risk = self.open_one(due_days=3, level="high")
        self.assertEqual(risk.user_id, self.users["sales"])
        self.assertEqual(str(risk.date_due), "2026-07-03")  # of a Tuesday
        self.assertEqual((risk.source, risk.level), ("rule", "high"))
        self.assertEqual(self.customer.risk_level, "high")
        self.assertEqual(risk.stage_ids.mapped("state"), ["at_risk"])

    @covers("R116")
    def test_nobodys_customer_goes_to_a_lead(self):
        self.customer.partner_id.user_id = False
        _rule, risk = self.open_one()
        self.assertEqual(risk.user_id, self.users["service_manager"])

    @covers("R116")
    def test_snoozed_it_is_neither_told_nor_doubled(self):
        _rule, risk = self.open_one()
        risk._snooze(fields.Date.to_date("2026-07-15"), "Budget talks")
        self.run_engine("2026-07-01")
        self.assertEqual(self.risks(), risk)
        self.assertEqual(str(risk.snoozed_until), "2026-07-15")
        self.know(FINE["health"])
        self.run_engine("2026-07-02")
        self.assertEqual(risk.state, "cleared")

    @covers("R116")
    def test_a_decision_counts_until_something_new_is_seen(self):
        rule, risk = self.open_one("detractor", quiet_days=90)
        risk._close("lost", "They have said all there is to say")
        self.run_engine()
        self.assertEqual(self.risks(), risk)
        # one of the same day was known to whoever decided
        self.know({"feedback_last_on": "2026-06-30 03:00:00"})
        self.run_engine("2026-07-01")
        self.assertEqual(self.risks(), risk)
        # a new answer, after the decision
        self.know({"feedback_last_on": "2026-07-05 08:00:00"})
        self.run_engine("2026-07-06")
        self.assertEqual(len(self.risks()), 2)
        self.assertEqual(self.risks()[-1].rule_id, rule)

    @covers("R116")
    def test_a_decision_ends_with_what_it_was_about(self):
        _rule, risk = self.open_one(quiet_days=90)
        risk._close("dismissed", "We know")
        self.run_engine("2026-07-10")
        self.assertEqual(self.risks(), risk)
        self.know(FINE["health"])
        self.run_engine("2026-07-11")
        self.assertEqual(str(risk.gone_on), "2026-07-11")
        self.know(FACTS["health"])
        self.run_engine("2026-07-12")
        self.assertEqual(len(self.risks()), 2)

    @covers("R116")
    def test_a_decision_is_not_for_ever(self):
        _rule, risk = self.open_one(quiet_days=30)
        risk._close("dismissed", "We know")
        self.run_engine("2026-07-29")
        self.assertEqual(self.risks(), risk)
        self.run_engine("2026-07-30")
        self.assertEqual(len(self.risks()), 2)

    @covers("R116")
    def test_what_a_lead_dismissed_until_a_day_stays_dismissed(self):
        _rule, risk = self.open_one(quiet_days=0)
        risk._close("dismissed", "We know", fields.Date.to_date("2026-08-01"))
        self.run_engine("2026-07-31")
        self.assertEqual(self.risks(), risk)
        with freeze_time("2026-08-01 04:00:00"):
            self.run_engine()
        self.assertEqual(len(self.risks()), 2)

    @covers("R116")
    def test_what_a_colleague_has_opened_is_not_doubled(self):
        risk = self.env["keqin.risk"].create(
            {"name": "Mine", "customer_id": self.customer.id, "kind": "health"}
        )
        _rule, opened = self.open_one()
        self.assertFalse(opened)
        self.assertEqual(self.risks(), risk)

    @covers("R116")
    def test_the_most_specific_rule_applies_and_takes_over(self):
        general, risk = self.open_one()
        special = self.make_rule("health", tier="A", level="high")
        self.know({"tier": "A"})
        self.run_engine()
        self.assertEqual(self.risks(), risk)
        self.assertEqual(risk.rule_id, special)
        self.know({"tier": "B"})
        self.run_engine()
        self.assertEqual((self.risks(), risk.rule_id), (risk, general))

    @covers("R116")
    def test_without_a_rule_nothing_stays_open(self):
        rule, risk = self.open_one()
        rule.active = False
        self.run_engine()
        self.assertEqual(risk.state, "cleared")
        self.assertEqual(risk.result, "No rule looks for it any more.")

    @covers("R116", "R118")
    def test_out_of_care_and_lost(self):
        _rule, risk = self.open_one()
        other = self.make_customer("Lost", self.users["sales"])
        self.know(FACTS["health"], other)
        self.run_engine()
        self.customer.active = False
        other.lifecycle = "lost"
        self.run_engine()
        self.assertEqual(risk.state, "cleared")
        self.assertEqual(self.risks(other).state, "lost")

    @covers("R117")
    def test_a_crisis_is_ended_by_people(self):
        _rule, risk = self.open_one()
        risk.is_crisis = True
        self.know(FINE["health"])
        self.assertEqual(self.run_engine()["closed"], 0)
        self.assertEqual(risk.state, "at_risk")

    @covers("R116")
    def test_one_message_for_each_owner(self):
        self.make_rule("health")
        self.make_rule("single")
        more = self.make_customer("Second", self.users["sales"])
        theirs = self.make_customer("Theirs", self.rival)
        self.know(FACTS["health"] | FACTS["single"], self.customer | more | theirs)
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        self.run_engine()
        told = self.env["mail.message"].search(
            [("id", ">", before), ("message_type", "=", "user_notification")]
        )
        people = told.notified_partner_ids
        owners = (self.users["sales"] | self.rival).partner_id
        self.assertEqual(people & owners, owners)
        self.assertEqual(
            len(told.filtered(lambda m: m.notified_partner_ids <= owners)), 2
        )
        self.run_engine()
        again = self.env["mail.message"].search_count(
            [("id", ">", told[:1].id), ("message_type", "=", "user_notification")]
        )
        self.assertFalse(again)

    @covers("R116")
    def test_companies_are_apart(self):
        other = self.env["res.company"].create({"name": "Other"})
        elsewhere = self.make_customer("Elsewhere", company_id=other.id)
        self.make_rule("health", company_id=False)
        self.know(FACTS["health"], self.customer | elsewhere)
        self.run_engine()
        self.assertTrue(self.risks())
        self.assertFalse(self.risks(elsewhere))

    @covers("R116")
    def test_says_it_in_the_language_of_the_owner(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.users["sales"].lang = "fr_FR"
        rule = self.make_rule("detractor")
        rule.with_context(lang="fr_FR").name = "Client mécontent"
        self.know(FACTS["detractor"])
        self.run_engine()
        self.assertEqual(self.risks().name, "Client mécontent")
        self.assertIn("01/06/2026", self.risks().reason)

    @covers("R116")
    def test_as_many_queries_for_many_as_for_few(self):
        self.make_rule("health")
        few = self.count_queries(5)
        many = self.count_queries(60)
        self.assertLessEqual(many, few + 5)

    def count_queries(self, number):
        customers = self.env["keqin.customer"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                }
                for partner in self.env["res.partner"].create(
                    [
                        {
                            "name": f"Many {i}",
                            "is_company": True,
                            "user_id": self.users["sales"].id,
                        }
                        for i in range(number)
                    ]
                )
            ]
        )
        self.know(FACTS["health"], customers)
        before = self.env.cr.sql_log_count
        self.assertEqual(self.run_engine()["opened"], number)
        return self.env.cr.sql_log_count - before
