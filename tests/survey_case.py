"""What the suites on waves and invitations share."""

from freezegun import freeze_time

from odoo.fields import Command

from .common import KeqinCase

TODAY = "2026-09-16 09:00:00"  # a Wednesday


class SurveyCase(KeqinCase):
    """A questionnaire by invitation, two customers with people, a wave of service."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(TODAY))
        cls.survey = cls.make_survey()
        cls.customer = cls.make_customer("Ruichen", user=cls.users["sales"])
        cls.other = cls.make_customer("Hengtai", user=cls.rival)
        cls.wang = cls.make_person(cls.customer, "Wang", role="decider")
        cls.li = cls.make_person(cls.customer, "Li", role="user")
        cls.chen = cls.make_person(cls.other, "Chen", role="decider")
        cls.wave = cls.make_wave()

    @classmethod
    def make_survey(cls, **vals):
        return cls.env["survey.survey"].create(
            {
                "title": "How are we?",
                "lang_ids": [Command.clear()],
                "access_mode": "token",
                "is_attempts_limited": True,
                "attempts_limit": 1,
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": "Would you recommend us?",
                            "question_type": "scale",
                            "scale_min": 0,
                            "scale_max": 10,
                            "keqin_metric": "nps",
                            "keqin_dimension": "overall",
                        }
                    ),
                    Command.create(
                        {
                            "title": "What should we improve?",
                            "question_type": "text_box",
                            "keqin_metric": "comment",
                        }
                    ),
                ],
                **vals,
            }
        )

    @classmethod
    def make_person(cls, customer, name, role=None, **vals):
        """A contact with an address; with a card if it has a role."""
        vals = {"email": f"{name.lower()}@{customer.name.lower()}.example.com"} | vals
        person = cls.make_partner(
            name, parent_id=customer.partner_id.id, is_company=False, **vals
        )
        if role:
            cls.env["keqin.contact"].create(
                {
                    "partner_id": person.id,
                    "customer_id": customer.id,
                    "decision_role": role,
                }
            )
        return person

    @classmethod
    def make_wave(cls, **vals):
        return cls.env["keqin.survey.wave"].create(
            {
                "name": "Satisfaction",
                "survey_id": cls.survey.id,
                "company_id": cls.company.id,
                "user_id": cls.users["service"].id,
                **vals,
            }
        )

    def launched(self, **vals):
        """A wave that is launched and sent."""
        wave = self.make_wave(**vals)
        wave.action_launch()
        self.run_cron()
        return wave

    def run_cron(self):
        self.env["keqin.survey.wave"]._cron_wave()
        self.env.invalidate_all()

    def invitations(self, wave):
        return self.env["keqin.survey.invitation"].search([("wave_id", "=", wave.id)])

    def of(self, wave, person):
        return self.invitations(wave).filtered(lambda i: i.contact_id == person)

    def states(self, wave):
        """Name of each person to its state, or why it was left out."""
        return {
            i.contact_id.name: i.reason if i.state == "left_out" else i.state
            for i in self.invitations(wave)
        }

    def ask(self, *people, customer=None, **vals):
        customer = customer or self.customer
        people = self.env["res.partner"].union(*people)
        return self.env["keqin.survey.invitation"]._ask(
            {customer: people}, self.survey, **vals
        )

    def answer(self, invitation, score=9):
        """What the person does with the link."""
        answer = invitation.user_input_id
        question = answer.survey_id.question_ids.filtered(
            lambda q: q.keqin_metric == "nps"
        )
        answer._save_lines(question, str(score))
        answer._mark_done()

    def mails(self, wave=None):
        return self.env["mail.mail"].search(
            [("model", "=", "survey.user_input")]
            + [("res_id", "in", self.invitations(wave or self.wave).user_input_id.ids)],
            order="id",
        )
