"""The screens of cases: what they cost, whom they open for, what they offer."""

from datetime import timedelta

from freezegun import freeze_time
from lxml import etree

from odoo.tests import Form
from odoo.tools.safe_eval import safe_eval

from .case_case import NOW, READERS, STAFF, CaseCase
from .common import ROLES
from .covers import covers

# What the clock reads besides its own field: `fieldDependencies` of case_clock.js.
CLOCK = {
    *("state", "response_deadline", "response_met_on", "response_breached_on"),
    *("response_warn_on", "resolution_deadline", "resolution_breached_on"),
    "resolution_warn_on",
}
STEPS = {"action_start", "action_resolve", "action_close", "action_assign"}


class TestCaseScreens(CaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cases = cls.env["keqin.case"].create(
            [
                {
                    "name": f"Case {number}",
                    "customer_id": cls.customer.id,
                    "kind": ("enquiry", "complaint", "request")[number % 3],
                    "user_id": cls.users["service"].id,
                    "opened_on": f"2026-09-18 09:{number % 60:02}:00",
                }
                for number in range(80)
            ]
        )
        cls.env.flush_all()

    def model(self, role):
        env = self.in_companies(self.env(user=self.users[role], su=False), self.company)
        return env["keqin.case"]

    def arch(self, Case, view_type, view=None):
        view_id = view and self.env.ref(f"keqin_addon.{view}").id
        return etree.fromstring(Case.get_view(view_id, view_type)["arch"])

    def specification(self, Case, view_type, without=()):
        """What the web client asks for, lines of one2many fields included."""
        nodes = self.arch(Case, view_type).xpath("//field[not(ancestor::field)]")
        clocks = [n for n in nodes if n.get("widget") == "keqin_case_clock"]
        names = {node.get("name") for node in nodes} - set(without)
        names |= CLOCK if clocks and not without else set()
        return {name: self._one(Case, name, nodes) for name in names}

    def _one(self, Case, name, nodes):
        field = Case._fields[name]
        if field.type == "one2many":
            [node] = [node for node in nodes if node.get("name") == name]
            inner = {n.get("name") for n in node.iterdescendants("field")}
            lines = Case.env[field.comodel_name]
            return {"fields": {n: self._one(lines, n, []) for n in inner}}
        return {"fields": {"display_name": {}}} if field.type == "many2one" else {}

    def queries(self, call):
        for _time in range(2):  # the first one reads rules and groups as well
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            call()
        return self.cr.sql_log_count - before

    @covers("R087", "R097")
    def test_clocks_cost_the_list_nothing(self):
        for role in ("sales", "service", "executive"):
            Case = self.model(role)
            fields = self.specification(Case, "list")
            plain = self.specification(Case, "list", without=CLOCK)
            self.assertLess(len(plain), len(fields))

            def read(fields, limit, Case=Case):
                return Case.web_search_read([], fields, limit=limit)

            many = self.queries(lambda: read(fields, 80))  # noqa: B023
            self.assertEqual(many, self.queries(lambda: read(fields, 4)), role)  # noqa: B023
            self.assertEqual(many, self.queries(lambda: read(plain, 80)), role)  # noqa: B023
            self.assertLessEqual(many, 12, role)

    def test_cards_cost_a_fixed_number_of_queries(self):
        Case = self.model("service")
        fields = self.specification(Case, "kanban")
        few, many = (
            self.queries(lambda: Case.web_search_read([], fields, limit=limit))  # noqa: B023
            for limit in (4, 80)
        )
        self.assertEqual(few, many)

    def test_form_costs_a_fixed_number_of_queries(self):
        case = self.cases[0]
        case._record_response()
        # a dozen of them explain the deadlines; one per model that is shown
        for role in ("service", "sales"):
            record = case.with_env(self.model(role).env)
            fields = self.specification(record, "form")
            count = self.queries(lambda: record.web_read(fields))  # noqa: B023
            self.assertLessEqual(count, 28, role)

    def menus(self, role):
        """Our menus on cases that the role has: xml id of the action."""
        Menu = self.env["ir.ui.menu"].with_user(self.users[role])
        visible = Menu.browse(Menu._visible_menu_ids())
        # sudo: which action a menu opens
        actions = visible.sudo().mapped("action")
        return [
            action
            for action in actions
            if action
            and action._name == "ir.actions.act_window"
            and action.res_model == "keqin.case"
        ]

    def test_calendars_ask_for_what_their_model_has(self):
        """Days off are a method of the model: without it the calendar does not open."""
        calendars = self.env["ir.ui.view"].search(
            [("type", "=", "calendar"), ("model", "=like", "keqin.%")]
        )
        self.assertGreater(len(calendars), 3)
        for view in calendars:
            asks = "show_unusual_days" in view.arch
            self.assertLessEqual(
                asks, hasattr(self.env[view.model], "get_unusual_days"), view.name
            )

    @covers("R099", "R195")
    def test_account_managers_change_only_what_they_raised(self):
        sales, service = self.model("sales"), self.model("service")
        own = sales.create({"name": "Own", "customer_id": self.customer.id})
        self.assertTrue(own.may_edit)
        self.assertTrue(sales.new({"name": "Draft"}).may_edit)
        self.assertFalse(self.cases[1].with_env(sales.env).may_edit)
        self.assertTrue(self.cases[1].with_env(service.env).may_edit)
        own.with_env(service.env)._record_response()
        self.assertFalse(own.may_edit)
        buttons = self.arch(sales, "form").xpath("//header/button/@name")
        self.assertEqual(set(buttons), {"action_write_solution", "action_improve"})

    @covers("R005", "R097", "R195")
    def test_every_menu_opens_for_whoever_has_it(self):
        for role in ROLES:
            actions = self.menus(role)
            self.assertEqual(bool(actions), role in READERS, role)
            Case = role in READERS and self.model(role)
            for action in actions:
                with self.subTest(role, action=action.name):
                    views = [
                        (view_id, kind)
                        for view_id, kind in action.views
                        if kind != "activity"
                    ]
                    Case.get_views(views, {"action_id": action.id})
                    domain = safe_eval(action.domain or "[]", {"uid": Case.env.uid})
                    Case.web_search_read(domain, {"display_name": {}}, limit=5)
        self.assertFalse(self.menus("employee"))

    @covers("R099", "R191")
    def test_steps_are_offered_to_service_alone(self):
        for role in READERS:
            buttons = self.arch(self.model(role), "form").xpath("//header/button")
            names = {button.get("name") for button in buttons}
            self.assertEqual(STEPS <= names, role in STAFF, role)
            self.assertFalse(role not in STAFF and names & STEPS, role)

    @covers("R090")
    def test_enquiry_logged_on_the_phone_in_one_step(self):
        """Subject and customer are enough; kind and channel are those of a call."""
        for role in ("service", "sales"):
            action = self.env.ref("keqin_addon.keqin_case_action_quick")
            Case = self.model(role).with_context(**safe_eval(action.context))
            with Form(Case, action.view_id.xml_id) as form:
                form.name = "When does the next delivery arrive?"
                form.customer_id = self.customer.with_env(Case.env)
            case = form.record
            self.assertEqual((case.kind, case.channel), ("enquiry", "phone"))
            self.assertEqual(case.user_id, self.users["service"])
            self.assertTrue(case.response_deadline)

    def filter_domain(self, name):
        arch = self.arch(self.env["keqin.case"], "search", "keqin_case_view_search")
        [node] = arch.xpath(f"//filter[@name='{name}']")
        return safe_eval(node.get("domain"), {"uid": self.env.uid})

    @covers("R097", "R195")
    def test_lists_find_their_own(self):
        self.cases.sudo().write({"active": False})
        new, waiting, resolved, _closed = (
            self.make_case(state, opened_on="2026-09-21 03:00:00")
            for state in ("new", "waiting", "resolved", "closed")
        )
        old = self.make_case("working", opened_on="2026-09-01 03:00:00")
        nobody = self.make_case()
        nobody.sudo().user_id = False
        stranger = self.env["keqin.case"].create(
            {"name": "Price?", "email_from": "x@new.example.com"}
        )
        waiting.sudo().answered_on = NOW
        found = {
            "open": new | waiting | old | nobody | stranger,
            "waiting": waiting,
            "replied": waiting,
            "to_confirm": resolved,
            "stuck": old,
            "unowned": nobody,
            "unknown": stranger,
            "breached": old,
            "overdue": old,
        }
        ours = [("id", "not in", self.cases.ids), ("company_id", "=", self.company.id)]
        for name, cases in found.items():
            with self.subTest(name):
                domain = [*self.filter_domain(name), *ours]
                self.assertEqual(self.env["keqin.case"].search(domain), cases.sorted())

    @covers("R113", "R087", "R088")
    def test_rates_count_what_is_decided(self):
        """By any dimension, in pivots and their downloads."""
        self.cases.sudo().write({"active": False})
        for result in (False, False, "spam"):
            case = self.make_case(kind="support", opened_on="2026-09-21 08:00:00")
            case._record_response(self.at(NOW))
            case.sudo().result = result
        late = self.make_case(kind="support", opened_on="2026-09-17 08:00:00")
        self.make_case(kind="support")
        self.assertTrue(late.response_breached_on)
        [group] = self.model("service").formatted_read_group(
            [("kind", "=", "support")],
            ["kind"],
            ["response_rate:avg", "resolution_rate:avg", "__count"],
        )
        self.assertEqual(group["__count"], 5)
        self.assertAlmostEqual(group["response_rate:avg"], 200 / 3, 3)
        for name in ("response_rate", "resolution_rate"):
            described = self.model("sales").fields_get([name])[name]
            self.assertEqual(described["aggregator"], "avg")

    def test_others_of_the_customer_are_pointed_out(self):
        self.cases.sudo().write({"active": False})
        first, second = self.make_case(), self.make_case("resolved")
        self.assertEqual((first | second).mapped("other_open_count"), [0, 1])
        third = self.make_case("working")
        action = self.by("service", third).action_open_others()
        domain = [*action["domain"], ("is_open", "=", True)]
        self.assertEqual(self.env["keqin.case"].search(domain), first)

    def test_calendar_shows_the_deadline_that_comes_next(self):
        node = self.arch(self.env["keqin.case"], "calendar")
        self.assertEqual(node.get("date_start"), "next_deadline")
        with freeze_time(self.at(NOW) + timedelta(days=1)):
            case = self.make_case("responded")
        self.assertEqual(case.next_deadline, case.resolution_deadline)
