"""What the suites on recoveries share: a questionnaire, who answers it, and badly."""

from freezegun import freeze_time

from odoo import Command

from .common import KeqinCase

NOW = "2026-06-15 04:00:00"  # a Monday
DUE = "2026-06-17"
# Who sees the recoveries of a customer: all, or those of their own customers.
READERS = (
    "sales",
    "sales_manager",
    "service",
    "service_manager",
    "executive",
    "manager",
)
LEADS = ("sales_manager", "service_manager", "executive", "manager")


class RecoveryCase(KeqinCase):
    """A customer of account manager ``sales``, served by ``service``, with a sponsor.

    The questionnaire has two sections: the recommendation; service and product, and a
    comment.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.customer = cls.make_customer(
            "Ruichen",
            cls.users["sales"],
            service_user_id=cls.users["service"].id,
            sponsor_id=cls.users["executive"].id,
        )
        cls.other = cls.make_customer("Hengtai", cls.rival)
        cls.person = cls.make_person("Ms. Wang", cls.customer)
        cls.cause = cls.env["keqin.case.cause"].create({"name": "Promised too much"})
        cls.survey = cls.make_survey()
        questions = cls.survey.question_ids
        cls.nps, cls.service, cls.product_question, cls.words = questions
        cls.call = cls.env.ref("keqin_addon.keqin_activity_type_sms")

    @classmethod
    def make_person(cls, name, customer, **vals):
        email = f"{name.split()[-1].lower()}@{customer.name.lower()}.example.com"
        vals = {"is_company": False, "email": email} | vals
        return cls.make_partner(name, parent_id=customer.partner_id.id, **vals)

    @classmethod
    def make_survey(cls, **vals):
        def scale(title, **more):
            return Command.create({"title": title, "question_type": "scale"} | more)

        five = {"scale_min": 1, "scale_max": 5, "keqin_metric": "csat"}
        return cls.env["survey.survey"].create(
            {
                "title": "How are we?",
                "access_mode": "token",
                "is_attempts_limited": True,
                "attempts_limit": 1,
                "questions_layout": "page_per_section",
                "question_and_page_ids": [
                    Command.create({"title": "In short", "is_page": True}),
                    scale(
                        "Would you recommend us?",
                        keqin_metric="nps",
                        constr_mandatory=True,
                    ),
                    Command.create({"title": "In detail", "is_page": True}),
                    scale("Our service?", keqin_dimension="service", **five),
                    scale("Our products?", keqin_dimension="product", **five),
                    Command.create(
                        {
                            "title": "What should we improve?",
                            "question_type": "text_box",
                            "keqin_metric": "comment",
                        }
                    ),
                ],
            }
            | vals
        )

    @classmethod
    def make_input(cls, person=None):
        person = person or cls.person
        return cls.survey._create_answer(partner=person, check_attempts=False)

    @classmethod
    def answer(cls, said, user_input=None, person=None):
        """What a person answers through the link; the recovery it belongs to, if any.

        :param said: dict of question to score or text
        """
        user_input = user_input or cls.make_input(person)
        for question, value in said.items():
            user_input._save_lines(question, str(value))
        user_input._mark_done()
        cls.env.flush_all()
        return cls.opinions(user_input).recovery_id

    @classmethod
    def opinions(cls, user_input):
        return cls.env["keqin.feedback"].search([("user_input_id", "=", user_input.id)])

    @classmethod
    def make_recovery(cls, person=None, **more):
        """An unhappy answer: 2 of 5 for service, 9 of 10 to recommend us."""
        return cls.answer({cls.nps: 9, cls.service: 2, cls.words: "Late again"} | more)

    @classmethod
    def hear(cls, key, score, customer=None, **vals):
        """An opinion as a rule records it, without a questionnaire."""
        vals = {
            "source_key": f"test-{key}",
            "answer_key": f"test-{key}",
            "customer_id": (customer or cls.customer).id,
            "source": "activity",
            "metric": "csat",
            "dimension": "service",
            "score": score,
            "scale_min": 1,
            "scale_max": 5,
        } | vals
        return cls.env["keqin.feedback"]._record([vals])

    @classmethod
    def make_step(cls, recovery, done=True, **vals):
        step = cls.env["keqin.activity"].create(
            {
                "name": "Call them",
                "customer_id": recovery.customer_id.id,
                "type_id": cls.call.id,
                "user_id": cls.users["sales"].id,
                "date_planned": "2026-06-15",
                "recovery_id": recovery.id,
                "result": "Talked",
            }
            | vals
        )
        if done:
            step.action_done()
        return step

    @classmethod
    def close(cls, recovery, state="done", **vals):
        """Win them back, or not, with all that is asked for."""
        if not recovery.step_done_count:
            cls.make_step(recovery)
        vals = {"cause": cls.cause, "result": "Sent two vans"} | vals
        recovery._close(state, **vals)
        return recovery

    @classmethod
    def send(cls, recovery):
        """Send the invitation that waits, as the scheduled action does; its answer."""
        waiting = recovery.invitation_ids.filtered(lambda i: i.state == "waiting")
        waiting._send()
        return waiting.user_input_id

    def by(self, role, record):
        """``record`` as the user of ``role``."""
        return record.with_user(self.users[role])
