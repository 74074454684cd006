"""Who plans, reads, decides on and closes meetings (R152 to R154, R161, R162)."""

from datetime import datetime

from odoo.exceptions import UserError

from .common import OUTSIDERS, ROLES
from .covers import covers
from .meeting_case import LEADS, MeetingCase

EVERYBODY = (*ROLES, *OUTSIDERS)


class TestSecurityMeeting(MeetingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        people = [cls.users[role].id for role in ("sales", "contributor", "marketing")]
        cls.meeting = cls.make_meeting(participant_ids=[(6, 0, people)])
        cls.item = cls.make_item(cls.meeting, raised_by_id=cls.users["executive"].id)

    @covers("R154")
    def test_who_takes_part_reads_and_leads_read_all(self):
        inside = (*LEADS, "sales", "contributor", "marketing")
        for role in EVERYBODY:
            with self.subTest(role=role):
                mine, item = self.by(role, self.meeting), self.by(role, self.item)
                self.assertAllowed(role in inside, mine.read, ["name"])
                reads = role in inside and role != "contributor"
                self.assertAllowed(reads, item.read, ["name"])
                found = self.attempt(item.search, [("id", "=", item.id)])
                self.assertEqual(found, reads)

    def test_contributors_read_their_own_items(self):
        mine = self.by("contributor", self.item)
        self.item.user_id = self.users["contributor"]
        self.assertAllowed(True, mine.read, ["name"])
        self.assertAllowed(False, mine.write, {"name": "x"})

    def test_who_takes_part_prints_what_they_may_read(self):
        vals = {"name": "Visit more", "company_id": self.company.id}
        self.env["keqin.decision"].create(vals | {"meeting_id": self.meeting.id})
        for role in ("contributor", "sales"):
            mine = self.by(role, self.meeting)
            html, _kind = mine.env["ir.actions.report"]._render_qweb_html(
                "keqin_addon.keqin_meeting_report", mine.ids
            )
            staff = role == "sales"
            self.assertEqual(b"Visit more" in html, staff, role)
            self.assertEqual(b"Spare parts are late" in html, staff, role)

    def test_leads_plan_and_write(self):
        vals = {
            "name": "x",
            "date_start": "2026-08-01 02:00:00",
            "date_end": "2026-08-01 03:00:00",
        }
        for role in EVERYBODY:
            with self.subTest(role=role):
                mine = self.by(role, self.meeting)
                lead = role in LEADS
                self.assertAllowed(lead, mine.write, {"name": "y"})
                self.assertAllowed(lead, mine.create, vals)
                erases = role in ("executive", "manager")
                self.assertAllowed(erases, mine.unlink)

    @covers("R154")
    def test_who_takes_part_puts_topics_on_it(self):
        takes_part = (*LEADS, "sales", "contributor", "marketing")
        for role in EVERYBODY:
            items = self.by(role, self.env["keqin.meeting.item"])
            with self.subTest(role=role):
                vals = {"name": "Mine", "meeting_id": self.meeting.id}
                self.assertAllowed(role in takes_part, self.put, items, vals)
                if role in takes_part:
                    mine = items.create(vals)
                    self.assertEqual(mine.raised_by_id, self.users[role])
                    self.assertAllowed(True, mine.write, {"note": "x"})
                    self.assertAllowed(True, mine.unlink)
                for name in ("decision", "user_id", "date_due"):
                    value = {
                        "decision": "x",
                        "user_id": self.sales.id,
                        "date_due": "2026-07-30",
                    }[name]
                    full = vals | {name: value}
                    self.assertAllowed(role in LEADS, self.put, items, full)

    def put(self, items, vals):
        return items.create(vals)

    @covers("R154")
    def test_steps_of_the_meeting(self):
        steps = {
            "action_start": ("planned", LEADS),
            "action_cancel": ("planned", LEADS),
            "action_close": ("open", LEADS),
            "action_reopen": ("closed", ("executive", "manager")),
        }
        for step, (state, allowed) in steps.items():
            self.settle(self.meeting)
            for wrong in ("planned", "open", "closed", "cancelled"):
                self.meeting.sudo().state = wrong
                for role in EVERYBODY:
                    mine = self.by(role, self.meeting)
                    args = ("x",) if step == "action_cancel" else ()
                    with self.subTest(step=step, state=wrong, role=role):
                        if wrong != state and role in LEADS:
                            self.assertRefused(
                                getattr(mine, step), *args, error=UserError
                            )
                        else:
                            may = wrong == state and role in allowed
                            self.assertAllowed(may, getattr(mine, step), *args)

    @covers("R154")
    def test_steps_of_an_item(self):
        self.meeting.action_start()
        self.item.write(
            {
                "decision": "x",
                "user_id": self.users["contributor"].id,
                "date_due": "2026-07-30",
            }
        )
        for role in EVERYBODY:
            mine = self.by(role, self.item)
            with self.subTest(role=role):
                self.assertAllowed(role in LEADS, mine.action_decide)
                self.assertAllowed(role in LEADS, mine.action_keep)
                self.assertAllowed(role in LEADS, mine.action_drop, "x")
                self.assertAllowed(role in LEADS, mine.action_carry, "x")
        self.item.action_decide()
        for role in EVERYBODY:
            mine = self.by(role, self.item)
            with self.subTest(role=role):
                may = role in (*LEADS, "contributor")
                self.assertAllowed(may, mine.action_done)
                self.assertAllowed(role in LEADS, mine.action_undecide)
                self.assertAllowed(
                    role in LEADS, mine.write, {"date_due": "2026-08-30"}
                )

    def test_decided_in_session_and_kept_in_the_minutes(self):
        owner = self.users["contributor"].id
        agreed = {"decision": "x", "user_id": owner, "date_due": "2026-07-30"}
        self.item.write(agreed)
        mine = self.by("executive", self.item)
        self.assertEqual(mine.meeting_id.state, "planned")
        for step in (mine.action_decide, mine.action_keep):
            self.assertRefused(step, error=UserError)
        for state in ("done", "carried", "dropped"):
            self.item._step(state)
            for vals in (agreed, {"note": "x"}):
                self.assertRefused(mine.write, vals, error=UserError)

    def test_states_and_stamps_are_written_by_nobody(self):
        guarded = {
            "state": "closed",
            "held_on": "2026-07-01",
            "closed_on": datetime(2026, 7, 1),
            "period_start": "2026-07-01",
            "previous_done": 9,
            "previous_total": 9,
            "previous_rate": 100.0,
            "is_automatic": True,
            "cancel_reason": "x",
        }
        on_items = {
            "state": "done",
            "kind": "case",
            "res_model": "keqin.risk",
            "res_id": 1,
            "raised_by_id": self.sales.id,
            "decided_on": "2026-07-01",
            "done_on": "2026-07-01",
            "reason": "x",
        }
        for role in ("sales", *LEADS):
            for records, values in ((self.meeting, guarded), (self.item, on_items)):
                mine = self.by(role, records)
                for name, value in values.items():
                    with self.subTest(role=role, field=name):
                        self.assertAllowed(False, mine.write, {name: value})

    def test_what_is_put_on_an_agenda_stays_there(self):
        other = self.make_meeting(day="2026-09-28")
        mine = self.by("service_manager", self.item)
        self.assertRefused(mine.write, {"meeting_id": other.id}, error=UserError)

    def test_other_companies_see_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.make_user(
            "executive",
            login="keqin_stranger",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        env = self.in_companies(self.env(user=stranger, su=False), other)
        decision = self.env["keqin.decision"].create(
            {"name": "x", "company_id": self.company.id}
        )
        for records in (self.meeting, self.item, decision):
            mine = records.with_env(env)
            self.assertAllowed(False, mine.search, [("id", "=", mine.id)])
            self.assertAllowed(False, mine.read, ["name"])

    @covers("R162")
    def test_who_names_the_operation_team(self):
        writers = ("service_manager", "executive", "manager")
        for role in EVERYBODY:
            with self.subTest(role=role):
                teams = self.by(role, self.env["keqin.operation.team"])
                vals = {"lead_id": self.users["service_manager"].id}
                self.assertAllowed(role in writers, lambda t=teams, v=vals: t.create(v))
        team = self.env["keqin.operation.team"].create(
            {
                "lead_id": self.users["service_manager"].id,
                "company_id": self.company.id,
                "member_ids": [(0, 0, {"user_id": self.sales.id})],
            }
        )
        for role in EVERYBODY:
            with self.subTest(role=role):
                mine, member = self.by(role, team), self.by(role, team.member_ids)
                self.assertAllowed(role in ROLES, mine.read, ["name"])
                self.assertAllowed(role in writers, mine.write, {"name": "x"})
                self.assertAllowed(role in writers, member.unlink)
                self.assertAllowed(role == "manager", mine.unlink)

    @covers("R161")
    def test_executives_decide(self):
        record = self.env["keqin.decision"].create(
            {"name": "Visit more", "company_id": self.company.id}
        )
        staff = tuple(role for role in ROLES if role != "contributor")
        for role in EVERYBODY:
            with self.subTest(role=role):
                mine = self.by(role, record)
                may = role == "executive"
                self.assertAllowed(role in staff, mine.read, ["name"])
                self.assertAllowed(may, mine.write, {"name": "x"})
                self.assertAllowed(may, lambda m=mine: m.create({"name": "x"}))
                self.assertAllowed(may, mine.copy)
                self.assertAllowed(may, mine.unlink)
                self.assertAllowed(False, mine.write, {"user_id": self.sales.id})

    @covers("R161")
    def test_decisions_of_a_closed_evaluation_stay(self):
        evaluation = self.env["keqin.evaluation"].create(
            {
                "company_id": self.company.id,
                "period": "quarter",
                "date_start": "2026-04-01",
            }
        )
        record = self.env["keqin.decision"].create(
            {
                "name": "Visit more",
                "company_id": self.company.id,
                "evaluation_id": evaluation.id,
            }
        )
        evaluation.sudo().state = "closed"
        mine = self.by("executive", record)
        for vals in ({"name": "x"}, {"active": False}, {"evaluation_id": False}):
            self.assertRefused(mine.write, vals, error=UserError)
        self.assertRefused(mine.unlink, error=UserError)
        # nor is another one slipped in
        late = {"name": "Late", "evaluation_id": evaluation.id}
        self.assertRefused(mine.create, late, error=UserError)
        free = mine.create({"name": "Free"})
        moved = {"evaluation_id": evaluation.id}
        self.assertRefused(free.write, moved, error=UserError)
        plan = self.env["keqin.plan"].create(
            {
                "customer_id": self.north.id,
                "date_start": "2026-07-01",
                "date_end": "2026-12-31",
            }
        )
        mine.plan_ids = plan
        self.assertEqual(plan.decision_ids, record)
