"""Risk rules as data: what they look for, in words, and which one applies."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .covers import covers
from .test_risk_engine import FACTS, TODAY, RiskRuleCase


@tagged("post_install", "-at_install")
class TestRiskRule(RiskRuleCase):
    @covers("R116")
    def test_says_its_condition_in_words(self):
        rule = self.make_rule("gap")
        self.assertEqual(rule.condition, "No care for longer than the maximum gap")
        rule.threshold = 1.5
        self.assertEqual(rule.condition, "No care for 1.5 times the maximum gap")
        rule.kind = "promise"
        self.assertEqual((rule.threshold, rule.days), (2, 90))
        kinds = dict(rule._fields["kind"].selection)
        worded = {k for k in rule._conditions() if isinstance(k, str)}
        self.assertEqual(set(kinds), worded)
        for kind in kinds:
            engine = self.env["keqin.risk.engine"]
            self.assertTrue(hasattr(engine, f"_{kind}_sql"), kind)
            self.assertTrue(hasattr(engine, f"_reason_{kind}"), kind)

    @covers("R116")
    def test_the_most_specific_of_a_kind(self):
        general = self.make_rule("health", company_id=False)
        tier = self.make_rule("health", company_id=False, tier="A")
        ours = self.make_rule("health")
        by_tier = self.engine._by_tier(general | tier | ours)
        self.assertEqual(set(by_tier.values()), {ours})
        by_tier = self.engine._by_tier(tier | general)
        self.assertEqual(by_tier, {"": general, "A": tier, "B": general, "C": general})

    @covers("R116")
    def test_one_of_a_kind_for_a_class(self):
        rule = self.make_rule("health", tier="A")
        self.make_rule("health", tier="B")
        filtered = {"filter_domain": "[('tier', '=', 'A')]"}
        self.make_rule("other", **filtered)
        self.make_rule("other", **filtered)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.undone(),
        ):
            self.make_rule("health", tier="A")
        rule.active = False
        self.env.flush_all()
        self.assertTrue(self.make_rule("health", tier="A"))

    def test_limits_are_not_negative(self):
        for name in ("threshold", "days", "due_days", "quiet_days"):
            with (
                self.subTest(name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.undone(),
            ):
                self.make_rule("gap", **{name: -1})
                self.env.flush_all()

    def test_a_filter_says_who_and_can_be_read(self):
        for domain in ("[]", "", "[('tier', '=', ", "[('no_such_field', '=', 1)]"):
            with self.subTest(domain):
                self.assertRefused(
                    lambda domain=domain: self.make_rule("other", filter_domain=domain),
                    error=UserError,
                )

    def test_a_filter_is_no_back_door(self):
        """Whoever writes a rule cannot learn from it what is hidden from them."""
        rule = self.make_rule("other", filter_domain="[('tier', '=', 'A')]")
        rule = rule.with_user(self.users["manager"])
        rule.filter_domain = "[('tier', '=', 'B')]"
        for field in ("budget_limit", "margin_window", "clv"):
            self.assertRefused(
                lambda field=field: rule.write(
                    {"filter_domain": f"[('{field}', '>', 9)]"}
                ),
                error=AccessError,
            )

    @covers("R116")
    def test_who_it_is_true_of_now_as_far_as_one_may_see(self):
        rule = self.make_rule("health")
        theirs = self.make_customer("Theirs", self.rival)
        self.know(FACTS["health"], self.customer | theirs)
        for role, seen in (
            ("manager", self.customer | theirs),
            ("sales", self.customer),
        ):
            action = rule.with_user(self.users[role]).action_try()
            found = self.env["keqin.customer"].with_user(self.users[role])
            self.assertEqual(found.search(action["domain"]).sudo(), seen)
            # not even the ids of others, nor how many they are
            self.assertEqual(set(action["domain"][0][2]), set(seen.ids))
        self.assertFalse(self.risks())

    def test_open_risks(self):
        rule, risk = self.open_one()
        self.assertEqual(rule.open_count, 1)
        action = rule.action_open_risks()
        self.assertEqual(self.env["keqin.risk"].search(action["domain"]), risk)
        risk._close("dismissed", "None")
        self.assertEqual(rule.open_count, 0)

    @covers("R115")
    def test_those_that_come_with_it(self):
        rules = self.env["ir.model.data"].search(
            [("model", "=", "keqin.risk.rule"), ("module", "=", "keqin_addon")]
        )
        shipped = self.env["keqin.risk.rule"].browse(rules.mapped("res_id"))
        kinds = {kind for kind, _label in shipped._fields["kind"].selection}
        self.assertEqual(set(shipped.mapped("kind")), kinds - {"other"})
        self.assertTrue(all(shipped.mapped("strategy")))
        self.assertFalse(
            any(
                self.engine._found(self.company, w, TODAY)
                for w in self.engine._watches_of(shipped)
                if w.kind != "gap"
            )
        )
