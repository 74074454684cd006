"""Who sees and takes the steps of mystery checks, spot checks, strategy changes."""

from odoo import Command
from odoo.exceptions import AccessError, UserError

from .check_case import CheckCase
from .common import OUTSIDERS, ROLES
from .covers import covers

LEADS = ("sales_manager", "service_manager", "executive", "manager")
EVERYBODY = (*ROLES, *OUTSIDERS)


class TestSecurityMystery(CheckCase):
    def assertSeen(self, roles, *records):
        """Exactly these roles read the records, by every way."""
        for role in EVERYBODY:
            for record in records:
                with self.subTest(role=role, model=record._name):
                    mine = self.by(role, record)
                    ids = [("id", "=", record.id)]
                    for attempt in (
                        lambda m=mine, d=ids: m.search(d),
                        lambda m=mine: m.read(["name"]),
                        lambda m=mine, d=ids: (
                            m.formatted_read_group(d, ["department"], ["__count"])
                            if "department" in m._fields
                            else m.read(["name"])
                        ),
                    ):
                        self.assertAllowed(role in roles, attempt)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls.make_user("contributor", login="keqin_stranger")

    def parts(self, state, **vals):
        """A check whose tester is none of the roles, a step of it and its friction."""
        check = self.make_mystery(tester_id=self.stranger.id, **vals)
        point = self.make_friction(check)
        if state != "planned":
            check.step_ids.score = "4"
            check._step(state, done_on="2026-06-10")
        return check, check.step_ids[0], point

    @covers("R157")
    def test_who_is_tested_sees_nothing_before_it_is_published(self):
        free = ("sales_manager", "executive", "manager")
        for state in ("planned", "done"):
            self.assertSeen(free, *self.parts(state))
        self.assertSeen(ROLES, *self.parts("published"))

    @covers("R157")
    def test_nor_is_anybody_told_by_who_follows_it(self):
        """Followers of any record are read by every employee."""
        boss = self.by("executive", self.env["keqin.mystery.check"])
        check = boss.with_context(
            mail_create_nosubscribe=False, tracking_disable=False
        ).create(
            {
                "scenario_id": self.scenario.id,
                "tester_id": self.tester.id,
                "tester_department": "technical",
            }
        )
        check.message_post(body="Ask for a red one")
        check.message_subscribe(check.tester_id.partner_id.ids)
        domain = [("res_model", "=", check._name), ("res_id", "=", check.id)]
        tested = self.by("service", self.env["mail.followers"])
        self.assertFalse(tested.search(domain))
        check.sudo()._step("published")
        check.message_subscribe(check.tester_id.partner_id.ids)
        self.assertTrue(tested.search(domain))

    @covers("R157")
    def test_leads_of_two_departments_do_not_see_their_own_tested(self):
        user = self.make_user("sales_manager", "service_manager", login="keqin_both")
        self.users["both"] = user
        for department in ("service", "sales"):
            check, step, point = self.parts("done", department=department)
            for record in (check, step, point):
                mine = self.by("both", record)
                self.assertAllowed(
                    False, lambda m=mine, r=record: m.search([("id", "=", r.id)])
                )
        check = self.parts("done", department="finance")[0]
        self.assertAllowed(True, self.by("both", check).read, ["name"])

    @covers("R157")
    def test_the_tester_works_on_it_and_no_other(self):
        check = self.make_mystery()
        point = self.make_friction(check)
        for role in ROLES:
            may = role in ("contributor", "sales_manager", "executive", "manager")
            with self.subTest(role=role):
                mine = self.by(role, check)
                self.assertAllowed(may, lambda m=mine: m.write({"summary": "x"}))
                self.assertAllowed(
                    may, lambda m=mine: m.step_ids[0].write({"score": "1"})
                )
                self.assertAllowed(
                    may, lambda r=role: self.by(r, point).write({"kind": "system"})
                )
                self.assertAllowed(
                    may,
                    lambda r=role: self.by(r, point).create(
                        {"check_id": check.id, "name": "New", "kind": "system"}
                    ),
                )
                planned = {"scenario_id": self.scenario.id, "department": "finance"}
                lead = may and role != "contributor"
                self.assertAllowed(lead, lambda m=mine, v=planned: m.write(v))
                self.assertAllowed(
                    role == "manager", lambda m=mine: m.unlink(), message="unlink"
                )

    @covers("R157", "R191")
    def test_who_takes_which_step(self):
        for role in EVERYBODY:
            with self.subTest(role=role):
                lead = role in ("sales_manager", "executive", "manager")
                planned = self.make_mystery()
                planned.step_ids.score = "3"
                self.assertAllowed(
                    lead or role == "contributor",
                    lambda r=role, c=planned: self.by(r, c).action_done(),
                )
                for step in ("publish", "send_back"):
                    done = self.make_mystery("done")
                    self.assertAllowed(
                        lead,
                        lambda r=role, c=done, s=step: getattr(
                            self.by(r, c), f"action_{s}"
                        )(),
                    )
                    # not out of order
                    if lead:
                        mine = self.by(role, planned)
                        self.assertRefused(
                            getattr(mine, f"action_{step}"), error=UserError
                        )

    @covers("R191")
    def test_nobody_writes_what_follows(self):
        check = self.make_mystery()
        point = self.make_friction(check)
        guarded = (
            (check, {"state": "published"}),
            (check, {"is_automatic": True}),
            (check, {"score": 5.0}),
            (check, {"reminded_on": "2026-06-01"}),
            (point, {"status": "fixed"}),
            (point, {"improvement_id": False}),
            (point, {"department": "sales"}),
        )
        for role in ROLES:
            for record, vals in guarded:
                with self.subTest(role=role, vals=vals):
                    self.assertAllowed(
                        False, lambda r=role, o=record, v=vals: self.by(r, o).write(v)
                    )

    @covers("R157")
    def test_who_makes_an_improvement_of_it(self):
        for role in EVERYBODY:
            point = self.parts("published")[2]
            with self.subTest(role=role):
                made = lambda r=role, p=point: self.by(r, p).action_make_improvement()
                self.assertAllowed(role in LEADS, made)
        mine = self.make_mystery("planned")
        point = self.make_friction(mine)
        mine._step("published")
        self.assertTrue(self.by("contributor", point).action_make_improvement())

    def test_another_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        check = self.make_mystery("published")
        user = self.make_user(
            "executive",
            "manager",
            login="keqin_elsewhere",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        spot = self.make_spot()
        change = self.env["keqin.strategy.change"].create(
            {
                "name": "X",
                "customer_id": self.make_file().id,
                "reason": "x",
                "strategy_after": "y",
            }
        )
        for record in (check, check.step_ids[0], spot, change):
            theirs = record.with_user(user).with_context(
                allowed_company_ids=company.ids
            )
            self.assertAllowed(False, lambda r=theirs: r.search([("id", "in", r.ids)]))


class TestSecuritySpot(CheckCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_checker = cls.make_user("service", login="keqin_checker")
        cls.file = cls.make_file()

    def drawn(self, closed=False):
        spot = self.make_spot(checker_ids=[Command.set(self.other_checker.ids)])
        spot.action_draw()
        if closed:
            self.finish(spot, phone="1")
            spot.action_close()
        self.env.flush_all()
        self.env.invalidate_all()
        return spot, spot.file_ids, spot.file_ids.line_ids[0], spot.owner_ids

    @covers("R149")
    def test_who_reads_what_is_found(self):
        for closed in (False, True):
            records = self.drawn(closed)
            for role in EVERYBODY:
                # account managers of their own, when it is closed
                staff = role in ROLES and role != "contributor"
                head = role in LEADS or (closed and staff)
                own = role in LEADS or (closed and role == "sales")
                for record in records:
                    may = head if record._name == "keqin.spot.check" else own
                    with self.subTest(role=role, closed=closed, model=record._name):
                        self.assertAllowed(
                            may,
                            lambda r=role, o=record: self.by(r, o).search(
                                [("id", "in", o.ids)]
                            ),
                        )
            rival = self.by(self.rival, records[1])
            self.assertAllowed(False, lambda m=rival: m.search([("id", "in", m.ids)]))

    @covers("R149", "R191")
    def test_only_the_checker_judges(self):
        _spot, file, line, _owners = self.drawn()
        for role in EVERYBODY:
            with self.subTest(role=role):
                for attempt in (
                    lambda r=role: self.by(r, line).write({"verdict": "right"}),
                    lambda r=role: self.by(r, line).action_right(),
                    lambda r=role: self.by(r, line).action_unknown(),
                    lambda r=role: self.by(r, file).action_rest_right(),
                    lambda r=role: self.by(r, file).write({"evidence": "visit"}),
                ):
                    self.assertAllowed(False, attempt)
        mine = self.by(self.other_checker, line)
        self.assertTrue(mine.action_right())
        for record, vals in (
            (line, {"value": "x"}),
            (line, {"field_name": "email"}),
            (line, {"owner_id": False}),
            (file, {"owner_id": False}),
            (file, {"customer_id": self.make_file("New").id}),
            (file, {"is_checked": True}),
            (file, {"checker_id": self.users["service"].id}),
        ):
            with self.subTest(vals=vals):
                self.assertAllowed(
                    False,
                    lambda o=record, v=vals: self.by(self.other_checker, o).write(v),
                )

    @covers("R149")
    def test_what_was_closed_keeps_who_checked_and_when(self):
        spot = self.drawn(closed=True)[0]
        for role in LEADS:
            for vals in (
                {"name": "x"},
                {"date_due": "2026-12-31"},
                {"checker_ids": [Command.set(self.users["service"].ids)]},
            ):
                with self.subTest(role=role, vals=vals):
                    mine = self.by(role, spot)
                    self.assertRefused(mine.write, vals, error=UserError)

    @covers("R149")
    def test_leads_draw_share_out_and_close(self):
        for role in EVERYBODY:
            with self.subTest(role=role):
                lead = role in LEADS
                spot = self.make_spot()
                self.assertAllowed(
                    lead, lambda r=role, s=spot: self.by(r, s).action_draw()
                )
                self.assertAllowed(
                    lead,
                    lambda r=role: self.by(r, self.env["keqin.spot.check"]).create(
                        {"name": "New"}
                    ),
                )
                spot.action_draw()
                self.finish(spot)
                self.assertAllowed(
                    lead, lambda r=role, s=spot: self.by(r, s).action_close()
                )
                file = spot.file_ids
                self.assertAllowed(
                    lead,
                    lambda r=role, f=file: self.by(r, f).write(
                        {"checker_id": self.other_checker.id}
                    ),
                )
                for vals in (
                    {"state": "closed"},
                    {"seed": "x"},
                    {"closed_on": False},
                    {"accuracy": 100.0},
                    {"wrong_count": 0},
                ):
                    self.assertAllowed(
                        False, lambda r=role, s=spot, v=vals: self.by(r, s).write(v)
                    )
                for record in (file, file.line_ids):
                    self.assertAllowed(
                        False, lambda r=role, o=record: self.by(r, o).unlink()
                    )


class TestSecurityStrategyChange(CheckCase):
    def make_change(self, **vals):
        vals = {
            "name": "Monthly visits",
            "customer_id": self.customer.id,
            "date": "2026-01-01",
            "reason": "Complaints",
            "strategy_after": "A visit a month",
        } | vals
        return self.env["keqin.strategy.change"].create(vals)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_file()

    @covers("R139")
    def test_as_the_care_files_of_those_it_is_for(self):
        change = self.make_change()
        change.action_start()
        line = change.line_ids[0]
        readers = (
            *("sales", "sales_manager", "service", "service_manager"),
            *("executive", "manager"),
        )
        writers = ("sales", "sales_manager", "executive", "manager")
        for role in (*EVERYBODY, "rival"):
            self.users["rival"] = self.rival
            with self.subTest(role=role):
                mine = self.by(role, change)
                for record in (mine, self.by(role, line)):
                    self.assertAllowed(
                        role in readers,
                        lambda o=record: o.search([("id", "=", o.id)]),
                    )
                self.assertAllowed(
                    role in writers, lambda m=mine: m.write({"strategy_before": "x"})
                )
                self.assertAllowed(role in writers, lambda m=mine: m.action_compare())
                self.assertAllowed(
                    False,
                    lambda r=role: self.by(r, line).write({"verdict": "better"}),
                )
                for vals in (
                    {"state": "closed"},
                    {"customer_ids": [Command.clear()]},
                    {"compared_on": False},
                ):
                    self.assertAllowed(False, lambda m=mine, v=vals: m.write(v))

    @covers("R139")
    def test_account_managers_change_nothing_of_others_or_of_segments(self):
        vals = {
            "name": "X",
            "reason": "x",
            "strategy_after": "y",
            "customer_id": self.customer.id,
        }
        for role in ROLES:
            with self.subTest(role=role):
                changes = self.by(role, self.env["keqin.strategy.change"])
                writer = role in ("sales", "sales_manager", "executive", "manager")
                self.assertAllowed(writer, lambda c=changes: c.create(vals))
                segment = vals | {"scope": "segment", "customer_id": False, "tier": "A"}
                with self.undone():
                    try:
                        made = bool(changes.create(segment))
                    except (AccessError, UserError):
                        made = False
                self.assertEqual(made, writer and role != "sales")
        theirs = self.by(self.rival, self.env["keqin.strategy.change"])
        self.assertAllowed(False, lambda: theirs.create(vals))
