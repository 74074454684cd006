"""Questions of the week on several servers at once, with real transactions."""

from datetime import date

from psycopg2.errors import SerializationFailure

from odoo.fields import Command
from odoo.tests import tagged

from .covers import covers
from .servers_case import ServersCase

FILES = 7


@tagged("post_install", "-at_install")
class TestQuestionsAtOnce(ServersCase):
    company_name = "Keqin Questions"
    day = date(2026, 6, 30)

    def prepare(self, env):
        user = env["res.users"].create(
            {
                "name": "Questions",
                "login": "keqin_questions",
                "company_id": self.company_id,
                "company_ids": [Command.set([self.company_id])],
                "group_ids": [
                    Command.set(env.ref("keqin_addon.group_keqin_sales").ids)
                ],
            }
        )
        self.user_id = user.id
        for number in range(FILES):
            file = self.make_customer(env, f"Questions {number}")
            file.partner_id.user_id = user

    def clean_up_before(self, env):
        self.files(env).partner_id.user_id = False
        user = env["res.users"].browse(self.user_id)
        partner = user.partner_id
        user.unlink()
        partner.unlink()

    def run_on(self, env, day):
        company = env["res.company"].browse(self.company_id)
        return [None] * env["keqin.archive.question"]._ask(company, day)

    def asked(self):
        with self.server() as env:
            questions = env["keqin.archive.question"].search(
                [("company_id", "=", self.company_id)]
            )
            return len(questions), len(questions.customer_id)

    @covers("R186")
    def test_three_and_no_more(self):
        errors = self.run_at_once()
        # who came too late is told so, and the scheduler tries again
        kinds = {type(error) for error in errors}
        self.assertLessEqual(kinds, {SerializationFailure})
        self.assertEqual(self.asked(), (3, 3))
