"""Saved segments of customers as the audience of surveys and campaigns (R213)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .covers import covers
from .plan_case import PlanCase
from .survey_case import SurveyCase


def make_segment(env, domain, **vals):
    vals = {"name": "Segment", "model_id": "keqin.customer", "domain": domain} | vals
    return env["ir.filters"].create(vals)


class TestWaveSegment(SurveyCase):
    @covers("R213")
    def test_fills_in_whom_a_wave_asks(self):
        service = self.users["service"]
        mine = make_segment(self.env, "[('user_id', '=', uid)]", user_ids=[])
        named = make_segment(self.env, f"[('id', '=', {self.other.id})]")
        with Form(self.wave.with_user(service)) as form:
            form.segment_id = named
        self.assertEqual(self.wave._audience(), self.other)
        with Form(self.wave.with_user(service)) as form:
            form.segment_id = mine
        self.assertEqual(self.wave.customer_domain, f"[('user_id', '=', {service.id})]")
        self.assertEqual(self.wave.filter_user_id, service)

    def test_what_cannot_be_read_says_so(self):
        wave = self.wave.with_user(self.users["service"])
        for segment in (
            make_segment(self.env, "[('no_such_field', '=', 1)]"),
            make_segment(self.env, "[('id', '=', unknown)]"),
            make_segment(self.env, "[]", model_id="res.partner"),
        ):
            with self.assertRaisesRegex(UserError, "Save it anew"):
                wave._segment_domain(segment)

    def test_private_segment_of_somebody_else(self):
        private = make_segment(
            self.env, "[]", user_ids=[(6, 0, self.users["executive"].ids)]
        )
        wave = self.wave.with_user(self.users["service"])
        self.assertRefused(wave._segment_domain, private.with_env(wave.env))


class TestCampaignSegment(PlanCase):
    @covers("R213")
    def test_marketing_adds_an_activity_to_the_plans_of_a_segment(self):
        plan, other = self.make_plan(), self.make_plan(self.others)
        segment = make_segment(self.env, f"[('id', '=', {self.customer.id})]")
        Wizard = self.as_user(self.env["keqin.plan.campaign"], "marketing")
        with Form(Wizard) as form:
            form.name = "Packaging fair"
            form.type_id = self.env.ref("keqin_addon.keqin_activity_type_event")
            self.assertEqual(form.plan_count, 2)
            form.segment_id = segment
            self.assertEqual(form.plan_count, 1)
        form.record.action_add()
        named = [("plan_id", "in", (plan | other).ids), ("name", "=", "Packaging fair")]
        self.assertEqual(self.env["keqin.plan.line"].search(named).plan_id, plan)

    def test_segment_tells_no_more_than_its_reader_may_know(self):
        self.make_plan()
        secret = make_segment(self.env, "[('budget_limit', '>', 100)]")
        Wizard = self.as_user(self.env["keqin.plan.campaign"], "marketing")
        form = Form(Wizard)
        form.name = "Packaging fair"
        with self.assertRaises(AccessError):
            form.segment_id = secret
