"""From the standard to the next date, each part by who has the duty, in a browser."""

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import Form

from .covers import covers
from .story_case import LANGUAGES, StoryCase


class TestStory(StoryCase):
    def make_standard(self, manager):
        """Class A with high potential: one visit a week, with a conversation."""
        env = self.env(user=manager, context={"allowed_company_ids": self.company.ids})
        form = Form(env["keqin.standard"])
        form.name = "Story standard"
        form.tier, form.potential = "A", "high"
        form.effective_on = fields.Date.today() - relativedelta(days=1)
        with form.line_ids.new() as line:
            line.type_id = self.env.ref("keqin_addon.keqin_activity_type_visit")
            line.name = "Weekly visit"
            line.number, line.unit = 1, "week"
            line.hours = 3
        return form.save()

    def make_customer(self, users):
        partner = self.env["res.partner"].create(
            {
                "name": "Story Trading",
                "is_company": True,
                "user_id": users["sales"].id,
            }
        )
        return self.env["keqin.customer"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "service_user_id": users["service"].id,
                "tier": "A",
                "potential": "high",
            }
        )

    @covers("R030", "R031", "R038", "R039", "R041", "R042", "R048", "R062", "R068")
    def test_standard_to_next_date(self):
        self.make_standard(self.make_user("manager", "en_US"))
        for lang in LANGUAGES:
            with self.subTest(lang=lang):
                self.tell(lang)

    def tell(self, lang):
        roles = ("sales", "service", "executive")
        users = {role: self.make_user(role, lang) for role in roles}
        customer = self.make_customer(users)
        plan = self.plan_approved(customer, users)
        self.assertIn(plan.state, ("approved", "running"))
        self.assertEqual(plan.line_ids.budget, 300)
        self.env["keqin.plan.line"]._cron_care()
        visit = plan.care_activity_ids
        self.assertEqual(visit.user_id, users["sales"])
        self.assertTrue(visit.reason)
        self.logged_on_the_desk(visit, users)
        # the next language starts from the beginning
        customer.active = False

    def plan_approved(self, customer, users):
        action = "/odoo/action-keqin_addon.keqin_customer_action"
        self.tour("draft", users["sales"], f"{action}/{customer.id}")
        plan = customer.plan_ids
        self.assertEqual(plan.state, "review")
        self.tour("advise", users["service"], "/odoo/care-plans-to-review")
        self.tour("submit", users["sales"], f"/odoo/care-plans/{plan.id}")
        self.on_phone("approve", users["executive"], "/odoo/care-plans-to-approve")
        self.assertEqual(plan.approved_by_id, users["executive"])
        return plan

    def logged_on_the_desk(self, visit, users):
        self.tour("desk", users["sales"], "/odoo/my-desk")
        self.assertEqual(visit.state, "done")
        self.assertTrue(visit.qualifies)
        self.assertEqual(visit.talk_progress, "About progress")
        self.assertIn("second line", visit.summary)
        self.assertEqual(visit.promise_ids.name, "Story samples")
        lead = self.env["crm.lead"].search([("keqin_activity_id", "=", visit.id)])
        self.assertEqual(lead.name, "Story opportunity")
        self.assertEqual(visit.customer_id.last_care_on, visit.date_done)
        [upcoming] = visit.plan_line_id.plan_id.care_activity_ids - visit
        self.assertGreater(upcoming.date_planned, visit.date_done)
