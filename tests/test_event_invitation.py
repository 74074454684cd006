"""Whom to invite to an event, and what they answer (R166, R167)."""

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import ROLES
from .covers import covers
from .event_case import EventCase


class TestEventInvite(EventCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own.main_contact_id = cls.wang
        cls.other.main_contact_id = cls.li

    def invite(self, role="marketing", **vals):
        model = self.as_role(role, self.env["keqin.event.invite"])
        return model.create({"event_id": self.coming.id, **vals})

    @covers("R166")
    def test_important_or_promising_customers(self):
        plain = self.make_customer("Plain")
        plain.main_contact_id = self.make_person(plain, "Mr. Wu", "wu@plain.example")
        self.own.sudo().care_level = "key"
        self.other.sudo().potential = "high"
        best = self.make_customer("Best")
        best.main_contact_id = self.make_person(best, "Ms. Bei", "bei@best.example")
        best.sudo().tier = "A"
        self.coming.keqin_important = True
        wizard = self.invite()
        self.assertTrue(wizard.important)
        self.assertEqual(wizard.person_ids, self.wang | self.li | best.main_contact_id)
        wizard.important = False
        self.assertIn(plain.main_contact_id, wizard.person_ids)
        wizard.tier = "A"
        self.assertEqual(wizard.person_ids, best.main_contact_id)

    @covers("R167")
    def test_invited_once_unconfirmed_and_by_mail(self):
        wizard = self.invite(customer_ids=(self.own | self.other).ids)
        self.assertEqual(wizard.person_count, 2)
        wizard.action_invite()
        guests = self.coming.registration_ids
        self.assertEqual(guests.partner_id, self.wang | self.li)
        self.assertEqual(set(guests.mapped("state")), {"draft"})
        self.assertEqual(guests.keqin_invited_by, self.users["marketing"])
        mails = self.env["mail.mail"].search(
            [("model", "=", "event.registration"), ("res_id", "in", guests.ids)]
        )
        self.assertEqual(len(mails), 2)
        for guest in guests:
            mail = mails.filtered(lambda m, g=guest: m.res_id == g.id)
            self.assertIn(guest.sudo().keqin_url, mail.body_html)
        again = self.invite(customer_ids=(self.own | self.other).ids)
        self.assertFalse(again.person_ids)
        self.assertIn("Invited already: 2", again.left_out)
        self.assertRefused(again.action_invite, error=UserError)

    @covers("R166", "R187")
    def test_left_out_with_the_reason(self):
        self.other.sudo().invalid_reason = "closed"
        nobody = self.make_customer("Nobody")
        mute = self.make_customer("Mute")
        mute.main_contact_id = self.make_person(mute, "Mr. Mo", False)
        quiet = self.make_customer("Quiet")
        quiet.main_contact_id = self.make_person(quiet, "Ms. Qi", "qi@quiet.example")
        self.env["keqin.contact"].create(
            {
                "partner_id": quiet.main_contact_id.id,
                "customer_id": quiet.id,
                "no_email": True,
            }
        )
        everybody = self.own | self.other | nobody | mute | quiet
        wizard = self.invite(customer_ids=everybody.ids)
        self.assertEqual(wizard.person_ids, self.wang)
        for line in (
            "Invalid care files: 1",
            "Customers without a contact: 1",
            "No e-mail address: 1",
            "Wants no mails: 1",
        ):
            self.assertIn(line, wizard.left_out)
        # put on the list by hand, they stay out; called instead of written, they may
        wizard.person_ids |= quiet.main_contact_id | self.li
        wizard.action_invite()
        self.assertEqual(self.coming.registration_ids.partner_id, self.wang)
        by_word = self.invite(customer_ids=mute.ids, send_mail=False)
        self.assertEqual(by_word.person_ids, mute.main_contact_id)

    @covers("R165")
    def test_account_managers_invite_their_own(self):
        for role in (*ROLES, "employee", "portal", "public"):
            model = self.as_role(role, self.env["keqin.event.invite"])
            allowed = role not in ("contributor", "employee", "portal", "public")
            vals = {"event_id": self.coming.id}
            self.assertAllowed(allowed, model.create, vals, message=role)
        wizard = self.invite("sales", customer_ids=self.own.ids)
        wizard.person_ids |= self.li
        wizard.action_invite()
        guest = self.coming.registration_ids
        self.assertEqual(guest.partner_id, self.wang)
        theirs = self.make_guest(self.li, self.coming, "draft")
        sales = self.as_role("sales", self.env["event.registration"])
        found = sales.search([("event_id", "=", self.coming.id)])
        self.assertEqual(found.ids, guest.ids)
        self.assertRefused(theirs.with_user(self.users["sales"]).action_confirm)
        guest.with_user(self.users["sales"]).action_confirm()
        self.assertEqual(guest.keqin_answer, "accepted")
        make = sales.create
        stolen = {"event_id": self.coming.id, "partner_id": self.li.id}
        self.assertRefused(make, stolen)

    def test_a_saved_segment(self):
        segment = self.env["ir.filters"].create(
            {
                "name": "Hangyu",
                "model_id": "keqin.customer",
                "domain": f"[('id', '=', {self.other.id})]",
                "user_ids": False,
            }
        )
        self.assertEqual(self.invite(segment_id=segment.id).person_ids, self.li)

    def test_nobody_is_invited_to_what_is_over(self):
        wizard = self.invite(event_id=self.salon.id, customer_ids=self.own.ids)
        self.assertRefused(wizard.action_invite, error=UserError)

    @covers("R167")
    def test_answers_of_each_person(self):
        guest = self.make_guest(self.wang, self.coming, "draft")
        self.assertEqual(guest.keqin_answer, "invited")
        guest._keqin_reply(True)
        self.assertEqual(guest.keqin_answer, "accepted")
        self.assertTrue(guest.keqin_accepted_on)
        guest._keqin_reply(False)
        self.assertEqual(guest.keqin_answer, "declined")
        self.assertTrue(guest.keqin_declined_on)
        came = self.make_guest(self.zhao)
        missed = self.make_guest(self.li, state="open")
        self.assertEqual(came.keqin_answer, "came")
        self.assertEqual(missed.keqin_answer, "missed")
        self.assertRefused(missed._keqin_reply, True, error=UserError)

    def test_no_seat_is_given_twice(self):
        self.coming.write({"seats_limited": True, "seats_max": 1})
        first = self.make_guest(self.wang, self.coming, "draft")
        second = self.make_guest(self.li, self.coming, "draft")
        first._keqin_reply(True)
        self.assertRefused(second._keqin_reply, True, error=UserError)

    def test_the_link_is_of_one_invitation(self):
        guest = self.make_guest(self.wang, self.coming, "draft")
        other = self.make_guest(self.li, self.coming, "draft")
        find = self.env["event.registration"]._keqin_by_link
        self.assertEqual(find(guest.id, guest._keqin_token()), guest)
        self.assertFalse(find(other.id, guest._keqin_token()))
        self.assertFalse(find(0, guest._keqin_token()))
        guest.active = False
        self.assertFalse(find(guest.id, guest._keqin_token()))
        for role in ROLES:
            reader = self.as_role(role, guest)
            self.assertAllowed(False, reader.read, ["keqin_url"], message=role)

    def test_the_care_file_counts_its_events(self):
        self.make_guest(self.wang)
        self.make_guest(self.zhao)
        self.make_guest(self.wang, self.coming, "draft")
        self.assertEqual(self.own.event_count, 2)
        domain = self.own.action_open_events()["domain"]
        self.assertEqual(self.env["event.registration"].search_count(domain), 3)


@tagged("post_install", "-at_install")
class TestEventLink(HttpCase):
    def test_the_guest_answers_and_nothing_leaks(self):
        person = self.env["res.partner"].create(
            {"name": "Ms. Wang", "email": "wang@link.example"}
        )
        event = self.env["event.event"].create(
            {
                "name": "Spring Salon",
                "keqin_kind": "salon",
                "date_begin": "2099-03-01 06:00:00",
                "date_end": "2099-03-01 09:00:00",
                "keqin_goal": "SECRET GOAL",
            }
        )
        guest = self.env["event.registration"].create(
            {"event_id": event.id, "partner_id": person.id, "state": "draft"}
        )
        path = f"/care/event/{guest.id}/{guest._keqin_token()}"
        page = self.url_open(path)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Spring Salon", page.text)
        self.assertNotIn("SECRET GOAL", page.text)
        self.assertIn("2099", page.text)
        self.assertEqual(guest.state, "draft", "Looking answers nothing.")
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        self.url_open(f"{path}/answer", data={"answer": "yes", "csrf_token": token})
        self.assertEqual(guest.state, "open")
        for wrong in (f"/care/event/{guest.id}/{'0' * 64}", f"{path}0"):
            self.assertEqual(self.url_open(wrong).status_code, 404)
