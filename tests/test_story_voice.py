"""A questionnaire sent to a segment, an unhappy answer made good, in a browser."""

from odoo.fields import Command

from .covers import covers
from .story_case import LANGUAGES, StoryCase

_ACTION = "/odoo/action-keqin_addon"


class TestVoiceStory(StoryCase):
    story = "voice"

    @covers("R100", "R101", "R102", "R108", "R111", "R112", "R114")
    def test_wave_to_recovery(self):
        for lang in LANGUAGES:
            with self.subTest(lang=lang):
                self.tell(lang)

    def tell(self, lang):
        roles = ("sales", "service", "service_manager", "marketing")
        users = {role: self.make_user(role, lang) for role in roles}
        survey = self.make_survey(lang)
        customer = self.make_customer(lang, users)
        people = self.make_people(customer, lang)
        cause = self.env["keqin.case.cause"].create({"name": f"Story cause {lang}"})
        wave = self.launched(survey, customer, users)
        self.answered(wave, people)
        recovery = self.recovered(customer, people["unhappy"], users, cause)
        self.asked_again(recovery)
        url = f"{_ACTION}.keqin_voice_analysis_action"
        self.tour("analysis", users["service_manager"], url)
        self.tour("aggregates", users["marketing"], url)
        # the next language finds its own people, customer and cause only
        self.env["res.users"].union(*users.values()).active = False
        survey.active = customer.active = cause.active = False

    def make_survey(self, lang):
        nps = {
            "title": "Would you recommend us?",
            "question_type": "scale",
            "scale_min": 0,
            "scale_max": 10,
            "keqin_metric": "nps",
            "keqin_dimension": "overall",
            "constr_mandatory": True,
        }
        service = nps | {
            "title": "How satisfied are you with our service?",
            "scale_min": 1,
            "scale_max": 5,
            "keqin_metric": "csat",
            "keqin_dimension": "service",
        }
        comment = {
            "title": "Why?",
            "question_type": "text_box",
            "keqin_metric": "comment",
        }
        return self.env["survey.survey"].create(
            {
                "title": f"Story survey {lang}",
                "access_mode": "token",
                "is_attempts_limited": True,
                "attempts_limit": 1,
                "questions_layout": "one_page",
                "lang_ids": [Command.clear()],
                "question_and_page_ids": [
                    Command.create(vals) for vals in (nps, service, comment)
                ],
            }
        )

    def make_customer(self, lang, users):
        partner = self.env["res.partner"].create(
            {
                "name": f"Story Foods {lang}",
                "is_company": True,
                "user_id": users["sales"].id,
            }
        )
        return self.env["keqin.customer"].create(
            {"partner_id": partner.id, "company_id": self.company.id}
        )

    def make_people(self, customer, lang):
        people = {
            mood: self.env["res.partner"].create(
                {
                    "name": f"Story {mood}",
                    "parent_id": customer.partner_id.id,
                    "email": f"story_{mood}_{lang}@example.com",
                    "lang": lang,
                }
            )
            for mood in ("happy", "content", "unhappy")
        }
        self.env["keqin.contact"].create(
            [
                {"partner_id": person.id, "customer_id": customer.id}
                for person in people.values()
            ]
        )
        return people

    def launched(self, survey, customer, users):
        """A segment in a minute; the mails go out by the scheduled action."""
        self.tour("launch", users["service"], f"{_ACTION}.keqin_survey_wave_action/new")
        wave = survey.keqin_wave_ids
        self.assertEqual((wave.state, wave.user_id), ("running", users["service"]))
        self.assertEqual(wave.customer_ids, customer)
        self.env["keqin.survey.wave"]._cron_wave()
        self.assertEqual(set(wave.invitation_ids.mapped("state")), {"sent"})
        return wave

    def answered(self, wave, people):
        """By the link in the mail, without logging in, on the phone."""
        links = {
            invitation.contact_id: invitation.user_input_id.get_start_url()
            for invitation in wave.invitation_ids
        }
        for mood, person in people.items():
            self.on_phone(mood, None, links[person])
        said = wave.feedback_ids
        scores = {
            feedback.contact_id: feedback.score
            for feedback in said
            if feedback.metric == "nps"
        }
        self.assertEqual(list(map(scores.get, people.values())), [10, 8, 3])
        self.assertEqual((wave.reached_count, wave.answered_count), (3, 3))

    def recovered(self, customer, person, users, cause):
        """The account manager's, at once; a step, and not without its cause."""
        [recovery] = customer.recovery_ids
        self.assertEqual((recovery.contact_id, recovery.state), (person, "new"))
        self.assertEqual(recovery.user_id, users["sales"])
        url = f"{_ACTION}.keqin_recovery_action/{recovery.id}"
        self.on_phone("step", users["sales"], url)
        step = recovery.activity_ids_care
        self.assertEqual((step.contact_id, recovery.state), (person, "working"))
        ours = step.with_context(allowed_company_ids=self.company.ids)
        ours = ours.with_user(users["sales"])
        ours.write({"result": "They stay", "summary": "We had lost their number."})
        ours.action_done()
        self.assertEqual(step.state, "done")
        self.tour("close", users["sales"], url)
        self.assertEqual((recovery.state, recovery.cause_id), ("done", cause))
        return recovery

    def asked_again(self, recovery):
        """What was answered badly, of the same person."""
        again = recovery.invitation_ids
        again.sudo().send_on = recovery.closed_on
        self.env["keqin.survey.wave"]._cron_wave()
        answer = again.user_input_id
        self.assertEqual(
            len(answer.predefined_question_ids.filtered("keqin_metric")), 2
        )
        self.on_phone("again", None, answer.get_start_url())
        self.assertEqual(recovery.change, "better")
        self.assertEqual(recovery.state, "done")
