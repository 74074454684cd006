"""Who may see, run, try and change a grading, checked as each role.

The tables below are the specification; the tests only walk them.
"""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method

from .common import AS_OF, OUTSIDERS, ROLES, KeqinCase
from .covers import covers

# r read, w write, c create, d delete
MATRIX = {
    #                   policy  run   change  mode    fix     what-if
    "sales":           ("r",    "",   "r",    "r",    "",     ""),
    "sales_manager":   ("r",    "r",  "r",    "r",    "rwcd", "rwcd"),
    "service":         ("r",    "",   "r",    "r",    "",     ""),
    "service_manager": ("r",    "",   "r",    "r",    "",     ""),
    "marketing":       ("r",    "",   "r",    "r",    "",     ""),
    "executive":       ("r",    "r",  "r",    "r",    "rwcd", "rwcd"),
    "contributor":     ("",     "",   "",     "r",    "",     ""),
    "manager":         ("rwcd", "rd", "r",    "rwcd", "rwcd", "rwcd"),
    "employee":        ("",     "",   "",     "",     "",     ""),
    "portal":          ("",     "",   "",     "",     "",     ""),
    "public":          ("",     "",   "",     "",     "",     ""),
}  # fmt: skip
MODELS = (
    "keqin.grading.policy",
    "keqin.grading.run",
    "keqin.grade.change",
    "keqin.cooperation.mode",
    "keqin.grade.lock",
    "keqin.grading.what.if",
)
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}

LEADS = ("sales_manager", "executive", "manager")
RUNNERS = ("manager",)


class GradingSecurityCase(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.file = cls.make_customer("Own of sales", user=cls.users["sales"])
        cls.make_order(cls.file.partner_id, 1000, cost=400)
        cls.policy.run(AS_OF)
        cls.change = cls.file.grade_change_ids

    def as_user(self, record, name):
        return record.with_user(self.users[name])


@covers("R180", "R181", "R191")
class TestGradingAccess(GradingSecurityCase):
    def test_table_names_every_role(self):
        self.assertEqual(set(MATRIX), {*ROLES, *OUTSIDERS})

    def test_models(self):
        records = {
            "keqin.grading.policy": self.policy,
            "keqin.grading.run": self.policy.last_run_id,
            "keqin.grade.change": self.change,
            "keqin.cooperation.mode": self.env["keqin.cooperation.mode"].search(
                [], limit=1
            ),
        }
        for name, rights in MATRIX.items():
            for model, letters in zip(MODELS, rights, strict=True):
                record = self.as_user(records.get(model, self.env[model]), name)
                for letter, operation in OPERATIONS.items():
                    with self.subTest(user=name, model=model, operation=operation):
                        self.assertEqual(
                            letter in letters, record.has_access(operation)
                        )

    def test_history_is_as_visible_as_its_customer(self):
        for user, seen in ((self.users["sales"], True), (self.rival, False)):
            history = self.env["keqin.grade.change"].with_user(user)
            domain = [("id", "=", self.change.id)]
            with self.subTest(user=user.login):
                self.assertEqual(bool(history.search(domain)), seen)
                self.assertEqual(history.search_count(domain), int(seen))
                groups = history._read_group(domain, ["direction"], ["__count"])
                self.assertEqual(bool(groups), seen)

    @covers("R190")
    def test_history_is_made_by_nobody(self):
        """Not even by who keeps the standard: it says what happened."""
        values = {"customer_id": self.file.id, "date": AS_OF, "tier_new": "A"}
        for name in ROLES:
            change = self.as_user(self.change, name)
            with self.subTest(user=name):
                self.assertRefused(change.write, {"tier_new": "C"})
                self.assertRefused(change.create, values)
                self.assertRefused(change.unlink)
        log = self.as_user(self.policy.last_run_id, "manager")
        self.assertRefused(log.write, {"moved_count": 0})

    @covers("R020")
    def test_who_runs(self):
        for name in ROLES:
            policy = self.as_user(self.policy, name)
            for method in (policy.run, policy.action_run, policy.action_enroll):
                with self.subTest(user=name, method=method.__name__):
                    self.assertAllowed(name in RUNNERS, method)

    def test_run_grades_what_the_runner_may_not_see(self):
        """Who keeps the policy has no access to orders; the grades count them all."""
        self.make_order(self.file.partner_id, 500)
        self.as_user(self.policy, "manager").run(AS_OF)
        self.assertEqual(self.file.amount_window, 1500)

    @covers("R018")
    def test_records_behind_the_grade(self):
        """Executives open every order, and stay readers even if they sell as well."""
        order = self.make_order(self.file.partner_id, 10, user_id=self.rival.id)
        lead = {"name": "Chance", "type": "opportunity", "user_id": self.rival.id}
        records = (order, order.order_line, self.env["crm.lead"].create(lead))
        selling = self.make_user("executive", "sales")
        readers = {self.users["executive"], self.users["sales_manager"], selling}
        writers = {self.users["sales_manager"]}
        for user in {*self.users.values(), selling}:
            for record in records:
                record = record.with_user(user)
                with self.subTest(user=user.login, model=record._name):
                    self.assertEqual(user in readers, record.has_access("read"))
                    self.assertEqual(user in writers, record.has_access("write"))

    def test_administrator_of_the_database_is_none_of_care(self):
        """Settings and companies work, the policy itself stays closed."""
        system = self.make_user(login="keqin_system", groups="base.group_system")
        company = self.env["res.company"].with_user(system).create({"name": "Branch"})
        self.assertTrue(self.policy_of(company))
        Settings = self.env["res.config.settings"].with_user(system)
        self.assertRefused(Settings.create, {"keqin_method": "quantile"})
        self.assertRefused(self.policy.with_user(system).read, ["method"])

    def test_scope_filter_is_no_way_to_secrets(self):
        """It is searched as who writes it, or enrolment would answer for the sales."""
        policy = self.as_user(self.policy, "manager")
        secret = "[('keqin_customer_ids.margin_window', '>', 500)]"
        vals = {"scope_rule": "filter", "scope_domain": secret}
        self.assertRefused(policy.write, vals, error=UserError)


@covers("R028", "R191")
class TestFixing(GradingSecurityCase):
    def fix(self, file, reason="Pilot customer", **values):
        file.lock_grade("C", "low", reason, **values)
        return file.tier_locked

    def test_who_fixes_and_releases(self):
        for name in ROLES:
            file = self.as_user(self.file, name)
            with self.subTest(user=name):
                self.assertAllowed(name in LEADS, self.fix, file)
                self.fix(self.file)
                self.assertAllowed(name in LEADS, file.action_release_grade)

    def test_reason_is_mandatory(self):
        file = self.as_user(self.file, "executive")
        for reason in (None, False, "", "  \n"):
            with self.subTest(reason=reason):
                self.assertRefused(self.fix, file, reason, error=UserError)
        with self.undone(), self.assertRaises(UserError):
            self.fix(file, until="2020-01-01")

    @covers("R190")
    def test_history_says_who_and_why(self):
        lead = self.users["sales_manager"]
        file = self.file.with_user(lead)
        self.fix(file, "Named by the board")
        change = self.file.grade_change_ids.sorted("id")[-1]
        self.assertEqual((change.tier_old, change.tier_new), ("A", "C"))
        self.assertEqual(change.reason, "Named by the board")
        self.assertEqual(change.changed_by_id, lead)
        self.assertEqual(change.date, fields.Date.context_today(file))
        self.assertEqual(file.tier_locked_by_id, lead)
        file.action_release_grade()
        self.assertEqual(self.file.tier, "A")
        self.assertEqual(len(self.file.grade_change_ids), 3)

    def test_wizard_asks_the_same_right(self):
        for name in ROLES:
            with self.subTest(user=name):
                self.assertAllowed(name in LEADS, self.apply_wizard, name)

    def apply_wizard(self, name):
        values = {
            "customer_ids": self.file.ids,
            "tier": "B",
            "potential": "high",
            "reason": "Pilot customer",
        }
        self.as_user(self.env["keqin.grade.lock"], name).create(values).action_apply()
        return self.file.tier == "B" and self.file.tier_locked

    def test_wizard_of_another_user_gives_no_right(self):
        values = {"customer_ids": self.file.ids, "tier": "B", "reason": "Pilot"}
        wizard = self.as_user(self.env["keqin.grade.lock"], "executive").create(values)
        for name in ("sales", "service"):
            with self.subTest(user=name):
                self.assertRefused(self.as_user(wizard, name).action_apply)


@covers("R018", "R191")
class TestWhatIf(GradingSecurityCase):
    def open(self, name, policy=None):
        policy = self.as_user(policy or self.policy, name)
        action = policy.action_what_if()
        return self.as_user(self.env["keqin.grading.what.if"], name).browse(
            action["res_id"]
        )

    def test_who_tries_and_who_adopts(self):
        for name in ROLES:
            with self.subTest(user=name):
                self.assertAllowed(name in LEADS, self.try_out, name)
                self.assertAllowed(name in RUNNERS, self.adopt, name)

    def try_out(self, name):
        wizard = self.open(name)
        wizard.write({"method": "threshold", "threshold_a": 100, "threshold_b": 100})
        return wizard.action_try()

    def adopt(self, name):
        return self.open(name).action_apply()

    def test_trying_writes_nothing(self):
        before = self.file.read(["tier", "value_score", "write_date"])
        runs = self.policy.run_ids
        wizard = self.open("executive")
        wizard.weight_amount = 1
        wizard.action_try()
        self.env.invalidate_all()
        self.assertEqual(self.file.read(["tier", "value_score", "write_date"]), before)
        self.assertEqual(self.policy.run_ids, runs)
        self.assertEqual(self.file.grade_change_ids, self.change)
        self.assertEqual(self.policy.weight_amount, 50)

    def test_simulation_is_no_service(self):
        with self.assertRaises(AccessError):
            get_public_method(self.policy, "simulate")

    def test_policy_of_another_company_is_not_tried(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self.policy_of(elsewhere)
        What = self.as_user(self.env["keqin.grading.what.if"], "executive")
        self.assertRefused(lambda: What.create({"policy_id": foreign.id}).action_try())

    def test_result_is_for_who_asked(self):
        """It holds customers that another user may not see."""
        wizard = self.open("executive")
        wizard.action_try()
        move = self.env["keqin.grading.what.if.move"].create(
            {"wizard_id": wizard.id, "customer_id": self.file.id}
        )
        for record in (wizard, move.with_user(self.users["executive"])):
            self.assertTrue(record.has_access("read"))
            self.assertFalse(self.as_user(record, "sales_manager").has_access("read"))
