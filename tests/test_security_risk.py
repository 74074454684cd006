"""Who reads risks, who takes which step; the strategy is closed on every path."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common import OUTSIDERS, ROLES
from .covers import covers
from .risk_case import LEADS, READERS, SECRET, SENSITIVE, RiskCase

EVERYBODY = (*ROLES, *OUTSIDERS)
STAMPED = {
    "case_id": False,
    "closed_on": "2026-06-15",
    "company_id": 1,
    "detected_on": "2026-01-01",
    "gone_on": "2026-06-15",
    "is_crisis": True,
    "is_unanswered": False,
    "noticed_on": "2026-06-15 00:00:00",
    "open_days": 0,
    "recovered_rate": 100,
    "reminded_on": "2026-06-15",
    "result": "Fine",
    "rule_id": False,
    "seen_on": "2026-06-15",
    "snooze_reason": "Later",
    "snoozed_until": "2026-12-31",
    "source": "rule",
    "stage_since": "2026-01-01",
    "state": "recovered",
    "told_on": "2026-06-15 00:00:00",
}


class RiskSecurityCase(RiskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        may_export = cls.env.ref("base.group_allow_export")
        for role in ("service", "marketing", "contributor", "manager", "employee"):
            cls.users[role].group_ids += may_export


class TestSecurityRisk(RiskSecurityCase):
    @covers("R115", "R191")
    def test_who_reads(self):
        risk = self.make_risk()
        for role in EVERYBODY:
            with self.subTest(role):
                for record in (risk, risk.stage_ids):
                    mine = record.with_user(self.users[role])
                    self.assertAllowed(role in READERS, mine.read, ["display_name"])
                    found = [("id", "in", record.ids)]
                    self.assertAllowed(role in READERS, mine.search, found)
                    if role not in READERS:
                        self.assertRefused(mine._read_group, [], ["state"])
                        self.assertRefused(mine.name_search, "a")

    def test_account_managers_see_their_customers(self):
        theirs = self.make_risk(self.other)
        mine = self.make_risk()
        seen = self.by("sales", self.env["keqin.risk"])
        self.assertEqual(seen.search([("id", "in", (theirs | mine).ids)]), mine)
        stages = self.by("sales", self.env["keqin.risk.stage"]).search([])
        self.assertEqual(stages.risk_id, mine)
        for step in ("action_lost", "action_crisis", "action_snooze"):
            self.assertRefused(getattr(self.by("sales", theirs), step))
        create = self.by("sales", self.env["keqin.risk"]).create
        self.assertRefused(create, {"name": "x", "customer_id": self.other.id})

    def test_companies_are_separate(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        there = self.make_customer("There", company_id=elsewhere.id)
        risk = self.make_risk(there, user_id=self.env.ref("base.user_admin").id)
        suggestion = self.suggest(there)
        for role in READERS:
            for record in (risk, risk.stage_ids, suggestion):
                self.assertRefused(record.with_user(self.users[role]).read, ["state"])

    def test_who_raises_and_words_one(self):
        for role in EVERYBODY:
            with self.subTest(role):
                Risk = self.env["keqin.risk"].with_user(self.users[role])
                vals = {"name": "Heard", "customer_id": self.customer.id}
                self.assertAllowed(role in READERS, Risk.create, vals)
        raised = self.by("service", self.env["keqin.risk"]).create(
            {
                "name": "Heard",
                "customer_id": self.customer.id,
                "reason": "Rumour",
                "kind": "other",
                "level": "low",
            }
        )
        self.assertEqual(raised.user_id, self.users["sales"])
        self.assertEqual(raised.source, "person")
        self.assertTrue(raised.may_assess)
        self.assertFalse(self.by("service", self.make_risk()).may_assess)
        raised.reason = "Rumour, from the driver"
        self.make_step(raised)
        self.assertRefused(raised.write, {"reason": "Else"})

    @covers("R191")
    def test_who_assesses(self):
        risk = self.make_risk()
        for role in READERS:
            with self.subTest(role):
                allowed = role in ("sales", *LEADS)
                mine = self.by(role, risk)
                for vals in ({"level": "high"}, {"date_due": "2026-07-01"}):
                    self.assertAllowed(allowed, mine.write, vals)
                self.assertAllowed(role in LEADS or role == "service", self.own, mine)

    def own(self, risk):
        risk._check_field_access(risk._fields["user_id"], "write")
        return True

    @covers("R190", "R191")
    def test_stamps_are_written_by_nobody(self):
        risk = self.make_risk()
        for role in READERS:
            for name, value in STAMPED.items():
                with self.subTest(role=role, field=name):
                    self.assertRefused(self.by(role, risk).write, {name: value})
                    values = {"name": "x", "customer_id": self.customer.id}
                    Risk = self.by(role, self.env["keqin.risk"])
                    self.assertRefused(Risk.create, values | {name: value})
            stage = self.by(role, risk.stage_ids)
            self.assertRefused(stage.write, {"days": 1})
            self.assertRefused(stage.create, {"risk_id": risk.id, "state": "lost"})
            self.assertRefused(stage.unlink)
            self.assertRefused(self.by(role, risk).unlink)

    def test_what_a_rule_saw_stays(self):
        risk = self.by_rule(self.customer)
        for vals in ({"reason": "Else"}, {"kind": "gap"}):
            self.assertRefused(self.by("executive", risk).write, vals, error=UserError)
        self.by("sales", risk).level = "low"

    def test_closed_ones_are_corrected_by_leads(self):
        risk = self.make_risk()
        risk._close("lost", "Gone")
        self.assertRefused(self.by("sales", risk).write, {"level": "low"})
        self.by("sales_manager", risk).level = "low"

    def test_open_ones_are_not_archived(self):
        risk = self.make_risk()
        self.assertRefused(
            self.by("manager", risk).write, {"active": False}, error=UserError
        )
        risk._close("lost", "Gone")
        self.assertRefused(self.by("sales", risk).write, {"active": False})
        self.by("manager", risk).active = False

    @covers("R117", "R191")
    def test_who_takes_which_step(self):
        risk = self.make_risk()
        self.make_step(risk, done=True)
        day = risk.date_due
        steps = {
            "recovered": lambda r: r._close("recovered", "They stay"),
            "lost": lambda r: r._close("lost", "Gone"),
            "snooze": lambda r: r._snooze(day, "Later"),
            "crisis": lambda r: r.action_crisis(),
            "dismissed": lambda r: r._close("dismissed", "None"),
        }
        for role in EVERYBODY:
            for name, step in steps.items():
                who = LEADS if name == "dismissed" else ("sales", *LEADS)
                with self.subTest(role=role, step=name):
                    mine = risk.with_user(self.users[role])
                    self.assertAllowed(role in who, step, mine)
        risk._close("lost", "Gone")
        for role in EVERYBODY:
            mine = risk.with_user(self.users[role])
            self.assertAllowed(role in ("sales", *LEADS), mine.action_reopen)

    def test_owner_must_see_the_customer(self):
        risk = self.make_risk()
        for user, allowed in ((self.rival, False), (self.users["service"], True)):
            self.assertEqual(
                allowed,
                self.attempt(
                    lambda user=user: risk.write({"user_id": user.id}),
                    denial=Exception,
                ),
            )
        risk.user_id = self.users["service"]
        self.by("service", risk)._snooze(risk.date_due, "Later")

    def test_who_plans_steps(self):
        for role in EVERYBODY:
            risk = self.make_risk()
            with self.subTest(role):
                mine = risk.with_user(self.users[role])
                self.assertAllowed(role in READERS, mine.action_plan_step)
                step = {
                    "name": "Call",
                    "customer_id": self.customer.id,
                    "type_id": self.call.id,
                    "user_id": self.users[role].id,
                    "risk_id": risk.id,
                }
                Activity = self.env["keqin.activity"].with_user(self.users[role])
                self.assertAllowed(role in READERS, Activity.create, step)

    def test_nobody_opens_or_closes_as_a_rule(self):
        for name in ("_open_by_rule", "_close_by_rule", "_notice", "_end", "_step"):
            self.assertTrue(name.startswith("_"))
        self.assertRefused(
            self.by("sales", self.env["keqin.risk"])._open_by_rule,
            [
                {
                    "customer_id": self.customer.id,
                    "rule_id": self.rule.id,
                    "kind": "other",
                    "name": "x",
                }
            ],
        )


class TestStrategyIsClosed(RiskSecurityCase):
    """What service, marketing and the administrator never get to see (R190)."""

    BLIND = tuple(role for role in EVERYBODY if role not in SENSITIVE)

    def setUp(self):
        super().setUp()
        self.risk = self.make_risk()
        self.rule.strategy = SECRET

    def paths(self, record, name="strategy"):
        hit = [(name, "ilike", "Berlin")]
        return {
            "read": lambda: record.read([name]),
            "fetch": lambda: record.mapped(name),
            "web_read": lambda: record.web_read({name: {}}),
            "search": lambda: record.search(hit),
            "count": lambda: record.search_count(hit),
            "through": lambda: record.env["keqin.customer"].search(
                [("risk_ids.strategy", "ilike", "Berlin")]
            ),
            "any": lambda: record.env["keqin.customer"].search(
                [("risk_ids", "any", hit)]
            ),
            "name_search": lambda: record.name_search("", hit),
            "group": lambda: record._read_group([], [name]),
            "formatted": lambda: record.formatted_read_group([], [name], ["__count"]),
            "aggregate": lambda: record._read_group([], [], [f"{name}:count_distinct"]),
            "order": lambda: record.search([], order=name),
            "export": lambda: record.export_data([name]),
            "filtered": lambda: record.filtered_domain(hit),
            "write": lambda: record.write({name: "x"}),
            "onchange": lambda: record.onchange({}, [name], {name: {}})["value"][name],
        }

    @covers("R190", "R196")
    def test_by_no_path(self):
        for role in self.BLIND:
            mine = self.risk.with_user(self.users[role])
            for name, path in self.paths(mine).items():
                with self.subTest(role=role, path=name):
                    self.assertFalse(self.attempt(path, denial=Exception))
            if role in READERS:
                self.assertNotIn("strategy", mine.fields_get())
                self.assertNotIn(SECRET, str(mine.read()))
        # what a rule proposes is kept by the administrator of the standard
        rule = self.by("service", self.rule)
        self.assertRefused(rule.read, ["strategy"])
        self.assertNotIn(SECRET, str(rule.read()))
        self.assertTrue(self.by("manager", self.rule).strategy)

    def test_those_who_may(self):
        for role in SENSITIVE:
            mine = self.by(role, self.risk)
            self.assertEqual(mine.read(["strategy"])[0]["strategy"], SECRET)
            found = mine.search([("strategy", "ilike", "Berlin")])
            self.assertEqual(found, self.risk)

    def test_everybody_sees_that_there_is_one(self):
        self.assertFalse(self.by("service", self.risk).is_unanswered)
        self.risk.strategy = False
        self.assertTrue(self.by("service", self.risk).is_unanswered)

    @covers("R190", "R196")
    def test_no_text_that_others_read_tells_it(self):
        risk = self.risk.with_context(tracking_disable=False, mail_notrack=False)
        risk.write({"strategy": f"{SECRET}, now", "level": "high"})
        risk.action_crisis()
        step = risk.activity_ids_care[0]
        step.write({"result": "Said", "summary": "Said"})
        step.action_done()
        risk._snooze(risk.date_due, "Later")
        risk.action_raise_case()
        self.env.flush_all()
        values = risk.action_plan_step()["context"]
        said = [str(values), risk.case_id.name, str(risk.case_id.description)]
        for model in ("mail.message", "mail.tracking.value", "mail.activity"):
            said.append(str(self.env[model].search([]).read()))
        for record in (risk.activity_ids_care, self.env["keqin.ledger"].search([])):
            said.append(str(record.read()))
        said.append(str(risk.activity_ids_care.mapped("display_name")))
        self.assertNotIn("Berlin", " ".join(said))

    def test_not_in_what_is_exported_of_the_customer(self):
        customer = self.by("service", self.customer)
        self.assertFalse(
            self.attempt(customer.export_data, ["risk_ids/strategy"], denial=Exception)
        )
        action = self.by("manager", self.customer)
        self.assertEqual(action.risk_count, 1)

    def test_level_of_the_customer_has_the_same_readers(self):
        for role in ROLES:
            customer = self.customer.with_user(self.users[role])
            with self.subTest(role):
                for name in ("risk_level", "risk_count", "risk_ids"):
                    self.assertAllowed(
                        role in READERS, lambda c=customer, n=name: c.read([n])
                    )
                if role in READERS:
                    self.assertRefused(
                        customer.write, {"risk_level": False}, error=AccessError
                    )


class TestRiskForm(RiskSecurityCase):
    def test_raised_on_the_screen(self):
        """Whoever may raise one can save what the screen proposes."""
        for role in READERS:
            with self.subTest(role):
                form = Form(self.by(role, self.env["keqin.risk"]))
                form.name = "Heard"
                form.customer_id = self.customer
                risk = form.save()
                self.assertEqual(risk.user_id, self.users["sales"])
