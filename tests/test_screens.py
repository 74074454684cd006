"""What the screens cost: queries do not grow with the number of customers."""

from lxml import etree

from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import KeqinCase
from .covers import covers


@tagged("post_install", "-at_install")
class TestScreens(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["keqin.customer"]
        for number in range(40):
            customer = cls.make_customer(f"Customer {number}", cls.users["sales"])
            cls.make_order(customer.partner_id, 100.0 + number)
            cls.customers |= customer
        cls.policy.run("2026-06-30")

    def as_role(self, role):
        """The care file model as a user of that role opens it."""
        env = self.in_companies(self.env(user=self.users[role]), self.company)
        return env["keqin.customer"]

    def specification(self, Customer, view, view_type):
        """What the web client asks for, as `get_views` describes it to the user."""
        view_id = self.env.ref(f"keqin_addon.{view}").id
        arch = etree.fromstring(Customer.get_view(view_id, view_type)["arch"])
        nodes = arch.xpath("//field[not(ancestor::field)]")
        names = {node.get("name") for node in nodes}
        return {
            name: {"fields": {"display_name": {}}}
            if Customer._fields[name].type == "many2one"
            else {}
            for name in names
        }

    def queries(self, call):
        """Number of queries of ``call``, the second time and with an empty cache."""
        call()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        call()
        return self.cr.sql_log_count - before

    @covers("R008", "R017", "R211")
    def test_list_queries_do_not_grow(self):
        for role in ("sales", "sales_manager", "service", "marketing", "executive"):
            Customer = self.as_role(role)
            fields = self.specification(Customer, "keqin_customer_view_list", "list")
            few, many = (
                self.queries(
                    lambda: Customer.web_search_read([], fields, limit=limit)  # noqa: B023
                )
                for limit in (4, 40)
            )
            self.assertEqual(few, many, role)
            self.assertLessEqual(many, 9, role)

    @covers("R008")
    def test_form_costs_a_fixed_number_of_queries(self):
        customer = self.customers[0].with_env(self.as_role("executive").env)
        fields = self.specification(customer, "keqin_customer_view_form", "form")
        # one or two per model that the form shows, whatever the history
        self.assertLessEqual(self.queries(lambda: customer.web_read(fields)), 44)

    @covers("R004", "R024")
    def test_new_care_file_through_the_form(self):
        lead = self.users["sales_manager"]
        partner = self.make_partner("Newcomer", phone="+86 10 5555 0100")
        Customer = self.env["keqin.customer"].with_user(lead)
        with Form(Customer.with_company(self.company)) as form:
            form.partner_id = partner
            self.assertEqual(form.phone, "+86 10 5555 0100")
            form.business_needs = "Faster delivery"
        self.assertEqual(form.record.business_needs_on, form.record.create_date.date())
        self.assertEqual(partner.keqin_scope, "always")

    @covers("R008", "R004")
    def test_archive_completeness_and_its_list(self):
        customer = self.customers[0]
        before = customer.completeness
        customer.company_size = "small"
        self.assertEqual(customer.completeness, before + 10.0)
        customer.partner_id.phone = "+86 10 5555 0101"
        self.assertEqual(customer.completeness, before + 20.0)
        domain = self.filter_domain("incomplete")
        self.assertIn(customer, self.env["keqin.customer"].search(domain))

    @covers("R023", "R025", "R197")
    def test_segments_are_filters(self):
        """Important, potential big, small, without manager: each finds its own."""
        a, b, c, d = self.customers[:4].sudo()
        a.write({"tier": "A", "potential": "low"})
        b.write({"tier": "B", "potential": "high", "company_size": "micro"})
        c.write({"tier": "C", "potential": "low", "key_customer": True})
        d.write({"tier": "C", "potential": "low"})
        d.partner_id.user_id = False
        found = {
            name: self.env["keqin.customer"].search(
                [*self.filter_domain(name), ("id", "in", (a | b | c | d).ids)]
            )
            for name in ("important", "potential_big", "small", "no_manager", "key")
        }
        self.assertEqual(set(found["important"].ids), {a.id, c.id})
        self.assertEqual(found["potential_big"].ids, b.ids)
        self.assertEqual(found["small"].ids, b.ids)
        self.assertEqual(found["no_manager"].ids, d.ids)
        self.assertEqual(found["key"].ids, c.ids)

    @covers("R211")
    def test_levels_are_ordered_by_rank(self):
        """High, medium, low in matrices and lists, not by alphabet."""
        for customer, potential in zip(
            self.customers[:3].sudo(), ("low", "high", "medium"), strict=True
        ):
            customer.potential = potential
        domain = [("id", "in", self.customers[:3].ids)]
        Customer = self.env["keqin.customer"]
        groups = Customer.formatted_read_group(domain, ["potential"], ["__count"])
        ranked = ["high", "medium", "low"]
        self.assertEqual([group["potential"] for group in groups], ranked)
        ordered = Customer.search(domain, order="potential")
        self.assertEqual(ordered.mapped("potential"), ranked)

    def filter_domain(self, name):
        view = self.env.ref("keqin_addon.keqin_customer_view_search")
        arch = self.env["keqin.customer"].get_view(view.id, "search")["arch"]
        [node] = etree.fromstring(arch).xpath(f"//filter[@name='{name}']")
        return safe_eval(node.get("domain"), {"uid": self.env.uid})
