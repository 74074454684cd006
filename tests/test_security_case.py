"""Who sees, raises, writes and moves cases, checked as each role against the server.

The tables are the specification; the tests only walk them.
"""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .case_case import CASE_LEADS, NOW, ORDER, PATHS, READERS, STAFF, CaseCase, steps
from .common import OUTSIDERS, ROLES
from .covers import covers

# r read; c raise; w write what others raised; d delete
MATRIX = {
    #                  own       others'   unknown sender
    "sales":           ("rc",    "",       ""),
    "sales_manager":   ("rc",    "rc",     ""),
    "service":         ("rcw",   "rcw",    "rcw"),
    "service_manager": ("rcw",   "rcw",    "rcw"),
    "marketing":       ("",      "",       ""),
    "executive":       ("rcw",   "rcw",    "rcw"),
    "contributor":     ("",      "",       ""),
    "manager":         ("rcwd",  "rcwd",   "rcwd"),
    "employee":        ("",      "",       ""),
    "portal":          ("",      "",       ""),
    "public":          ("",      "",       ""),
}  # fmt: skip

# Fields of a case. Every stored one of this room is in exactly one of these lists.
STAMPED = {  # written by steps, clocks and rules
    "agreed_by_id": "uid", "agreed_on": NOW, "answered_on": NOW, "closed_on": NOW,
    "company_id": "company", "confirmation": "customer", "confirmed_on": NOW,
    "counts": False, "duplicate_of_id": "case", "escalation": "2_executive",
    "first_response_by_id": "uid", "first_response_on": NOW,
    "next_deadline": NOW, "number": "CS-1", "partner_id": "partner",
    "rating_last_value": 5.0, "reopen_count": 0, "resolution_breached_on": NOW,
    "resolution_deadline": NOW, "resolved_on": NOW, "response_breached_on": NOW,
    "response_deadline": NOW, "result": "solved", "started_on": NOW,
    "state": "closed", "state_since": NOW, "transfer_count": 0, "warned_on": NOW,
}  # fmt: skip
STAFF_ONLY = {"cause_id", "solution", "user_id"}
LEADS_ONLY = {"active"}
EDITABLE = {
    "activity_id", "channel", "contact_id", "customer_id", "description",
    "email_from", "impact", "kind", "name", "opened_on", "phone", "product_id",
    "severity", "topic",
}  # fmt: skip


# Free fields of other rooms, which say themselves who writes them.
OF_OTHER_ROOMS = {"is_preventive", "need_id", "voice"}
INFRASTRUCTURE = {
    "id", "create_uid", "create_date", "write_uid", "write_date", "access_token",
}  # fmt: skip


class CaseSecurityCase(CaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.make_case()
        cls.others = cls.make_case(customer=cls.other)
        cls.unknown = cls.make_case(customer=cls.env["keqin.customer"])
        cls.cases = (cls.own, cls.others, cls.unknown)

    def walk(self):
        """Yield role, case as that role and its rights, as sub-tests."""
        for role, rights in MATRIX.items():
            for case, allowed in zip(self.cases, rights, strict=True):
                with self.subTest(role=role, case=case.customer_id.name):
                    yield role, self.by(role, case), allowed


@covers("R099", "R180", "R181", "R195")
class TestCaseAccess(CaseSecurityCase):
    def test_table_names_every_role(self):
        self.assertEqual(set(MATRIX), {*ROLES, *OUTSIDERS})

    def test_read_in_every_way(self):
        for _role, case, rights in self.walk():
            domain = [("id", "=", case.id)]
            ways = {
                "read": lambda case=case: case.read(["name"]),
                "search": lambda case=case, d=domain: case.search(d),
                "name": lambda case=case, d=domain: case.name_search("", d),
                "group": lambda case=case, d=domain: case.formatted_read_group(
                    d, ["kind"], ["__count"]
                ),
                "web": lambda case=case, d=domain: case.web_search_read(
                    d, {"name": {}}
                )["records"],
                "export": lambda case=case: case.sudo(False).export_data(["name"])[
                    "datas"
                ],
                # asked by themselves: on the way over the case they were refused
                "times": lambda case=case: (
                    case.sudo().segment_ids.with_user(case.env.user).read(["state"])
                ),
            }
            for way, look in ways.items():
                if way == "export" and not case.env.user.has_group(
                    "base.group_allow_export"
                ):
                    continue
                self.assertAllowed("r" in rights, look, message=way)

    def test_raise(self):
        for role, case, rights in self.walk():
            vals = {"name": "x", "customer_id": case.sudo().customer_id.id}
            Case = self.env["keqin.case"].with_user(self.users[role])
            self.assertAllowed("c" in rights, Case.create, vals)
            self.assertAllowed(
                "c" in rights,
                lambda Case=Case, vals=vals: Case.load(
                    ["name", "customer_id/.id"],
                    [["x", str(vals["customer_id"] or "")]],
                )["ids"],
            )

    def test_write_what_others_raised(self):
        for _role, case, rights in self.walk():
            self.assertAllowed("w" in rights, case.write, {"name": "Changed"})
            self.assertAllowed("w" in rights, case.write, {"topic": "product"})

    def test_delete(self):
        for _role, case, rights in self.walk():
            self.assertAllowed("d" in rights, case.unlink)

    def test_times_are_nobodys_to_write(self):
        times = self.own.segment_ids
        vals = {"case_id": self.own.id, "state": "waiting", "date_from": NOW}
        for role in (*ROLES, *OUTSIDERS):
            Segment = times.with_user(self.users[role])
            with self.subTest(role=role):
                self.assertRefused(Segment.write, {"date_from": "2026-09-21 08:00:00"})
                self.assertRefused(Segment.create, vals)
                self.assertRefused(Segment.unlink)
                self.assertRefused(
                    self.by(role, self.own).write,
                    {"segment_ids": [Command.create(vals)]},
                )

    @covers("R099")
    def test_account_manager_corrects_own_words_while_new(self):
        """What they raised, until somebody has answered it; and comments always."""
        Case = self.env["keqin.case"].with_user(self.users["sales"])
        case = Case.create({"name": "Soft", "customer_id": self.customer.id})
        case.write({"description": "<p>All of them</p>", "impact": "stopped"})
        self.move(case.sudo(), "responded")
        self.assertRefused(case.write, {"description": "<p>None</p>"})
        self.assertTrue(
            case.message_post(body="They called me", message_type="comment")
        )
        self.assertTrue(
            self.by("sales", self.own).message_post(body="x", message_type="comment")
        )
        with self.assertRaises(AccessError):
            self.by("sales", self.others).message_post(body="x")

    @covers("R005")
    def test_service_writes_complaints_of_customers_it_does_not_own(self):
        case = self.make_case(customer=self.other, kind="complaint")
        self.by("service", case).write({"description": "<p>Broken</p>"})
        self.assertIn("Broken", case.with_user(self.rival).description)

    def test_companies_are_separate(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        env = self.in_companies(self.env, elsewhere)
        there = self.make_customer("There", company_id=elsewhere.id)
        case = env["keqin.case"].create({"name": "x", "customer_id": there.id})
        self.assertEqual(case.company_id, elsewhere)
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                here = case.with_env(self.env).with_user(self.users[role])
                self.assertRefused(here.read, ["name"])
                times = case.segment_ids.with_env(here.env)
                self.assertRefused(times.read, ["state"])
                for name, step in steps(here).items():
                    self.assertRefused(step, message=name)
        with self.assertRaises(UserError):
            case.user_id = self.users["service"]

    def test_follower_of_another_customer_reads_nothing(self):
        self.others.message_subscribe(self.users["sales"].partner_id.ids)
        self.assertRefused(self.by("sales", self.others).read, ["name"])


@covers("R097", "R195")
class TestCaseSteps(CaseSecurityCase):
    def test_who_takes_steps(self):
        for state in PATHS:
            case = self.make_case(state, kind="request")
            for role in (*ROLES, *OUTSIDERS):
                for name, step in steps(self.by(role, case)).items():
                    if state not in ORDER[name]:
                        continue
                    may = (
                        STAFF if (state, name) != ("resolved", "close") else CASE_LEADS
                    )
                    with self.subTest(state=state, role=role, step=name):
                        self.assertAllowed(role in may, step)

    def test_who_calls_agrees_and_assigns(self):
        case = self.make_case("responded", kind="complex_request")
        for role in (*ROLES, *OUTSIDERS):
            mine = self.by(role, case)
            for step in (
                lambda mine=mine: mine.action_agree("2026-10-01 09:00:00"),
                lambda mine=mine: mine.action_assign(self.colleague.id, "Illness"),
                mine.action_log_call,
            ):
                with self.subTest(role=role):
                    self.assertAllowed(role in STAFF, step)

    def test_dialogs_move_no_more_than_the_buttons(self):
        """Dialogs belong to who takes steps, and check like them."""
        case = self.make_case("working")
        dialogs = {
            "keqin.case.reason": {"step": "wait", "reason": "x"},
            "keqin.case.resolve": {"solution": "<p>x</p>"},
            "keqin.case.withdraw": {"result": "spam", "reason": "x"},
            "keqin.case.assign": {"user_id": self.colleague.id, "reason": "x"},
        }
        for model, vals in dialogs.items():
            vals["case_ids"] = [Command.set(case.ids)]
            for role in (*ROLES, *OUTSIDERS):
                Dialog = self.env[model].with_user(self.users[role])
                with self.subTest(model=model, role=role):
                    self.assertAllowed(
                        role in STAFF,
                        lambda D=Dialog, v=vals: D.create(v).action_apply(),
                    )
        for role in (*ROLES, *OUTSIDERS):
            Call = self.env["keqin.case.call"].with_user(self.users[role])
            with self.subTest(role=role):
                self.assertAllowed(
                    role in STAFF,
                    lambda C=Call: C.create(
                        {"case_id": case.id, "note": "x"}
                    ).action_apply(),
                )

    def test_dialogs_name_no_case_one_may_not_read(self):
        """What a record refers to is shown by its name, to whoever made the record."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        there = self.make_customer("There", company_id=elsewhere.id)
        env = self.in_companies(self.env, elsewhere)
        abroad = env["keqin.case"].create({"name": "x", "customer_id": there.id})
        owner = self.users["contributor"].id
        for role, case, model, vals in (
            ("sales", self.others, "keqin.case.route", {"name": "x", "user_id": owner}),
            ("service", abroad, "keqin.case.call", {}),
            ("service", abroad, "keqin.case.withdraw", {"reason": "x"}),
        ):
            field = "case_id"
            if model == "keqin.case.withdraw":
                field = "duplicate_of_id"
                vals |= {"case_ids": [Command.set(self.own.ids)]}
            Dialog = self.env[model].with_user(self.users[role])
            with self.subTest(model=model):
                self.assertRefused(Dialog.create, {**vals, field: case.id})
                dialog = Dialog.create({**vals, field: self.own.id})
                self.assertRefused(dialog.write, {field: case.id})

    def test_leads_change_what_was_agreed(self):
        case = self.make_case("responded", kind="complex_request")
        self.by("service", case).action_agree("2026-10-01 09:00:00")
        for role in STAFF:
            with self.subTest(role=role):
                self.assertAllowed(
                    role in CASE_LEADS,
                    self.by(role, case).action_agree,
                    "2026-10-08 09:00:00",
                    "Glue is late",
                )

    def test_leads_correct_what_is_closed(self):
        case = self.make_case("closed")
        for role in STAFF:
            for vals in ({"kind": "request"}, {"severity": "1_minor"}):
                with self.subTest(role=role, vals=vals):
                    self.assertAllowed(
                        role in CASE_LEADS, self.by(role, case).write, vals
                    )


@covers("R097")
class TestCaseFields(CaseSecurityCase):
    def values(self):
        """A value for each guarded field, other than it has."""
        given = {
            "uid": self.users["manager"].id,
            "company": self.company.id,
            "partner": self.other.partner_id.id,
            "case": self.others.id,
        }
        return {name: given.get(value, value) for name, value in STAMPED.items()}

    def test_every_field_is_listed(self):
        listed = [*STAMPED, *STAFF_ONLY, *LEADS_ONLY, *EDITABLE]
        self.assertEqual(len(listed), len(set(listed)))
        Case = self.env["keqin.case"]
        writers = Case._field_writers()
        free = {
            name
            for name, field in Case._fields.items()
            if field.store and field.type != "one2many" and name not in writers
        }
        self.assertEqual(free - INFRASTRUCTURE, EDITABLE | OF_OTHER_ROOMS)

    def test_stamps_are_never_written_nor_given(self):
        Case = self.env["keqin.case"]
        for role in ROLES:
            case = self.by(role, self.own)
            Model = Case.with_user(self.users[role])
            base = {"name": "x", "customer_id": self.customer.id}
            for name, value in self.values().items():
                with self.subTest(role=role, field=name):
                    self.assertRefused(case.write, {name: value})
                    self.assertRefused(Model.create, base | {name: value})
                    default = Model.with_context(**{f"default_{name}": value})
                    self.assertRefused(default.create, base)
                    self.assertFalse(self.imported(Model, name, value))

    def imported(self, Model, name, value):
        with self.undone():
            try:
                return Model.load(
                    ["name", "customer_id/.id", name],
                    [["x", str(self.customer.id), str(value)]],
                )["ids"]
            except AccessError:
                return False

    def test_outcome_and_owner_are_said_by_service(self):
        values = {
            "cause_id": self.cause.id,
            "solution": "<p>x</p>",
            "user_id": self.colleague.id,
        }
        self.assertEqual(set(values), STAFF_ONLY)
        for role in ROLES:
            Case = self.env["keqin.case"].with_user(self.users[role])
            base = {"name": "x", "customer_id": self.customer.id}
            for name, value in values.items():
                with self.subTest(role=role, field=name):
                    self.assertAllowed(
                        role in STAFF, self.by(role, self.own).write, {name: value}
                    )
                    self.assertAllowed(role in STAFF, Case.create, base | {name: value})

    def test_archived_by_leads(self):
        case = self.make_case("closed")
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                archive = self.by(role, case).write
                self.assertAllowed(role in CASE_LEADS, archive, {"active": False})

    def test_form_of_an_account_manager_saves(self):
        """Fields they may not write are read-only there, and not sent."""
        Case = self.env["keqin.case"].with_user(self.users["sales"])
        form = Form(Case.with_context(default_customer_id=self.customer.id))
        form.name = "Soft"
        case = form.save()
        self.assertEqual(case.user_id, self.users["service"])
        self.assertIn("r", "".join(MATRIX["sales"]))
        self.assertIn("sales", READERS)
