"""Who a person is at the customer, how they speak, what they told: card and brand."""

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import OUTSIDERS, ROLES
from .covers import covers
from .test_contact import ContactCase

TODAY = "2026-06-30"
FACT = "Daughter sits her exam in June"
CARD_READERS = {"sales", "sales_manager", "service", "service_manager"}
CARD_READERS |= {"executive", "manager"}


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestContactPerson(ContactCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.rival = cls.make_user("sales", login="rival_person")
        cls.boss = cls.make_card(cls.make_person("Boss", cls.customer), cls.customer)
        cls.fact = cls.env["keqin.contact.fact"].create(
            {
                "contact_id": cls.card.id,
                "name": FACT,
                "told_on": "2026-06-01",
                "follow_up_on": TODAY,
            }
        )

    def as_user(self, record, role):
        return record.with_user(self.users[role])

    # hierarchy
    @covers("R010")
    def test_reports_to_somebody_of_the_same_customer(self):
        self.card.reports_to_id = self.boss
        other = self.make_customer("Other")
        stranger = self.make_card(self.make_person("Stranger", other), other)
        with self.assertRaisesRegex(ValidationError, "Stranger is not a person"):
            self.card.reports_to_id = stranger

    @covers("R010")
    def test_nobody_reports_to_themselves(self):
        self.card.reports_to_id = self.boss
        with self.assertRaisesRegex(ValidationError, "report to themselves"):
            self.boss.reports_to_id = self.card

    @covers("R010")
    def test_levels_nobody_is_known_on_are_gaps_of_the_map(self):
        def missing():
            gaps = self.customer.get_people_map()["gaps"]
            return [gap["text"] for gap in gaps if gap["code"] == "no_level"]

        (self.card | self.boss).hierarchy_level = False
        self.assertEqual(missing(), [])
        self.boss.hierarchy_level = "executive"
        self.assertEqual(len(missing()), 2)
        self.card.hierarchy_level = "management"
        [text] = missing()
        self.assertIn("Operational", text)

    @covers("R010", "R190")
    def test_decision_chain_is_logged(self):
        """Who changed level and superior, when, from what to what."""
        self.env.flush_all()
        self.cr.precommit.run()
        card = self.as_user(self.card, "sales_manager").with_context(
            tracking_disable=False
        )
        chain = {"hierarchy_level": "management", "reports_to_id": self.boss.id}
        chain |= {"decision_role": "decider", "influence": "high"}
        card.write(chain)
        self.env.flush_all()
        self.cr.precommit.run()
        tracked = card.sudo().message_ids.tracking_value_ids.field_id.mapped("name")
        self.assertLessEqual(set(chain), set(tracked))

    # facts
    @covers("R011", "R182")
    def test_facts_have_the_readers_of_cards(self):
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role):
                facts = self.env["keqin.contact.fact"].with_user(self.users[role])
                if role in CARD_READERS:
                    self.assertIn(FACT, facts.search([]).mapped("name"))
                else:
                    self.assertRefused(facts.search, [])

    @covers("R011")
    def test_another_account_manager_reads_no_fact(self):
        rival = self.env["keqin.contact.fact"].with_user(self.rival)
        self.assertFalse(rival.search([("id", "=", self.fact.id)]))
        with self.assertRaises(AccessError):
            self.fact.with_user(self.rival).read(["name"])

    def test_service_reads_and_writes_nothing(self):
        fact = self.as_user(self.fact, "service")
        self.assertRefused(fact.action_asked)
        self.assertRefused(fact.copy)

    def test_a_fact_stays_with_its_person(self):
        with self.assertRaises(UserError):
            self.fact.contact_id = self.boss
        self.assertRefused(
            self.as_user(self.fact, "sales").write, {"customer_id": self.customer.id}
        )

    @covers("R011", "R182")
    def test_reading_a_fact_opens_the_card(self):
        service = self.users["service"]
        logs = self.env["keqin.access.log"].sudo()
        mine = [("user_id", "=", service.id), ("res_id", "=", self.card.id)]
        logs.search(mine).unlink()
        self.fact.with_user(service).read(["told_on"])
        self.assertFalse(logs.search(mine))
        self.fact.with_user(service).read(["name"])
        self.assertEqual(len(logs.search(mine)), 1)

    @covers("R011")
    def test_on_the_desk_until_it_was_asked(self):
        desk = self.env["keqin.desk"].with_user(self.users["sales"])

        def rows():
            self.env.flush_all()
            return desk.get_rows("mine", kind="fact")["rows"]

        self.fact.follow_up_on = "2026-07-01"
        self.assertFalse(rows())
        self.fact.follow_up_on = TODAY
        [row] = rows()
        self.assertIn(FACT, str(row))
        self.as_user(self.fact, "sales").action_asked()
        self.assertFalse(rows())
        self.as_user(self.fact, "sales").action_unasked()
        self.assertTrue(rows())

    @covers("R011", "R016")
    def test_briefing_and_preparation_for_readers_of_cards(self):
        self.card.write({"communication_style": "facts", "reports_to_id": self.boss.id})
        visit = self.env["keqin.activity"].create(
            {
                "name": "Visit",
                "customer_id": self.customer.id,
                "contact_id": self.card.partner_id.id,
                "type_id": self.env.ref("keqin_addon.keqin_activity_type_visit").id,
                "user_id": self.users["sales"].id,
                "date_planned": TODAY,
            }
        )
        for role in ("sales", "marketing"):
            with self.subTest(role):
                file = self.as_user(self.customer, role)
                page = str(file.get_briefing(role == "sales" and visit.id)["html"])
                self.assertEqual(FACT in page, role == "sales")
                self.assertEqual("Facts and figures" in page, role == "sales")
        facts = str(dict(self.as_user(visit, "sales")._talk_facts()))
        self.assertIn(FACT, facts)
        self.fact.asked_on = TODAY
        self.assertNotIn(FACT, str(dict(visit._talk_facts())))

    @covers("R011", "R182")
    def test_erased_with_the_card(self):
        self.card.communication_style = "formal"
        self.card.action_erase()
        self.assertFalse(self.fact.exists())
        self.assertFalse(self.card.communication_style)
        self.assertTrue(self.card.exists())

    # brand
    def perceive(self, **vals):
        return self.env["keqin.brand.perception"].create(
            {"customer_id": self.customer.id, "score": 4, "note": "Quick", **vals}
        )

    @covers("R006")
    def test_last_perception_stands_on_the_care_file(self):
        self.perceive(date="2026-05-01", note="Slow", score=2)
        self.perceive(date="2026-06-01")
        self.perceive(date="2026-04-01", note="Dear", score=1)
        self.assertEqual(self.customer.brand_perception, "4 / 5 · Quick")

    @covers("R006")
    def test_score_has_a_scale(self):
        for score in (0, 6):
            with (
                self.subTest(score=score),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.perceive(score=score)

    @covers("R006")
    def test_marketing_writes_and_staff_reads(self):
        row = self.perceive()
        writers = {"marketing", "sales_manager", "manager"}
        readers = {*writers, "sales", "service", "service_manager", "executive"}
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role):
                mine = self.as_user(row, role)
                vals = {"note": f"Said by {role}"}
                if role in writers:
                    mine.write(vals)
                else:
                    self.assertRefused(mine.write, vals)
                if role in readers:
                    self.assertTrue(mine.search([("id", "=", row.id)]))
                else:
                    self.assertRefused(mine.search, [])
        self.assertFalse(row.with_user(self.rival).search([("id", "=", row.id)]))

    @covers("R006")
    def test_perceptions_by_industry(self):
        industry = self.env["res.partner.industry"].create({"name": "Glass"})
        self.customer.partner_id.industry_id = industry
        self.perceive(score=2)
        self.perceive(score=4)
        groups = self.env["keqin.brand.perception"]._read_group(
            [("industry_id", "=", industry.id)], ["industry_id"], ["score:avg"]
        )
        self.assertEqual(groups, [(industry, 3.0)])

    # the album
    @covers("R012")
    def test_signing_anniversary_brings_an_album(self):
        """Whom the anniversary reaches among those who decide gets the album."""
        occasion = self.env.ref("keqin_addon.keqin_occasion_signing")
        album = self.env.ref("keqin_addon.keqin_activity_type_album")
        self.assertEqual(occasion.decider_type_id, album)
        activity = self.env["keqin.activity"].create(
            {
                "name": "Album",
                "customer_id": self.customer.id,
                "type_id": album.id,
                "user_id": self.users["sales"].id,
                "date_planned": TODAY,
            }
        )
        self.assertEqual(len(activity.check_ids), 3)
        self.assertTrue(activity.prints_album)
        mine = self.as_user(activity, "sales")
        self.env["keqin.milestone"].search(
            [("customer_id", "=", self.customer.id)]
        ).unlink()
        other = self.make_customer("Other")
        self.env["keqin.milestone"].create(
            {"customer_id": other.id, "name": "Theirs", "date": TODAY}
        )
        with self.assertRaisesRegex(UserError, "no milestone yet"):
            mine.action_print_album()
        self.env["keqin.milestone"].create(
            {"customer_id": self.customer.id, "name": "First line", "date": TODAY}
        )
        action = mine.action_print_album()
        self.assertEqual(action["context"]["active_ids"], self.customer.ids)
        self.assertEqual(action["report_name"], "keqin_addon.keqin_milestone_report")
