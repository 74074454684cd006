"""My Desk: who is on it, in which order and why, and what can be done from it."""

import itertools
from math import prod

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from odoo.addons.keqin_addon.tools import desk

from .common import OUTSIDERS, ROLES
from .covers import covers
from .desk_case import DeskCase

GONE = "2026-06-01"


class TestDeskRanking(DeskCase):
    def test_statement_ranks_as_the_arithmetic_says(self):
        """Tier, key, lateness and occasion, in every combination."""
        occasion = self.env["keqin.occasion"].create(
            {"name": "Festival", "type_id": self.call.id, "month": 6, "day": 9}
        )
        expected = {}
        days = ("2026-05-01", "2026-06-03", "2026-06-14", "2026-06-15", "2026-06-20")
        for tier, key, day in itertools.product("ABC", (False, True), days):
            name = f"{tier}{key}{day}"
            customer = self.make_graded(name, tier, key=key)
            care = self.make_activity(customer, day)
            greeting = self.make_activity(
                customer,
                day,
                occasion_id=occasion.id,
                occasion_on="2026-06-13",
                occasion_year=2026,
            )
            promise = self.make_promise(customer, day)
            promise.sudo().state = "acknowledged"
            late = (
                care.date_planned.fromisoformat("2026-06-15") - care.date_planned
            ).days
            for record, code, past in (
                (care, "care", 0),
                (greeting, "occasion", 2),
                (promise, "promise", 0),
            ):
                points = desk.points(tier, key, late, desk.EFFECTS[code], past)
                expected[record._name, record.id] = points.priority
        rows = [
            row
            for offset in (0, 80)
            for row in self.rows(by_day=False, offset=offset)
            if row["customer"]["id"] > self.theirs.id
        ]
        found = {(r["model"], r["res_id"]): round(1000 * r["priority"]) for r in rows}
        self.assertEqual(found, expected)
        order = [row["priority"] for row in rows]
        self.assertEqual(order, sorted(order, reverse=True))
        for row in rows:
            factors = prod(part["value"] for part in row["parts"])
            self.assertAlmostEqual(factors, row["priority"], 6)

    def test_days_come_before_rank_unless_asked_otherwise(self):
        small = self.make_graded("Gamma", "C")
        today = self.make_activity(self.mine, "2026-06-15")
        late = self.make_activity(small, "2026-06-14")
        ids = [today.id, late.id]
        self.assertEqual([i for _m, i in self.records(by_day=False)], ids)
        self.assertEqual([i for _m, i in self.records(by_day=True)], ids[::-1])
        sections = [row["section"] for row in self.rows(by_day=True)]
        self.assertEqual(sections, ["overdue", "today"])

    def test_far_ahead_is_not_yet_on_it(self):
        self.make_activity(self.mine, "2026-06-23")
        self.assertFalse(self.rows())
        with freeze_time("2026-06-16 04:00:00"):
            self.assertEqual(len(self.rows()), 1)

    def test_one_row_for_each_customer_and_kind(self):
        """The most pressing on top, the others beneath, each as itself."""
        first, second, third = (
            self.make_activity(self.mine, day)
            for day in ("2026-06-16", "2026-06-01", "2026-06-10")
        )
        self.make_promise(self.mine, "2026-06-15")
        care = next(row for row in self.rows() if row["kind"] == "care")
        self.assertEqual(len(self.rows()), 2)
        self.assertEqual(care["res_id"], second.id)
        ids = [second.id, third.id, first.id]
        self.assertEqual([item[1] for item in care["items"]], ids)
        items = self.desk().get_items(self.mine.id, "care")
        self.assertEqual([item["res_id"] for item in items], ids)
        self.assertTrue(all(item["reason"] for item in items))

    def test_reason_is_a_sentence(self):
        self.make_activity(self.mine, "2026-05-25")
        self.make_promise(self.mine, "2026-06-13").sudo().state = "acknowledged"
        reasons = {row["kind"]: row["reason"] for row in self.rows()}
        self.assertEqual(reasons["care"], f"{self.call.name} overdue by 3 weeks")
        self.assertEqual(reasons["promise"], "Promise: Send samples, overdue by 2 days")

    def test_queries_do_not_grow_with_the_rows(self):
        def queries(kind):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = self.desk().get_rows(kind=kind)["rows"]
            return len(rows), self.env.cr.sql_log_count - before

        def make(count):
            for n in range(count):
                customer = self.make_graded(f"Customer {count} {n}", "ABC"[n % 3])
                self.make_activity(customer, f"2026-06-{n % 15 + 1:02}")
                self.make_promise(customer, f"2026-06-{n % 15 + 1:02}")

        kinds = ("care", "promise", "plan")
        make(3)
        # the second time, because the first one fills caches that last
        small = [min(queries(kind), queries(kind)) for kind in kinds]
        make(25)
        large = [min(queries(kind), queries(kind)) for kind in kinds]
        for (few, little), (many, much) in zip(small, large, strict=True):
            self.assertGreater(many, 5 * few)
            # one to spare, for the user's own contact: read once per environment
            self.assertLessEqual(much, little + 1)
            self.assertLess(much, 25)


class TestDeskFilters(DeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.small = cls.make_graded("Gamma Steel", "C")
        cls.make_activity(cls.mine, "2026-06-15")
        cls.make_activity(cls.small, "2026-06-10")
        cls.make_promise(cls.small, "2026-06-20")
        for customer in (cls.mine, cls.small):
            cls.make_plan(customer, "cancelled")
            plan = cls.make_plan(customer, "running")
            plan.sudo().date_start = "2026-06-01"
        cls.env.flush_all()

    def answer(self, **filters):
        return self.desk().get_rows(**filters)

    def test_counts_are_as_if_their_own_filter_was_not_chosen(self):
        every = self.answer()
        self.assertEqual(every["total"], 3)
        self.assertEqual(dict(every["counts"]["kind"]), {"care": 2, "promise": 1})
        self.assertEqual(dict(every["counts"]["tier"]), {"A": 1, "C": 2})
        sections = {"overdue": 1, "today": 1, "week": 1}
        self.assertEqual(dict(every["counts"]["section"]), sections)
        care = self.answer(kind="care")
        self.assertEqual((care["total"], len(care["rows"])), (2, 2))
        self.assertEqual(care["counts"]["kind"], every["counts"]["kind"])
        self.assertEqual(dict(care["counts"]["tier"]), {"A": 1, "C": 1})
        both = self.answer(kind="care", tier="C", section="overdue")
        self.assertEqual(both["total"], 1)
        self.assertEqual(dict(both["counts"]["tier"]), {"C": 1})

    def test_search_by_customer(self):
        self.assertEqual(self.answer(search="gamma")["total"], 2)
        self.assertEqual(self.answer(search="100%' --")["total"], 0)

    def test_pages_do_not_overlap(self):
        pages = [self.answer(offset=n, limit=1)["rows"] for n in range(4)]
        keys = [row["key"] for page in pages for row in page]
        self.assertEqual(len(set(keys)), 3)
        self.assertEqual([row["rank"] for page in pages for row in page], [1, 2, 3])

    def test_odd_filters_find_nothing_or_are_refused(self):
        self.assertFalse(self.answer(kind="'; DROP TABLE x")["total"])
        self.assertEqual(len(self.answer(limit=-5, offset=-5)["rows"]), 1)
        self.assertEqual(self.answer(scope="all")["total"], 3)
        self.assertFalse(self.answer(section="yesterday")["rows"])


class TestDeskSources(DeskCase):
    @covers("R156")
    def test_promise_is_acknowledged_and_kept(self):
        promise = self.make_promise(
            self.theirs, "2026-08-01", user_id=self.users["contributor"].id
        )
        [row] = self.rows("contributor")
        self.assertEqual(row["item"][2], "acknowledge")
        self.assertFalse(self.rows("rival"), "not due yet for its account manager")
        promise.with_user(self.users["contributor"]).action_acknowledge()
        self.assertFalse(self.rows("contributor"))
        with freeze_time("2026-08-02 04:00:00"):
            [row] = self.rows("contributor")
            self.assertEqual(row["item"][2], "promise")
            self.assertEqual(len(self.rows("rival")), 1)
            [keep] = [action for action in row["actions"] if action.get("primary")]
            own = promise.with_user(self.users["contributor"])
            getattr(own, keep["method"])()
            self.assertFalse(self.rows("contributor"))
            getattr(own, keep["undo"])()
            self.assertTrue(self.rows("contributor"))

    @covers("R031", "R053")
    def test_customer_left_alone(self):
        self.env.cr.execute(
            """UPDATE keqin_customer SET care_gap_state = 'over', care_interval = 30,
                      last_care_on = '2026-04-25', care_due_on = '2026-05-25'
                WHERE id = %s""",
            [self.mine.id],
        )
        self.mine.invalidate_recordset()
        [row] = self.rows()
        self.assertEqual(row["reason"], "3 weeks over the A standard")
        self.assertEqual(row["res_id"], self.mine.id)
        self.assertFalse(self.rows("rival"))
        self.env.cr.execute(
            "UPDATE keqin_customer SET care_gap_state = 'never' WHERE id = %s",
            [self.mine.id],
        )
        self.mine.invalidate_recordset()
        [row] = self.desk().get_rows(kind="care")["rows"]
        self.assertEqual((row["item"][2], row["section"]), ("never", "week"))

    @covers("R031")
    def test_customer_without_plan_until_one_is_on_its_way(self):
        def missing():
            rows = self.desk().get_rows(kind="plan")["rows"]
            return [r["customer"]["id"] for r in rows if r["item"][2] == "no_plan"]

        self.assertEqual(missing(), [self.mine.id])
        plan = self.make_plan(self.mine, "draft")
        self.assertFalse(missing())
        plan.sudo().write({"state": "running", "date_start": "2026-06-01"})
        self.assertFalse(missing())

    @covers("R038", "R039", "R041")
    def test_plan_is_on_the_desk_of_whose_turn_it_is(self):
        now = "2026-06-10 08:00:00"
        turns = {
            ("draft", False): {"sales": "draft"},
            ("review", False): {"service": "advise", "service_manager": "advise"},
            ("review", True): {"sales": "submit"},
            ("submitted", True): {"executive": "approve"},
            ("rejected", True): {"sales": "rejected"},
            ("running", True): {},
        }
        for (state, advised), expected in turns.items():
            with self.subTest(state, advised=advised), self.undone():
                stamps = {"submitted_on": now, "rejected_on": now}
                self.make_plan(self.mine, state, advised_on=advised and now, **stamps)
                found = {
                    role: row["item"][2]
                    for role in ROLES
                    for row in self.rows(role, kind="plan")
                }
                self.assertEqual(found, expected)

    def test_plan_of_another_sponsor_is_not_mine(self):
        other = self.make_user("executive", login="keqin_other_executive")
        self.mine.sponsor_id = other
        self.make_plan(self.mine, "submitted", submitted_on="2026-06-10 08:00:00")
        self.assertFalse(self.rows("executive", kind="plan"))
        self.assertTrue(self.rows("executive", kind="plan", scope="all"))

    @covers("R199")
    def test_handover_waits_for_one_and_then_the_other(self):
        handover = self.env["keqin.handover"].create(
            {
                "customer_id": self.mine.id,
                "to_user_id": self.rival.id,
                "reason": "Parental leave",
            }
        )
        self.assertEqual(self.records(kind="handover"), [(handover._name, handover.id)])
        self.assertFalse(self.rows("rival", kind="handover"))
        handover.with_user(self.users["sales"]).action_give()
        self.assertFalse(self.rows(kind="handover"))
        [row] = self.rows("rival", kind="handover")
        self.assertEqual(row["actions"][0]["method"], "action_take")

    @covers("R077")
    def test_gift_waits_for_an_executive(self):
        product = self.env["product.product"].create(
            {"name": "Vase", "keqin_is_gift": True}
        )
        gift = self.env["keqin.gift"].create(
            {"customer_id": self.mine.id, "product_id": product.id, "value": 500.0}
        )
        gift.sudo().state = "approval"
        found = {role for role in ROLES if self.rows(role, kind="gift", scope="all")}
        self.assertEqual(found, {"executive"})

    def test_team_and_all(self):
        self.make_activity(self.mine, "2026-06-15")
        self.make_activity(self.theirs, "2026-06-15")
        self.assertFalse(self.rows("sales_manager"))
        self.assertEqual(len(self.rows("sales_manager", scope="team")), 2)
        self.env["crm.team"].create(
            {
                "name": "North",
                "user_id": self.users["sales_manager"].id,
                "member_ids": self.users["sales"].ids,
            }
        )
        team = self.rows("sales_manager", scope="team")
        self.assertEqual([row["customer"]["id"] for row in team], [self.mine.id])
        self.assertEqual(len(self.rows("executive", scope="all")), 2)
        self.assertFalse(self.rows("executive", scope="team"), "not offered")

    def test_who_takes_part_sees_it(self):
        self.make_activity(
            self.theirs, "2026-06-15", support_user_ids=self.users["service"].ids
        )
        self.assertEqual(len(self.rows("service")), 1)


class TestDeskAccess(DeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()

    @covers("R180", "R181")
    def test_every_public_method_is_for_those_in_care(self):
        item = [
            "keqin.desk.source.care",
            self.make_activity(self.mine, GONE).id,
            "care",
        ]
        calls = {
            "get_options": (),
            "get_rows": (),
            "get_items": (self.mine.id, "care"),
            "snooze": ([item], "2026-06-20"),
            "wake": ([item],),
            "reassign": (item, self.users["sales"].id),
        }
        public = {
            name
            for name in dir(type(self.env["keqin.desk"]))
            if name not in dir(type(self.env["base"])) and name[0] != "_"
        }
        self.assertEqual(public & set(calls), set(calls))
        for role, (name, args) in itertools.product(OUTSIDERS, calls.items()):
            with self.subTest(role, method=name):
                self.assertRefused(getattr(self.desk(role), name), *args)

    @covers("R181")
    def test_only_what_the_reader_may_read(self):
        activity = self.make_activity(self.theirs, GONE)
        promise = self.make_promise(
            self.theirs, GONE, promised_on="2026-05-01", promised_by_id=self.rival.id
        )
        for role in ROLES:
            with self.subTest(role):
                user = self.users[role]
                readable = {
                    (record._name, record.id)
                    for record in (activity, promise)
                    if record.with_user(user).has_access("read")
                }
                desk_of = self.desk(role)
                # as if everything was asked for, whatever is offered
                self.patch(type(desk_of), "_scopes", lambda self: {"all": "All"})
                found = set(self.records(role, scope="all"))
                self.assertEqual(found, readable)
        self.assertEqual(
            found, {(promise._name, promise.id), (activity._name, activity.id)}
        )

    @covers("R181")
    def test_contributor_sees_the_promise_but_not_the_tier(self):
        self.make_promise(self.mine, GONE, user_id=self.users["contributor"].id)
        [row] = self.rows("contributor")
        self.assertEqual(row["tier"], "")
        self.assertEqual(row["parts"][0]["value"], desk.UNGRADED / 10)
        self.assertNotIn("A", row["parts"][0]["label"].split())
        self.assertFalse(row["customer"]["readable"])
        self.assertEqual(row["customer"]["name"], "Alpha Tools")
        self.assertFalse(self.desk("contributor").get_rows(tier="A")["total"])

    @covers("R185")
    def test_other_companies_and_customers_no_longer_in_care(self):
        other = self.env["res.company"].create({"name": "Other"})
        elsewhere = self.make_graded("Elsewhere", "A", company_id=other.id)
        self.make_activity(elsewhere, GONE)
        activity = self.make_activity(self.mine, GONE)
        self.users["sales"].company_ids |= other
        self.assertEqual([i for _m, i in self.records()], activity.ids)
        self.mine.active = False
        self.assertFalse(self.rows())

    def test_confidential_care_is_for_its_people(self):
        self.make_activity(
            self.mine, GONE, confidential=True, user_id=self.users["executive"].id
        )
        self.assertTrue(self.rows("executive"))
        self.assertTrue(self.rows("sales"), "of an own customer")
        self.assertFalse(self.rows("sales_manager", scope="team"))


class TestDeskActions(DeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.activity = cls.make_activity(cls.mine, GONE)
        cls.foreign = cls.make_activity(cls.theirs, GONE)

    def item(self, record):
        return ["keqin.desk.source.care", record.id, "care"]

    def test_snooze_is_for_oneself_and_until_that_day(self):
        [row] = self.rows()
        self.desk().snooze(row["items"], "2026-06-18", "  At the fair ")
        self.assertFalse(self.rows())
        answer = self.desk().get_rows(snoozed=True, kind="care")
        self.assertEqual((answer["snoozed"], answer["total"]), (1, 1))
        self.assertEqual(answer["rows"][0]["snooze_reason"], "At the fair")
        self.assertEqual(len(self.rows("sales_manager", scope="team")), 2)
        with freeze_time("2026-06-17 04:00:00"):
            self.assertFalse(self.rows())
        with freeze_time("2026-06-18 04:00:00"):
            self.assertTrue(self.rows())

    def test_snooze_again_and_wake(self):
        items = [self.item(self.activity)]
        self.desk().snooze(items * 2, "2026-06-18")
        self.desk().snooze(items, "2026-06-25", "Later")
        [snooze] = self.env["keqin.desk.snooze"].search([])
        self.assertEqual(str(snooze.until), "2026-06-25")
        self.desk().wake(items)
        self.assertTrue(self.rows())
        self.desk().wake(items)

    def test_new_item_shows_although_the_row_was_put_off(self):
        self.desk().snooze([self.item(self.activity)], "2026-06-18")
        new = self.make_activity(self.mine, GONE)
        self.assertEqual([i for _m, i in self.records()], new.ids)

    def test_snooze_needs_a_day_to_come_and_a_row_one_may_read(self):
        snooze = self.desk().snooze
        own, foreign = [self.item(self.activity)], [self.item(self.foreign)]
        for day in ("2026-06-15", "2026-01-01", False):
            self.assertRefused(snooze, own, day, error=UserError)
        self.assertRefused(snooze, own, "soon", error=ValueError)
        self.assertRefused(snooze, foreign, "2026-06-18")
        invented = [["res.users", self.env.uid, "care"]]
        self.assertRefused(snooze, invented, "2026-06-18")

    @covers("R181")
    def test_snoozes_of_others_are_theirs(self):
        self.desk().snooze([self.item(self.activity)], "2026-06-18")
        [snooze] = self.env["keqin.desk.snooze"].search([])
        for role in set(ROLES) - {"sales"}:
            theirs = snooze.with_user(self.users[role])
            self.assertAllowed(False, lambda s=theirs: s.search([]), message=role)
            self.assertAllowed(False, lambda s=theirs: s.read(["until"]), message=role)
            self.assertAllowed(False, lambda s=theirs: s.unlink() or True, message=role)
        mine = snooze.with_user(self.users["sales"])
        values = {"user_id": self.rival.id}
        self.assertRefused(mine.write, values)
        values |= {"res_model": "keqin.activity", "res_id": 1, "kind": "care"}
        self.assertRefused(mine.create, values | {"until": "2026-06-18"})

    def test_reassign_with_the_rights_of_who_does_it(self):
        own = self.item(self.activity)
        service = self.users["service"]
        before = self.desk().reassign(own, service.id)
        self.assertEqual(before, self.users["sales"].id)
        self.assertEqual(self.activity.user_id, service)
        self.assertIn(("keqin.activity", self.activity.id), self.records("service"))
        self.desk().reassign(own, before)
        self.assertEqual(self.activity.user_id, self.users["sales"])
        foreign = self.item(self.foreign)
        self.assertRefused(self.desk().reassign, foreign, service.id)
        self.assertRefused(self.desk("contributor").reassign, own, service.id)

    def test_reassign_to_somebody_in_care_only(self):
        self.add_outsiders()
        reassign = self.desk().reassign
        for user_id in (self.users["employee"].id, self.users["portal"].id, 0):
            self.assertRefused(
                reassign, self.item(self.activity), user_id, error=UserError
            )
        customer = ["keqin.desk.source.gap", self.mine.id, "gap"]
        self.assertRefused(reassign, customer, self.rival.id, error=UserError)

    def test_log_in_one_line_and_undo(self):
        [row] = self.rows()
        self.assertEqual(row["log"], "quick")
        own = self.activity.with_user(self.users["sales"])
        own.quick_log("Wants an offer")
        self.assertFalse([r for r in self.rows() if r["model"] == own._name])
        own.action_reopen()
        self.assertTrue([r for r in self.rows() if r["model"] == own._name])

    def test_methods_of_rows_check_by_themselves(self):
        """What the desk offers is the record's own, and no way around its checks."""
        [row] = self.rows("rival")
        foreign = self.env[row["model"]].browse(row["res_id"])
        with self.assertRaises(AccessError):
            foreign.with_user(self.users["sales"]).quick_log("Mine now")
