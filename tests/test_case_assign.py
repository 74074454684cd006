"""Who answers for a case: at once, counted when it changes, and who hears of it."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form

from .case_case import CaseCase
from .covers import covers

LATER = "2026-09-25 12:00:00"


class AssignCase(CaseCase):
    @classmethod
    def raise_case(cls, role="sales", customer=None, **vals):
        """A case as ``role`` records it, without saying who owns it."""
        user = cls.users[role] if role else cls.env.user
        customer = cls.customer if customer is None else customer
        Case = cls.env["keqin.case"].with_user(user)
        vals = {"name": "Soft cartons", "customer_id": customer.id} | vals
        return Case.create(vals).with_env(cls.env)


@covers("R097")
class TestCaseOwner(AssignCase):
    def test_who_of_service_records_it_owns_it(self):
        for role in ("service", "service_manager"):
            case = self.raise_case(role, self.other)
            self.assertEqual(case.user_id, self.users[role])

    def test_else_the_service_owner_of_the_customer(self):
        self.company.keqin_case_user_id = self.colleague
        for role in ("sales", "executive", "manager"):
            self.assertEqual(self.raise_case(role).user_id, self.users["service"])

    def test_else_whom_the_company_chose(self):
        self.company.keqin_case_user_id = self.colleague
        case = self.raise_case("sales_manager", self.other)
        self.assertEqual(case.user_id, self.colleague)
        unknown = self.raise_case("executive", self.env["keqin.customer"])
        self.assertEqual(unknown.user_id, self.colleague)

    def test_else_whoever_of_service_has_the_fewest_open_ones(self):
        self.make_case(user_id=self.users["service"].id)
        for _closed in range(3):
            self.make_case("closed", user_id=self.colleague.id)
        case = self.raise_case("executive", self.other)
        self.assertEqual(case.user_id, self.colleague)
        again = self.raise_case("executive", self.other)
        self.assertEqual(again.user_id, self.users["service"], "a tie goes by id")

    def test_a_batch_is_dealt_out_at_constant_queries(self):
        spent = []
        for count in (2, 12):
            cases = self.unowned(count)
            before = self.env.cr.sql_log_count
            cases._assign_owner()
            self.env.flush_all()
            spent.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(spent[1], spent[0])
        dealt = [len(mine) for mine in cases.grouped("user_id").values()]
        self.assertEqual(dealt, [6, 6], "nobody gets them all")

    def unowned(self, count):
        cases = self.env["keqin.case"].union(
            *(self.make_case(customer=self.other) for _each in range(count))
        )
        cases.user_id = False
        self.env.flush_all()
        self.env.invalidate_all()
        return cases

    def test_nobody_who_left_or_works_elsewhere(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.users["service"].active = False
        self.company.keqin_case_user_id = self.make_user(
            "service",
            login="keqin_elsewhere",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        self.assertEqual(self.raise_case("sales").user_id, self.colleague)

    def test_leads_only_where_nobody_else_is(self):
        for _each in range(2):
            self.make_case(user_id=self.users["service"].id)
            self.make_case(user_id=self.colleague.id)
        case = self.raise_case("executive", self.other)
        self.assertNotEqual(case.user_id, self.users["service_manager"])
        (self.users["service"] | self.colleague).active = False
        case = self.raise_case("executive", self.other)
        self.assertEqual(case.user_id, self.users["service_manager"])

    def test_what_the_server_records_is_neither_its_own_nor_the_administrators(self):
        admin, bot = (self.env.ref(f"base.user_{name}") for name in ("admin", "root"))
        group = Command.link(self.env.ref("keqin_addon.group_keqin_service_manager").id)
        (admin | bot).write(
            {"group_ids": [group], "company_ids": [Command.link(self.company.id)]}
        )
        for who in ("service", "service_manager"):
            case = self.raise_case(None, self.env["keqin.customer"], name="By mail")
            self.assertEqual(case.env.uid, bot.id)
            self.assertIn(who, case.user_id.login)
            self.users[who].active = self.colleague.active = False
        case = self.raise_case(None, self.env["keqin.customer"], name="By mail")
        self.assertEqual(case.user_id, admin, "better than nobody")

    def test_without_service_it_is_listed_as_unowned(self):
        team = self.users["service"] | self.colleague | self.users["service_manager"]
        team.active = False
        case = self.raise_case("executive", self.other)
        self.assertFalse(case.user_id)
        self.assertTrue(case.is_unowned)
        self.assertIn(case, case.search([("is_unowned", "=", True)]))

    def test_reopened_it_has_an_owner_who_is_still_there(self):
        case = self.make_case("closed")
        self.users["service"].active = False
        self.by("service_manager", case).action_reopen("Still soft")
        self.assertEqual(case.user_id, self.users["service_manager"])

    def test_owner_is_somebody_of_service(self):
        for role in ("sales", "marketing", "contributor", "employee", "portal"):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.make_case(user_id=self.users[role].id)
        gone = self.make_user("service", login="keqin_gone", active=False)
        with self.assertRaises(ValidationError):
            self.make_case(user_id=gone.id)


class TestCaseLists(AssignCase):
    def found(self, name, value=True):
        Case = self.env["keqin.case"]
        return Case.search([(name, "=", value), ("company_id", "=", self.company.id)])

    @covers("R097")
    def test_cases_of_who_left_are_unowned_until_closed(self):
        cases = {state: self.make_case(state) for state in ("working", "resolved")}
        closed = self.make_case("closed")
        mine = self.make_case(user_id=self.colleague.id)
        self.users["service"].active = False
        self.assertEqual(self.found("is_unowned"), cases["working"] | cases["resolved"])
        self.assertEqual(self.found("is_unowned", False), mine | closed)
        for case in (*cases.values(), closed, mine):
            unowned = case in cases.values()
            self.assertEqual(case.is_unowned, unowned)
        self.by("service_manager", cases["working"]).action_take()
        self.assertFalse(cases["working"].is_unowned)
        self.assertRefused(self.by("service", mine).action_take, error=UserError)

    @covers("R097")
    def test_stuck_is_open_and_unmoved_for_the_days(self):
        self.company.keqin_stuck_days = 3
        case = self.make_case("responded")  # at 10:00
        waiting = self.make_case("waiting")  # at 12:00
        self.make_case("resolved")
        for moment, stuck in (
            ("2026-09-24 09:59:59", case.browse()),
            ("2026-09-24 10:00:00", case),
            ("2026-09-24 12:00:00", case | waiting),
        ):
            with freeze_time(moment), self.subTest(moment=moment):
                self.env.invalidate_all()
                self.assertEqual(self.found("is_stuck"), stuck)
                everything = self.found("is_stuck") | self.found("is_stuck", False)
                self.assertEqual(everything.filtered("is_stuck"), stuck)
        with freeze_time(LATER):
            self.by("service", case).action_start()
            self.assertEqual(self.found("is_stuck"), waiting)
            self.company.keqin_stuck_days = 0
            self.env.invalidate_all()
            self.assertFalse(self.found("is_stuck"), "never")
            self.assertFalse(waiting.is_stuck)


class TestCaseTransfer(AssignCase):
    @covers("R097")
    def test_each_change_of_owner_is_counted_and_explained(self):
        case, new = self.make_case(), self.make_case(user_id=self.colleague.id)
        both = self.by("service_manager", case | new)
        action = both.action_assign()
        model = self.env["keqin.case.assign"].with_user(self.users["service_manager"])
        with Form(model.with_context(action["context"])) as form:
            form.user_id = self.colleague
            form.reason = "Knows the line"
        form.record.action_apply()
        self.assertEqual((case | new).user_id, self.colleague)
        self.assertEqual((case.transfer_count, new.transfer_count), (1, 0))
        self.assertIn("Knows the line", case.message_ids[0].body)
        case.user_id = self.users["service"]
        self.assertEqual(case.transfer_count, 2, "also by direct write")
        self.by("service", case).write({"user_id": self.users["service"].id})
        self.assertEqual(case.transfer_count, 2, "nothing has changed")

    @covers("R097")
    def test_no_change_without_reason_no_case_without_owner(self):
        case = self.by("service", self.make_case())
        for reason in (None, " "):
            self.assertRefused(
                case.action_assign, self.colleague.id, reason, error=UserError
            )
        self.assertRefused(case.write, {"user_id": False}, error=UserError)


class TestCaseNotices(AssignCase):
    """With Odoo's mail switched on, which the suites have off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        loud = {"tracking_disable": False, "mail_create_nolog": False}
        cls.env = cls.env(context=dict(cls.env.context, **loud))
        for user in (*cls.users.values(), cls.colleague):
            if not user.share:
                user.notification_type = "inbox"

    @covers("R093", "R202")
    def test_complaint_is_told_to_owner_and_leads_at_once(self):
        case = self.raise_case("sales", kind="complaint")
        self.assertIn(self.users["service_manager"], self.notified(case, "Complaint"))
        self.assertIn(self.users["service"], self.notified(case))
        sponsor = self.users["executive"]
        self.assertNotIn(sponsor, self.notified(case, "Complaint"))
        enquiry = self.raise_case("sales")
        self.assertFalse(self.notified(enquiry, "Complaint"))

    @covers("R093", "R202")
    def test_sponsor_of_an_important_customer_hears_of_complaints(self):
        self.customer.sudo().write({"tier": "A"})
        case = self.raise_case("sales", kind="complaint")
        self.assertIn(self.users["executive"], self.notified(case, "Complaint"))

    def test_what_becomes_a_complaint_is_told_as_well(self):
        case = self.raise_case("sales")
        self.by("service_manager", case).kind = "complaint"
        told = self.notified(case, "Complaint")
        self.assertIn(self.users["service"], told)
        self.assertNotIn(self.users["service_manager"], told, "who did it knows")

    @covers("R097")
    def test_new_owner_is_told(self):
        case = self.raise_case("service")
        self.by("service_manager", case).action_assign(self.colleague.id, "Illness")
        self.assertIn(self.colleague, self.notified(case))

    def notified(self, case, subject=""):
        """Users who got a notice about the case with this in its subject."""
        notices = self.env["mail.message"].search(
            [
                ("model", "=", "keqin.case"),
                ("res_id", "=", case.id),
                ("message_type", "=", "user_notification"),
            ]
        )
        notices = notices.filtered(lambda m: subject in (m.subject or ""))
        return notices.notified_partner_ids.user_ids
