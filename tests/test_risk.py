"""Risks: how they move, what they ask for, who hears of them, what becomes of them."""

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from .covers import covers
from .risk_case import SECRET, RiskCase


class TestRiskStages(RiskCase):
    @covers("R115", "R118")
    def test_stages_follow_from_what_is_done(self):
        risk = self.make_risk()
        self.assertEqual(risk.state, "at_risk")
        with freeze_time("2026-06-17 04:00:00"):
            step = self.make_step(risk)
            self.assertEqual(risk.state, "planned")
        with freeze_time("2026-06-22 04:00:00"):
            step.action_done()
            self.assertEqual((risk.state, risk.step_done_count), ("saving", 1))
        with freeze_time("2026-06-29 04:00:00"):
            risk._close("recovered", "They stay for the new prices")
        self.assertEqual(risk.open_days, 14)
        stages = [(s.state, str(s.started_on), s.days) for s in risk.stage_ids]
        self.assertEqual(
            stages,
            [
                ("at_risk", "2026-06-15", 2),
                ("planned", "2026-06-17", 5),
                ("saving", "2026-06-22", 7),
                ("recovered", "2026-06-29", 0),
            ],
        )
        self.assertFalse(risk.stage_ids.filtered(lambda stage: not stage.ended_on))

    @covers("R115")
    def test_no_plan_without_strategy_and_date(self):
        risk = self.make_risk(answered=False)
        self.make_step(risk, done=True)
        self.assertTrue(risk.is_unanswered)
        self.assertEqual(risk.state, "at_risk")
        risk.strategy = SECRET
        self.assertEqual(risk.state, "at_risk")
        risk.date_due = "2026-06-30"
        self.assertEqual(risk.state, "saving")
        states = risk.stage_ids.mapped("state")
        self.assertEqual(states, ["at_risk", "planned", "saving"])
        for missing in ({"strategy": " "}, {"date_due": False}):
            self.assertRefused(risk.write, missing, error=ValidationError)

    def test_low_ones_need_neither(self):
        risk = self.make_risk(answered=False, level="low")
        self.make_step(risk)
        self.assertEqual(risk.state, "planned")
        self.assertRefused(risk.write, {"level": "high"}, error=ValidationError)

    @covers("R191")
    def test_order_is_kept(self):
        """What each stage refuses, also to who may do everything."""
        risk = self.make_risk()

        def tries():
            calls = {
                "recovered": lambda: risk._close("recovered", "Fine"),
                "ask": risk.action_recovered,
                "lost": lambda: risk._close("lost", "Gone"),
                "dismissed": lambda: risk._close("dismissed", "None"),
                "cleared": lambda: risk._close("cleared", "By hand"),
                "snooze": lambda: risk._snooze(risk.date_due, "Later"),
                "reopen": risk.action_reopen,
            }
            return {
                n for n, call in calls.items() if self.attempt(call, denial=UserError)
            }

        begun = {"lost", "dismissed", "snooze"}
        self.assertEqual(tries(), begun)
        step = self.make_step(risk)
        self.assertEqual(tries(), begun)
        step.action_done()
        self.assertEqual(tries(), begun | {"recovered", "ask"})
        risk._close("lost", "Gone to others")
        self.assertEqual(tries(), {"reopen"})
        risk.action_reopen()
        self.assertEqual((risk.state, risk.result), ("saving", False))

    def test_nothing_is_closed_without_a_word(self):
        risk = self.make_risk()
        self.make_step(risk, done=True)
        for state in ("recovered", "lost", "dismissed"):
            for text in (None, "", "  "):
                self.assertRefused(risk._close, state, text, error=UserError)
        sql = "UPDATE keqin_risk SET state = 'lost' WHERE id = %s"
        with mute_logger("odoo.sql_db"):
            self.assertFalse(
                self.attempt(self.env.cr.execute, sql, risk._ids, denial=IntegrityError)
            )

    def test_step_of_another_customer(self):
        risk = self.make_risk()
        with self.assertRaisesRegex(ValidationError, "risk of the same customer"):
            self.make_step(risk, customer_id=self.other.id)

    def test_confidential_step_is_told_without_its_subject(self):
        risk = self.make_risk()
        self.make_step(risk, done=True, name="Meet Mr. Li", confidential=True)
        said = " ".join(risk.message_ids.mapped("body"))
        self.assertIn("Step done", said)
        self.assertNotIn("Mr. Li", said)

    @covers("R118")
    def test_level_of_customer_and_success_rate(self):
        low = self.make_risk(level="low")
        high = self.make_risk(level="high")
        self.assertEqual(self.customer.risk_level, "high")
        self.make_step(high, done=True)
        high._close("recovered", "They stay")
        self.assertEqual(self.customer.risk_level, "low")
        low._close("lost", "Gone")
        self.assertFalse(self.customer.risk_level)
        gone = self.make_risk()
        gone._close("dismissed", "A misunderstanding")
        [(rate,)] = self.env["keqin.risk"]._read_group(
            [("customer_id", "=", self.customer.id)], [], ["recovered_rate:avg"]
        )
        self.assertEqual(rate, 50)

    def test_levels_are_sorted_by_rank(self):
        for level in ("low", "high", "medium"):
            self.make_risk(level=level, date_due="2026-06-30")
        found = self.env["keqin.risk"].search(
            [("customer_id", "=", self.customer.id)], order="level desc"
        )
        self.assertEqual(found.mapped("level"), ["high", "medium", "low"])

    def test_on_the_list_of_who_owns_it(self):
        risk = self.make_risk()
        todo = risk.activity_ids
        self.assertEqual(todo.user_id, self.users["sales"])
        self.assertEqual(str(todo.date_deadline), "2026-06-30")
        self.assertNotIn(SECRET, str(todo.read()))
        risk.date_due = False
        self.assertEqual(str(todo.date_deadline), "2026-06-15")
        risk.user_id = self.users["service"]
        self.assertEqual(risk.activity_ids.user_id, self.users["service"])
        risk._close("lost", "Gone")
        self.assertFalse(risk.activity_ids)

    def test_columns_of_the_board(self):
        self.make_risk()._close("lost", "Gone")
        Risk = self.env["keqin.risk"].with_context(read_group_expand=True)
        groups = Risk.web_read_group(
            [("customer_id", "=", self.customer.id)], ["state"], []
        )["groups"]
        columns = [group["state"] for group in groups]
        self.assertEqual(columns, ["at_risk", "planned", "saving", "lost"])

    def test_snoozed_until_its_day(self):
        risk = self.make_risk()
        for day in (None, "2026-06-15", "2026-06-01"):
            day = day and self.env["keqin.risk"]._fields["date_due"].to_date(day)
            self.assertRefused(risk._snooze, day, "Later", error=UserError)
        risk._snooze(risk.date_due, "They are on holiday")
        self.assertTrue(risk.is_snoozed)
        Risk = self.env["keqin.risk"]
        self.assertIn(risk, Risk.search([("is_snoozed", "=", True)]))
        with freeze_time("2026-06-30 04:00:00"):
            self.env.invalidate_all()
            self.assertFalse(risk.is_snoozed)
        risk.action_wake()
        self.assertFalse(risk.is_snoozed)

    def test_case_once(self):
        risk = self.make_risk()
        risk.action_raise_case()
        case = risk.case_id
        self.assertEqual((case.kind, case.is_preventive), ("support", True))
        self.assertNotIn(SECRET, case.description)
        risk.action_raise_case()
        self.assertEqual(risk.case_id, case)

    def test_in_ledger_and_handed_over(self):
        risk = self.make_risk()
        items = self.env["keqin.handover"]._open_items()
        self.assertIn(risk, self.env["keqin.risk"].search(items["keqin.risk"]))
        row = self.env["keqin.ledger"].search(
            [("kind", "=", "risk"), ("customer_id", "=", self.customer.id)]
        )
        self.assertEqual((row.res_id, row.name), (risk.id, risk.name))
        self.assertTrue(row.is_open)
        self.customer.partner_id.with_user(
            self.users["sales_manager"]
        ).user_id = self.rival
        self.assertEqual(risk.user_id, self.rival)

    def test_steps_cost_the_same_for_many(self):
        risks = self.env["keqin.risk"]
        for _number in range(12):
            risks |= self.make_risk(answered=False)

        def cost(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("step_count")
            some.mapped("crisis_missing")
            some.mapped("recovery_ids")
            some.mapped("stage_days")
            return self.env.cr.sql_log_count - before

        cost(risks)
        self.assertLessEqual(cost(risks), cost(risks[:2]))

    @covers("R115")
    def test_strategy_of_the_rule_is_proposed_and_taken_over(self):
        self.rule.strategy = "Ask what has changed"
        risk = self.make_risk(answered=False, rule_id=self.rule.id)
        mine = risk.with_user(self.users["sales"])
        self.assertFalse(mine.strategy, "somebody has to want it")
        self.assertEqual(mine.proposed_strategy, "Ask what has changed")
        mine.action_use_strategy()
        self.assertEqual(mine.strategy, "Ask what has changed")
        mine.strategy = "Visit them"
        mine.action_use_strategy()
        self.assertEqual(mine.strategy, "Visit them", "what was written stays")
        blind = risk.with_user(self.users["service"])
        self.assertRefused(blind.read, ["proposed_strategy"])
        self.assertRefused(blind.action_use_strategy)

    @covers("R202")
    def test_who_owns_it_is_not_told_what_they_know(self):
        self.customer.sponsor_id = False
        risk = self.make_risk(level="high", user_id=self.users["executive"].id)
        other = self.make_user("executive", login="second_executive")
        told = risk._people_above(self.users["executive"] | other)
        self.assertEqual(told, other)


class TestCrisis(RiskCase):
    @covers("R117", "R202")
    def test_three_steps_and_executives_told(self):
        chief = self.make_user("executive", login="keqin_chief")
        risk = self.make_risk(name="Line stands still")
        risk.action_crisis()
        steps = risk.activity_ids_care.sorted("date_planned")
        self.assertEqual(
            [(s.crisis_step, str(s.date_planned)) for s in steps],
            [
                ("communication", "2026-06-15"),
                ("explanation", "2026-06-16"),
                ("remedy", "2026-06-18"),
            ],
        )
        self.assertEqual(steps.user_id, self.users["sales"])
        self.assertEqual((risk.level, risk.state), ("high", "planned"))
        for user in (self.users["executive"], chief):
            [message] = self.messages(user)
            self.assertEqual(message.subject, "Crisis: Ruichen")
            self.assertNotIn(SECRET, message.body)
        risk.action_crisis()
        self.assertEqual(len(risk.activity_ids_care), 3)
        self.assertEqual(len(self.messages(chief)), 1, "told once")

    @covers("R117")
    def test_not_over_before_all_three_are_done(self):
        risk = self.make_risk()
        risk.action_crisis()
        for step in risk.activity_ids_care.sorted("date_planned"):
            with self.assertRaises(UserError):
                risk._close("recovered", "They stay")
            step.write({"result": "Said", "summary": "Said", "date_done": "2026-06-15"})
            step.action_done()
        self.assertFalse(risk.crisis_missing)
        risk._close("recovered", "They stay")
        self.assertEqual(risk.state, "recovered")

    def test_a_lead_says_that_it_is_none(self):
        risk = self.make_risk()
        risk.action_crisis()
        self.make_step(risk, done=True)
        self.assertRefused(risk._close, "recovered", "Fine", error=UserError)
        self.assertRefused(self.by("sales", risk).action_end_crisis)
        self.by("sales_manager", risk).action_end_crisis()
        self.by("sales", risk)._close("recovered", "Fine")


class TestRiskByRule(RiskCase):
    @covers("R116")
    def test_same_condition_twice_is_one_risk(self):
        first = self.by_rule(self.customer, self.customer, self.other)
        self.assertEqual(len(first), 2)
        self.assertFalse(self.by_rule(self.customer, self.other))
        self.assertEqual(set(first.mapped("source")), {"rule"})
        # nor by force
        with mute_logger("odoo.sql_db"):
            self.assertFalse(
                self.attempt(
                    first[0].copy, {"rule_id": self.rule.id}, denial=IntegrityError
                )
            )

    @covers("R116")
    def test_over_it_is_cleared_or_recovered(self):
        idle, worked = self.by_rule(self.customer, self.other)
        worked.write({"strategy": "Visit them", "date_due": "2026-06-30"})
        self.make_step(worked, user_id=self.rival.id)
        closed = self.env["keqin.risk"]._close_by_rule(
            {idle.id: "7 orders again", worked.id: "6 orders again"}
        )
        self.assertEqual(closed, idle | worked)
        self.assertEqual((idle.state, worked.state), ("cleared", "recovered"))
        self.assertEqual(idle.result, "7 orders again")
        self.assertEqual((idle.recovered_rate, worked.recovered_rate), (False, 100))
        self.assertTrue(self.by_rule(self.customer), "it may come again")
        # what people have closed is not closed again
        worked.action_reopen()
        worked._close("lost", "Gone")
        self.assertFalse(self.env["keqin.risk"]._close_by_rule({worked.id: "Back"}))

    @covers("R117")
    def test_crisis_is_ended_by_people_alone(self):
        risk = self.by_rule(self.customer)
        risk.write({"strategy": "Visit them", "date_due": "2026-06-30"})
        risk.action_crisis()
        self.assertFalse(self.env["keqin.risk"]._close_by_rule({risk.id: "Over"}))
        self.assertEqual(risk.state, "planned")

    @covers("R116")
    def test_dismissed_stays_away_until_its_day(self):
        risk = self.by_rule(self.customer)
        until = risk._fields["date_due"].to_date("2026-07-01")
        risk._close("dismissed", "They order by year now", until)
        self.assertFalse(self.by_rule(self.customer))
        self.assertTrue(self.by_rule(self.other))
        with freeze_time("2026-07-01 04:00:00"):
            self.assertTrue(self.by_rule(self.customer))

    @covers("R202", "R115")
    def test_one_message_a_person(self):
        """Owners of what rules found, the sponsor of what is high, and nobody twice."""
        more = self.make_customer(
            "Taihe", self.users["sales"], sponsor_id=self.users["executive"].id
        )
        self.by_rule(self.customer, more, level="high", strategy=SECRET)
        Risk = self.env["keqin.risk"]
        self.assertFalse(self.messages(self.users["sales"]))
        for _time in range(2):
            Risk._notice(self.company)
        for role, subject in (
            ("sales", "Customers at risk: 2"),
            ("executive", "High risk: "),
        ):
            [message] = self.messages(self.users[role])
            self.assertIn(subject, message.subject)
            self.assertIn("Ruichen", message.body)
            self.assertIn("Taihe", message.body)
            self.assertNotIn(SECRET, message.body)

    @covers("R115")
    def test_long_list_is_cut(self):
        customers = [self.make_customer(f"C{n}", self.rival) for n in range(32)]
        self.by_rule(*customers)
        self.env["keqin.risk"]._notice(self.company)
        [message] = self.messages(self.rival)
        self.assertIn("32", message.subject)
        self.assertEqual(message.body.count("<li>"), 31)
        self.assertIn("+2", message.body)

    @covers("R115")
    def test_missing_answers_are_reminded_weekly(self):
        bare = self.make_risk(answered=False)
        self.make_risk()
        put_off = self.make_risk(answered=False)
        put_off._snooze(self.env["keqin.risk"]._company_day().replace(day=30), "Later")
        Risk = self.env["keqin.risk"]
        self.assertFalse(Risk._remind_unanswered(), "not on its first day")
        with freeze_time("2026-06-16 04:00:00"):
            self.assertEqual(Risk._remind_unanswered(), bare)
            self.assertFalse(Risk._remind_unanswered())
        with freeze_time("2026-06-22 04:00:00"):
            self.assertFalse(Risk._remind_unanswered())
        with freeze_time("2026-06-23 04:00:00"):
            self.assertEqual(Risk._remind_unanswered(), bare)
        self.assertEqual(len(self.messages(self.users["sales"])), 2)

    def test_many_cost_as_few(self):
        customers = [
            self.make_customer(f"C{n}", self.users["sales"]) for n in range(30)
        ]

        def cost(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            risks = self.by_rule(*some, user_id=self.users["sales"].id)
            self.env["keqin.risk"]._close_by_rule(dict.fromkeys(risks.ids, "Over"))
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(customers[:1])
        few, many = cost(customers[1:4]), cost(customers[4:])
        self.assertLessEqual(many, few + 4)

    def test_merged_customers_have_each_risk_once(self):
        twin = self.make_customer("Ruichen Ltd.", self.users["sales"])
        first, worked = self.by_rule(self.customer, twin)
        worked.write({"strategy": "Visit them", "date_due": "2026-06-30"})
        self.make_step(worked)
        kept = self.suggest()
        self.suggest(twin).action_dismiss("No")
        other = self.suggest(twin, key="else")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        partners = self.customer.partner_id | twin.partner_id
        wizard._merge(partners.ids, self.customer.partner_id)
        self.env.invalidate_all()
        self.assertEqual(first.state, "cleared")
        self.assertEqual((worked.state, worked.customer_id), ("planned", self.customer))
        self.assertEqual(self.customer.risk_level, "medium")
        self.assertFalse(kept.exists())
        self.assertEqual(other.customer_id, self.customer)
        states = self.customer.with_context(active_test=False)
        states = self.env["keqin.suggestion"].search([("customer_id", "=", states.id)])
        self.assertEqual(set(states.mapped("state")), {"dismissed", "proposed"})
