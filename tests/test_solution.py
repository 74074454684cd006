"""Solution documents: written, proposed, sent, decided; and what they let start."""

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from .covers import covers
from .need_case import NeedCase


class SolutionCase(NeedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls.env["keqin.case"].create(
            {
                "name": "Boxes for our cold store",
                "kind": "complex_request",
                "customer_id": cls.customer.id,
                "contact_id": cls.person.id,
                "user_id": cls.users["service"].id,
                "agreed_on": "2026-06-30 08:00:00",
            }
        )

    @classmethod
    def make_solution(cls, **vals):
        vals = {
            "name": "Plan",
            "case_id": cls.request.id,
            "content": "<p>Do</p>",
        } | vals
        return cls.env["keqin.solution"].create(vals)

    @classmethod
    def attach(cls, **vals):
        vals = {"name": "plan.txt", "raw": b"Our plan", "res_id": 0} | vals
        return cls.env["ir.attachment"].create(vals)


class TestSolution(SolutionCase):
    @covers("R089")
    def test_complex_request_starts_with_a_solution_in_writing(self):
        case = self.by("service", self.request)
        case._record_response()
        with self.assertRaisesRegex(UserError, "write the solution"):
            case.action_start()
        empty = self.make_solution(content="<p><br></p>")
        self.assertRefused(case.action_start, error=UserError)
        with self.undone():
            empty.document_ids = [Command.link(self.attach().id)]
            case.action_start()
            self.assertEqual(case.state, "working", "an attached document will do")
        empty.content = "<p>Three steps</p>"
        with self.undone():
            empty.action_propose()
            empty._decline("Too dear")
            self.assertRefused(case.action_start, error=UserError)
        case.action_start()
        self.assertEqual(case.state, "working")

    @covers("R089")
    def test_turned_complex_needs_its_solution_too(self):
        case = self.by("service", self.request)
        case.action_make_simple()
        self.assertEqual(case.kind, "request")
        self.assertRefused(case.action_make_simple, error=UserError)
        case._record_response()
        case.action_start()
        case.action_make_complex()
        self.assertEqual((case.kind, case.state), ("complex_request", "responded"))
        self.request.agreed_on = "2026-06-30 08:00:00"
        with self.assertRaisesRegex(UserError, "write the solution"):
            case.action_start()
        self.make_solution()
        case.action_start()
        self.assertEqual(case.state, "working")

    @covers("R089")
    def test_button_opens_the_solution_prefilled(self):
        case = self.by("service", self.request)
        action = case.action_write_solution()
        solution = Form(
            self.env["keqin.solution"]
            .with_user(self.users["service"])
            .with_context(**action["context"])
        )
        solution.content = "<p>Three steps</p>"
        solution = solution.save()
        self.assertEqual(solution.customer_id, self.customer)
        self.assertEqual(solution.contact_id, self.person)
        self.assertEqual(solution.case_id, case)
        self.assertEqual(case.action_write_solution()["res_id"], solution.id)
        self.assertEqual(case.solution_count, 1)

    def test_case_without_a_customer_says_so(self):
        unknown = self.env["keqin.case"].create(
            {"name": "?", "email_from": "who@example.com"}
        )
        self.assertRefused(unknown.action_write_solution, error=UserError)
        with self.assertRaisesRegex(UserError, "Whose"):
            self.make_solution(case_id=unknown.id)

    @covers("R098")
    def test_proposed_stays_until_it_is_revised(self):
        solution = self.by("sales", self.make_solution(valid_until="2026-06-30"))
        solution.action_propose()
        self.assertEqual(str(solution.proposed_on), "2026-06-15")
        for vals in (
            {"content": "<p>Less</p>"},
            {"name": "Other"},
            {"valid_until": "2026-12-31"},
            {"document_ids": [Command.link(self.attach().id)]},
        ):
            self.assertRefused(solution.write, vals, error=UserError)
        solution.cost = 500
        self.assertRefused(self.by("manager", solution).unlink, error=UserError)
        wizard = Form(
            self.env["keqin.solution.decline"]
            .with_user(self.users["sales"])
            .with_context(solution.action_decline()["context"])
        )
        wizard.reason = "Too dear"
        wizard.save().action_apply()
        self.assertEqual(
            (solution.state, solution.decline_reason), ("declined", "Too dear")
        )
        solution.action_revise()
        solution.content = "<p>Less</p>"
        solution.action_propose()
        solution.action_accept()
        self.assertEqual(solution.state, "accepted")
        self.assertFalse(solution.decline_reason)

    def test_wrong_order_is_refused(self):
        steps = {
            "action_propose": ("draft",),
            "action_send": ("proposed", "accepted"),
            "action_accept": ("proposed",),
            "action_decline": ("proposed",),
            "action_revise": ("proposed", "accepted", "declined"),
        }
        for state in ("draft", "proposed", "accepted", "declined"):
            solution = self.make_solution()
            solution.sudo().write({"state": state})
            for step, allowed in steps.items():
                with self.subTest(state=state, step=step):
                    method = getattr(self.by("service", solution), step)
                    self.assertEqual(
                        state in allowed, self.attempt(method, denial=UserError)
                    )

    def test_empty_or_expired_is_not_proposed(self):
        for vals in ({"content": False}, {"valid_until": "2026-06-14"}):
            solution = self.make_solution(**vals)
            self.assertRefused(solution.action_propose, error=UserError)
        self.assertTrue(solution.is_expired)

    def test_belongs_to_one_case_or_one_need_for_good(self):
        need = self.make_need()
        with (
            mute_logger("odoo.sql_db"),
            self.undone(),
            self.assertRaisesRegex(Exception, "keqin_solution_one_origin"),
        ):
            self.make_solution(need_id=need.id)
        with self.undone(), self.assertRaises(ValidationError):
            self.make_solution(case_id=False)
        other = self.request.copy()
        solution = self.make_solution()
        self.assertRefused(solution.write, {"case_id": other.id}, error=UserError)

    @covers("R098")
    def test_industry_features_start_with_the_profile(self):
        industry = self.env["res.partner.industry"].create({"name": "Cold chain"})
        self.env["keqin.industry.profile"].create(
            {
                "name": "Cold chain",
                "industry_ids": [Command.link(industry.id)],
                "focus": "<p>Nothing may thaw</p>",
            }
        )
        self.customer.partner_id.industry_id = industry
        solution = self.make_solution()
        self.assertEqual(solution.industry_features, "Nothing may thaw")
        written = self.make_solution(industry_features="Ours")
        self.assertEqual(written.industry_features, "Ours")


class TestSolutionSent(SolutionCase):
    @covers("R098")
    def test_print_shows_what_the_customer_may_read(self):
        solution = self.make_solution(
            content="<p>Three steps</p>",
            valid_until="2026-06-30",
            cost=4711,
            resources="Two secret engineers",
            industry_features="They pay late",
            document_ids=[Command.link(self.attach().id)],
        )
        html = self.render(self.by("service", solution))
        for text in ("Three steps", "plan.txt", "06/30/2026", self.customer.name):
            self.assertIn(text, html)
        for text in ("4711", "4,711", "secret engineers", "pay late"):
            self.assertNotIn(text, html)

    def test_print_speaks_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.person.lang = "fr_FR"
        html = self.render(self.make_solution(valid_until="2026-06-30"))
        self.assertIn("30/06/2026", html)

    def render(self, solution):
        html, _kind = solution.env["ir.actions.report"]._render_qweb_html(
            "keqin_addon.keqin_solution_report", solution.ids
        )
        return html.decode()

    @covers("R089", "R098")
    def test_sent_from_the_case_it_is_an_answer_to_the_customer(self):
        document = self.attach()
        solution = self.by(
            "service", self.make_solution(document_ids=[Command.link(document.id)])
        )
        self.assertEqual(document.res_id, solution.id)
        solution.action_propose()
        action = solution.action_send()
        composer = Form(
            self.env["mail.compose.message"]
            .with_user(self.users["service"])
            .with_context(**action["context"])
        ).save()
        composer.body = "<p>Here is our plan</p>"
        composer._action_send_mail()
        message = self.request.message_ids.filtered(lambda m: "our plan" in m.body)
        self.assertEqual(message.partner_ids, self.person)
        self.assertEqual(
            sorted(message.attachment_ids.mapped("name")), ["Plan.pdf", "plan.txt"]
        )
        self.assertEqual(document.res_id, solution.id, "the mail takes a copy")
        self.assertNotIn(document, message.attachment_ids)

    def test_sent_from_a_need_the_mail_stays_with_the_document(self):
        need = self.make_need(contact_id=self.person.id)
        solution = self.make_solution(case_id=False, need_id=need.id)
        solution.action_propose()
        context = solution.action_send()["context"]
        self.assertEqual(context["default_model"], "keqin.solution")
        self.assertEqual(context["default_partner_ids"], self.person.ids)
