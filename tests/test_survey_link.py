"""The personal link: who may answer by it, when, how often; three people do."""

from unittest.mock import patch

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .covers import covers
from .questionnaire_case import QuestionnaireCase
from .test_survey_answer import LOGGER

EARLIER, LATER = "2020-01-01 00:00:00", "2100-01-01 00:00:00"


class LinkCase(QuestionnaireCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("web.base.url", cls.base_url())

    def post(self, route, user_input, token=None, survey=None, **params):
        """What a route of the survey answers its page: what is shown, or the error."""
        survey = survey or user_input.survey_id
        url = (
            f"/survey/{route}/{survey.access_token}/{token or user_input.access_token}"
        )
        answer = self.url_open(url, json={"params": params}).json()
        self.assertNotIn("error", answer, "the server must not break")
        return answer["result"][1]

    def submit(self, user_input, answers, **where):
        """Begin, and send the answers of the one page; return the error, if any."""
        self.post("begin", user_input, **where)
        given = {str(question.id): answer for question, answer in answers.items()}
        return self.post("submit", user_input, **where, **given).get("error")

    def page(self, url):
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        return response

    def count_inputs(self):
        return self.env["survey.user_input"].search_count(
            [("survey_id", "=", self.survey.id)]
        )


@tagged("post_install", "-at_install")
class TestLink(LinkCase):
    @covers("R100", "R101")
    def test_own_link_answers_once(self):
        """The first answer counts; the link then only says thank you."""
        invitation = self.invite(deadline=LATER)
        user_input = invitation.user_input_id
        self.assertFalse(self.submit(user_input, {self.nps: "3"}))
        said = self.said(user_input)
        self.assertRecordValues(
            said,
            [
                {
                    "customer_id": self.customer.id,
                    "contact_id": self.person.id,
                    "invitation_id": invitation.id,
                    "score": 3,
                    "nps_class": "detractor",
                }
            ],
        )
        self.assertEqual(invitation.state, "answered")
        self.assertEqual(self.submit(user_input, {self.nps: "10"}), "unauthorized")
        self.assertIn("o_survey_finished", self.page(user_input.get_start_url()).text)
        self.env.invalidate_all()
        self.assertEqual((self.said(user_input), said.score), (said, 3))

    @covers("R101")
    def test_expired_link_is_refused(self):
        user_input = self.invite(deadline=EARLIER).user_input_id
        page = self.page(user_input.get_start_url()).text
        self.assertIn("survey expired", page)
        self.assertNotIn('value="start"', page)
        self.assertEqual(self.submit(user_input, {self.nps: "9"}), "answer_deadline")
        self.assertNothing(user_input)

    @covers("R101")
    def test_tampered_link_is_refused(self):
        user_input = self.invite().user_input_id
        other = self.make_survey(title="Another")
        self.make_question("Recommend?", survey=other, keqin_metric="nps")
        stranger = self.make_input(survey=other)
        token = user_input.access_token[:-1] + (
            "0" if user_input.access_token[-1] != "0" else "1"
        )
        for where in (
            {"token": token},
            {"token": stranger.access_token},
            {"survey": other},
        ):
            with self.subTest(where):
                refused = self.submit(user_input, {self.nps: "9"}, **where)
                self.assertEqual(refused, "token_wrong")
        self.assertNothing(user_input)
        self.assertNothing(stranger)

    @covers("R101")
    def test_invited_people_only(self):
        """The questionnaire's own address opens nothing."""
        before = self.count_inputs()
        response = self.page(f"/survey/start/{self.survey.access_token}")
        self.assertNotIn("/survey/", response.url)
        self.assertEqual(self.count_inputs(), before)

    @covers("R101")
    def test_link_of_another_person_is_refused(self):
        """Nobody answers in another's name while logged in under their own."""
        li = self.make_person("Mr. Li")
        login = self.make_user(
            login="keqin_portal_li", groups="base.group_portal", partner_id=li.id
        )
        user_input = self.invite().user_input_id
        for user in (login, self.users["service"]):
            with self.subTest(user.login):
                self.authenticate(user.login, user.login)
                refused = self.submit(user_input, {self.nps: "9"})
                self.assertEqual(refused, "answer_wrong_user")
                page = self.page(user_input.get_start_url()).text
                self.assertNotIn('value="start"', page)
        self.assertNothing(user_input)

    @covers("R101")
    def test_no_second_try(self):
        """A quiz may be tried again, an opinion is given once."""
        for limited in (True, False):
            self.survey.is_attempts_limited = limited
            user_input = self.invite(
                self.make_person(f"Person {limited}")
            ).user_input_id
            self.submit(user_input, {self.nps: "3"})
            before = self.count_inputs()
            self.page(
                f"/survey/retry/{self.survey.access_token}/{user_input.access_token}"
            )
            self.assertEqual(self.count_inputs(), before)
        quiz = self.make_survey(title="Quiz", is_attempts_limited=False)
        question = self.make_question("Two and two?", "text_box", quiz)
        user_input = self.make_input(survey=quiz)
        self.submit(user_input, {question: "5"})
        self.page(f"/survey/retry/{quiz.access_token}/{user_input.access_token}")
        self.assertEqual(len(quiz.user_input_ids), 2)

    @covers("R105")
    def test_next_wave_can_be_answered(self):
        """The person of the last wave is asked again, and may answer again."""
        for score in ("3", "9"):
            user_input = self.invite().user_input_id
            self.assertFalse(self.submit(user_input, {self.nps: score}))
            self.assertEqual(self.said(user_input).score, float(score))

    @covers("R101")
    def test_forged_answers(self):
        """A value that is not offered stops the page; the answer is not whole."""
        user_input = self.invite().user_input_id
        self.assertEqual(self.submit(user_input, {self.nps: "99"}), "validation")
        self.assertEqual(user_input.state, "in_progress")
        self.assertNothing(user_input)

    def test_trouble_of_ours_is_not_theirs(self):
        """What goes wrong with the feedback leaves the thank-you page as it is."""
        user_input = self.invite().user_input_id
        broken = patch.object(
            self.env.registry["keqin.feedback"], "_record", side_effect=KeyError("us")
        )
        with broken, mute_logger(LOGGER):
            self.assertFalse(self.submit(user_input, {self.nps: "9"}))
        self.assertEqual(user_input.state, "done")
        self.assertTrue(user_input.keqin_is_pending)

    @covers("R101")
    def test_test_run_counts_for_nothing(self):
        """Service tries the questionnaire as the people see it."""
        user = self.users["service"]
        self.survey.user_id = user
        self.make_customer("Our own", partner=user.partner_id)
        self.authenticate(user.login, user.login)
        self.page(f"/survey/test/{self.survey.access_token}")
        user_input = self.survey.user_input_ids
        self.assertTrue(user_input.test_entry)
        self.assertFalse(self.submit(user_input, {self.nps: "9"}))
        self.assertNothing(user_input)

    def assertNothing(self, user_input):
        self.env.invalidate_all()
        self.assertFalse(self.said(user_input))
        for invitation in user_input.keqin_invitation_ids:
            self.assertEqual(invitation.state, "sent")


@tagged("post_install", "-at_install")
class TestThreePeople(LinkCase):
    @covers("R100", "R101", "R106", "R108")
    def test_three_people_answer_in_the_browser(self):
        """What three people click is what their customers said, in this wave."""
        self.scale.keqin_is_stars = True
        wave = self.env["keqin.survey.wave"].create(
            {"name": "Half-year", "survey_id": self.survey.id}
        )
        other = self.make_customer("Hengtai", self.rival)
        people = {
            "happy": (self.person, self.customer, [10, 5, 5, 5]),
            "even": (self.make_person("Li"), self.customer, [7, 3, 3]),
            "unhappy": (self.make_person("Zhao", other), other, [0, 1, 2, 2]),
        }
        for name, (person, customer, scores) in people.items():
            invitation = self.invite(person, wave_id=wave.id, customer_id=customer.id)
            user_input = invitation.user_input_id
            with self.subTest(name):
                self.start_tour(user_input.get_start_url(), f"keqin_survey_{name}")
                said = self.said(user_input)
                self.assertEqual(said.wave_id, wave)
                self.assertEqual(said.customer_id, customer)
                self.assertEqual(said.contact_id, person)
                scored = said.filtered(lambda o: o.metric != "comment")
                self.assertEqual(scored.mapped("score"), scores)
                words = said.filtered(lambda o: o.metric == "comment")
                self.assertEqual(words.question_id, self.text)
                self.assertEqual(invitation.state, "answered")
