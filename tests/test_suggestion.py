"""Suggestions: made once by rules, taken up or dismissed by people, undone."""

from freezegun import freeze_time

from odoo.exceptions import UserError

from .covers import covers
from .risk_case import RiskCase


class TestSuggestion(RiskCase):
    @covers("R215")
    def test_suggested_once_and_kept_true(self):
        first = self.suggest()
        self.assertEqual(len(first), 1)
        self.assertEqual(first.company_id, self.company)
        self.assertFalse(self.suggest(), "nothing differs: nothing is written")
        self.assertEqual(self.suggest(reason="Nobody has for 61 days"), first)
        self.assertEqual(first.reason, "Nobody has for 61 days")
        first._withdraw()
        self.assertEqual(first.state, "gone")
        self.assertEqual(self.suggest(), first)
        self.assertEqual(first.state, "proposed")

    @covers("R215", "R216")
    def test_accepted_it_is_an_activity_with_all_that_was_said(self):
        idea = self.env["product.product"].create({"name": "Tea set"})
        suggestion = self.suggest(product_id=idea.id)
        self.by("sales", suggestion).action_accept()
        activity = suggestion.activity_id
        self.assertEqual(
            (activity.name, activity.reason, str(activity.date_planned)),
            ("Call them", "Nobody has for 60 days", "2026-06-20"),
        )
        self.assertEqual(
            activity.talking_points.split("\n"),
            ["How was the move?", "Gift idea: Tea set"],
        )
        self.assertEqual(activity.user_id, self.users["sales"])
        self.assertEqual(suggestion.decided_by_id, self.users["sales"])
        self.assertFalse(self.suggest(), "decided stays decided")
        suggestion._withdraw()
        self.assertEqual(suggestion.state, "accepted")

    def test_late_ones_are_done_today(self):
        suggestion = self.suggest(date_due="2026-06-01")
        suggestion.action_accept()
        self.assertEqual(str(suggestion.activity_id.date_planned), "2026-06-15")

    @covers("R215")
    def test_dismissed_with_reason_for_a_while(self):
        suggestion = self.suggest()
        action = self.by("sales", suggestion).action_dismiss()
        self.assertEqual(action["res_model"], "keqin.suggestion.dismiss")
        self.assertEqual(suggestion.state, "proposed")
        self.by("sales", suggestion).action_dismiss("On holiday", "2026-07-15")
        self.assertEqual(suggestion.state, "dismissed")
        self.assertFalse(self.suggest(reason="Nobody has for 70 days"))
        with freeze_time("2026-07-15 04:00:00"):
            self.assertEqual(self.suggest(), suggestion)
        self.assertEqual(suggestion.state, "proposed")
        self.assertFalse(suggestion.dismiss_reason)

    @covers("R215")
    def test_undone(self):
        suggestion = self.suggest()
        suggestion.action_accept()
        activity = suggestion.activity_id
        suggestion.action_undo()
        self.assertEqual(activity.state, "cancelled")
        self.assertEqual(suggestion.state, "proposed")
        self.assertFalse(suggestion.activity_id or suggestion.decided_by_id)
        suggestion.action_dismiss("No")
        suggestion.action_undo()
        self.assertEqual(suggestion.state, "proposed")
        suggestion.action_accept()
        done = {"result": "Talked", "date_done": "2026-06-15"}
        suggestion.activity_id.write(done)
        suggestion.activity_id.action_done()
        self.assertRefused(suggestion.action_undo, error=UserError)

    @covers("R191")
    def test_order_is_kept(self):
        suggestion = self.suggest()
        self.assertRefused(suggestion.action_undo, error=UserError)
        for day in ("2026-06-15", "soon"):
            self.assertRefused(suggestion.action_dismiss, "No", day, error=UserError)
        suggestion.action_accept()
        for step in (suggestion.action_accept, suggestion.action_dismiss):
            self.assertRefused(step, error=UserError)

    def test_cross_sell_is_an_opportunity_of_the_account_manager(self):
        suggestion = self.suggest(kind="cross_sell", name="Offer filters")
        self.by("sales_manager", suggestion).action_accept()
        lead = suggestion.lead_id
        self.assertEqual(lead.partner_id, self.customer.partner_id)
        self.assertEqual(lead.user_id, self.users["sales"])
        self.assertEqual(lead.keqin_finder_id, self.users["sales_manager"])
        self.by("sales_manager", suggestion).action_undo()
        self.assertFalse(lead.active)
        # who sells nothing plans to talk about it
        self.by("service", suggestion).action_accept()
        self.assertFalse(suggestion.lead_id)
        self.assertEqual(suggestion.activity_id.user_id, self.users["service"])

    @covers("R174")
    def test_cross_sell_tells_the_family_and_where_it_comes_from(self):
        family = self.env["product.category"].create({"name": "Filters"})
        vals = {"kind": "cross_sell", "name": "Offer filters"}
        suggestion = self.suggest(value=str(family.id), **vals)
        self.by("sales", suggestion).action_accept()
        self.assertEqual(suggestion.lead_id.keqin_family_id, family)
        care = self.env.ref("keqin_addon.utm_source_care")
        self.assertEqual(suggestion.lead_id.source_id, care)
        gone = self.suggest(self.other, value=str(family.id), **vals)
        suggestion.lead_id.unlink()
        family.unlink()
        self.by("sales_manager", gone).action_accept()
        self.assertFalse(gone.lead_id.keqin_family_id)

    @covers("R176")
    def test_talk_is_one_about_the_agreement(self):
        agreement = self.env["keqin.agreement"].create(
            {
                "name": "Frame 2026",
                "customer_id": self.customer.id,
                "date_start": "2025-07-01",
                "date_end": "2026-07-31",
            }
        )
        suggestion = self.suggest(
            kind="talk", value=str(agreement.id), name="Talk about the renewal"
        )
        self.by("sales", suggestion).action_accept()
        activity = suggestion.activity_id
        self.assertEqual(activity.agreement_id, agreement)
        self.assertFalse(agreement.renewal_started_on)
        activity.write({"result": "They go on", "date_done": "2026-06-15"})
        self.by("sales", activity).action_done()
        self.assertTrue(agreement.renewal_started_on, "it was talked about")

    @covers("R014")
    def test_change_of_lifecycle(self):
        before = self.customer.lifecycle
        suggestion = self.suggest(kind="lifecycle", value="dormant")
        self.by("sales", suggestion).action_accept()
        self.assertEqual(self.customer.lifecycle, "dormant")
        self.by("sales", suggestion).action_undo()
        self.assertEqual(self.customer.lifecycle, before)

    @covers("R049")
    def test_change_of_strategy_leads_to_the_plan(self):
        suggestion = self.suggest(kind="strategy", name="Care more often")
        action = self.by("sales", suggestion).action_accept()
        self.assertEqual(action["res_model"], "keqin.plan")
        self.assertEqual(suggestion.state, "accepted")

    def test_many_are_one_statement(self):
        customers = [self.make_customer(f"C{n}") for n in range(20)]
        vals = [
            {
                "customer_id": customer.id,
                "kind": "order",
                "key": "2026-07",
                "name": "Order",
                "reason": "Every 30 days",
            }
            for customer in customers
        ]
        Suggestion = self.env["keqin.suggestion"]
        today = Suggestion._company_day()
        self.env.flush_all()
        with self.assertQueryCount(1):
            made = Suggestion._propose(vals, today)
        self.assertEqual(len(made), 20)
        self.env.cr.execute(
            "SELECT write_date FROM keqin_suggestion WHERE id = %s", made[:1]._ids
        )
        with self.assertQueryCount(1):
            self.assertFalse(Suggestion._propose(vals, today))
