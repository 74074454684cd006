"""Dissatisfied answers: each is somebody's task, closed with a cause, asked again."""

import psycopg2.errors
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import ConcurrencyError, UserError, ValidationError
from odoo.tools import mute_logger

from .covers import covers
from .recovery_case import DUE, RecoveryCase

LATER = "2026-07-20 04:00:00"


class TestTakenUp(RecoveryCase):
    """Which answers, once, for whom, until when."""

    @covers("R112")
    def test_dissatisfied_answer_is_the_account_managers_task(self):
        self.customer.tier = "B"
        recovery = self.answer(
            {self.nps: 3, self.service: 2, self.product_question: 5, self.words: "Late"}
        )
        self.assertRecordValues(
            recovery,
            [
                {
                    "customer_id": self.customer.id,
                    "contact_id": self.person.id,
                    "company_id": self.company.id,
                    "user_id": self.users["sales"].id,
                    "state": "new",
                    "tier": "B",
                    "name": "Dissatisfied: Recommendation (NPS), Service quality",
                    "summary": "Recommendation (NPS) 3 of 10, Service quality 2 of 5",
                    "comment": "Late",
                }
            ],
        )
        self.assertEqual(str(recovery.date_due), DUE)  # two working days
        self.assertEqual(len(recovery.said_ids), 4)  # also what they like
        todo = recovery.activity_ids
        self.assertEqual(todo.user_id, self.users["sales"])
        self.assertEqual(todo.date_deadline, recovery.date_due)

    @covers("R112")
    def test_limits_of_dissatisfied(self):
        """6 of 10 and less than the middle are unhappy; 7 and the middle are not."""
        for said, unhappy in (
            ({self.nps: 6}, True),
            ({self.nps: 7}, False),
            ({self.service: 2}, True),
            ({self.service: 3}, False),
            ({self.words: "Terrible"}, False),
        ):
            with self.subTest(said=list(said.values())):
                self.assertEqual(bool(self.answer(said)), unhappy)

    def test_due_day_counts_working_days_and_holidays(self):
        self.env["keqin.working.day"].create(
            {"date": "2026-06-17", "name": "Holiday", "company_id": self.company.id}
        )
        self.company.keqin_recovery_days = 3
        # and Friday is the Dragon Boat Festival
        self.assertEqual(str(self.make_recovery().date_due), "2026-06-22")

    @covers("R112", "R057")
    def test_source_decides(self):
        """Heard in an activity it counts as well; a case is reopened by its rating."""
        self.assertTrue(self.hear("heard", 1).recovery_id)
        self.assertTrue(self.hear("interview", 1, source="interview").recovery_id)
        self.assertFalse(self.hear("rated", 1, source="case").recovery_id)
        # and its corrections neither
        self.hear("rated", 5, source="case")
        self.assertFalse(self.hear("rated", 2, source="case").recovery_id)

    def test_one_answer_is_taken_up_once(self):
        user_input = self.make_input()
        recovery = self.answer({self.nps: 2, self.service: 1}, user_input)
        user_input._mark_done()
        self.assertEqual(self.opinions(user_input).recovery_id, recovery)
        self.assertEqual(self.env["keqin.recovery"].search_count(self.ours()), 1)
        # a second person's answer is another matter
        colleague = self.make_person("Mr. Li", self.customer)
        self.assertNotEqual(self.answer({self.nps: 2}, person=colleague), recovery)

    def test_taken_up_by_two_servers_is_tried_again(self):
        recovery = self.make_recovery()
        again = recovery._prepare(recovery.answer_key, recovery.said_ids)
        with self.undone(), self.assertRaises(ConcurrencyError):
            recovery._open_for({recovery.answer_key: recovery.said_ids})
        violated = self.assertRaises(psycopg2.errors.UniqueViolation)
        with self.undone(), mute_logger("odoo.sql_db"), violated:
            recovery.create(again).flush_recordset()

    def test_owner_is_somebody_who_is_there(self):
        manager, served = self.users["sales"], self.users["service"]
        lead = self.users["service_manager"]
        cases = (
            ({}, {}, manager),
            ({"user_id": False}, {}, served),
            ({"user_id": False, "service_user_id": False}, {}, lead),
            # nobody is given what he could not read
            ({}, {"group_ids": [Command.set([])]}, served),
            ({}, {"active": False}, served),
        )
        for file, user, owner in cases:
            with self.subTest(file=file, user=user), self.undone():
                self.customer.partner_id.user_id = file.pop("user_id", manager)
                self.customer.write(file)
                manager.write(user)
                self.assertEqual(self.make_recovery().user_id, owner)

    def test_nobody_to_own_it_is_listed(self):
        nobody = self.env["res.company"].create({"name": "Alone"})
        there = self.make_customer("There", company_id=nobody.id)
        recovery = self.hear("alone", 1, there).recovery_id
        self.assertFalse(recovery.user_id)
        unowned = self.env["keqin.recovery"].search([("is_unowned", "=", True)])
        self.assertIn(recovery, unowned)

    def test_owner_who_left_is_found_and_replaced(self):
        recovery = self.make_recovery()
        self.users["sales"].active = False
        self.assertTrue(recovery.is_unowned)
        self.by("service", recovery).action_take()
        self.assertEqual(recovery.user_id, self.users["service"])
        self.assertEqual(recovery.activity_ids.user_id, self.users["service"])
        self.assertRefused(
            self.by("service_manager", recovery).action_take, error=UserError
        )

    def test_owner_sees_the_customer(self):
        recovery = self.make_recovery()
        for role in ("rival", "marketing", "contributor"):
            with self.subTest(role):
                user = self.users.get(role) or self.rival
                self.assertRefused(
                    recovery.write, {"user_id": user.id}, error=ValidationError
                )

    def test_what_belongs_to_nobody_any_more(self):
        """The contact is deleted: what was said stays, and is closed all the same."""
        recovery = self.make_recovery()
        self.person.unlink()
        self.assertFalse(recovery.contact_id)
        self.close(recovery)
        self.assertFalse(recovery.invitation_ids)
        self.assertEqual(recovery.state, "done")

    def test_merged_contacts_and_customers(self):
        recovery = self.make_recovery()
        twin = self.make_person("Wang", self.customer)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard.create({})._merge((self.person | twin).ids, twin)
        self.env.invalidate_all()
        self.assertEqual(recovery.contact_id, twin)
        parents = (self.customer | self.other).partner_id
        wizard.create({})._merge(parents.ids, self.other.partner_id)
        self.env.invalidate_all()
        self.assertEqual(recovery.customer_id.partner_id, self.other.partner_id)
        self.assertEqual(recovery.said_ids.customer_id, recovery.customer_id)

    def test_handed_over_with_the_customer(self):
        recovery = self.make_recovery()
        handover = self.env["keqin.handover"].create(
            {
                "customer_id": self.customer.id,
                "to_user_id": self.rival.id,
                "reason": "Leaves",
            }
        )
        handover.action_give()
        handover.with_user(self.rival).action_take()
        self.assertEqual(recovery.user_id, self.rival)
        self.assertEqual(recovery.activity_ids.user_id, self.rival)

    def ours(self):
        return [("customer_id", "=", self.customer.id)]


class TestCorrected(RecoveryCase):
    """The customer changes an answer."""

    def test_happy_after_all(self):
        """The recovery says so, and is closed without counting as won or lost."""
        self.hear("mind", 1)
        recovery = self.hear("mind", 5).recovery_id
        self.assertTrue(recovery.is_corrected)
        self.assertIn("no longer dissatisfied", recovery.message_ids[0].body)
        self.by("sales", recovery).action_corrected()
        self.assertEqual((recovery.state, recovery.cause_id.ids), ("corrected", []))
        self.assertFalse(recovery.activity_ids)

    def test_unhappy_is_not_corrected(self):
        recovery = self.make_recovery()
        self.assertRefused(recovery.action_corrected, error=UserError)

    def test_unhappy_again(self):
        recovery = self.hear("mind", 1).recovery_id
        self.hear("mind", 5)
        recovery.action_corrected()
        self.hear("mind", 2)
        self.assertEqual((recovery.state, recovery.reopen_count), ("working", 1))
        # heard once more, nothing happens
        self.close(recovery)
        self.hear("mind", 2)
        self.assertEqual(recovery.state, "done")

    def test_happy_answer_becomes_unhappy(self):
        opinion = self.hear("mind", 5)
        self.assertFalse(opinion.recovery_id)
        self.hear("mind", 1)
        self.assertEqual(opinion.recovery_id.state, "new")


class TestSteps(RecoveryCase):
    """What is done, and what it takes to close."""

    @covers("R112")
    def test_nothing_is_closed_without_cause_result_and_step(self):
        recovery = self.make_recovery()
        recovery.action_start()
        none = self.env["keqin.case.cause"]
        for cause, result, reason in (
            (none, "Talked", "Not needed"),
            (self.cause, " ", "Not needed"),
            (self.cause, "Talked", " "),
        ):
            with self.subTest(cause=cause.ids, result=result, reason=reason):
                self.assertRefused(
                    recovery._close, "done", cause, result, reason, error=UserError
                )
        recovery._close("failed", self.cause, "They left", "Had gone already")
        self.assertEqual(recovery.state, "failed")
        self.assertEqual(recovery.no_step_reason, "Had gone already")
        violated = self.assertRaises(psycopg2.errors.CheckViolation)
        with self.undone(), mute_logger("odoo.sql_db"), violated:
            recovery.cause_id = False
            recovery.flush_recordset()

    @covers("R112")
    def test_step_is_planned_from_it(self):
        recovery = self.by("sales", self.make_recovery())
        action = recovery.action_plan_step()
        defaults = action["context"]
        step = self.env["keqin.activity"].with_user(self.users["sales"])
        step = step.with_context(**defaults).create({"result": "Talked"})
        self.assertEqual(step.recovery_id, recovery)
        self.assertEqual(step.contact_id, self.person)
        self.assertEqual(recovery.state, "working")
        self.assertFalse(step.is_care)  # an answer to the customer is no care
        self.assertFalse(recovery._has_step_done())
        step.summary = "<p>Talked</p>"
        step.check_ids.is_done = True
        step.action_done()
        self.assertTrue(recovery._has_step_done())

    def test_confidential_step_counts_for_who_may_not_read_it(self):
        recovery = self.make_recovery()
        self.make_step(
            recovery, user_id=self.users["executive"].id, confidential=True
        ).sudo().create_uid = self.users["executive"]
        self.assertEqual(self.by("service", recovery).step_done_count, 1)

    def test_step_belongs_to_the_same_customer(self):
        recovery = self.make_recovery()
        self.assertRefused(
            lambda: self.make_step(recovery, done=False, customer_id=self.other.id),
            error=ValidationError,
        )

    def test_case_is_raised_once_and_settled_it_is_a_step(self):
        recovery = self.by("sales", self.make_recovery())
        action = recovery.action_raise_case()
        case = recovery.case_id
        self.assertEqual(action["res_id"], case.id)
        self.assertEqual((case.kind, case.contact_id), ("complaint", self.person))
        self.assertIn("Late again", case.description)
        self.assertEqual(recovery.action_raise_case()["res_id"], case.id)
        self.assertEqual(recovery.state, "working")
        self.assertFalse(recovery._has_step_done())
        case.sudo().write({"state": "resolved"})
        self.assertTrue(recovery._has_step_done())

    def test_in_order(self):
        recovery = self.make_recovery()
        self.assertRefused(recovery.action_recovered, error=UserError)
        self.assertRefused(recovery.action_reopen, error=UserError)
        recovery.action_start()
        self.assertRefused(recovery.action_start, error=UserError)
        self.close(recovery)
        self.assertRefused(recovery.action_not_recovered, error=UserError)
        self.assertRefused(recovery.action_plan_step, error=UserError)
        recovery.action_reopen()
        self.assertEqual((recovery.state, recovery.closed_on), ("working", False))
        self.assertEqual(recovery.activity_ids.user_id, self.users["sales"])

    @covers("R112")
    def test_wizard_asks_for_what_is_missing(self):
        recovery = self.by("sales", self.make_recovery())
        recovery.action_start()
        action = recovery.action_recovered()
        Wizard = recovery.env[action["res_model"]].with_context(**action["context"])
        wizard = Wizard.create({"result": "Talked"})
        self.assertFalse(wizard.has_step_done)
        self.assertRefused(wizard.action_close, error=UserError)
        wizard.write({"cause_id": self.cause.id, "no_step_reason": "Was a mistake"})
        wizard.action_close()
        self.assertEqual((recovery.state, recovery.cause_id), ("done", self.cause))

    def test_archived_only_when_closed(self):
        recovery = self.by("service_manager", self.make_recovery())
        self.assertRefused(recovery.action_archive, error=UserError)
        self.close(self.env["keqin.recovery"].browse(recovery.id))
        recovery.action_archive()
        self.assertFalse(recovery.active)


class TestAskedAgain(RecoveryCase):
    """The same person, the same questions, before and after."""

    def test_after_the_days_of_the_company_only_what_was_bad(self):
        recovery = self.close(self.make_recovery())
        invitation = recovery.invitation_ids
        self.assertEqual(invitation.state, "waiting")
        self.assertEqual(str(invitation.send_on), "2026-07-15 04:00:00")
        self.assertEqual(invitation.contact_id, self.person)
        user_input = self.send(recovery)
        self.assertEqual(user_input.predefined_question_ids, self.service)

    def test_asked_although_asked_a_short_time_ago(self):
        """The days between two requests do not hold it back; the number a year does."""
        Invitation = self.env["keqin.survey.invitation"]
        wave = {"survey_id": self.survey.id, "customer_id": self.customer.id}
        wave |= {"contact_id": self.person.id, "state": "expired"}
        Invitation.create(wave | {"sent_on": "2026-07-01 04:00:00"})
        recovery = self.close(self.make_recovery())
        self.assertEqual(recovery.invitation_ids.state, "waiting")
        Invitation.create(wave | {"sent_on": "2026-03-01 04:00:00"})
        recovery.action_reopen()
        self.close(recovery)
        self.assertEqual(
            (recovery.invitation_ids.state, recovery.invitation_ids.reason),
            ("left_out", "year"),
        )

    def test_nobody_is_asked_again(self):
        """Not won back, not wanted, or said without a questionnaire: and it says so."""
        failed = self.close(self.make_recovery(), "failed")
        heard = self.hear("heard", 1, contact_id=self.person.id).recovery_id
        self.close(heard)
        self.company.keqin_reask_days = 0
        unwanted = self.close(self.make_recovery())
        self.assertFalse((failed | heard | unwanted).invitation_ids)
        self.assertIn("in person", heard.message_ids[0].body)

    @covers("R112")
    def test_better(self):
        recovery = self.answer({self.nps: 3, self.service: 2, self.product_question: 4})
        self.close(recovery)
        user_input = self.send(recovery)
        self.assertEqual(user_input.predefined_question_ids, self.nps | self.service)
        with freeze_time(LATER):
            self.answer({self.nps: 8, self.service: 4}, user_input)
        self.assertEqual((recovery.state, recovery.change), ("done", "better"))
        self.assertEqual(str(recovery.again_on), LATER)
        self.assertEqual(recovery.level_before, 2.1)
        self.assertEqual(recovery.level_after, 4.1)
        self.assertEqual(recovery.level_change, 2.0)
        pairs = {o.question_id: o.again_id.score for o in recovery.said_ids}
        self.assertEqual(
            pairs, {self.nps: 8, self.service: 4, self.product_question: False}
        )
        self.assertEqual(len(recovery.said_again_ids), 2)
        self.assertEqual(recovery.invitation_ids.state, "answered")

    @covers("R112")
    def test_still_unhappy_opens_it_again(self):
        """No second recovery; the owner and those above hear of it."""
        recovery = self.close(self.make_recovery())
        user_input = self.send(recovery)
        with freeze_time(LATER):
            same = self.answer({self.service: 1}, user_input)
            self.assertEqual(same, recovery)
            self.assertEqual(str(recovery.date_due), "2026-07-22")
        self.assertEqual((recovery.state, recovery.change), ("working", "worse"))
        self.assertEqual(recovery.reopen_count, 1)
        self.assertEqual(recovery.activity_ids.user_id, self.users["sales"])
        notice = [("model", "=", recovery._name), ("res_id", "=", recovery.id)]
        notice.append(("subject", "=", "Asked again, still dissatisfied: Ruichen"))
        told = self.env["mail.message"].search(notice).notified_partner_ids
        leads = self.users["sales"] | self.users["sales_manager"]
        self.assertLessEqual(leads.partner_id, told)
        self.assertNotIn(self.person, told)
        # won back once more, it is asked once more; the first answer is what counts
        self.close(recovery)
        again = self.send(recovery)
        self.assertNotEqual(again, user_input)
        with freeze_time("2026-09-20 04:00:00"):
            self.answer({self.service: 5}, again)
        self.assertEqual((recovery.change, recovery.level_before), ("better", 2))
        self.assertEqual(recovery.level_after, 5)
        self.assertEqual(recovery.state, "done")

    def test_second_time_asks_what_is_still_bad(self):
        recovery = self.answer({self.nps: 3, self.service: 2})
        self.close(recovery)
        self.answer({self.nps: 9, self.service: 1}, self.send(recovery))
        self.assertEqual(recovery.change, "mixed")
        self.close(recovery)
        self.assertEqual(self.send(recovery).predefined_question_ids, self.service)

    def test_asks_what_decides_whether_it_is_asked(self):
        choice = self.env["survey.question"].create(
            {
                "survey_id": self.survey.id,
                "title": "Did you call us?",
                "question_type": "simple_choice",
                "sequence": 1,
                "suggested_answer_ids": [
                    Command.create({"value": "Yes"}),
                    Command.create({"value": "No"}),
                ],
            }
        )
        yes = choice.suggested_answer_ids[0]
        self.service.triggering_answer_ids = yes
        user_input = self.make_input()
        recovery = self.answer({choice: yes.id, self.service: 1}, user_input)
        self.close(recovery)
        asked = self.send(recovery).predefined_question_ids
        self.assertEqual(asked, choice | self.service)

    def test_opened_again_nobody_is_asked_meanwhile(self):
        recovery = self.close(self.make_recovery())
        recovery.action_reopen()
        self.assertFalse(recovery.invitation_ids)

    def test_answer_corrected_after_asking_again(self):
        recovery = self.close(self.make_recovery())
        user_input = self.send(recovery)
        self.answer({self.service: 4}, user_input)
        self.assertEqual(recovery.change, "better")
        self.answer({self.service: 2}, user_input)
        self.assertEqual((recovery.state, recovery.change), ("working", "same"))

    def test_pages_of_those_asked_again(self):
        """Section by section: nobody is shown a section without a question."""
        recovery = self.close(self.make_recovery())
        user_input = self.send(recovery)
        short, detail = self.survey.page_ids
        pages = self.survey._get_pages_or_questions(user_input)
        self.assertEqual(pages, detail)
        self.assertEqual(self.survey._get_next_page_or_question(user_input, 0), detail)
        self.assertTrue(self.survey._is_last_page_or_question(user_input, detail))
        # a page from elsewhere leads nowhere but to the first one
        self.assertEqual(
            self.survey._get_next_page_or_question(user_input, short.id), detail
        )
        self.survey.questions_layout = "page_per_question"
        self.assertEqual(self.survey._get_pages_or_questions(user_input), self.service)
        # everybody else is asked everything
        everything = self.survey._get_pages_or_questions(self.make_input())
        self.assertIn(self.nps, everything)


class TestTold(RecoveryCase):
    """Who hears of it when."""

    def told(self, recoveries):
        """Who was notified, by recovery or by a list of them."""
        messages = self.env["mail.message"].search(
            [("message_type", "=", "user_notification")]
        )
        return messages.notified_partner_ids.user_ids - self.before

    def setUp(self):
        super().setUp()
        self.before = self.env["res.users"]

    def test_important_customer_is_told_at_once(self):
        self.make_recovery()
        self.assertFalse(self.told(None))
        self.customer.tier = "A"
        self.make_recovery()
        told = self.told(None)
        self.assertIn(self.users["sales_manager"], told)  # the owner is of sales
        self.assertIn(self.users["executive"], told)  # the sponsor
        self.assertNotIn(self.users["service_manager"], told)
        self.assertNotIn(self.users["sales"], told)  # has it on the list

    @covers("R112")
    def test_overdue_is_told_once(self):
        recovery = self.make_recovery()
        Recovery = self.env["keqin.recovery"]
        with freeze_time("2026-06-17 12:00:00"):
            self.assertFalse(Recovery._escalate_overdue() & recovery)
        with freeze_time("2026-06-18 01:00:00"):
            self.assertIn(recovery, Recovery._escalate_overdue())
            self.assertEqual(self.told(recovery), self.told(recovery))
            self.assertIn(self.users["sales_manager"], self.told(recovery))
            self.assertFalse(Recovery._escalate_overdue() & recovery)
            # a later day that goes by as well is told of again
            recovery.date_due = "2026-06-19"
        with freeze_time("2026-06-20 01:00:00"):
            self.assertIn(recovery, Recovery._escalate_overdue())
        self.close(recovery)
        with freeze_time("2026-07-20 01:00:00"):
            self.assertFalse(Recovery._escalate_overdue() & recovery)

    def test_the_clock_of_service_looks_at_it(self):
        steps = [step.__name__ for step in self.env["keqin.case"]._sla_steps()]
        self.assertEqual(steps.count("_escalate_overdue"), 2)
