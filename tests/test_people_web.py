"""The relationship map and the health screen in a browser, wide and on a phone."""

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .activity_case import ActivityCase
from .covers import covers

PHONE = "390x844"


@tagged("post_install", "-at_install")
class TestPeopleWeb(HttpCase, ActivityCase):
    """On the day it is run: the browser knows no other one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.tour = cls.make_customer("Tour Works", cls.users["sales"])
        cls.chen, cls.fang = (
            cls.make_person(name, role)
            for name, role in (("Chen", "decider"), ("Fang", "user"))
        )
        cls.make_partner("Guo", parent_id=cls.tour.partner_id.id, is_company=False)
        cls.make_activity(
            "phone",
            customer=cls.tour,
            contact_id=cls.fang.partner_id.id,
            state="done",
            date_done=cls.today,
            purpose="follow_up",  # a talk, but no care
        )

    @classmethod
    def make_person(cls, name, role):
        person = cls.make_partner(
            name, parent_id=cls.tour.partner_id.id, is_company=False
        )
        return cls.env["keqin.contact"].create(
            {
                "partner_id": person.id,
                "customer_id": cls.tour.id,
                "decision_role": role,
            }
        )

    def start(self, name, url="/odoo/relationship-coverage"):
        self.start_tour(url, name, login="keqin_sales")

    @covers("R116")
    def test_map(self):
        self.start("keqin_people_tour")

    @covers("R116")
    def test_map_on_a_phone(self):
        """No lines, nothing to scroll sideways to, and a keyboard reaches it all."""
        size, touch = self.browser_size, self.touch_enabled
        self.browser_size, self.touch_enabled = PHONE, True
        self.addCleanup(setattr, self, "browser_size", size)
        self.addCleanup(setattr, self, "touch_enabled", touch)
        self.start("keqin_people_phone_tour")

    @covers("R214")
    def test_health_of_a_customer_that_turned_red(self):
        """Three months ago all was well, and then nobody came."""
        self.tour.write({"care_interval": 14, "care_max_gap": 30})
        self.company.keqin_health_coverage = 10
        then = self.today - relativedelta(days=100)
        visit = {"customer": self.tour, "state": "done", "proactive": True}
        self.make_activity("visit", date_done=then, date_planned=then, **visit)
        for day in (then + relativedelta(days=3), self.today):
            self.env["keqin.customer"]._run_health(self.company, day)
        self.assertEqual(self.tour.health_band, "red")
        self.start("keqin_health_tour", "/odoo/customer-health")
