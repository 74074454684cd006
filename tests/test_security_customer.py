"""Who may do what with a care file, checked as each role against the server.

The tables below are the specification; the tests only walk them. ``own``: the user
is the account manager; ``others``: somebody else is; ``followed``: somebody else's,
routed to the user as a follower.
"""

import json

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form

from .common import AS_OF, OUTSIDERS, ROLES, KeqinCase
from .covers import covers

# r read, search, group and find by name; w write; c create; d delete; x export
MATRIX = {
    #                  own      others   followed
    "sales":           ("rwc", "", ""),
    "sales_manager":   ("rwcx", "rwcx", "rwcx"),
    "service":         ("rw", "rw", "rw"),
    "service_manager": ("rw", "rw", "rw"),
    "marketing":       ("r", "r", "r"),
    "executive":       ("rwx", "rwx", "rwx"),
    "contributor":     ("", "", "r"),
    "manager":         ("rwcdx", "rwcdx", "rwcdx"),
    "employee":        ("", "", ""),
    "portal":          ("", "", ""),
    "public":          ("", "", ""),
}  # fmt: skip

# One person with several roles may do what each of them may, and no more.
COMBINED = {
    ("sales", "marketing"):   ("rwc", "r", "r"),
    ("sales", "contributor"): ("rwc", "", "r"),
    ("sales", "service"):     ("rwc", "rw", "rw"),
}  # fmt: skip

# Profit and budget: own customers of account managers (by rule), all for executives.
SECRET = ("margin_window", "budget_limit", "budget_note", "grade_explanation")
SEE_SECRETS = ("sales", "sales_manager", "executive")
BLIND = ("service", "service_manager", "marketing", "manager")
MARGIN = 7654.0

LEADS = ("sales_manager", "executive", "manager")
WRITERS = ("sales", "sales_manager", "service", "service_manager", "executive")
WRITERS = (*WRITERS, "manager")
CREATORS = ("sales", "sales_manager", "manager")

# Fields of the file itself. Every stored one is in exactly one of these lists.
COMPUTED = {  # written by nobody
    "tier", "tier_proposed", "potential", "potential_proposed", "care_level",
    "value_score", "potential_score", "coverage", "potential_coverage",
    "grade_explanation", "amount_window", "orders_window", "margin_window",
    "amount_previous", "amount_total", "pipeline_amount", "planned_amount",
    "first_order_on",
    "last_order_on", "completeness", "key_since", "key_by_id", "tier_locked",
    "tier_lock_reason", "tier_locked_by_id", "tier_locked_until",
    "clear_needs", "clear_people", "clear_dates", "three_clears",
    "verified_on", "verified_by", "verify_on", "entered_on", "entered_by",
    "invalid_reason", "invalid_note", "invalid_on", "invalid_by",
    "business_situation_on", "business_needs_on", "pain_points_on",
    "development_plan_on",
    "last_care_on", "next_care_on", "care_due_on", "care_interval", "care_max_gap",
    "care_gap_state", "care_plan_id", "plan_planned_count", "plan_actual_count",
    "plan_remaining_count", "plan_attainment", "occasions_until",
    "nps_last", "nps_class", "csat_last", "csat_previous", "csat_change",
    "feedback_last_on", "positivity_last", "positivity_last_on", "trust_last",
    "trust_last_on", "depth_last", "depth_last_on",
    "touched_count", "last_touch_on", "has_no_decider", "is_single_thread",
    "key_person_left", "reviewed_on",
    "health_score", "health_band", "health_coverage", "health_on", "health_change",
    "health_compared_on", "health_explanation", "risk_level",
    "order_interval", "order_interval_count", "next_order_on", "rhythm_ratio",
    "rhythm_state", "amount_trend_state", "frequency_trend_state",
    "clv", "clv_previous", "clv_change", "lifecycle_proposed",
    "lost_on", "lost_reason", "lost_by", "lost_denied_on",
    "referral_count", "referral_won_count", "referral_rate", "agreement_until",
}  # fmt: skip
LIMITED = {  # written by fewer roles than may write the file
    "active": LEADS,
    "company_id": LEADS,
    "sponsor_id": LEADS,
    "key_customer": ("executive",),
    "budget_limit": SEE_SECRETS,
    "budget_note": SEE_SECRETS,
}
FIXED = {"partner_id"}  # given when the file is made, and never changed
EDITABLE = {
    "service_user_id", "main_contact_id", "lifecycle", "relationship_level",
    "founded_on", "signed_on", "company_size", "cooperation_mode_id",
    "cooperation_intent", "preference_category_ids", "preference_note",
    "wallet_share", "wallet_on", "business_situation", "business_needs",
    "pain_points", "development_plan",
    "next_review_on",
}  # fmt: skip
INFRASTRUCTURE = {"id", "create_uid", "create_date", "write_uid", "write_date"}


class CustomerSecurityCase(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.others = cls.make_customer("Others'", user=cls.rival)
        cls.followed = cls.make_customer("Followed", user=cls.rival)
        cls.followed.message_subscribe(
            [user.partner_id.id for user in cls.users.values()]
        )
        cls.own = {
            name: cls.make_customer(f"Own of {name}", user=user)
            for name, user in cls.users.items()
        }

    def as_user(self, record, name):
        return record.with_user(self.users[name])


@covers("R180", "R181", "R182", "R192", "R193")
class TestCustomerAccess(CustomerSecurityCase):
    @covers("R193")
    def test_roles_combine(self):
        for roles, (own, others, followed) in COMBINED.items():
            user = self.make_user(*roles)
            self.followed.message_subscribe(user.partner_id.ids)
            mine = self.make_customer("Mine", user=user)
            for file, rights in (
                (mine, own),
                (self.others, others),
                (self.followed, followed),
            ):
                as_user = file.with_user(user)
                with self.subTest(roles=roles, file=file.name):
                    self.assertEqual("r" in rights, as_user.has_access("read"))
                    self.assertEqual("w" in rights, as_user.has_access("write"))
            partner = self.make_partner("Newcomer", user_id=self.rival.id)
            vals = {"partner_id": partner.id}
            self.assertRefused(as_user.create, vals)

    def walk(self):
        """Yield user name, file and the rights of the table, as sub-tests."""
        for name, (own, others, followed) in MATRIX.items():
            for file, rights in (
                (self.own[name], own),
                (self.others, others),
                (self.followed, followed),
            ):
                with self.subTest(user=name, file=file.name):
                    yield name, file.with_user(self.users[name]), rights

    def test_table_names_every_role(self):
        self.assertEqual(set(MATRIX), {*ROLES, *OUTSIDERS})

    def test_read_in_every_way(self):
        for _name, file, rights in self.walk():
            ways = self.ways_to_read(file)
            passed = {way for way, attempt in ways.items() if self.attempt(attempt)}
            self.assertEqual(passed, set(ways) if "r" in rights else set())

    def ways_to_read(self, file):
        domain, values = [("id", "=", file.id)], {"tier": {}}
        return {
            "read": lambda: file.read(["tier", "name"]),
            "search": lambda: file.search(domain),
            "name_search": lambda: file.name_search(file.sudo().name, domain),
            "group": lambda: file.formatted_read_group(domain, ["lifecycle"]),
            "count": lambda: file._read_group(domain, [], ["__count"])[0][0],
            "web": lambda: file.web_search_read(domain, values)["records"],
        }

    @covers("R005")
    def test_write(self):
        for _name, file, rights in self.walk():
            self.assertAllowed("w" in rights, file.write, {"business_needs": "New"})

    def test_delete(self):
        for _name, file, rights in self.walk():
            self.assertAllowed("d" in rights, file.unlink)

    def test_export(self):
        for _name, file, rights in self.walk():
            names = ["name", "tier"]
            passed = self.attempt(file.export_data, names, denial=UserError)
            self.assertEqual("x" in rights, passed)

    def test_create(self):
        for name, (own, others, _followed) in MATRIX.items():
            Customer = self.as_user(self.env["keqin.customer"], name)
            for manager, rights in ((self.users[name], own), (self.rival, others)):
                partner = self.make_partner("Newcomer", user_id=manager.id)
                with self.subTest(user=name, manager=manager.login):
                    vals = {"partner_id": partner.id}
                    self.assertAllowed("c" in rights, Customer.create, vals)

    @covers("R004")
    def test_sales_starts_a_file_in_the_form(self):
        """What the form sends along by itself must not be what the server refuses."""
        Customer = self.as_user(self.env["keqin.customer"], "sales")
        partner = self.make_partner("Newcomer", user_id=self.users["sales"].id)
        form = Form(Customer.with_context(default_partner_id=partner.id))
        form.business_needs = "Spare parts within two days"
        self.assertEqual(form.save().partner_id, partner)

    @covers("R196")
    def test_contributor_is_routed_and_does_not_route(self):
        """Following opens a file to a contributor, who cannot follow by request."""
        user = self.users["contributor"]
        file = self.others.with_user(user)
        self.assertAllowed(False, file.message_subscribe, user.partner_id.ids)

    def test_menus_are_for_care_roles_only(self):
        root = self.env.ref("keqin_addon.keqin_menu_root")
        menus = self.env["ir.ui.menu"].search([("id", "child_of", root.id)])
        for name, user in self.users.items():
            Menu = self.env["ir.ui.menu"].with_user(user)
            readable = Menu.has_access("read")
            visible = Menu._visible_menu_ids() if readable else set()
            with self.subTest(user=name):
                self.assertEqual(name in ROLES, root.id in visible)
                if name in OUTSIDERS:
                    self.assertFalse(visible & set(menus.ids))

    def test_outsiders_have_no_model_of_ours(self):
        models = self.env["ir.model"].search([("model", "=like", "keqin.%")])
        self.assertIn("keqin.customer", models.mapped("model"))
        for name in OUTSIDERS:
            for model in models.filtered(lambda model: not model.abstract):
                with self.subTest(user=name, model=model.model):
                    Model = self.as_user(self.env[model.model], name)
                    operations = ("read", "write", "create", "unlink")
                    allowed = [o for o in operations if Model.has_access(o)]
                    # own cases, of the fields that test_case_portal_access lists
                    own = (name, model.model) == ("portal", "keqin.case")
                    self.assertEqual(allowed, ["read"] if own else [])


@covers("R181")
class TestCustomerCompanies(CustomerSecurityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        env = cls.in_companies(cls.env, cls.company, cls.elsewhere)
        cls.foreign = env["keqin.customer"].create(
            {
                "partner_id": cls.make_partner("Foreign").id,
                "company_id": cls.elsewhere.id,
            }
        )
        cls.foreign.partner_id.user_id = cls.users["sales"]
        cls.make_order(cls.foreign.partner_id, 500, company_id=cls.elsewhere.id)
        cls.policy_of(cls.elsewhere).run(AS_OF)

    def test_other_companies_are_invisible(self):
        """Neither file nor history, neither policy nor log, whatever the role."""
        policy = self.policy_of(self.elsewhere)
        records = (
            self.foreign,
            self.foreign.grade_change_ids,
            policy,
            policy.last_run_id,
        )
        for name in ROLES:
            for record in records:
                with self.subTest(user=name, model=record._name):
                    self.assertTrue(record)
                    as_role = self.as_user(record.with_env(self.env), name)
                    self.assertFalse(as_role.has_access("read"))
        lead = self.users["executive"]
        lead.company_ids += self.elsewhere
        both = self.in_companies(self.env, self.company, self.elsewhere)
        for record in records:
            record = record.with_env(both).with_user(lead)
            self.assertTrue(record.has_access("read"), record)

    def test_company_counts_only_while_it_is_active(self):
        """Allowed but not ticked in the company menu is out of sight as well."""
        lead = self.users["executive"]
        lead.company_ids += self.elsewhere
        Customer = self.env["keqin.customer"].with_user(lead)
        domain = [("id", "=", self.foreign.id)]
        self.assertFalse(Customer.search(domain))
        env = self.in_companies(Customer.env, self.elsewhere)
        self.assertTrue(Customer.with_env(env).search(domain))


@covers("R182")
class TestCustomerSecrets(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file = cls.make_customer(
            user=cls.users["sales"], budget_limit=4321.0, budget_note="Fiscal year"
        )
        cls.make_order(cls.file.partner_id, 10_000, cost=10_000 - MARGIN)
        cls.make_order(cls.make_customer("Small").partner_id, 10, cost=5)
        cls.policy.run(AS_OF)

    def ways(self, name, field):
        """Every way to a value, or to what it must be, of which we know."""
        env = self.file.with_user(self.users[name]).env
        file, column = self.file.with_env(env), f"{field}"
        ways = {
            "read": lambda: file.read([field]),
            "attribute": lambda: [file[field]],
            "web_read": lambda: file.web_read({field: {}}),
            "path of a change": lambda: file.grade_change_ids.search(
                [(f"customer_id.{column}", "!=", False)]
            ),
            "path of a contact": lambda: file.partner_id.search(
                [(f"keqin_customer_ids.{column}", "!=", False)]
            ),
            "search": lambda: file.search([(column, "!=", False)]),
            "filter": lambda: file.filtered_domain([(column, "!=", False)]),
            "order": lambda: file.search([], order=column),
            "group": lambda: file.formatted_read_group([], [column], ["__count"]),
            "aggregate": lambda: file._read_group([], [], [f"{column}:max"]),
            "having": lambda: file._read_group(
                [], ["lifecycle"], ["__count"], [(f"{column}:max", ">", 0)]
            ),
        }
        if field == "grade_explanation":  # has no operators in SQL, for anybody
            return {way: ways[way] for way in ways if way in ("read", "attribute")}
        if field == "budget_note":
            ways.pop("having")
        else:
            ways.pop("group")
        return ways

    def test_secrets_are_out_of_reach_in_every_way(self):
        for name in (*SEE_SECRETS, *BLIND):
            for field in SECRET:
                for way, attempt in self.ways(name, field).items():
                    with self.subTest(user=name, field=field, way=way):
                        self.assertAllowed(name in SEE_SECRETS, attempt)

    def test_client_is_not_told_of_secret_fields(self):
        for name in (*SEE_SECRETS, *BLIND):
            with self.subTest(user=name):
                described = self.file.with_user(self.users[name]).fields_get()
                known = set(SECRET) & set(described)
                self.assertEqual(known, set(SECRET) if name in SEE_SECRETS else set())

    def test_export_of_secrets(self):
        for name, allowed in (("executive", True), ("manager", False)):
            file = self.file.with_user(self.users[name])
            for field in SECRET:
                with self.subTest(user=name, field=field):
                    self.assertAllowed(allowed, file.export_data, [field])

    def test_sales_learns_no_secret_of_others_through_a_path(self):
        """The field is open to account managers, the rule keeps it to their own."""
        env = self.file.with_user(self.rival).env
        paths = {
            "res.partner": "keqin_customer_ids.margin_window",
            "keqin.grade.change": "customer_id.margin_window",
            "keqin.customer": "margin_window",
        }
        for model, path in paths.items():
            with self.subTest(model=model):
                self.assertFalse(env[model].search([(path, ">", 0)]))
        self.assertFalse(self.file.partner_id.with_env(env).keqin_customer_ids)

    def test_history_of_budget_in_the_chatter(self):
        """Who may not read the field sees no tracked value of it either."""
        file = self.file.with_context(tracking_disable=False)
        self.env.cr.precommit.clear()  # a record is not tracked while it is being made
        file.budget_limit = 5000.0
        self.env.cr.flush()
        value = self.env["mail.tracking.value"].search(
            [("field_id.name", "=", "budget_limit")], limit=1, order="id desc"
        )
        self.assertTrue(value)
        for name in (*SEE_SECRETS, *BLIND):
            with self.subTest(user=name):
                env = self.file.with_user(self.users[name]).env
                shown = value.sudo().with_env(env)
                shown = shown.sudo()._filter_has_field_access(env)
                self.assertEqual(bool(shown), name in SEE_SECRETS)

    @covers("R018")
    def test_parts_hide_profit_and_still_add_up(self):
        for name in (*SEE_SECRETS, *BLIND):
            parts = self.file.with_user(self.users[name]).grade_parts
            with self.subTest(user=name):
                text = json.dumps(parts, ensure_ascii=False).replace(",", "")
                self.assertEqual(str(int(MARGIN)) in text, name in SEE_SECRETS)
                for section in parts:
                    total = sum(part["points"] for part in section["factors"])
                    self.assertAlmostEqual(total, section["score"], 2)
                value = parts[0]["factors"]
                hidden = [part["factor"] for part in value if part["secret"]]
                self.assertEqual(hidden, [] if name in SEE_SECRETS else ["margin"])


@covers("R021", "R191")
class TestCustomerGuards(CustomerSecurityCase):
    def sample(self, name):
        """Some value of the field's type that differs from the present one."""
        field = self.env["keqin.customer"]._fields[name]
        if field.type == "selection":
            return field.get_values(self.env)[0]
        samples = {
            "boolean": True,
            "char": "X",
            "text": "X",
            "date": "2020-02-29",
            "datetime": "2020-02-29 00:00:00",
            "integer": 7,
            "float": 7.0,
            "monetary": 7.0,
            "json": {"value": []},
            "many2one": self.env.uid,
        }
        return samples[field.type]

    def test_every_stored_field_is_decided(self):
        """A new field has to be put into one of the lists of this file."""
        every = self.env["keqin.customer"]._fields.values()
        stored = {f.name for f in every if f.store and not f.inherited}
        stored -= {f.name for f in every if f.type == "one2many"}
        decided = [COMPUTED, set(LIMITED), FIXED, EDITABLE, INFRASTRUCTURE]
        self.assertEqual(stored, set().union(*decided))
        self.assertEqual(len(stored), sum(map(len, decided)))

    def test_computed_fields_are_written_by_nobody(self):
        for name in WRITERS:
            file = self.as_user(self.own[name], name)
            for field in sorted(COMPUTED):
                value = self.sample(field)
                with self.subTest(user=name, field=field):
                    self.assertRefused(file.write, {field: value})

    def test_computed_fields_are_not_set_at_creation(self):
        for name in CREATORS:
            partner = self.make_partner("Newcomer", user_id=self.users[name].id)
            Customer = self.as_user(self.env["keqin.customer"], name)
            for field in sorted(COMPUTED | {"key_customer"}):
                value = self.sample(field)
                vals = {"partner_id": partner.id, field: value}
                by_default = Customer.with_context(**{f"default_{field}": value})
                with self.subTest(user=name, field=field):
                    self.assertRefused(Customer.create, vals)
                    self.assertRefused(by_default.create, {"partner_id": partner.id})

    def test_computed_fields_are_not_imported(self):
        for name in CREATORS:
            file = self.as_user(self.own[name], name)
            rows = [[file.id, "A", "99"]]
            with self.subTest(user=name), self.undone():
                result = file.load([".id", "tier", "value_score"], rows)
                self.assertFalse(result["ids"])
                self.assertFalse(self.own[name].tier)

    def test_limited_fields(self):
        samples = {
            "active": False,
            "company_id": self.company.id,
            "sponsor_id": self.users["executive"].id,
            "key_customer": True,
            "budget_limit": 1.0,
            "budget_note": "Half-year",
        }
        for name in WRITERS:
            file = self.as_user(self.own[name], name)
            for field, writers in LIMITED.items():
                with self.subTest(user=name, field=field):
                    vals = {field: samples[field]}
                    self.assertAllowed(name in writers, file.write, vals)

    def test_archiving_by_button_follows_the_field(self):
        for name in WRITERS:
            file = self.as_user(self.own[name], name)
            for button in (file.action_archive, file.action_unarchive):
                with self.subTest(user=name, button=button.__name__), self.undone():
                    self.assertAllowed(name in LEADS, lambda button=button: [button()])

    def test_file_keeps_its_customer(self):
        """Pointed at another contact, it would show that one's figures."""
        for name in WRITERS:
            file = self.as_user(self.own[name], name)
            partner = self.make_partner("Another", user_id=self.users[name].id)
            with self.subTest(user=name):
                vals = {"partner_id": partner.id}
                self.assertRefused(file.write, vals, error=UserError)

    @covers("R009")
    def test_notes_are_dated_by_the_server(self):
        file = self.as_user(self.own["sales"], "sales")
        today = fields.Date.context_today(file)
        for note in ("situation", "needs"):
            file.write({f"business_{note}": "Grows"})
            self.assertEqual(file[f"business_{note}_on"], today)
        self.assertFalse(file.pain_points_on)

    def test_key_customer_is_stamped(self):
        executive = self.users["executive"]
        file = self.own["sales"].with_user(executive)
        file.key_customer = True
        self.assertEqual(file.key_by_id, executive)
        self.assertTrue(file.key_since)
        self.assertEqual(file.care_level, "key")

    @covers("R197")
    def test_key_customer_needs_an_account_manager(self):
        file = self.make_customer("Nobody's").with_user(self.users["executive"])
        with self.undone(), self.assertRaises(UserError):
            file.key_customer = True
        mine = self.own["executive"].with_user(self.users["executive"])
        mine.key_customer = True
        with self.undone(), self.assertRaises(UserError):
            mine.user_id = False
