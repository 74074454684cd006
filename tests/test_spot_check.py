"""Spot checks: sample, checkers, verdicts, result by owner, corrections, K26."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.keqin_addon.tools.pareto import wilson

from .check_case import TODAY, CheckCase
from .covers import covers


class TestSpotCheck(CheckCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = cls.make_file("Alpha") | cls.make_file("Beta", cls.rival, "B")

    def drawn(self, **vals):
        spot = self.make_spot(**vals)
        self.by("sales_manager", spot).action_draw()
        return spot

    @covers("R149")
    def test_how_many_files_are_enough(self):
        spot = self.make_spot()
        self.assertEqual((spot.population, spot.sample_size), (2, 2))
        spot.population = 500
        self.assertEqual(spot.sample_size, 109)
        spot.method = "proof"
        self.assertEqual(spot.sample_size, 54)
        spot.population = 120
        spot.method = "estimate"
        self.assertEqual(spot.sample_size, 65)

    def test_prospects_lost_archived_and_empty_files_are_not_drawn(self):
        self.make_file("Prospect", lifecycle="prospect")
        self.make_file("Lost", lifecycle="lost")
        self.make_file("Archived").active = False
        empty = self.make_file("Empty", company_size=False)
        empty.partner_id.phone = False
        spot = self.drawn()
        self.assertEqual(spot.file_ids.customer_id, self.files)

    def test_tier_a_comes_first_and_the_seed_decides(self):
        many = self.env["keqin.customer"].browse()
        for number in range(12):
            many |= self.make_file(
                f"C{number}", (self.users["sales"], self.rival)[number % 2], "C"
            )
        spot = self.make_spot(sample_size=6)
        first = spot._sample(self.env["keqin.customer"])
        self.assertEqual(spot._sample(self.env["keqin.customer"]), first)
        self.by("executive", spot).action_draw()
        self.assertEqual(spot.file_ids.customer_id.ids, first)
        tiers = spot.file_ids.mapped("tier")
        self.assertEqual(tiers, ["A", "B", "C", "C", "C", "C"])
        self.assertEqual(len(spot.file_ids[2:].owner_id), 2)
        self.assertEqual(len(spot.file_ids.mapped("sequence")), 6)

    @covers("R149")
    def test_what_the_file_said_is_kept(self):
        spot = self.drawn()
        file = spot.file_ids.filtered(lambda it: it.customer_id == self.files[0])
        said = {line.field_name: line.value for line in file.line_ids}
        self.assertEqual(said, {"phone": "+86 20 1234", "company_size": "Small"})
        self.files[0].write({"phone": "1", "company_size": "large"})
        self.files[0].partner_id.user_id = self.rival
        self.env.invalidate_all()
        again = {line.field_name: line.value for line in file.line_ids}
        self.assertEqual(again, said)
        self.assertEqual(file.owner_id, self.users["sales"])
        self.assertEqual(file.line_ids[0].label, "Phone")

    @covers("R149")
    def test_the_checker_is_not_the_owner(self):
        lead = self.users["sales_manager"]
        own = self.make_file("Own", lead)
        spot = self.drawn(checker_ids=[Command.set((lead | self.users["service"]).ids)])
        for file in spot.file_ids:
            self.assertNotEqual(file.checker_id, file.owner_id)
        alone = self.make_spot(checker_ids=[Command.set(lead.ids)])
        self.assertRefused(self.by("sales_manager", alone).action_draw, error=UserError)
        file = spot.file_ids.filtered(lambda it: it.customer_id == own)
        self.assertEqual(file.checker_id, self.users["service"])
        # not by giving it to oneself either
        line = self.by("sales_manager", file.line_ids[0])
        self.assertRefused(line.action_right)
        self.assertRefused(lambda: line.write({"verdict": "right"}), error=AccessError)

    def test_a_checker_reads_all_files(self):
        spot = self.drawn()
        with self.assertRaises(ValidationError):
            spot.file_ids[0].checker_id = self.users["marketing"]

    @covers("R149")
    def test_verdicts_add_up_to_the_result(self):
        spot = self.drawn()
        checker = self.by("service", spot.file_ids)
        for file in checker:
            phone = file.line_ids.filtered(lambda it: it.field_name == "phone")
            if file.owner_id == self.users["sales"]:
                with self.undone(), self.assertRaisesRegex(UserError, "should it say"):
                    phone.write({"verdict": "wrong"})
                phone.value_right = "+86 20 9999"
                phone.action_save_wrong()
            else:
                phone.action_unknown()
            self.assertFalse(file.is_checked)
            file.action_rest_right()
            self.assertFalse(file.is_checked, "how it was checked is missing")
            file.evidence = "contact"
            self.assertTrue(file.is_checked)
        self.assertEqual(
            (spot.right_count, spot.wrong_count, spot.unknown_count), (2, 1, 1)
        )
        # 2 of 3 fields, 1 of 2 files; what is unknown is left out
        low, high = wilson(2, 3)
        self.assertAlmostEqual(spot.accuracy, 66.7, 1)
        self.assertAlmostEqual(spot.accuracy_low, low)
        self.assertAlmostEqual(spot.accuracy_high, high)
        self.assertEqual((spot.file_accuracy, spot.open_count), (50.0, 0))
        rows = {row.owner_id: row for row in self.by("executive", spot).owner_ids}
        mine, theirs = rows[self.users["sales"]], rows[self.rival]
        self.assertEqual((mine.accuracy, mine.wrong_count), (50.0, 1))
        self.assertEqual((theirs.accuracy, theirs.unknown_count), (100.0, 1))
        self.assertAlmostEqual(mine.accuracy_high, wilson(1, 2)[1], 1)

    @covers("R149")
    def test_closed_means_frozen_and_owners_correct(self):
        spot = self.drawn()
        lead = self.by("sales_manager", spot)
        self.assertRefused(lead.action_close, error=UserError)
        self.finish(spot, phone="+86 20 9999")
        self.by("sales_manager", spot).action_close()
        self.assertEqual((spot.state, str(spot.closed_on)), ("closed", TODAY))
        for customer in self.files:
            todo = customer.activity_ids
            self.assertEqual(todo.user_id, customer.user_id)
            self.assertIn("+86 20 9999", todo.note)
        self.assertFalse(spot.activity_ids)
        line = self.by("service", spot.file_ids[0].line_ids[0])
        for attempt in (line.action_right, line.action_unknown, line.action_wrong):
            self.assertRefused(attempt, error=UserError)
        self.assertRefused(
            lambda: self.by("sales_manager", spot.file_ids[0]).write(
                {"checker_id": self.users["executive"].id}
            ),
            error=UserError,
        )
        self.assertRefused(self.by("manager", spot).unlink, error=UserError)
        self.assertRefused(self.by("manager", spot).action_close, error=UserError)

    def test_without_an_error_95_percent_are_shown(self):
        spot = self.drawn(method="proof")
        self.finish(spot)
        self.by("executive", spot).action_close()
        self.assertIn("95 % sure", spot.conclusion)
        spot = self.drawn(method="proof")
        self.finish(spot, phone="1")
        self.by("executive", spot).action_close()
        self.assertIn("is not shown", spot.conclusion)

    def test_each_checker_is_asked_once(self):
        spot = self.drawn()
        self.assertEqual(spot.activity_ids.user_id, self.users["service"])
        self.assertEqual(len(spot.activity_ids), 1)

    def test_the_sample_is_not_chosen(self):
        spot = self.drawn()
        for vals in ({"sample_size": 1}, {"method": "proof"}, {"margin": 9}):
            self.assertRefused(
                lambda v=vals: self.by("executive", spot).write(v), error=UserError
            )
        self.assertRefused(
            lambda: self.by("executive", self.make_spot()).write({"seed": "mine"})
        )
        self.assertRefused(self.by("executive", spot).action_draw, error=UserError)
        with self.assertRaises(ValidationError):
            self.make_spot(sample_size=3)

    def test_queries_do_not_depend_on_the_number_of_files(self):
        def queries():
            spot = self.make_spot(sample_size=2)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            spot._sample(self.env["keqin.customer"])
            return self.env.cr.sql_log_count - before

        few = queries()
        for number in range(20):
            self.make_file(f"More {number}")
        self.assertEqual(queries(), few)


class TestSpotIndicator(CheckCase):
    def figure(self, start, end, scope="company", key=None):
        engine = self.env["keqin.indicator.engine"]
        indicator = self.env["keqin.indicator"].search([("code", "=", "K26")])
        span = engine._span(
            self.company, date.fromisoformat(start), date.fromisoformat(end)
        )
        found = engine._counted(indicator, self.company, span, (scope,))
        figure = found.get((scope, key))
        return figure and (figure.numerator, figure.denominator)

    @covers("R149")
    def test_fields_right_of_fields_told(self):
        self.make_file("Alpha")
        self.make_file("Beta", self.rival, "B")
        spot = self.make_spot()
        spot.action_draw()
        self.finish(spot, phone="1")
        quarter = "2026-04-01", "2026-06-30"
        self.assertIsNone(self.figure(*quarter), "not closed yet")
        mine = spot.file_ids.filtered(lambda it: it.owner_id == self.users["sales"])
        mine.line_ids.filtered(
            lambda it: it.field_name == "company_size"
        ).verdict = "unknown"
        spot.action_close()
        # Alpha: phone wrong, size unknown; Beta: phone wrong, size right
        self.assertEqual(self.figure(*quarter), (1, 3))
        self.assertEqual(self.figure(*quarter, "tier", "A"), (0, 1))
        self.assertEqual(self.figure(*quarter, "employee", self.rival.id), (1, 2))
        # closed on the 15th
        self.assertEqual(self.figure("2026-06-15", "2026-06-15"), (1, 3))
        self.assertIsNone(self.figure("2026-06-16", "2026-06-30"))
        self.assertIsNone(self.figure("2026-06-01", "2026-06-14"))
        spot.file_ids[0].customer_id.active = False
        self.env.flush_all()
        self.assertEqual(self.figure(*quarter), (1, 2), "archived files are left out")
