"""What is heard in an activity becomes a case, a need, a fact for the next talk."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form

from .activity_case import ActivityCase
from .common import OUTSIDERS, ROLES
from .covers import covers

HANDLERS = (
    "sales",
    "sales_manager",
    "service",
    "service_manager",
    "executive",
    "manager",
)


class HeardCase(ActivityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()

    def by(self, role, record):
        return record.with_user(self.users[role])

    def make(self, action, role="sales"):
        """Save the form that a button opened."""
        model = self.env[action["res_model"]].with_user(self.users[role])
        return Form(model.with_context(**action["context"])).save()

    def log(self, role="sales", kind="phone", needs=(), **vals):
        """Log an unplanned contact, with the needs heard in it."""
        Log = self.env["keqin.activity.log"].with_user(self.users[role])
        log = Log.create(
            {
                "customer_id": self.customer.id,
                "type_id": self.types[kind].id,
                "contact_id": self.person.id,
                "result": "Fine",
                "summary": "<p>Talked</p>",
                "need_ids": [Command.create(need) for need in needs],
                **vals,
            }
        )
        log.action_apply()


class TestCaseFromActivity(HeardCase):
    @covers("R171", "R090")
    def test_problem_found_in_training_is_a_support_case(self):
        training = self.make_activity("training", usage="The tape jams\nEvery day")
        case = self.make(self.by("sales", training).action_make_case())
        self.assertEqual((case.kind, case.channel), ("support", "training"))
        self.assertEqual(case.name, "The tape jams")
        self.assertEqual(case.customer_id, self.customer)
        self.assertEqual(case.contact_id, self.person)
        self.assertEqual(case.activity_id, training)
        self.assertFalse(case.is_preventive)
        self.assertEqual(self.by("sales", training).case_count, 1)

    @covers("R067", "R120")
    def test_potential_problem_is_a_preventive_case(self):
        visit = self.make_activity("visit", problems="Boxes sag", feedback="Fine")
        found = self.make(self.by("sales", visit).action_make_case())
        self.assertTrue(found.is_preventive)
        self.assertEqual((found.kind, found.channel), ("support", "visit"))
        self.assertIn("Boxes sag", found.description)
        for _i in range(3):
            self.env["keqin.case"].create(
                {"name": "x", "kind": "complaint", "customer_id": self.customer.id}
            )
        [(share,)] = self.env["keqin.case"]._read_group(
            [("customer_id", "=", self.customer.id)], [], ["preventive_rate:avg"]
        )
        self.assertEqual(share, 25)

    @covers("R064", "R090")
    def test_enquiry_keeps_its_door(self):
        doors = {
            "phone": "phone",
            "chat": "chat",
            "sms": "message",
            "email": "email",
            "visit": "visit",
        }
        for kind, channel in doors.items():
            activity = self.make_activity(kind, feedback="When does it come?")
            with self.subTest(kind=kind):
                case = self.make(self.by("sales", activity).action_make_case())
                self.assertEqual((case.kind, case.channel), ("enquiry", channel))
        comment = self.make_activity("chat", channel="social")
        case = self.make(self.by("service", comment).action_make_case(), "service")
        self.assertEqual(case.channel, "comment")
        self.assertTrue(case.response_deadline, "with a response target")

    @covers("R064")
    def test_marketing_passes_on_what_it_may_not_raise(self):
        comment = self.make_activity(
            "chat",
            user=self.users["marketing"],
            department="marketing",
            channel="social",
            feedback="Your boxes are too soft",
            needs="Harder boxes",
        )
        mine = self.by("marketing", comment)
        self.assertEqual(mine.action_make_case()["tag"], "display_notification")
        case = self.env["keqin.case"].search([("activity_id", "=", comment.id)])
        self.assertEqual((case.kind, case.channel), ("enquiry", "comment"))
        self.assertTrue(case.user_id)
        self.assertRefused(self.by("marketing", case).read, ["name"])
        mine.action_make_need()
        need = self.env["keqin.need"].search([("activity_id", "=", comment.id)])
        self.assertEqual(need.user_id, self.users["sales"])
        self.assertEqual(self.by("marketing", need).name, "Harder boxes")
        self.assertEqual(mine.need_count, 1)

    def test_who_raises(self):
        activity = self.make_activity("phone")
        for role in (*ROLES, *OUTSIDERS):
            for method in ("action_make_case", "action_make_need"):
                with self.subTest(role=role, method=method):
                    self.assertAllowed(
                        role in HANDLERS, getattr(self.by(role, activity), method)
                    )
        theirs = self.make_activity(
            "phone",
            user=self.rival,
            customer=self.make_customer("Theirs", self.rival),
        )
        self.assertRefused(self.by("sales", theirs).action_make_case)

    def test_counts_of_many_cost_no_more(self):
        few = self.make_activity("phone")
        many = few.union(*[self.make_activity("phone") for _i in range(10)])
        counts = []
        for activities in (few, many):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.by("sales", activities).mapped("case_count")
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0], counts)


class TestNeedFromActivity(HeardCase):
    @covers("R057", "R095")
    def test_need_is_prefilled_from_what_was_heard(self):
        visit = self.make_activity("visit", needs="Pallets\n500 a month")
        need = self.make(self.by("sales", visit).action_make_need())
        self.assertEqual((need.name, need.is_latent), ("Pallets", False))
        self.assertEqual(need.activity_id, visit)
        self.assertEqual(need.contact_id, self.person)
        latent = self.make_activity("visit", talk_needs="Cold storage")
        need = self.make(self.by("sales", latent).action_make_need())
        self.assertEqual((need.name, need.is_latent), ("Cold storage", True))

    @covers("R057", "R095")
    def test_needs_heard_are_records_in_the_same_save(self):
        needs = [
            {"name": "Pallets", "kind": "product", "is_latent": False},
            {"name": "Faster quotes", "kind": "commercial"},
        ]
        for role, owner in (
            ("sales", "sales"),
            ("service", "service"),
            ("executive", "executive"),
            ("marketing", "sales"),
        ):
            with self.subTest(role=role), self.undone():
                self.log(role, needs=needs)
                found = self.env["keqin.need"].search(
                    [("customer_id", "=", self.customer.id)], order="id"
                )
                self.assertEqual(found.mapped("name"), ["Pallets", "Faster quotes"])
                self.assertEqual(found.mapped("is_latent"), [False, True])
                self.assertEqual(found.user_id, self.users[owner])
                self.assertEqual(found.activity_id.state, "done")
                self.assertEqual(found.contact_id, self.person)

    def test_nothing_is_saved_when_the_log_is_refused(self):
        needs = [{"name": "Pallets", "kind": "product"}]
        with self.undone(), self.assertRaises(UserError):
            self.log(kind="visit", needs=needs, summary=False, result=False)
        self.assertFalse(
            self.env["keqin.need"].search([("customer_id", "=", self.customer.id)])
        )

    @covers("R068")
    def test_open_needs_are_facts_of_the_next_talk(self):
        Need = self.env["keqin.need"]
        need = Need.create(
            {
                "name": "Cold-proof <b>glue</b>",
                "customer_id": self.customer.id,
                "analysis": "<p>x</p>",
            }
        )
        need.action_analyse()
        need._hand_over("technical", self.users["contributor"])
        self.by("contributor", need).action_accept()
        closed = Need.create({"name": "Old one", "customer_id": self.customer.id})
        closed._close("gone")
        visit = self.make_activity("visit")
        hint = self.by("sales", visit).talk_needs_hint
        self.assertIn("Cold-proof &lt;b&gt;glue&lt;/b&gt; (Accepted)", hint)
        self.assertNotIn("Old one", hint)
        mine = self.make_activity("visit", user=self.users["marketing"])
        self.assertNotIn("glue", self.by("marketing", mine).talk_needs_hint)
