"""Mailings to customers in care, what came of them, and important single mails."""

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .activity_case import ActivityCase
from .covers import covers

TODAY = "2026-06-30"


class MailingCase(ActivityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(f"{TODAY} 02:00:00"))
        cls.person.email = "wang@ruichen.example"
        cls.second = cls.make_partner(
            "Mr. Li",
            parent_id=cls.customer.partner_id.id,
            is_company=False,
            email="li@ruichen.example",
        )
        cls.env["keqin.contact"].create(
            [
                {
                    "partner_id": person.id,
                    "customer_id": cls.customer.id,
                    "decision_role": role,
                }
                for person, role in ((cls.person, "user"), (cls.second, "decider"))
            ]
        )
        cls.marketing = cls.env["keqin.marketing.activity"].create(
            {
                "name": "News",
                "date_from": TODAY,
                "people": "key",
                "user_id": cls.users["marketing"].id,
            }
        )
        cls.partners = cls.env["ir.model"]._get_id("res.partner")

    @classmethod
    def make_mailing(cls, marketing=None, **vals):
        vals = {
            "subject": "News of June",
            "keqin_marketing_id": (marketing or cls.marketing).id,
            "mailing_model_id": cls.partners,
            "user_id": cls.users["marketing"].id,
            "body_html": "<p>Read this</p>",
        } | vals
        return cls.env["mailing.mailing"].create(vals)

    def trace(self, mailing, person, status="sent", **vals):
        return self.env["mailing.trace"].create(
            {
                "mass_mailing_id": mailing.id,
                "model": "res.partner",
                "res_id": person.id,
                "email": person.email,
                "trace_status": status,
                "sent_datetime": f"{TODAY} 01:00:00",
                **vals,
            }
        )

    def trigger(self, cron):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"keqin_addon.{cron}").method_direct_trigger()
        self.env.invalidate_all()

    def logged(self, mailing):
        self.trigger("cron_mailing_results")
        return self.env["keqin.activity"].search([("mailing_id", "=", mailing.id)])


class TestAudience(MailingCase):
    def people(self, **vals):
        self.marketing.write(vals)
        return self.marketing._recipients()

    @covers("R071")
    def test_the_right_people(self):
        other = self.make_partner(
            "Mr. Hu",
            parent_id=self.customer.partner_id.id,
            is_company=False,
            email="hu@ruichen.example",
        )
        self.assertEqual(self.people(people="main")[0], self.second)
        self.assertEqual(self.people(people="key")[0], self.person | self.second)
        everybody = self.people(people="all")[0]
        self.assertEqual(everybody, self.person | self.second | other)
        lonely = self.make_customer("Lonely", self.users["sales"])
        lonely.partner_id.email = "info@lonely.example"
        self.assertIn(lonely.partner_id, self.people(people="key")[0])

    @covers("R071", "R075")
    def test_who_is_left_out_and_why(self):
        cards = self.env["keqin.contact"]
        card = cards.search([("partner_id", "=", self.second.id)])
        card.no_mass_messages = True
        found, left_out = self.people()
        self.assertEqual((found, left_out), (self.person, {"opted_out": 1}))
        self.assertEqual(self.people(people="main")[0], self.person, "the next one")
        self.person.email = False
        self.assertEqual(self.people(people="key")[1], {"opted_out": 1, "no_email": 1})
        self.assertIn("1", self.marketing._left_out_text({"no_email": 1}))

    @covers("R071")
    def test_nobody_gets_two_mailings_in_a_week(self):
        mailing = self.make_mailing()
        self.trace(mailing, self.person)
        found, left_out = self.people()
        self.assertEqual((found, left_out), (self.second, {"too_soon": 1}))
        again, _left_out = self.marketing._recipients(but_mailing=mailing)
        self.assertEqual(again, self.person | self.second, "not tired of itself")
        self.company.keqin_mailing_gap_days = 0
        self.assertEqual(len(self.people()[0]), 2)

    @covers("R071")
    def test_the_queries_do_not_grow_with_the_customers(self):
        few = self.queries()
        for number in range(6):
            customer = self.make_customer(f"C{number}", self.users["sales"])
            person = self.make_partner(
                "P",
                parent_id=customer.partner_id.id,
                is_company=False,
                email=f"p{number}@example.com",
            )
            self.env["keqin.contact"].create(
                {"partner_id": person.id, "customer_id": customer.id}
            )
        self.assertEqual(self.queries(), few)

    def queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.marketing._recipients()
        return self.env.cr.sql_log_count - before


class TestMailing(MailingCase):
    @covers("R071")
    def test_it_goes_to_its_customers_and_nobody_else(self):
        self.make_partner("Stranger", email="stranger@example.com")
        mailing = self.make_mailing()
        self.assertEqual(
            set(mailing._get_recipients()), {self.person.id, self.second.id}
        )
        mailing.mailing_domain = repr([("id", "=", self.second.id)])
        self.assertEqual(mailing._get_recipients(), self.second.ids, "narrows only")
        mailing.with_user(self.users["marketing"]).action_keqin_check()
        self.assertEqual(mailing.keqin_recipients, 1)
        with self.assertRaises(ValidationError):
            lists = self.env["ir.model"]._get_id("mailing.list")
            mailing.mailing_model_id = lists
            self.env.flush_all()

    @covers("R071")
    def test_it_is_really_sent(self):
        mailing = self.make_mailing()
        mailing.action_put_in_queue()
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            mailing._action_send_mail()
        reached = set(mailing.mailing_trace_ids.mapped("res_id"))
        self.assertEqual(reached, {self.person.id, self.second.id})
        self.assertEqual(mailing._get_remaining_recipients(), [])

    @covers("R071")
    def test_not_when_its_activity_is_over(self):
        self.marketing.state = "cancelled"
        self.assertRefused(self.make_mailing().action_put_in_queue, error=UserError)

    @covers("R071")
    def test_what_came_of_it_is_on_the_care_file_once(self):
        mailing = self.make_mailing()
        trace = self.trace(mailing, self.person)
        self.trace(mailing, self.second, "bounce")
        first = self.logged(mailing)
        self.assertEqual(self.logged(mailing), first)
        by_person = {activity.contact_id: activity for activity in first}
        talk = by_person[self.person]
        self.assertEqual(talk.customer_id, self.customer)
        self.assertEqual((talk.mailing_result, talk.state), ("sent", "done"))
        bounced = by_person[self.second]
        self.assertEqual(
            (bounced.mailing_result, bounced.reached), ("bounced", "bounced")
        )
        self.assertFalse(first.filtered("is_care"), "no care of a person")
        self.assertFalse(first.filtered("qualifies"))
        trace.set_opened()
        self.assertEqual(self.logged(mailing), first)
        self.assertEqual(talk.mailing_result, "opened")
        trace.set_clicked()
        self.logged(mailing)
        self.assertEqual(talk.mailing_result, "clicked")
        mine = talk.with_user(self.users["sales"])
        self.assertRefused(mine.write, {"mailing_result": "replied"})

    @covers("R071")
    def test_it_is_logged_in_the_language_of_who_sends(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        mailing = self.make_mailing()
        mailing.user_id.lang = "zh_CN"
        self.trace(mailing, self.person)
        self.assertIn("由邮件营销", self.logged(mailing).reason)

    def test_other_mailings_and_tests_are_not_logged(self):
        mailing = self.make_mailing()
        self.trace(mailing, self.person, is_test_trace=True)
        self.trace(mailing, self.second, "cancel")
        self.assertFalse(self.logged(mailing))
        plain = self.env["mailing.mailing"].create(
            {"subject": "Plain", "mailing_model_id": self.partners}
        )
        self.trace(plain, self.person)
        self.assertFalse(self.logged(plain))

    @covers("R071")
    def test_staff_reads_those_of_care_only(self):
        mailing = self.make_mailing()
        plain = self.env["mailing.mailing"].create(
            {"subject": "Plain", "mailing_model_id": self.partners}
        )
        for role in ("sales", "service", "executive"):
            mine = self.env["mailing.mailing"].with_user(self.users[role])
            both = [("id", "in", (mailing | plain).ids)]
            self.assertEqual(mine.search(both), mailing, role)
            own = mailing.with_user(self.users[role])
            self.assertRefused(own.write, {"subject": "x"}, message=role)
        mine = self.env["mailing.mailing"].with_user(self.users["marketing"])
        self.assertEqual(mine.search_count([("id", "in", (mailing | plain).ids)]), 2)


class TestPush(MailingCase):
    @covers("R071")
    def test_what_repeats_proposes_its_next_mailing_once(self):
        news = self.env["keqin.intelligence"].create(
            {"name": "Prices rise", "body": "<p>By 5 %</p>", "advice": "Ask for more"}
        )
        news._step("published", published_on=f"{TODAY} 01:00:00")
        self.env["keqin.intelligence"].create({"name": "Not out yet"})
        self.marketing.write({"repeat_unit": "months", "state": "planned"})
        self.marketing.with_user(self.users["marketing"]).action_start()
        self.env["res.lang"]._activate_lang("zh_CN")
        self.users["marketing"].lang = "zh_CN"
        for _run in range(2):
            self.trigger("cron_push")
            mailing = self.env["mailing.mailing"].search(
                [("keqin_marketing_id", "=", self.marketing.id)]
            )
            self.assertEqual(len(mailing), 1)
        self.assertEqual(str(self.marketing.next_on), "2026-07-30")
        self.assertEqual(mailing.state, "draft")
        self.assertIn("Prices rise", mailing.body_arch)
        self.assertNotIn("Ask for more", mailing.body_arch, "that is for us")
        self.assertNotIn("Not out yet", mailing.body_arch)
        self.assertEqual(mailing.activity_ids.user_id, self.users["marketing"])
        self.assertEqual(mailing.activity_ids.summary, "补充完整并发送")

    @covers("R071")
    def test_turns_slept_through_are_one(self):
        self.marketing.write(
            {"repeat_unit": "weeks", "state": "running", "next_on": "2026-06-01"}
        )
        self.trigger("cron_push")
        self.assertEqual(len(self.marketing.mailing_ids), 1)
        self.assertEqual(str(self.marketing.next_on), "2026-07-06")


class TestImportantMail(MailingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mail = cls.make_activity("email", is_important=True)

    def write_to_customer(self):
        return self.mail.with_context(mail_notify_force_send=False).message_post(
            body="Our offer",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.person.ids,
        )

    @covers("R061")
    def test_sent_then_answered(self):
        self.write_to_customer()
        self.assertEqual(self.mail.confirmation, "sent")
        self.mail.message_post(
            body="Thank you", author_id=self.users["sales"].partner_id.id
        )
        self.assertEqual(self.mail.confirmation, "sent", "one of us read it")
        self.mail.message_post(
            body="Thank you", message_type="email", author_id=self.person.id
        )
        self.assertEqual(self.mail.confirmation, "read")
        self.assertTrue(self.mail.confirmed_on)

    @covers("R061")
    def test_only_customers_get_the_link(self):
        message = self.write_to_customer()
        sent = (
            self.env["mail.mail"].sudo().search([("mail_message_id", "=", message.id)])
        )
        outside = sent.filtered(lambda m: self.person in m.recipient_ids)
        self.assertIn(self.mail._read_url("read"), outside._prepare_outgoing_body())
        outside.recipient_ids = self.users["service"].partner_id
        self.assertNotIn("/keqin/mail/", outside._prepare_outgoing_body())
        outside.recipient_ids = self.person
        self.mail.is_important = False
        self.assertNotIn("/keqin/mail/", outside._prepare_outgoing_body())

    @covers("R061")
    def test_what_bounced_is_followed_up_at_once_and_once(self):
        self.mail.sudo().write({"state": "done", "date_done": TODAY})
        for _time in range(2):
            self.mail._message_receive_bounce(self.person.email, self.person)
        self.assertEqual(self.mail.reached, "bounced")
        calls = self.env["keqin.activity"].search(
            [("follow_up_of_id", "=", self.mail.id)]
        )
        self.assertEqual(len(calls), 1)

    def test_it_never_goes_back(self):
        self.mail._confirm("read")
        self.mail._confirm("received")
        self.assertEqual(self.mail.confirmation, "read")


@tagged("post_install", "-at_install")
class TestMailRead(HttpCase, MailingCase):
    @covers("R061")
    def test_the_picture_says_received_and_the_button_says_read(self):
        mail = self.make_activity("email", is_important=True)
        base = f"/keqin/mail/{mail.id}/{mail._read_token()}"
        self.assertEqual(self.url_open(f"{base}/seen.gif").status_code, 200)
        mail.invalidate_recordset()
        self.assertEqual(mail.confirmation, "received")
        page = self.url_open(f"{base}/read")
        mail.invalidate_recordset()
        self.assertEqual(mail.confirmation, "received", "programs open links, too")
        self.assertNotIn(mail.name, page.text)
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        self.url_open(f"{base}/read", data={"csrf_token": token})
        mail.invalidate_recordset()
        self.assertEqual(mail.confirmation, "read")

    @covers("R061")
    def test_a_wrong_link_tells_and_changes_nothing(self):
        mail = self.make_activity("email", is_important=True)
        right = self.url_open(f"/keqin/mail/{mail.id}/{mail._read_token()}/seen.gif")
        mail.confirmation = False
        self.env.flush_all()
        plain = self.make_activity("email")
        for url in (
            f"/keqin/mail/{mail.id}/{plain._read_token()}/seen.gif",
            f"/keqin/mail/{plain.id}/{plain._read_token()}/seen.gif",
            "/keqin/mail/999999999/x/seen.gif",
        ):
            wrong = self.url_open(url)
            self.assertEqual(wrong.content, right.content)
        (mail | plain).invalidate_recordset()
        self.assertEqual((mail | plain).mapped("confirmation"), [False, False])
