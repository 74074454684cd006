"""Needs: understood, handed over, answered, met; and reminded of when they wait."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form

from .covers import covers
from .need_case import NeedCase


class TestNeedSteps(NeedCase):
    @covers("R095", "R096")
    def test_from_captured_to_met(self):
        """Sales captures, technology plans it, sales tells the customer."""
        contributor, sales = self.users["contributor"], self.users["sales"]
        need = self.by("sales", self.make_need(analysis=False))
        self.assertRefused(need.action_analyse, error=ValidationError)
        need.analysis = "<p>Glue fails below zero</p>"
        need.action_analyse()
        self.assertEqual(need.state, "analysed")
        wizard = Form(
            self.env["keqin.need.handover"]
            .with_user(sales)
            .with_context(need.action_hand_over()["context"])
        )
        self.assertEqual(wizard.department, "product")
        wizard.receiver_id = contributor
        wizard.note = "<p>They freeze to -25</p>"
        wizard.save().action_apply()
        self.assertEqual(need.state, "handed_over")
        self.assertEqual(self.todos(need, contributor), [need.name])
        self.assertEqual(str(need.answer_by), "2026-06-22")
        self.assertIn("-25", need.message_ids[0].body)
        asked = self.by("contributor", need)
        answer = Form(
            self.env["keqin.need.answer"]
            .with_user(contributor)
            .with_context(asked.action_answer()["context"])
        )
        answer.verdict = "planned"
        answer.planned_on = "2026-09-01"
        answer.answer = "<p>New glue in autumn</p>"
        answer.save().action_apply()
        self.assertEqual(
            (need.verdict, str(need.planned_on)), ("planned", "2026-09-01")
        )
        self.assertFalse(self.todos(need, contributor))
        self.assertEqual(self.todos(need, sales), ["Answered"])
        told = need.message_ids.filtered(lambda m: "New glue" in m.body)
        self.assertIn(sales.partner_id, told.notified_partner_ids | told.partner_ids)
        need.action_note_answer()
        self.assertEqual(str(need.acknowledged_on), "2026-06-15")
        self.assertFalse(self.todos(need, sales))
        self.close(need, "met")
        self.assertEqual((need.state, need.result), ("closed", "met"))
        need.action_reopen()
        self.assertEqual((need.state, need.result), ("handed_over", False))

    def close(self, need, result):
        wizard = need.env["keqin.need.close"].with_context(
            need.action_close()["context"]
        )
        wizard = Form(wizard)
        wizard.result = result
        wizard.note = "<p>Delivered</p>"
        wizard.save().action_apply()

    @covers("R096")
    def test_account_manager_hears_the_answer_of_a_colleagues_need(self):
        need = self.make_need("handed_over", user_id=self.users["service"].id)
        self.by("contributor", need)._answer("accepted")
        people = need.message_ids.filtered("partner_ids")[0].partner_ids
        self.assertEqual(
            people, (self.users["service"] | self.users["sales"]).partner_id
        )
        self.assertEqual(self.todos(need, self.users["service"]), ["Answered"])

    @covers("R096")
    def test_answer_says_when_and_why(self):
        asked = self.by("contributor", self.make_need("handed_over"))
        self.assertRefused(asked._answer, "planned", error=UserError)
        self.assertRefused(asked._answer, "rejected", "<p><br></p>", error=UserError)
        asked._answer("rejected", "<p>Too few customers</p>")
        self.assertEqual(asked.verdict, "rejected")

    @covers("R096")
    def test_handed_over_again_the_old_answer_makes_room(self):
        need = self.make_need("handed_over")
        self.by("contributor", need)._answer("rejected", "<p>Not us</p>")
        self.by("sales", need)._hand_over("marketing", self.users["marketing"])
        self.assertFalse(need.verdict or need.answer or need.acknowledged_on)
        self.assertEqual(self.todos(need, self.users["marketing"]), [need.name])
        self.assertIn("Not us", " ".join(need.message_ids.mapped("body")))
        self.assertRefused(self.by("contributor", need)._answer, "accepted")
        self.by("marketing", need).action_accept()
        self.assertEqual(need.verdict, "accepted")

    def test_receiver_has_to_be_of_customer_care(self):
        need = self.make_need("analysed")
        for role in ("employee", "portal"):
            self.assertRefused(
                need._hand_over, "technical", self.users[role], error=UserError
            )

    @covers("R095")
    def test_wrong_order_is_refused(self):
        steps = {
            "action_analyse": ("captured",),
            "action_hand_over": ("analysed", "handed_over"),
            "action_close": ("captured", "analysed", "handed_over"),
            "action_reopen": ("closed",),
        }
        for state in ("captured", "analysed", "handed_over", "closed"):
            for step, allowed in steps.items():
                with self.subTest(state=state, step=step):
                    need = self.by("service", self.make_need(state))
                    self.assertEqual(
                        state in allowed,
                        self.attempt(getattr(need, step), denial=UserError),
                    )
        unanswered = self.by("sales", self.make_need("handed_over"))
        self.assertRefused(unanswered.action_note_answer, error=UserError)
        analysed = self.make_need("analysed", receiver="contributor")
        self.assertRefused(analysed.action_accept, error=UserError)

    @covers("R095")
    def test_analysis_is_mandatory_and_stays(self):
        bare = self.make_need(analysis="<p><br></p>")
        self.assertRefused(bare.action_analyse, error=ValidationError)
        self.assertRefused(bare._close, "met", error=ValidationError)
        bare._close("gone")
        self.assertEqual(bare.state, "closed")
        bare.action_reopen()
        self.assertEqual(bare.state, "captured")
        analysed = self.by("sales", self.make_need("analysed"))
        self.assertRefused(analysed.write, {"analysis": False}, error=ValidationError)

    def test_what_was_worked_on_stays(self):
        need = self.by("manager", self.make_need("analysed"))
        self.assertRefused(need.unlink, error=UserError)
        self.by("manager", self.make_need()).unlink()

    def test_bad_input_is_refused(self):
        stranger = self.make_partner("Stranger", is_company=False)
        visit = self.env["keqin.activity"].create(
            {
                "name": "Visit",
                "customer_id": self.other.id,
                "type_id": self.env.ref("keqin_addon.keqin_activity_type_visit").id,
            }
        )
        case = self.env["keqin.case"].create(
            {"name": "Soft cartons", "customer_id": self.other.id}
        )
        for vals in (
            {"contact_id": stranger.id},
            {"activity_id": visit.id},
            {"case_id": case.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self.make_need(**vals)
        self.assertRefused(
            self.make_need().write, {"customer_id": self.other.id}, error=UserError
        )


class TestNeedReminder(NeedCase):
    @covers("R095")
    def test_work_moves_the_day_and_technical_writes_do_not(self):
        need = self.make_need()
        for work, moves in (
            (lambda n: n.write({"description": "<p>More</p>"}), True),
            (lambda n: n.message_post(body="Called", message_type="comment"), True),
            (lambda n: n.action_analyse(), True),
            (lambda n: n.write({"user_id": self.users["service"].id}), False),
            (lambda n: n.message_post(body="System"), False),
            (lambda n: n.message_subscribe(self.person.ids), False),
        ):
            with self.undone(), freeze_time("2026-07-01 04:00:00"):
                work(need)
                self.assertEqual(str(need.updated_on) == "2026-07-01", moves)

    @covers("R095")
    def test_stale_is_reminded_of_once_a_period(self):
        sales = self.users["sales"]
        need, worked = self.make_need(), self.make_need("analysed")
        closed = self.make_need("closed")
        Need = self.env["keqin.need"]
        self.company.keqin_need_days = 30
        with freeze_time("2026-07-14 04:00:00"):
            self.assertEqual(Need._remind_stale(), 0, "29 days")
            worked.description = "<p>Still there</p>"
        with freeze_time("2026-07-15 04:00:00"):
            self.assertEqual(Need._remind_stale(), 1)
            self.assertEqual(Need._remind_stale(), 0, "twice gives one to-do")
        with freeze_time("2026-07-16 04:00:00"):
            self.assertEqual(Need._remind_stale(), 0)
        self.assertEqual(self.todos(need, sales), ["Nobody has worked on it"])
        self.assertFalse(self.todos(worked, sales) or self.todos(closed, sales))
        with freeze_time("2026-08-14 04:00:00"):
            self.assertEqual(Need._remind_stale(), 2, "a period later, both")
            self.assertEqual(len(self.todos(need, sales)), 1, "one, not two")
            self.by("sales", need).description = "<p>Called them</p>"
            self.assertFalse(self.todos(need, sales))
        self.company.keqin_need_days = 0
        with freeze_time("2027-08-14 04:00:00"):
            self.assertEqual(Need._remind_stale(), 0, "switched off")

    def test_reminding_many_costs_no_more_queries(self):
        counts = []
        for number in (2, 20):
            for _i in range(number):
                self.make_need()
            with self.undone(), freeze_time("2026-09-15 04:00:00"):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                self.env["keqin.need"]._remind_stale()
                self.env.flush_all()
                counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0], counts)


class TestNeedYields(NeedCase):
    @covers("R173", "R098")
    def test_opportunity_in_one_click_credits_the_finder(self):
        visit = self.env["keqin.activity"].create(
            {
                "name": "Visit",
                "customer_id": self.customer.id,
                "type_id": self.env.ref("keqin_addon.keqin_activity_type_visit").id,
            }
        )
        Need = self.env["keqin.need"].with_user(self.users["service"])
        need = Need.create(
            {
                "name": "Pallets",
                "customer_id": self.customer.id,
                "contact_id": self.person.id,
                "activity_id": visit.id,
                "description": "<p>500 a month</p>",
            }
        )
        action = self.by("sales", need).action_make_lead()
        lead = need.sudo().lead_id
        self.assertEqual((action["res_model"], action["res_id"]), ("crm.lead", lead.id))
        self.assertEqual(lead.keqin_finder_id, self.users["service"])
        self.assertEqual(lead.user_id, self.users["sales"])
        self.assertEqual(lead.partner_id, self.person)
        self.assertEqual(lead.keqin_activity_id, visit)
        self.assertEqual(lead.source_id, self.env.ref("keqin_addon.utm_source_care"))
        self.assertEqual(need.lead_rate, 100)
        self.by("service", need).action_make_lead()
        leads = self.env["crm.lead"].search([("keqin_activity_id", "=", visit.id)])
        self.assertEqual(leads, lead, "once")

    @covers("R098", "R173")
    def test_confirmed_orders_are_what_was_won(self):
        need, lost = self.make_need(), self.make_need()
        (need | lost).with_user(self.users["sales"])[0].action_make_lead()
        partner = self.customer.partner_id
        self.make_order(partner, 700, opportunity_id=need.lead_id.id)
        self.make_order(partner, 90, opportunity_id=need.lead_id.id, state="draft")
        self.make_order(partner, 50)
        self.env.invalidate_all()
        self.assertEqual(self.by("sales", need).won_amount, 700)
        self.assertEqual(self.by("executive", need).won_amount, 700)
        self.assertFalse(lost.won_amount)
        rate = self.env["keqin.need"]._read_group(
            [("customer_id", "=", self.customer.id)], [], ["lead_rate:avg"]
        )
        self.assertEqual(rate, [(50.0,)])

    def test_won_of_many_is_one_query(self):
        needs = self.env["keqin.need"].union(*[self.make_need() for _i in range(5)])
        for need in needs:
            need.action_make_lead()
            self.make_order(
                self.customer.partner_id, 10, opportunity_id=need.lead_id.id
            )
        for group in (needs[:1], needs):
            self.env.invalidate_all()
            group.mapped("lead_id.name"), group.mapped("currency_id.name")
            with self.assertQueryCount(1):
                self.assertEqual(sum(group.mapped("won_amount")), 10 * len(group))

    @covers("R173")
    def test_case_is_prefilled(self):
        need = self.by("sales", self.make_need(contact_id=self.person.id))
        context = need.action_make_case()["context"]
        case = Form(
            self.env["keqin.case"]
            .with_user(self.users["sales"])
            .with_context(**context)
        ).save()
        self.assertEqual(case.need_id, need)
        self.assertEqual(case.customer_id, self.customer)
        self.assertEqual(case.contact_id, self.person)
        self.assertEqual(case.kind, "request")
        self.assertEqual(need.derived_case_ids, case)
        with self.assertRaises(ValidationError):
            case.sudo().need_id = self.make_need(customer=self.other)


class TestNeedAround(NeedCase):
    @covers("R199")
    def test_open_needs_go_along_with_a_handover(self):
        need, closed = self.make_need(), self.make_need("closed")
        service = self.make_need(user_id=self.users["service"].id)
        handover = self.env["keqin.handover"].create(
            {
                "customer_id": self.customer.id,
                "to_user_id": self.rival.id,
                "reason": "Moves to another region",
            }
        )
        self.by("sales", handover).action_give()
        self.assertIn(need.name, handover.pack)
        handover.with_user(self.rival).action_take()
        self.assertEqual(need.user_id, self.rival)
        self.assertEqual(closed.user_id, self.users["sales"])
        self.assertEqual(service.user_id, self.users["service"])

    def test_desk_tells_who_is_asked_and_who_was_answered(self):
        self.customer.tier = "A"
        need = self.make_need("handed_over")
        self.assertEqual(self.codes("contributor", need), ["answer_need"])
        self.assertFalse(self.codes("marketing", need))
        self.by("contributor", need).action_accept()
        self.assertFalse(self.codes("contributor", need))
        self.assertEqual(self.codes("sales", need), ["need_answered"])
        self.by("sales", need).action_note_answer()
        self.assertFalse(self.codes("sales", need))
        with freeze_time("2026-08-15 04:00:00"):
            self.env["keqin.need"]._remind_stale()
            self.assertEqual(self.codes("sales", need), ["need_stale"])
            self.by("sales", need).description = "<p>Called</p>"
            self.assertFalse(self.codes("sales", need))

    def codes(self, role, need):
        env = self.in_companies(self.env(user=self.users[role], su=False), self.company)
        rows = env["keqin.desk"].get_rows()["rows"]
        return [
            row["item"][2]
            for row in rows
            if (row["model"], row["res_id"]) == ("keqin.need", need.id)
        ]

    @covers("R181")
    def test_companies_are_separate(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.users["executive"].company_ids = [Command.link(elsewhere.id)]
        there = self.make_customer("There", company_id=elsewhere.id)
        need = self.make_need(customer=there)
        self.assertRefused(self.by("executive", need).read, ["name"])
