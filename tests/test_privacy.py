"""Privacy look-up finds a person everywhere; erasing keeps the statistics (R182)."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.keqin_addon.models.keqin_privacy_engine import REFERENCES

from .common import OUTSIDERS, ROLES
from .covers import covers
from .feedback_case import FeedbackCase

TODAY = "2026-07-08"
SECRET = "Lihua Wang-Olsen"
MAIL = "lihua@ruichen.example"
# Tables in which nothing may be left of a person who asked for it.
TABLES = (
    "keqin_contact",
    "keqin_activity",
    "keqin_activity_attendee",
    "keqin_case",
    "keqin_feedback",
    "keqin_gift",
    "keqin_need",
    "keqin_promise",
    "keqin_referral",
    "keqin_occasion",
    "event_registration",
    "survey_user_input",
    "survey_user_input_line",
    "rating_rating",
    "mailing_trace",
    "mailing_contact",
    "mail_message",
    "mail_tracking_value",
)


class PrivacyCase(FeedbackCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(f"{TODAY} 02:00:00"))
        cls.add_outsiders()
        cls.person.write({"name": SECRET, "email": MAIL, "phone": "+86 10 5555 1234"})
        cls.colleague = cls.make_partner(
            "Mr. Zhao", parent_id=cls.customer.partner_id.id, is_company=False
        )
        cls.card = cls.env["keqin.contact"].create(
            {
                "partner_id": cls.person.id,
                "customer_id": cls.customer.id,
                "family_notes": f"{SECRET} has twins",
                "decision_role": "decider",
                "no_greetings": True,
            }
        )
        cls.records = cls.make_records()
        cls.env.flush_all()

    @classmethod
    def make_records(cls):
        env, said = cls.env, f"<p>{SECRET} said hello</p>"
        whose = {"customer_id": cls.customer.id}
        chat = env.ref("keqin_addon.keqin_activity_type_chat")
        done = {
            "state": "done",
            "date_done": "2026-06-20",
            "date_planned": "2026-06-20",
        }
        activity = env["keqin.activity"].create(
            {
                **whose,
                **done,
                "name": f"Talk with {SECRET}",
                "contact_id": cls.person.id,
                "type_id": chat.id,
                "user_id": cls.users["sales"].id,
                "summary": said,
                "talk_personal": "Her twins start school",
                "cost": 80.0,
            }
        )
        joint = activity.create(
            {
                **whose,
                **done,
                "name": "Workshop",
                "contact_ids": [(6, 0, (cls.person | cls.colleague).ids)],
                "type_id": chat.id,
                "user_id": cls.users["sales"].id,
            }
        )
        promise = env["keqin.promise"].create(
            {
                **whose,
                "name": f"Manual for {SECRET}",
                "contact_id": cls.person.id,
                "user_id": cls.users["sales"].id,
                "due_on": "2026-08-01",
            }
        )
        case = env["keqin.case"].create(
            {
                **whose,
                "name": f"{SECRET} asks",
                "kind": "enquiry",
                "contact_id": cls.person.id,
                "email_from": f"{SECRET} <{MAIL}>",
                "phone": "+86 10 5555 1234",
            }
        )
        case.message_post(
            body=f"Call {SECRET}", author_id=cls.users["sales"].partner_id.id
        )
        case.message_post(
            body="I am ill",
            author_id=cls.person.id,
            email_from=MAIL,
            attachments=[("diagnosis.txt", b"secret")],
        )
        event = env["event.event"].create(
            {
                "name": "Salon",
                "date_begin": "2026-06-01 08:00:00",
                "date_end": "2026-06-01 18:00:00",
                "company_id": cls.company.id,
            }
        )
        registration = env["event.registration"].create(
            {
                "event_id": event.id,
                "partner_id": cls.person.id,
                "name": SECRET,
                "email": MAIL,
                "phone": "+86 10 5555 1234",
            }
        )
        feedback = cls.record(
            "a", metric="nps", score=9, comment=f"{SECRET} is content"
        )
        cls.record("b", metric="csat", score=2)
        env["mailing.contact"].create({"name": SECRET, "email": MAIL})
        trace = env["mailing.trace"].create(
            {
                "trace_type": "mail",
                "model": "res.partner",
                "res_id": cls.person.id,
                "email": MAIL,
                "trace_status": "open",
            }
        )
        return {
            "keqin.contact": cls.card,
            "keqin.activity": activity | joint,
            "keqin.promise": promise,
            "keqin.case": case,
            "event.registration": registration,
            "keqin.feedback": feedback,
            "mailing.trace": trace,
        }

    def wizard(self, mode, user=None, person=None):
        Wizard = self.env["keqin.person.erase"].with_user(user or self.env.user)
        person = person or self.person
        return Wizard.create({"partner_id": person.id, "mode": mode, "note": "By mail"})

    def left_in(self, *words):
        """Tables that still hold one of the words."""
        self.env.flush_all()
        found = set()
        for table in TABLES:
            for word in words:
                self.env.cr.execute(
                    f"SELECT 1 FROM {table} AS t WHERE t::text ILIKE %s LIMIT 1",
                    [f"%{word}%"],
                )
                if self.env.cr.rowcount:
                    found.add(table)
        return found

    def figures(self):
        """Every indicator of the half-year, for the company and each tier."""
        engine = self.env["keqin.indicator.engine"]
        self.env.flush_all()
        indicators = self.env["keqin.indicator"].search([("code", "!=", False)])
        span = date(2026, 4, 1), date(2026, 6, 30)
        return engine._figures(self.company, indicators, *span, ("company",))


@covers("R182")
@tagged("post_install", "-at_install")
class TestPrivacyLookup(PrivacyCase):
    def test_odoo_finds_the_person_everywhere(self):
        lookup = self.env["privacy.lookup.wizard"].create(
            {"name": SECRET, "email": MAIL}
        )
        lookup.action_lookup()
        found = {(line.res_model, line.res_id) for line in lookup.line_ids}
        for model, records in self.records.items():
            for record in records:
                with self.subTest(model=model):
                    self.assertIn((model, record.id), found)
        self.assertIn(("res.partner", self.person.id), found)
        self.assertNotIn("keqin.access.log", [model for model, _id in found])
        self.assertEqual(len(found), len(lookup.line_ids), "found once each")

    def test_what_it_found_can_be_deleted(self):
        lookup = self.env["privacy.lookup.wizard"].create(
            {"name": SECRET, "email": MAIL}
        )
        lookup.action_lookup()
        line = lookup.line_ids.filtered(lambda line: line.res_model == "keqin.contact")
        line.action_unlink()
        self.assertFalse(self.card.exists())

    def test_every_reference_is_known_to_the_erasing(self):
        """A new model that names a person has to say what becomes of it."""
        known = {(model, name) for model, names in REFERENCES.items() for name in names}
        exempt = {
            ("keqin.customer", "partner_id"),  # the company, or a customer in care
            ("keqin.customer", "main_contact_id"),  # emptied with the person
            ("keqin.case", "partner_id"),  # the customer
            ("keqin.reported.contact", "partner_id"),  # the customer
            ("keqin.occasion.date", "partner_id"),  # goes with the card's dates
            ("keqin.plan.line", "contact_ids"),  # whom to meet: the link alone
            ("keqin.access.log", "partner_id"),  # the link alone
        }
        found = {
            (name, field.name)
            for name, model in self.env.items()
            if name.startswith("keqin.")
            and model._auto
            and not model._transient
            and not model._abstract
            for field in model._fields.values()
            if field.comodel_name == "res.partner" and field.store
        }
        self.assertEqual(found - known - exempt, set())


@covers("R182")
@tagged("post_install", "-at_install")
class TestErase(PrivacyCase):
    def test_nothing_is_left_of_the_person(self):
        before = self.figures()
        self.assertGreater(len(before), 5)
        self.wizard("all", self.users["executive"]).action_apply()
        words = ("Wang-Olsen", MAIL, "twins", "I am ill", "5555 1234", "55551234")
        self.assertEqual(self.left_in(*words), set())
        self.assertEqual(self.person.name, "Former contact")
        for name in ("email", "phone", "function", "comment"):
            self.assertFalse(self.person[name], name)
        self.assertFalse(self.person.active)
        self.assertFalse(
            self.env["ir.attachment"].search([("name", "=", "diagnosis.txt")])
        )
        # what is counted is still there
        self.assertEqual(self.figures(), before)
        for records in self.records.values():
            self.assertEqual(records.exists(), records)
        self.assertEqual(self.records["keqin.feedback"].score, 9)
        self.assertEqual(sum(self.records["keqin.activity"].mapped("cost")), 80)
        self.assertEqual(self.records["mailing.trace"].trace_status, "open")
        self.assertEqual(self.card.decision_role, "decider")
        self.assertTrue(self.card.no_greetings)

    def test_the_contact_may_stay(self):
        before = self.figures()
        self.wizard("care", self.users["sales"]).action_apply()
        self.assertEqual(self.left_in("Wang-Olsen", MAIL, "twins", "I am ill"), set())
        self.assertEqual((self.person.name, self.person.email), (SECRET, MAIL))
        stand_in = self.records["keqin.feedback"].contact_id
        self.assertNotEqual(stand_in, self.person)
        self.assertFalse(stand_in.active)
        self.assertEqual(self.figures(), before)

    def test_others_are_left_alone(self):
        self.records["keqin.activity"][1].summary = "Mr. Zhao and Wang agreed"
        self.env.flush_all()
        self.wizard("all", self.users["manager"]).action_apply()
        joint = self.records["keqin.activity"][1]
        self.assertIn("Mr. Zhao", joint.summary)
        self.assertEqual(self.colleague.name, "Mr. Zhao")
        self.assertIn(self.colleague, joint.contact_ids)

    def test_the_card_alone(self):
        self.wizard("card", self.users["sales"]).action_apply()
        self.assertFalse(self.card.family_notes)
        self.assertIn("keqin_activity", self.left_in("Wang-Olsen"))

    def test_it_is_logged_without_names(self):
        logs = self.env["privacy.log"]
        known = logs.search([])
        self.wizard("all", self.users["executive"]).action_apply()
        log = logs.search([]) - known
        self.assertEqual(log.user_id, self.users["executive"])
        text = str(log.read())
        self.assertNotIn("Lihua", text)
        self.assertIn("By mail", log.additional_note)
        self.assertIn(f"#{self.card.id}", log.records_description)
        log = self.env["keqin.access.log"].search([("kind", "=", "erase")])
        self.assertEqual(log.partner_id, self.person)

    def test_no_login_is_left(self):
        user = self.users["portal"]
        user.partner_id.parent_id = self.customer.partner_id
        self.wizard("all", person=user.partner_id).action_apply()
        self.assertFalse(user.active)
        self.assertNotIn("portal", user.login)

    def test_colleagues_and_customers_are_none(self):
        for person in (
            self.users["sales"].partner_id,
            self.customer.partner_id,
            self.make_customer(
                partner=self.make_partner("Mr. Own", is_company=False)
            ).partner_id,
        ):
            wizard = self.wizard("all", person=person)
            self.assertRefused(wizard.action_apply, error=UserError)

    def test_who_erases_what(self):
        may = {
            "sales": ("card", "care"),
            "sales_manager": ("card", "care", "all"),
            "executive": ("card", "care", "all"),
            "manager": ("card", "care", "all"),
        }
        for role in (*ROLES, *OUTSIDERS):
            for mode in ("card", "care", "all"):
                with self.subTest(role=role, mode=mode):
                    self.assertAllowed(
                        mode in may.get(role, ()),
                        lambda mode=mode, role=role: self.wizard(
                            mode, self.users[role]
                        ).action_apply(),
                    )

    def test_nobody_erases_people_of_others(self):
        for mode in ("card", "care"):
            wizard = self.wizard(mode, self.rival)
            self.assertRefused(wizard.action_apply, error=AccessError)
            self.assertFalse(wizard.line_ids, "and learns nothing of them")

    def test_the_form_shows_what_there_is(self):
        Wizard = self.env["keqin.person.erase"].with_user(self.users["sales"])
        context = {"active_model": "keqin.contact", "active_id": self.card.id}
        with Form(Wizard.with_context(**context)) as form:
            self.assertEqual(form.partner_id, self.person)
        counts = {line.name: line.count for line in form.record.line_ids}
        self.assertEqual(counts["Key-Person Card"], 1)
        self.assertEqual(counts["Care Activity"], 2)

    def test_a_planned_greeting_goes(self):
        birthday = self.env["keqin.occasion"].create(
            {
                "name": "Birthday",
                "kind": "person",
                "calendar": "solar",
                "month": 8,
                "day": 1,
                "customer_id": self.customer.id,
                "contact_id": self.card.id,
                "type_id": self.env.ref("keqin_addon.keqin_activity_type_phone").id,
            }
        )
        planned = self.records["keqin.activity"][0].create(
            {
                "name": "Congratulate",
                "customer_id": self.customer.id,
                "contact_id": self.person.id,
                "type_id": birthday.type_id.id,
                "occasion_id": birthday.id,
                "automatic": True,
            }
        )
        self.wizard("care").action_apply()
        self.assertFalse(planned.exists() or birthday.exists())
