"""Who sees, writes and decides on improvements, and that no customer shows in them."""

from odoo import Command
from odoo.exceptions import AccessError

from .common import OUTSIDERS, ROLES
from .covers import covers
from .improvement_case import LEADS, ImprovementCase

# Without feedback: they see how many said it, and not who.
BLIND = ("marketing", "contributor")
TELLERS = ("service", *LEADS)


class TestSecurityImprovement(ImprovementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.feedback = cls.make_feedback(comment="Soft") | cls.make_feedback(cls.chen)
        cls.owner = cls.make_user("contributor", login="keqin_owner")

    def make_foreign(self, state="proposed", **vals):
        """A measure nobody of the roles has to do with."""
        vals = {"user_id": self.owner.id} | vals
        improvement = self.make_improvement(state, self.feedback, **vals)
        root = self.env.ref("base.user_root")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE keqin_improvement SET create_uid = %s WHERE id = %s",
            (root.id, improvement.id),
        )
        self.env.invalidate_all()
        return improvement

    def improvements(self, role):
        return self.by(role, self.env["keqin.improvement"])

    @covers("R110")
    def test_who_sees_and_writes_the_measures_of_others(self):
        improvement = self.make_foreign()
        domain = [("id", "=", improvement.id)]
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                mine = self.by(role, improvement)
                seen = role in LEADS
                self.assertAllowed(seen, lambda m=mine: m.search(domain))
                self.assertAllowed(seen, lambda m=mine: m.read(["name"]))
                self.assertAllowed(seen, lambda m=mine: m.write({"name": "x"}))
                self.assertAllowed(
                    seen,
                    lambda m=mine: m.formatted_read_group(
                        domain, ["state"], ["__count"]
                    ),
                )
                self.assertAllowed(
                    role == "manager", lambda m=mine: m.unlink(), message="unlink"
                )

    @covers("R110")
    def test_everybody_in_care_proposes_and_keeps_their_own(self):
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                made = lambda r=role: self.improvements(r).create({"name": "Forms"})
                self.assertAllowed(role in ROLES, made)
                if role in ROLES:
                    mine = made()
                    mine.name = "Fewer forms"
                    self.assertIn(mine, mine.search([("name", "=", "Fewer forms")]))
                    mine.action_drop("Never mind")
                    self.assertEqual(mine.state, "dropped")

    @covers("R110")
    def test_every_role_works_on_what_it_owns(self):
        for role in ROLES:
            with self.subTest(role=role):
                improvement = self.make_foreign(user_id=self.users[role].id)
                for step in ("plan", "start", "done"):
                    self.step(role, improvement, step)
                self.assertEqual(improvement.state, "done")

    def test_who_proposed_it_does_not_take_the_steps_of_the_owner(self):
        for state, step in (
            ("proposed", "plan"),
            ("planned", "start"),
            ("doing", "done"),
        ):
            for role in ("sales", "service", "marketing"):
                improvement = self.make_improvement(state, by=role)
                self.assertRefused(self.step, role, improvement, step)
                self.step("service_manager", improvement, step)
        improvement = self.make_improvement("planned")
        self.assertRefused(self.step, "service", improvement, "drop", "No")

    @covers("R110")
    def test_the_effect_is_checked_by_a_lead_who_did_not_work_on_it(self):
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                improvement = self.make_foreign("done")
                self.assertAllowed(
                    role in LEADS, lambda i=improvement, r=role: self.verify(r, i)
                )
        for role in ROLES:
            with self.subTest(owner=role):
                user = self.users[role]
                improvement = self.make_foreign("doing", user_id=user.id)
                self.step(role, improvement, "done")
                self.assertAllowed(False, self.verify, role, improvement)
                if role in LEADS:
                    # given away, it is still their own work
                    self.by(role, improvement).user_id = self.owner
                    self.assertAllowed(False, self.verify, role, improvement)
        # whoever proposed it may write it, and is no judge of it
        proposed = self.by("service", self.make_improvement("done"))
        self.assertAllowed(False, proposed.action_verify)

    def verify(self, role, improvement):
        wizards = self.by(role, self.env["keqin.improvement.verify"])
        wizard = wizards.create(
            {"improvement_id": improvement.id, "observation": "<p>Fine</p>"}
        )
        wizard.action_verify()
        return improvement.state == "verified"

    def test_who_opens_again(self):
        for role in ROLES:
            improvement = self.make_foreign("done", user_id=self.users[role].id)
            self.assertAllowed(
                role in LEADS,
                lambda r=role, i=improvement: self.step(r, i, "reopen", "No"),
            )

    @covers("R110")
    def test_steps_and_links_are_written_by_nobody(self):
        improvement = self.make_improvement()
        guarded = {
            "state": "verified",
            "done_on": "2026-01-01",
            "done_by_id": self.owner.id,
            "verified_on": "2026-01-01",
            "verified_by": self.owner.id,
            "drop_reason": "x",
            "reminded_on": "2026-01-01",
            "effect": "better",
            "effect_metric": "csat",
            "before_score": 1.0,
            "after_score": 99.0,
            "before_people": 9,
            "after_people": 9,
            "change": 98.0,
            "change_low": 90.0,
            "change_high": 99.0,
            "before_from": "2026-01-01",
            "before_to": "2026-01-01",
            "after_from": "2026-01-01",
            "after_to": "2026-01-01",
            "observation": "<p>x</p>",
            "feedback_ids": [Command.set(self.feedback.ids)],
            "case_ids": [Command.clear()],
        }
        for role in ("service", "contributor", *LEADS):
            for name, value in guarded.items():
                with self.subTest(role=role, field=name):
                    mine = self.by(role, improvement)
                    self.assertAllowed(
                        False, lambda m=mine, v={name: value}: m.write(v)
                    )
                    vals = {"name": "x", name: value}
                    self.assertAllowed(False, lambda m=mine, v=vals: m.create(v))

    def test_nor_from_the_other_end(self):
        improvement = self.make_improvement()
        case = self.env["keqin.case"].create(
            {"name": "Soft", "kind": "complaint", "customer_id": self.customer.id}
        )
        vals = {"improvement_ids": [Command.link(improvement.id)]}
        for role in ("sales", "service", *LEADS):
            for record in (self.feedback[0], case):
                self.assertAllowed(False, self.by(role, record).write, vals)
            said = self.by(role, self.feedback[0])
            self.assertAllowed(False, said.write, {"improvement_state": "done"})

    @covers("R110")
    def test_who_reads_no_feedback_sees_a_number_and_no_name(self):
        export = Command.link(self.env.ref("base.group_allow_export").id)
        for role in BLIND:
            self.users[role].group_ids = [export]
            improvement = self.make_foreign("done", user_id=self.users[role].id)
            improvement._tell(self.letters(self.wang))
            mine = self.by(role, improvement)
            with self.subTest(role=role):
                self.assertEqual(mine.feedback_count, 2)
                self.assertEqual(mine.told_count, 1)
                self.assertNotIn("feedback_ids", mine.fields_get())
                shown = [
                    *mine.read()[0].values(),
                    *mine.web_read(self.all_fields(mine)),
                ]
                self.assertNotIn("Wang", str(shown))
                self.assertNotIn("Mine", str(shown))
                self.assert_no_way_to_names(mine)

    def all_fields(self, records):
        return {name: {} for name in records.fields_get()}

    def assert_no_way_to_names(self, mine):
        for name in ("feedback_ids", "case_ids", "notice_ids"):
            ways = (
                lambda n=name: mine.read([n]),
                lambda n=name: mine.web_read({n: {"fields": {"contact_id": {}}}}),
                lambda n=name: mine.search([(f"{n}.customer_id", "!=", False)]),
                lambda n=name: mine.search([(n, "ilike", "Wang")]),
                lambda n=name: mine.formatted_read_group([], [n], ["__count"]),
                lambda n=name: mine.export_data([f"{n}/contact_id/name"])["datas"],
            )
            for number, way in enumerate(ways):
                self.assertAllowed(False, way, message=f"{name}: way {number}")
        notices = mine.env["keqin.improvement.notice"]
        self.assertAllowed(False, lambda: notices.search([]))
        self.assertAllowed(False, lambda: notices.name_search("Wang"))
        said = mine.env["keqin.feedback"].browse(self.feedback.ids)
        self.assertAllowed(False, lambda: said.read(["improvement_ids"]))
        messages = mine.env["mail.message"].search([("body", "ilike", "Wang")])
        self.assertFalse(messages.filtered(lambda m: m.model != "res.partner"))

    def letters(self, *people):
        text = {"subject": "Cartons", "body": "<p>Two walls</p>", "lang": "en_US"}
        return {person: text for person in people}

    @covers("R110")
    def test_account_managers_see_the_voices_of_their_customers_only(self):
        improvement = self.make_foreign("done", user_id=self.users["sales"].id)
        improvement._tell(self.letters(self.wang, self.chen))
        mine = self.by("sales", improvement)
        self.assertEqual(mine.feedback_count, 2)
        self.assertEqual(mine.feedback_ids.ids, self.feedback[:1].ids)
        self.assertEqual(mine.notice_ids.contact_id.ids, self.wang.ids)
        theirs = [("feedback_ids.customer_id", "=", self.other.id)]
        self.assertFalse(mine.search(theirs))
        action = mine.action_open_feedback()
        self.assertEqual(
            mine.env["keqin.feedback"].search(action["domain"]).ids,
            self.feedback[:1].ids,
        )

    def test_nobody_links_what_they_may_not_read(self):
        make = self.by("sales", self.env["keqin.improvement.make"])
        vals = {"name": "x", "feedback_ids": [Command.set(self.feedback[1:].ids)]}
        self.assertAllowed(False, lambda: make.create(vals).action_make())
        foreign = self.make_foreign()
        vals = {
            "improvement_id": foreign.id,
            "feedback_ids": [Command.set(self.feedback[:1].ids)],
        }
        self.assertAllowed(False, lambda: make.create(vals).action_make())
        remove = self.by("sales", self.feedback[:1])
        remove = remove.with_context(improvement_id=foreign.id)
        self.assertAllowed(False, remove.action_remove_improvement)
        mine = self.by("sales", self.make_improvement(by="sales"))
        said, cases = self.feedback.with_env(mine.env), mine.env["keqin.case"]
        for measure, voices, allowed in (
            (mine, said[:1], True),
            (mine, said[1:], False),
            (foreign.with_env(mine.env), said[:1], False),
        ):
            self.assertAllowed(
                allowed, lambda m=measure, v=voices: m._link(v, cases) or True
            )

    def test_the_form_tells_nothing_of_what_may_not_be_read(self):
        """Before it is saved it reads by the rights of who opens it, too."""
        make = self.by("sales", self.env["keqin.improvement.make"])
        names = ("area", "dimension", "theme_id", "feedback_ids")
        asked = {name: {} for name in names}
        for said, allowed in ((self.feedback[:1], True), (self.feedback[1:], False)):
            values = {"feedback_ids": [Command.set(said.ids)]}
            self.assertAllowed(
                allowed,
                lambda v=values: make.onchange(v, ["feedback_ids"], asked)["value"],
            )

    def test_who_makes_measures_of_feedback(self):
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                vals = {
                    "name": "x",
                    "feedback_ids": [Command.set(self.feedback[:1].ids)],
                }
                wizard = self.by(role, self.env["keqin.improvement.make"])
                self.assertAllowed(
                    role in ROLES and role not in BLIND,
                    lambda w=wizard, v=vals: w.create(v).action_make(),
                )

    @covers("R110")
    def test_who_tells_customers(self):
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                user = self.users[role if role in ROLES else "sales"]
                improvement = self.make_foreign("done", user_id=user.id)
                self.assertAllowed(
                    role in TELLERS,
                    lambda r=role, i=improvement: self.tell(r, i),
                )

    def tell(self, role, improvement):
        action = self.step(role, improvement, "tell")
        wizard = self.env["keqin.improvement.tell"].browse(action["res_id"])
        self.by(role, wizard).action_send()
        return improvement.notice_ids

    def test_who_was_told_is_read_as_feedback_is_and_written_by_nobody(self):
        improvement = self.make_foreign("done")
        notices = improvement._tell(self.letters(self.wang, self.chen))
        theirs = notices.filtered(lambda notice: notice.contact_id == self.chen)
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                domain = [("id", "=", theirs.id)]
                mine = self.by(role, theirs)
                readers = (*LEADS, "service")
                self.assertAllowed(role in readers, mine.search, domain)
                self.assertAllowed(False, mine.write, {"told_on": "2026-01-01"})
                self.assertAllowed(False, lambda m=mine: m.unlink() or True)
                copy = {
                    "improvement_id": improvement.id,
                    "customer_id": self.other.id,
                    "told_by_id": self.env.uid,
                }
                self.assertAllowed(False, mine.create, copy)

    def test_other_companies_see_nothing(self):
        improvement = self.make_foreign("done")
        improvement._tell(self.letters(self.wang))
        company = self.env["res.company"].create({"name": "Another"})
        abroad = self.make_user(
            "executive", login="keqin_abroad", company_id=company.id
        )
        for record in (improvement, improvement.notice_ids):
            self.env.invalidate_all()
            elsewhere = record.with_user(abroad).with_context(
                allowed_company_ids=company.ids
            )
            self.assertFalse(elsewhere.search([("id", "in", record.ids)]))
            with self.assertRaises(AccessError):
                elsewhere.read(["display_name"])
