"""The mail door of cases, through the gateway with raw mails (R087, R090)."""

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from .case_case import NOW
from .covers import covers
from .mail_case import ADDRESS, DOMAIN, OFFICE, STRANGER, WANG, MailCase

GATEWAY = "odoo.addons.mail.models.mail_thread"
# RFC 3464, as short as mail servers make it
REPORT = """\
From: MAILER-DAEMON@{domain}
To: bounce@{domain}
Subject: Undelivered Mail Returned to Sender
Message-Id: <report.{number}@{domain}>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain

Your message could not be delivered.

--part
Content-Type: message/delivery-status

Reporting-MTA: dns; {domain}

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1

--part
Content-Type: text/rfc822-headers

Message-Id: {message_id}

--part--
"""


@covers("R090")
class TestCaseMail(MailCase):
    """Who writes, and what becomes of it."""

    def test_mail_of_a_contact_opens_a_case(self):
        case = self.receive(files=[("photo.pdf", b"%PDF")])
        self.assertEqual(case.name, "Cartons too soft")
        self.assertIn("They break.", case.description)
        self.assertEqual(case.contact_id, self.person)
        self.assertEqual(case.customer_id, self.customer)
        self.assertEqual(case.channel, "email")
        self.assertEqual(case.kind, "enquiry")
        self.assertEqual(case.state, "new")
        self.assertFalse(case.answered_on)
        self.assertEqual(self.spoken(case).attachment_ids.name, "photo.pdf")
        self.assertEqual(case.message_attachment_count, 1)

    def test_a_reply_goes_on_with_the_case(self):
        case = self.receive()
        self.write_to(case)
        with freeze_time("2026-09-21 11:00:00"):
            self.assertFalse(self.reply(case, Date="Mon, 21 Sep 2026 10:30:00 +0000"))
        self.assertEqual(case.answered_on, self.at("2026-09-21 10:30:00"))
        self.assertIn("Any news?", self.spoken(case)[0].body)

    def test_a_stranger_is_answered_and_no_contact(self):
        partners = self.env["res.partner"].search_count([])
        case = self.receive(STRANGER)
        self.assertEqual(case.email_from, '"Nobody Knows" <nobody@unknown.example.net>')
        self.assertFalse(case.contact_id | case.customer_id.partner_id)
        self.assertFalse(case.suggested_customer_id)
        self.assertEqual(case.company_id, self.company)
        self.write_to(case, outgoing_email_to="nobody@unknown.example.net")
        self.assertEqual(case.state, "responded")
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_a_new_colleague_of_a_customer_is_a_suggestion(self):
        case = self.receive("Li <li@ruichen.example.com>")
        self.assertFalse(case.customer_id)
        self.assertEqual(case.suggested_customer_id, self.customer)
        self.by("service", case).action_accept_suggestion()
        self.assertEqual(case.customer_id, self.customer)
        self.assertFalse(case.suggested_customer_id)

    def test_a_domain_of_two_customers_or_of_everybody_suggests_nobody(self):
        self.stranger.email = "chen@ruichen.example.com"
        self.assertFalse(
            self.receive("Li <li@ruichen.example.com>").suggested_customer_id
        )
        self.person.email = "wang@qq.com"
        self.assertFalse(self.receive("Li <li@qq.com>").suggested_customer_id)

    def test_suggestions_cost_the_same_for_many(self):
        first = self.receive("Li <li@ruichen.example.com>")
        cases = first
        for name in ("a", "b", "c", "d"):
            cases |= self.receive(f"{name}@ruichen.example.com")
        counts = []
        for records in (first, cases):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("suggested_customer_id.id")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_of_two_contacts_with_one_address_the_customer_s_counts(self):
        self.person.email = False
        self.make_partner("Ms. Wang at home", is_company=False, email=WANG)
        customer = self.customer.partner_id
        person = self.make_partner(
            "Ms. Wang", parent_id=customer.id, is_company=False, email=WANG
        )
        customer.email = WANG
        self.assertEqual(self.receive().contact_id, person)

    def test_a_contact_of_another_of_our_companies_is_a_stranger_here(self):
        elsewhere = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        self.person.sudo().email = False
        self.make_partner("Wang", email=WANG, company_id=elsewhere.id)
        self.assertFalse(self.receive().contact_id)

    def test_a_contact_who_has_a_login_writes_mail_as_well(self):
        portal = self.users["portal"].sudo()
        portal.partner_id.parent_id = self.customer.partner_id
        portal.email = "portal@ruichen.example.com"
        case = self.receive(portal.email_formatted)
        self.assertEqual(case.contact_id, portal.partner_id)
        self.assertEqual(case.customer_id, self.customer)
        self.write_to(case)
        self.reply(case, portal.email_formatted)
        self.assertTrue(case.answered_on)

    def test_a_former_customer_is_known_as_well(self):
        self.customer.sudo().active = False
        self.assertEqual(self.receive().customer_id, self.customer)

    def test_a_colleague_s_mail_is_no_customer_s(self):
        case = self.receive(f"service@{OFFICE}", To=f"it@{OFFICE}", Cc=ADDRESS)
        self.assertTrue(case)
        self.assertFalse(case.contact_id)
        self.assertFalse(case.customer_id)
        self.assertEqual(case.state, "new")

    def test_another_company_s_address_opens_it_there(self):
        other = self.env["res.company"].create({"name": "Keqin West"})
        other.alias_domain_id = self.company.alias_domain_id
        other.keqin_case_alias_name = "west"
        case = self.receive(To=f"west@{DOMAIN}")
        self.assertEqual(case.company_id, other)
        self.assertFalse(case.customer_id, "A care file of this company only.")
        self.assertEqual(case.contact_id, self.person)
        with self.assertRaises(AccessError):
            self.by("service", case).check_access("read")

    def test_html_is_cleaned_and_subjects_are_cut(self):
        case = self.receive(
            subject="x" * 5000 + "\tend",
            html="<p onclick='steal()'>Soft</p><script>steal()</script>"
            "<img src='x' onerror='steal()'><a href='javascript:steal()'>a</a>",
        )
        self.assertEqual(len(case.name), 200)
        self.assertIn("Soft", case.description)
        self.assertNotIn("steal", case.description + self.spoken(case).body)
        self.assertEqual(self.receive(subject="").name, "No subject")

    def test_the_date_of_a_mail_is_believed_within_delivery(self):
        cases = {
            "Mon, 21 Sep 2026 08:00:00 +0000": "2026-09-21 08:00:00",
            "Mon, 21 Sep 2026 15:00:00 +0800": "2026-09-21 07:00:00",
            "Wed, 21 Sep 2016 08:00:00 +0000": NOW,
            "Tue, 21 Sep 2027 08:00:00 +0000": NOW,
            "rubbish": NOW,
        }
        for header, opened_on in cases.items():
            with self.subTest(date=header), mute_logger(GATEWAY):
                case = self.receive(Date=header)
                self.assertEqual(case.opened_on, self.at(opened_on))

    def test_aliases_preset_little_and_nothing_guarded(self):
        self.company.keqin_case_alias_id.alias_defaults = repr(
            {
                "company_id": self.company.id,
                "kind": "complaint",
                "state": "closed",
                "number": "CS-1",
                "first_response_on": "2026-09-01 08:00:00",
                "customer_id": self.other.id,
                "user_id": self.users["executive"].id,
            }
        )
        case = self.receive(STRANGER, X_Odoo_State="closed")
        self.assertEqual(case.kind, "complaint")
        self.assertEqual(case.state, "new")
        self.assertNotEqual(case.number, "CS-1")
        self.assertFalse(case.first_response_on)
        self.assertFalse(case.customer_id)
        self.assertNotEqual(case.user_id, self.users["executive"])


@covers("R087", "R090")
class TestRobots(MailCase):
    """Programs, loops and bounces."""

    reports = 0

    ROBOTS = (
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
    )

    def test_robots_open_no_case(self):
        for headers in self.ROBOTS:
            with self.subTest(**headers):
                self.assertFalse(self.receive(**headers))
        self.assertFalse(self.receive(subject="自动回复: 放假"))
        people = ({"Auto_Submitted": "no"}, {"Precedence": "list"})
        for headers in people:
            with self.subTest(**headers):
                self.assertTrue(self.receive(**headers))

    def test_a_robot_s_reply_is_a_note(self):
        case = self.make_case("waiting")
        self.write_to(case)
        sent = len(self.mails())
        for headers in self.ROBOTS:
            with self.subTest(**headers):
                self.reply(case, body="I am away", **headers)
                note = case.message_ids[0]
                self.assertIn("I am away", note.body)
                self.assertTrue(note.subtype_id.internal)
                self.assertEqual(case.state, "waiting")
                self.assertFalse(case.answered_on)
        told = self.mails()[sent:].recipient_ids
        self.assertFalse(told.filtered("partner_share"), "No loop with a robot.")

    def test_a_robot_of_ours_answers_nobody(self):
        case = self.receive()
        self.reply(case, f"service@{OFFICE}", Auto_Submitted="auto-replied")
        self.assertEqual(case.state, "new")

    def test_a_flood_of_one_sender_is_refused(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", 3)
        with mute_logger(GATEWAY):
            opened = [bool(self.receive()) for __ in range(5)]
        self.assertEqual(opened, [True] * 3 + [False] * 2)
        self.assertTrue(self.receive("Li <li@ruichen.example.com>"))

    def test_one_mail_opens_one_case(self):
        self.assertTrue(self.receive(Message_Id="<once@ruichen.example.com>"))
        with mute_logger(GATEWAY):
            again = self.receive(Message_Id="<once@ruichen.example.com>")
        self.assertFalse(again)

    def test_an_answer_that_came_back_answered_nobody(self):
        case = self.receive()
        answer = self.write_to(case)
        self.assertEqual(case.state, "responded")
        case.message_post(
            body="Between us",
            author_id=case.user_id.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        deadline = case.response_deadline
        self.bounce(answer, "wang@ruichen.example.com")
        self.assertEqual(case.state, "new")
        self.assertFalse(case.first_response_on or case.first_response_by_id)
        self.assertEqual(case.response_deadline, deadline)
        todo = case.activity_ids
        self.assertEqual(todo.user_id, case.user_id)
        self.assertIn("wang@ruichen.example.com", todo.note)
        self.bounce(answer, "wang@ruichen.example.com")
        self.assertEqual(case.activity_ids, todo, "Once until it is done.")

    def test_a_bounce_takes_no_other_answer_back(self):
        case = self.receive()
        answer = self.write_to(case)
        self.bounce(answer, f"sales@{OFFICE}")
        self.assertEqual(case.state, "responded", "A colleague's address.")
        self.write_to(case, body="And one more thing.")
        self.bounce(answer, "wang@ruichen.example.com")
        self.assertEqual(case.state, "responded", "Another one has arrived.")
        called = self.make_case("responded")
        note = called.message_notify(partner_ids=self.person.ids, body="x", subject="x")
        self.bounce(note, "wang@ruichen.example.com")
        self.assertEqual(called.state, "responded", "It was answered by phone.")

    def bounce(self, message, address):
        """A mail server's report that ``message`` did not reach ``address``."""
        self.reports += 1
        report = REPORT.format(
            address=address,
            number=self.reports,
            domain=DOMAIN,
            message_id=message.message_id,
        )
        with mute_logger(GATEWAY):
            self.env["mail.thread"].sudo().message_process(False, report)

    def mails(self):
        return self.env["mail.mail"].sudo().search([], order="id")


@covers("R090", "R097")
class TestThreads(MailCase):
    """Who may go on with a case by mail, and in which state."""

    def test_another_customer_s_contact_only_leaves_a_note(self):
        case = self.make_case("waiting")
        self.write_to(case)
        self.reply(case, "chen@theirs.example.com", "Send me their offer")
        note = case.message_ids[0]
        self.assertIn("Send me their offer", note.body)
        self.assertTrue(note.subtype_id.internal)
        self.assertEqual(case.state, "waiting")
        self.assertFalse(case.answered_on)
        self.assertFalse(self.follows(case, self.stranger))
        told = self.env["mail.notification"].search([("mail_message_id", "=", note.id)])
        self.assertFalse(told.res_partner_id.filtered("partner_share"))
        self.assertEqual(case.activity_ids.mapped("summary"), ["Mail of somebody else"])

    def test_customers_do_not_play_the_gateway(self):
        case = self.make_case("waiting")
        portal = self.users["portal"].sudo()
        portal.partner_id.parent_id = self.customer.partner_id
        mail = {"message_type": "email", "author_id": self.stranger.id}
        self.assertRefused(self.by("portal", case).message_update, mail)
        self.assertRefused(self.by("portal", case).message_new, mail)

    def test_mail_to_a_closed_case_reaches_its_owner(self):
        case = self.make_case()
        self.write_to(case)
        self.move(case, "closed")
        self.reply(case, body="It broke again")
        self.assertEqual(case.state, "closed")
        self.assertTrue(case.answered_on)
        self.assertEqual(case.activity_ids.user_id, case.user_id)

    def test_mail_to_an_archived_case_brings_it_back(self):
        case = self.make_case("closed")
        case.active = False
        self.reply(case, Auto_Submitted="auto-replied")
        self.assertFalse(case.active)
        self.reply(case, body="It broke again")
        self.assertTrue(case.active)

    def test_an_unknown_colleague_of_the_customer_counts(self):
        case = self.make_case("waiting")
        self.write_to(case)
        self.reply(case, "Li <li@ruichen.example.com>")
        self.assertEqual(
            case.state, "responded" if case.started_on is False else case.state
        )
        self.assertTrue(case.answered_on)
        self.assertNotEqual(case.state, "waiting")


class TestAutomaticMail(MailCase):
    """What customers are sent without anybody writing."""

    @covers("R087", "R097")
    def test_known_contacts_are_acknowledged(self):
        case = self.receive()
        mail = self.automatic(case)
        self.assertEqual(mail.recipient_ids, self.person)
        self.assertIn(case.number, mail.subject)
        self.assertIn(case.user_id.name, mail.body_html)
        self.assertEqual(mail.message_type, "auto_comment")
        self.assertIn("auto-replied", mail.headers)
        self.assertEqual(case.state, "new")
        self.reply(case, In_Reply_To=mail.message_id)
        self.assertTrue(case.answered_on, "The answer to it goes on with the case.")

    def test_strangers_and_refused_ones_are_not(self):
        self.assertFalse(self.automatic(self.receive(STRANGER)))
        self.company.keqin_case_acknowledge = False
        self.assertFalse(self.automatic(self.receive()))

    @covers("R097")
    def test_the_contact_is_asked_to_confirm(self):
        case = self.make_case("working")
        self.by("service", case).action_resolve("<p>Double-walled</p>", "solved")
        mail = self.automatic(case)
        self.assertEqual(mail.recipient_ids, self.person)
        self.assertIn(case.access_token, mail.body_html)
        self.assertIn("Double-walled", mail.body_html)

    def test_nobody_is_asked_about_the_past(self):
        case = self.make_case("working")
        case._step("resolved", self.at("2026-09-19 09:00:00"))
        self.assertFalse(self.automatic(case))
        self.company.keqin_case_ask_confirmation = False
        case = self.make_case("working")
        case._step("resolved")
        self.assertFalse(self.automatic(case))

    def automatic(self, case):
        return (
            self.env["mail.mail"]
            .sudo()
            .search(
                [
                    ("model", "=", "keqin.case"),
                    ("res_id", "=", case.id),
                    ("message_type", "=", "auto_comment"),
                ]
            )
        )


@covers("R090")
class TestCaseAddress(MailCase):
    """The address in the settings."""

    def test_named_renamed_and_given_up(self):
        alias = self.company.keqin_case_alias_id
        self.assertEqual(alias.alias_full_name, ADDRESS)
        self.company.keqin_case_alias_name = "help"
        self.assertEqual(self.company.keqin_case_alias_id, alias)
        self.assertEqual(alias.alias_full_name, f"help@{DOMAIN}")
        self.company.keqin_case_alias_name = False
        self.assertFalse(alias.exists() or self.company.keqin_case_alias_id)

    def test_known_contacts_only(self):
        self.company.keqin_case_senders = "partners"
        with mute_logger(GATEWAY):
            self.assertFalse(self.receive(STRANGER))
        self.assertTrue(self.receive())

    def test_without_a_domain_the_name_decides(self):
        self.company.alias_domain_id = False
        self.assertTrue(self.receive(To="service@anything.example.org"))

    def test_settings_save_it(self):
        company = self.env["res.company"].create({"name": "Keqin East"})
        settings = self.env["res.config.settings"].with_company(company)
        settings.create(
            {"keqin_case_senders": "partners", "keqin_case_alias_name": "east"}
        )
        self.assertEqual(company.keqin_case_alias_id.alias_name, "east")
        self.assertEqual(company.keqin_case_alias_id.alias_contact, "partners")
