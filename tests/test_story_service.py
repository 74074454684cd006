"""A complaint from the customer's page to the Pareto of causes, in a browser."""

from .covers import covers
from .story_case import LANGUAGES, StoryCase

_ACTION = "/odoo/action-keqin_addon"


class TestServiceStory(StoryCase):
    story = "service"

    @covers("R087", "R090", "R092", "R094", "R097", "R196")
    def test_complaint_to_pareto(self):
        for lang in LANGUAGES:
            with self.subTest(lang=lang):
                self.tell(lang)

    def tell(self, lang):
        roles = ("sales", "service", "service_manager", "contributor")
        users = {role: self.make_user(role, lang) for role in roles}
        customer = self.make_customer(users)
        person = self.make_person(customer, lang)
        cause = self.env["keqin.case.cause"].create({"name": f"Story cause {lang}"})
        case = self.raised(customer, person, users)
        self.answered(case, users)
        self.routed(case, users)
        self.waited_for(case, person, users)
        self.settled(case, person, users, cause)
        self.rated(case)
        self.tour("pareto", users["service_manager"], f"{_ACTION}.keqin_pareto_action")
        # the next language finds its own people and cause only
        self.env["res.users"].union(*users.values()).active = False
        cause.active = False

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
            }
        )

    def make_person(self, customer, lang):
        user = self.make_user(
            "portal", lang, "base.group_portal", email=f"story_{lang}@example.com"
        )
        user.partner_id.parent_id = customer.partner_id
        return user

    def raised(self, customer, person, users):
        """By the customer, on the phone; it has an owner and a deadline at once."""
        self.on_phone("raise", person, "/my/cases/new")
        case = customer.case_ids
        self.assertEqual((case.kind, case.channel), ("complaint", "portal"))
        self.assertEqual(case.user_id, users["service"])
        self.assertGreater(case.response_deadline, case.opened_on)
        self.assertIn(users["sales"].partner_id, case.message_partner_ids)
        return case

    def answered(self, case, users):
        self.tour("respond", users["service"], f"{_ACTION}.keqin_case_action/{case.id}")
        self.assertEqual(case.state, "responded")
        self.assertEqual(case.first_response_by_id, users["service"])

    def routed(self, case, users):
        self.tour("route", users["service"], f"{_ACTION}.keqin_case_action/{case.id}")
        task = case.task_ids
        self.assertEqual(task.user_id, users["contributor"])
        tasks = f"{_ACTION}.keqin_case_task_action_mine/{task.id}"
        self.on_phone("answer", users["contributor"], tasks)
        self.assertEqual(task.state, "answered")

    def waited_for(self, case, person, users):
        """What the customer answers ends the pause, and is in nobody's time."""
        self.tour("wait", users["service"], f"{_ACTION}.keqin_case_action/{case.id}")
        self.assertEqual(case.state, "waiting")
        # as the page of the customer posts it
        page = case.with_context(allowed_company_ids=self.company.ids)
        page.with_user(person).sudo()._post_as_customer(body="Batch 7")
        self.assertEqual(case.state, "working")
        [pause] = case.segment_ids.filtered(lambda segment: segment.state == "waiting")
        self.assertFalse(pause.running)

    def settled(self, case, person, users, cause):
        url = f"{_ACTION}.keqin_case_action/{case.id}"
        self.tour("resolve", users["service"], url)
        self.assertEqual((case.state, case.cause_id), ("resolved", cause))
        self.on_phone("confirm", person, f"/my/cases/{case.id}")
        self.assertEqual((case.state, case.confirmation), ("confirmed", "customer"))
        self.tour("close", users["service"], url)
        self.assertEqual(case.state, "closed")

    def rated(self, case):
        """By the link in the mail, without logging in."""
        rating = case.rating_ids
        self.on_phone("rate", None, f"/rate/{rating.access_token}/5")
        self.assertTrue(rating.consumed)
        self.assertEqual(
            (rating.rating, rating.rated_partner_id.name), (5, case.user_id.name)
        )
        self.assertEqual(case.state, "closed")
