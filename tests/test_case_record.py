"""What a case is: number, times, whose it is, what of it may go."""

from odoo.exceptions import UserError, ValidationError

from .case_case import STAFF, CaseCase
from .covers import covers


class TestCaseRecord(CaseCase):
    def test_number_is_given_by_the_server(self):
        one, two = self.make_case(), self.make_case()
        self.assertNotEqual(one.number, two.number)
        self.assertRegex(one.number, r"^CS2026-\d{5}$")
        self.assertIn(one.number, one.display_name)
        self.assertNotEqual(one.copy().number, one.number)

    def test_copy_starts_anew(self):
        case = self.make_case("closed", kind="complaint", cause_id=self.cause.id)
        copy = case.copy()
        self.assertEqual(copy.state, "new")
        self.assertEqual(copy.segment_ids.mapped("state"), ["new"])
        for name in (
            "solution",
            "result",
            "cause_id",
            "first_response_on",
            "closed_on",
        ):
            self.assertFalse(copy[name], name)

    @covers("R087")
    def test_time_runs_from_when_it_was_raised(self):
        case = self.make_case(opened_on="2026-09-20 08:00:00")
        self.assertEqual(case.segment_ids.date_from, self.at("2026-09-20 08:00:00"))
        self.assertEqual(case.state_since, self.at("2026-09-20 08:00:00"))
        with self.assertRaises(ValidationError):
            self.make_case(opened_on="2026-09-21 09:00:01")

    def test_becoming_complex_asks_for_solution_and_date(self):
        """Whatever is done first, work does not go on without them (R089)."""
        case = self.by("service", self.make_case("working"))
        with self.undone():
            try:
                case.kind = "complex_request"
            except UserError:
                return  # refused
            self.assertEqual(case.state, "responded")

    def test_unknown_sender_is_identified_once(self):
        case = self.make_case(customer=self.env["keqin.customer"])
        self.assertFalse(case.customer_id)
        self.by("service", case).customer_id = self.customer
        self.assertEqual(case.partner_id, self.customer.partner_id)
        with self.assertRaises(UserError):
            self.by("service_manager", case).customer_id = self.other

    def test_unknown_sender_belongs_to_the_company_that_was_written_to(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        case = self.env["keqin.case"].create({"name": "x", "company_id": elsewhere.id})
        self.assertEqual(case.company_id, elsewhere)
        self.assertFalse(case.user_id, "nobody of service is there")
        there = self.make_customer("There", company_id=elsewhere.id)
        mine = self.make_case(customer=self.env["keqin.customer"], user_id=False)
        mine.user_id = False  # of the first company
        mine.customer_id = there
        self.assertEqual(mine.company_id, elsewhere, "that of its customer")

    def test_raised_in_an_activity_of_the_customer(self):
        visit = self.env["keqin.activity"].create(
            {
                "name": "Visit",
                "customer_id": self.other.id,
                "type_id": self.env.ref("keqin_addon.keqin_activity_type_visit").id,
            }
        )
        with self.assertRaises(ValidationError):
            self.make_case(activity_id=visit.id)
        self.assertTrue(self.make_case(customer=self.other, activity_id=visit.id))

    def test_open_case_is_not_archived(self):
        case = self.by("service_manager", self.make_case("resolved"))
        self.assertRefused(case.action_archive, error=UserError)
        closed = self.by("service_manager", self.make_case("closed"))
        closed.action_archive()
        self.assertFalse(closed.active)

    def test_who_raised_a_case_is_not_deleted(self):
        case = self.make_case("closed")
        case.active = False
        with self.assertRaisesRegex(UserError, "Ms. Wang raised cases"):
            self.person.unlink()
        case.contact_id = False
        self.person.unlink()
        self.assertFalse(self.person.exists())

    def test_only_what_was_recorded_by_mistake_is_deleted(self):
        case = self.by("manager", self.make_case())
        for role in STAFF[:-1]:
            self.assertRefused(self.by(role, case).unlink)
        self.assertTrue(self.attempt(case.unlink))
        self.make_case("responded")
        self.assertRefused(
            self.by("manager", self.make_case("responded")).unlink, error=UserError
        )
        case.sudo().message_post(
            body="Where is my answer?",
            author_id=self.person.id,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertRefused(case.unlink, error=UserError)
