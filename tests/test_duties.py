"""What an account manager, and an executive, must have within reach."""

from odoo.tests import tagged

from .common import KeqinCase
from .covers import covers

# The ten duty areas of an account manager, and the menus where each is done.
DUTIES = {
    "information": ("customers_mine", "contact", "intelligence"),
    "communication": ("activity", "visit"),
    "need analysis": ("need", "purchase_intent"),
    "problem solving": ("case", "case_task_mine"),
    "proposals": ("proposal",),
    "satisfaction": ("feedback", "recovery"),
    "plan execution": ("plan", "desk"),
    "training and support": ("training", "training_archive"),
    "crisis and risk": ("risk",),
    "internal collaboration": ("case_task", "promise"),
}
# Departments whose records of own customers an account manager reads (R198).
OF_A_CUSTOMER = (
    "keqin.activity",
    "keqin.plan",
    "keqin.case",
    "keqin.need",
    "keqin.feedback",
    "keqin.recovery",
    "keqin.risk",
    "keqin.promise",
    "keqin.gift",
    "keqin.contact",
    "keqin.agreement",
    "keqin.milestone",
    "keqin.pain.point",
)


@tagged("post_install", "-at_install")
class TestDuties(KeqinCase):
    @covers("R204")
    def test_every_duty_is_in_the_menu_of_an_account_manager(self):
        sales = self.users["sales"]
        visible = self.env["ir.ui.menu"].with_user(sales)._visible_menu_ids()
        for duty, menus in DUTIES.items():
            for name in menus:
                with self.subTest(duty, menu=name):
                    menu = self.env.ref(f"keqin_addon.keqin_menu_{name}")
                    self.assertIn(menu.id, visible)
                    if menu.action._name != "ir.actions.act_window":
                        continue
                    model = self.env[menu.action.res_model].with_user(sales)
                    self.assertTrue(model.has_access("read"))

    @covers("R198")
    def test_an_account_manager_reads_all_departments_of_own_customers(self):
        sales = self.users["sales"]
        own = self.make_customer("Own", sales)
        other = self.make_customer("Other", self.rival)
        for model in OF_A_CUSTOMER:
            records = self.env[model].with_user(sales)
            with self.subTest(model):
                self.assertTrue(records.has_access("read"))
                rules = self.env["ir.rule"].with_user(sales)
                domain = rules._compute_domain(model, "read")
                self.assert_reaches(model, domain, own, other)

    def assert_reaches(self, model, domain, own, other):
        """The rules let through a record of the one customer, not of the other."""
        for customer, reached in ((own, True), (other, False)):
            record = self.env[model].new({"customer_id": customer.id})
            if model == "keqin.contact":
                record = self.env[model].new({"customer_id": customer.id})
            self.assertEqual(bool(record.filtered_domain(domain)), reached, customer)

    @covers("R200")
    def test_an_executive_moves_owners_across_departments(self):
        customer = self.make_customer("Own", self.users["sales"])
        as_executive = customer.with_user(self.users["executive"])
        as_executive.write(
            {
                "user_id": self.rival.id,
                "service_user_id": self.users["service"].id,
                "sponsor_id": self.users["executive"].id,
            }
        )
        self.assertEqual(customer.user_id, self.rival)
        self.assertEqual(customer.service_user_id, self.users["service"])
        self.assertEqual(customer.sponsor_id, self.users["executive"])
