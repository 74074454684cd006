"""A change of care strategy, and whether satisfaction of those customers changed."""

from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError

from .check_case import CheckCase
from .covers import covers


class TestStrategyChange(CheckCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls.make_file("Alpha")
        cls.other = cls.make_file("Beta", cls.rival, "A")
        cls.small = cls.make_file("Gamma", tier="C")
        cls.csat = cls.env["keqin.indicator"].search([("code", "=", "K01")])

    @classmethod
    def say(cls, customer, score, on, number=1):
        """``number`` people of the customer give ``score`` of 5."""
        people = cls.env["res.partner"].create(
            [
                {"name": f"P{index}", "parent_id": customer.partner_id.id}
                for index in range(number)
            ]
        )
        vals_list = []
        for person in people:
            cls.count = getattr(cls, "count", 0) + 1
            vals_list.append(
                {
                    "customer_id": customer.id,
                    "contact_id": person.id,
                    "source": "interview",
                    "source_key": f"change-{cls.count}",
                    "answer_key": f"change-{cls.count}",
                    "metric": "csat",
                    "score": score,
                    "scale_min": 1,
                    "scale_max": 5,
                    "answered_on": f"{on} 08:00:00",
                }
            )
        return cls.env["keqin.feedback"]._record(vals_list)

    def make_change(self, **vals):
        vals = {
            "name": "Monthly visits",
            "customer_id": self.mine.id,
            "date": "2026-01-01",
            "months": "3",
            "reason": "Complaints",
            "strategy_after": "A visit a month",
            "indicator_ids": [Command.set(self.csat.ids)],
        } | vals
        return self.env["keqin.strategy.change"].create(vals)

    @covers("R139")
    def test_satisfaction_before_and_after(self):
        # before: 5 of 10 satisfied; after: 20 of 20; outside: whatever
        self.say(self.mine, 5, "2025-10-01", 5)
        self.say(self.mine, 1, "2025-12-31", 5)
        self.say(self.mine, 5, "2026-01-01", 10)
        self.say(self.mine, 4, "2026-03-31", 10)
        self.say(self.mine, 1, "2025-09-29", 9)
        self.say(self.mine, 1, "2026-04-02", 9)
        self.say(self.other, 1, "2026-02-01", 9)
        change = self.make_change()
        self.by("sales", change).action_start()
        self.assertEqual(change.customer_ids, self.mine)
        self.assertEqual(
            (change.before_from, change.before_to, change.after_from, change.after_to),
            (
                date(2025, 10, 1),
                date(2025, 12, 31),
                date(2026, 1, 1),
                date(2026, 3, 31),
            ),
        )
        [line] = change.line_ids
        self.assertEqual((line.before, line.before_n), (50.0, 10))
        self.assertEqual((line.after, line.after_n), (100.0, 20))
        self.assertEqual((line.difference, line.verdict), (50.0, "better"))
        self.assertGreater(line.low, 0)
        self.assertEqual(change.verdict, "better")
        action = self.by("sales", line).action_open_before()
        said = self.by("sales", self.env[action["res_model"]])
        self.assertEqual(len(said.search(action["domain"])), 10)
        action = self.by("sales", line).action_open_after()
        self.assertEqual(len(said.search(action["domain"])), 20)

    @covers("R139")
    def test_a_small_difference_is_no_reliable_change(self):
        self.say(self.mine, 5, "2025-11-01", 3)
        self.say(self.mine, 1, "2025-11-02", 3)
        self.say(self.mine, 5, "2026-02-01", 4)
        self.say(self.mine, 1, "2026-02-02", 2)
        change = self.make_change()
        change.action_start()
        self.assertEqual(change.line_ids.verdict, "none")
        self.assertLess(change.line_ids.low, 0)
        self.assertEqual(change.verdict, "none")

    def test_nothing_said_is_too_few(self):
        change = self.make_change()
        change.action_start()
        self.assertEqual((change.line_ids.before, change.verdict), (False, "few"))

    def test_worse_is_said_too(self):
        self.say(self.mine, 5, "2025-11-01", 20)
        self.say(self.mine, 1, "2026-02-01", 20)
        change = self.make_change()
        change.action_start()
        self.assertEqual(change.verdict, "worse")

    def test_counted_indicators_of_just_those_customers(self):
        repurchase = self.env["keqin.indicator"].search([("code", "=", "K05")])
        for on in ("2025-10-05", "2026-02-01"):
            self.make_order(self.mine.partner_id, 100, on)
        self.make_order(self.other.partner_id, 100, "2026-02-01")
        change = self.make_change(indicator_ids=[Command.set(repurchase.ids)])
        change.action_start()
        line = change.line_ids
        # before: the one order is the first; after: it has bought before
        self.assertEqual((line.before, line.before_n), (0.0, 1))
        self.assertEqual((line.after, line.after_n), (100.0, 1))
        action = line.action_open_after()
        self.assertEqual(
            self.env[action["res_model"]].search_count(action["domain"]), 1
        )

    @covers("R139")
    def test_a_segment_is_fixed_when_it_takes_effect(self):
        change = self.make_change(scope="segment", customer_id=False, tier="A")
        self.by("sales_manager", change).action_start()
        self.assertEqual(change.customer_ids, self.mine | self.other)
        self.small.sudo().tier = "A"
        self.by("sales_manager", change).action_compare()
        self.assertEqual(change.customer_count, 2)

    def test_a_segment_says_which(self):
        with self.assertRaises(ValidationError):
            self.make_change(scope="segment", customer_id=False)
        nobody = self.make_change(scope="segment", customer_id=False, tier="B")
        self.assertRefused(self.by("executive", nobody).action_start, error=UserError)

    @covers("R139")
    def test_closed_after_its_time_and_frozen(self):
        self.say(self.mine, 5, "2026-05-01", 6)
        change = self.make_change(date="2026-04-01")
        mine = self.by("sales", change)
        self.assertRefused(mine.action_close, error=UserError)
        mine.action_start()
        with freeze_time("2026-06-30 04:00:00"):
            self.assertRefused(self.by("sales", change).action_close, error=UserError)
        with freeze_time("2026-07-01 04:00:00"):
            self.by("sales", change).action_close()
        self.assertEqual((change.state, change.line_ids.after_n), ("closed", 6))
        self.say(self.mine, 1, "2026-05-02", 6)
        mine = self.by("sales", change)
        self.assertRefused(mine.action_compare, error=UserError)
        for vals in ({"reason": "x"}, {"date": "2026-01-01"}):
            self.assertRefused(lambda v=vals: mine.write(v), error=UserError)
        self.assertRefused(mine.unlink, error=UserError)

    def test_whom_it_is_for_stays(self):
        change = self.make_change()
        change.action_start()
        mine = self.by("sales", change)
        for vals in ({"customer_id": self.small.id}, {"months": "12"}):
            self.assertRefused(lambda v=vals: mine.write(v), error=UserError)
        mine.strategy_before = "A visit a quarter"

    def test_no_profit_and_nothing_of_a_single_day(self):
        found = self.env["keqin.indicator"].search([("period", "=", "date")], limit=1)
        found |= self.env["keqin.indicator"].search(
            [("is_sensitive", "=", True)], limit=1
        )
        self.assertEqual(len(found), 2)
        for indicator in found:
            with self.assertRaises(ValidationError):
                self.make_change(indicator_ids=[Command.set(indicator.ids)])

    def test_queries_do_not_depend_on_the_number_of_customers(self):
        def queries(customers):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["keqin.indicator.engine"]._figures_of(
                customers, self.csat, date(2026, 1, 1), date(2026, 3, 31)
            )
            return self.env.cr.sql_log_count - before

        many = self.mine
        for number in range(15):
            many |= self.make_file(f"More {number}")
        self.assertEqual(queries(many), queries(self.mine))
