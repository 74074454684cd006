"""When we last spoke with a person, both ways: whatever shows it, the card knows."""

from odoo import Command
from odoo.tests import tagged

from .covers import covers
from .people_case import PeopleCase


@covers("R116")
@tagged("post_install", "-at_install")
class TestContactTouch(PeopleCase):
    def test_the_last_talk_and_who_had_it(self):
        sales, service = self.users["sales"], self.users["service"]
        self.assertEqual(self.touch(self.wang), (False, sales.browse()))
        self.talk(self.wang, "2026-06-20", user=service)
        self.talk(self.wang, "2026-06-10", user=sales)
        self.assertEqual(self.touch(self.wang), ("2026-06-20", service))
        self.assertFalse(self.li.last_touch_on)

    def test_what_we_only_sent_is_no_talk(self):
        for kind in ("email", "sms"):
            self.talk(self.wang, "2026-06-20", kind)
        self.talk(self.wang, "2026-06-21", reached="no_answer")
        self.talk(self.wang, "2026-06-22", state="planned", date_done=False)
        self.talk(self.wang, "2026-06-23", state="missed")
        self.assertFalse(self.wang.last_touch_on)

    def test_logged_and_taken_back(self):
        activity = self.make_activity("phone", contact_id=self.wang.partner_id.id)
        self.prepare(activity)
        activity.with_user(self.users["sales"]).action_done()
        self.assertEqual(self.touch(self.wang), ("2026-06-30", self.users["sales"]))
        activity.with_user(self.users["sales"]).action_reopen()
        self.assertFalse(self.wang.last_touch_on)

    def test_corrected_facts_and_another_person(self):
        talk = self.talk(self.wang, "2026-06-20")
        talk.date_done = "2026-06-18"
        self.assertEqual(str(self.wang.last_touch_on), "2026-06-18")
        talk.user_id = self.users["service"]
        self.assertEqual(self.wang.last_touch_user_id, self.users["service"])
        talk.contact_id = self.li.partner_id
        self.assertFalse(self.wang.last_touch_on)
        self.assertEqual(str(self.li.last_touch_on), "2026-06-18")
        talk.contact_ids = [Command.link(self.wang.partner_id.id)]
        self.assertEqual(str(self.wang.last_touch_on), "2026-06-18")
        talk.contact_ids = [Command.clear()]
        self.assertFalse(self.wang.last_touch_on)
        talk.unlink()
        self.assertFalse(self.li.last_touch_on)

    def test_who_was_asked_and_did_not_come(self):
        visit = self.invite("2026-06-12", self.wang, missed=[self.li])
        self.assertEqual(str(self.wang.last_touch_on), "2026-06-12")
        self.assertFalse(self.li.last_touch_on)
        visit.attendee_ids.attended = True
        self.assertEqual(str(self.li.last_touch_on), "2026-06-12")
        visit.attendee_ids.attended = False
        self.assertTrue(self.li.last_touch_on, "no list was kept: who was asked counts")
        visit.contact_ids = [Command.clear()]
        self.assertFalse(self.li.last_touch_on)
        visit.attendee_ids.write({"attended": True})
        visit.attendee_ids.unlink()
        self.assertFalse(self.li.last_touch_on)

    def test_a_confidential_talk_tells_the_day_only(self):
        self.talk(self.wang, "2026-06-12", user=self.users["service"])
        talk = self.talk(self.wang, "2026-06-20", confidential=True)
        nobody = self.env["res.users"]
        self.assertEqual(self.touch(self.wang), ("2026-06-20", nobody))
        talk.confidential = False
        self.assertEqual(self.touch(self.wang), ("2026-06-20", self.users["sales"]))

    def test_mails_of_the_person_count_ours_do_not(self):
        self.mail_from(self.wang, "2026-06-15")
        self.assertEqual(str(self.wang.last_touch_on), "2026-06-15")
        for on, kind in (
            ("2026-06-20", "email_outgoing"),
            ("2026-06-21", "auto_comment"),
            ("2026-06-22", "out_of_office"),
            ("2026-06-23", "notification"),
        ):
            self.mail_from(self.wang, on, message_type=kind)
        self.rerun()
        self.assertEqual(str(self.wang.last_touch_on), "2026-06-15")
        mail = self.make_activity("email", self.users["service"])
        self.mail_from(self.wang, "2026-06-25", mail)
        self.assertEqual(self.touch(self.wang), ("2026-06-25", self.users["service"]))

    def test_a_colleague_among_the_contacts_is_none_of_theirs(self):
        self.users["service"].partner_id.parent_id = self.customer.partner_id
        card = self.env["keqin.contact"].create(
            {
                "partner_id": self.users["service"].partner_id.id,
                "customer_id": self.customer.id,
            }
        )
        self.mail_from(card, "2026-06-15", message_type="comment")
        self.rerun()
        self.assertFalse(card.last_touch_on)

    def test_mail_on_another_company_s_record_is_none_of_ours(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.mail_from(self.wang, "2026-06-15", record_company_id=other.id)
        self.assertFalse(self.wang.last_touch_on)
        self.mail_from(self.wang, "2026-06-14", record_company_id=self.company.id)
        self.assertEqual(str(self.wang.last_touch_on), "2026-06-14")

    def test_another_customer_s_activity_is_none_of_the_person_s(self):
        other = self.make_customer("Other", self.users["sales"])
        talk = self.make_activity("phone", customer=other, state="done")
        talk.write({"date_done": "2026-06-20", "contact_id": self.wang.partner_id.id})
        self.assertFalse(self.wang.last_touch_on)

    def test_a_new_card_knows_what_was_before_it(self):
        person = self.person
        self.make_activity("visit", state="done", date_done="2026-05-05")
        card = self.env["keqin.contact"].create(
            {"partner_id": person.id, "customer_id": self.customer.id}
        )
        self.assertEqual(str(card.last_touch_on), "2026-05-05")

    def test_merged_people_have_said_what_both_said(self):
        self.talk(self.wang, "2026-06-10")
        self.talk(self.li, "2026-06-20")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([self.wang.partner_id.id, self.li.partner_id.id])
        card = (self.wang | self.li).exists()
        self.assertEqual(len(card), 1)
        self.assertEqual(str(card.last_touch_on), "2026-06-20")
        self.assertEqual(self.customer.touched_count, 1)

    def test_the_run_finds_the_same_and_writes_what_differs(self):
        self.talk(self.wang, "2026-06-20")
        self.invite("2026-06-12", self.li, missed=[self.wang])
        self.mail_from(self.li, "2026-06-14")
        before = [self.touch(card) for card in (self.wang, self.li)]
        self.rerun()
        self.assertEqual(self.rerun(), (0, 0))
        self.assertEqual([self.touch(card) for card in (self.wang, self.li)], before)
        self.env.cr.execute(
            "UPDATE keqin_contact SET last_touch_on = NULL WHERE id = %s",
            [self.wang.id],
        )
        self.assertEqual(self.rerun()[0], 1)
        self.assertEqual(self.touch(self.wang), before[0])

    def test_as_queries_they_are_the_same_for_many(self):
        def queries(count):
            with self.undone():
                talks = [self.talk(self.wang, "2026-06-20") for _i in range(count)]
                self.env.flush_all()
                before = self.env.cr.sql_log_count
                cards = [self.make_card(f"P{number}") for number in range(count)]
                self.env.flush_all()
                before = self.env.cr.sql_log_count
                people = self.env["res.partner"].union(*(c.partner_id for c in cards))
                self.env["keqin.activity"].union(*talks).write(
                    {"contact_ids": [Command.set(people.ids)]}
                )
                self.env.flush_all()
                return self.env.cr.sql_log_count - before

        queries(2)
        self.assertEqual(queries(2), queries(8))

    def test_nobody_writes_it(self):
        for role in ("sales", "executive", "manager"):
            card = self.wang.with_user(self.users[role])
            for values in (
                {"last_touch_on": "2026-01-01"},
                {"last_touch_user_id": self.rival.id},
            ):
                self.assertRefused(card.write, values)
