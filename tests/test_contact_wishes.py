"""How people do not want to be contacted is respected everywhere (R075, R182)."""

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from odoo.addons.keqin_addon.models.keqin_contact_wishes import OPT_OUTS, WISHES

from .activity_case import TODAY, ActivityCase
from .covers import covers


@freeze_time(TODAY)
@covers("R075", "R182")
@tagged("post_install", "-at_install")
class TestWishes(ActivityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person.write({"email": "wang@ruichen.example", "phone": "+86 10 5555 1234"})
        cls.card = cls.env["keqin.contact"].create(
            {"partner_id": cls.person.id, "customer_id": cls.customer.id}
        )

    def blacklisted(self):
        return self.env["mail.blacklist"].search([("email", "like", "@ruichen.")])

    def test_nobody_plans_what_the_person_does_not_want(self):
        kinds = {"visit": "visit", "phone": "phone", "chat": "chat", "sms": "sms"}
        for kind, channel in kinds.items():
            with self.subTest(channel=channel), self.undone():
                activity = self.make_activity(kind)
                self.assertFalse(activity.wish_warning)
                self.card[WISHES[channel]] = True
                activity.invalidate_recordset()
                self.assertIn("Ms. Wang", activity.wish_warning)
                self.assertRefused(self.make_activity, kind, error=ValidationError)
                people = {"contact_id": False, "contact_ids": self.set_to(self.person)}
                with self.undone(), self.assertRaises(ValidationError):
                    self.make_activity(kind, **people)
                # asked for by the customer, or over: a fact to be logged
                self.make_activity(kind, proactive=False)
                done = {"state": "done", "date_done": TODAY}
                self.make_activity(kind, **done)
                # by a rule: warned, so that its other customers are cared for
                self.assertTrue(self.make_activity(kind, automatic=True).wish_warning)

    def test_other_ways_and_other_people_stay_open(self):
        self.card.no_phone = True
        self.assertTrue(self.make_activity("visit"))
        self.assertTrue(self.make_activity("phone", contact_id=False))

    def test_wishes_bind_who_reads_no_card(self):
        self.card.write({"no_phone": True, "active": False})
        user = self.users["marketing"]
        people = self.env["keqin.contact"].with_user(user)._not_by(self.person, "phone")
        self.assertEqual(people, self.person)

    def test_wishes_outlive_the_personal_data(self):
        self.card.write(dict.fromkeys(OPT_OUTS, True) | {"consent_purpose": "care"})
        self.card.action_erase()
        self.assertTrue(all(self.card[name] for name in OPT_OUTS))
        self.assertFalse(self.card.consent_purpose)

    def test_the_blacklist_of_odoo_learns_of_it(self):
        for name in ("no_mass_messages", "no_email"):
            with self.subTest(wish=name), self.undone():
                self.assertFalse(self.blacklisted())
                self.card[name] = True
                self.assertEqual(self.blacklisted().email, "wang@ruichen.example")
                self.card[name] = False
                self.assertTrue(self.blacklisted(), "the person may have made it")
        self.card.no_sms = True
        numbers = self.env["phone.blacklist"].search([]).mapped("number")
        self.assertIn("+861055551234", numbers)

    def test_the_card_learns_of_the_blacklist(self):
        entry = self.env["mail.blacklist"]._add("Wang@Ruichen.example")
        self.assertTrue(self.card.no_mass_messages)
        self.env["mail.blacklist"]._remove("wang@ruichen.example")
        self.card.no_mass_messages = False
        self.assertFalse(entry.active)
        entry.action_unarchive()
        self.assertTrue(self.card.no_mass_messages)

    def test_no_mail_means_no_survey_and_no_mailing(self):
        self.card.no_email = True
        self.env["mail.blacklist"]._remove("wang@ruichen.example")
        quiet = self.env["keqin.contact"]._no_mass_messages(self.person)
        self.assertEqual(quiet, self.person)
        pair = (self.customer, self.person)
        self.card.no_mass_messages = False
        opted_out = self.env["keqin.survey.invitation"]._opted_out([pair])
        self.assertEqual(opted_out, {pair})

    def test_greetings_take_another_way(self):
        self.card.no_sms = True
        person = self.card._as_person()
        self.assertEqual(person.unwanted, {"sms"})
