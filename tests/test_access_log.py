"""Who opened personal cards and took care data away, and who may (R182, R190)."""

import json
from datetime import datetime

from odoo import http
from odoo.exceptions import UserError
from odoo.tests import HttpCase, freeze_time, tagged

from .common import OUTSIDERS, ROLES
from .covers import covers
from .test_contact import ContactCase

READERS = ("executive", "manager")
EXPORTERS = ("sales_manager", "executive", "manager")
NOW = datetime(2026, 9, 1, 9)


class AccessLogCase(ContactCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Log = cls.env["keqin.access.log"]
        cls.add_outsiders()

    def logs(self, *domain):
        return self.Log.search([("company_id", "=", self.company.id), *domain])

    def export(self, user, records, names):
        return records.with_user(user).export_data(names)["datas"]


@freeze_time(NOW)
@covers("R182", "R190")
@tagged("post_install", "-at_install")
class TestAccessLog(AccessLogCase):
    def test_a_card_opened_is_noted_once_a_day(self):
        card = self.card.with_user(self.users["sales"])
        card.read(["taboos"])
        card.web_read({"taboos": {}, "interests": {}})
        card.search_read([("id", "=", card.id)], ["family_notes"])
        log = self.logs()
        self.assertEqual(len(log), 1)
        self.assertEqual(log.user_id, self.users["sales"])
        self.assertEqual((log.kind, log.res_id), ("read", card.id))
        self.assertEqual(log.partner_id, self.person)
        self.assertEqual(log.customer_id, self.customer)
        self.assertEqual(log.field_names, "taboos")
        self.card.with_user(self.users["service"]).read(["taboos"])
        self.assertEqual(len(self.logs()), 2)
        with freeze_time("2026-09-02 00:00:01"):
            card.read(["taboos"])
        self.assertEqual(len(self.logs()), 3)

    def test_roles_and_names_are_no_secret_and_rules_are_no_reader(self):
        self.card.with_user(self.users["sales"]).read(["decision_role", "name"])
        self.card.sudo().read(["taboos"])
        self.assertFalse(self.logs())

    def test_a_refused_reading_is_none(self):
        card = self.card.with_user(self.users["marketing"])
        self.assertRefused(card.read, ["taboos"])
        self.assertFalse(self.logs())

    def test_a_list_costs_two_queries_once_and_one_from_then_on(self):
        cards = self.card
        for number in range(20):
            cards |= self.make_card(self.make_person(f"P{number}"))
        cards = cards.with_user(self.users["sales"])

        def queries(name):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            cards.read([name])
            return self.cr.sql_log_count - before

        queries("influence")
        plain = queries("influence")
        self.assertEqual(queries("taboos") - plain, 2)
        self.assertEqual(queries("taboos") - plain, 1)
        self.assertEqual(len(self.logs()), 21)

    def test_exports_say_what_and_how_many(self):
        user = self.users["sales_manager"]
        self.export(user, self.card | self.make_card(self.make_person("B")), ["taboos"])
        log = self.logs(("kind", "=", "export"))
        self.assertEqual(log.res_model, "keqin.contact")
        self.assertEqual((log.record_count, log.field_names), (2, "taboos"))
        # by the way of another model
        self.export(user, self.customer.partner_id, ["keqin_customer_ids/name"])
        self.export(user, self.customer.partner_id, ["name"])
        models = self.logs(("kind", "=", "export")).mapped("res_model")
        self.assertEqual(sorted(models), ["keqin.contact", "res.partner"])

    def test_exports_are_for_who_may(self):
        for role in (*ROLES, *OUTSIDERS):
            with self.subTest(role=role):
                attempt = self.attempt(
                    self.export,
                    self.users[role],
                    self.customer,
                    ["name"],
                    denial=UserError,
                )
                self.assertEqual(attempt, role in EXPORTERS)

    def test_no_care_model_exports_without_the_right(self):
        user = self.users["service_manager"]
        names = [
            name
            for name, model in self.env.items()
            if name.startswith("keqin.") and not model._abstract
        ]
        self.assertGreater(len(names), 100)
        for name in names:
            with self.subTest(model=name):
                records = self.env[name].with_user(user)
                self.assertRefused(records.export_data, ["id"], error=UserError)

    def test_print_is_noted(self):
        report = self.env["ir.actions.report"].create(
            {
                "name": "Cards",
                "model": self.card._name,
                "report_name": "web.html_container",
            }
        )
        engine = report.with_user(self.users["executive"])
        engine._get_rendering_context(report.sudo(), self.card.ids, {})
        log = self.logs(("kind", "=", "print"))
        self.assertEqual((log.res_model, log.how), (self.card._name, "Cards"))

    def test_who_reads_the_log_and_nobody_changes_it(self):
        log = self.Log._note("export", "keqin.contact", 1, ["taboos"])
        for role in (*ROLES, *OUTSIDERS):
            mine = log.with_user(self.users[role])
            with self.subTest(role=role):
                self.assertAllowed(role in READERS, mine.read, ["kind"])
                for attempt in (
                    lambda mine=mine: mine.write({"record_count": 9}),
                    lambda mine=mine: mine.unlink(),
                    lambda mine=mine: mine.create(
                        {"kind": "read", "res_model": "keqin.contact"}
                    ),
                ):
                    self.assertFalse(
                        self.attempt(attempt, denial=UserError), "changed the log"
                    )
        self.assertRefused(log.write, {"kind": "read"}, error=UserError)
        self.assertRefused(log.unlink, error=UserError)

    def test_other_companies_read_their_own(self):
        log = self.Log._note("export", "keqin.contact", 1)
        other = self.env["res.company"].create({"name": "Other"})
        boss = self.make_user(
            "executive",
            login="keqin_boss",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        Log = self.Log.with_user(boss).with_context(allowed_company_ids=other.ids)
        self.assertNotIn(log, Log.search([]))

    def test_old_lines_go_and_young_ones_stay(self):
        self.company.keqin_access_days = 30
        young = self.Log._note("export", "keqin.contact", 1)
        young.flush_recordset()
        old = self.Log._note("export", "keqin.contact", 1, date=datetime(2026, 8, 2, 8))
        self.assertEqual(self.Log._gc_old()[1], False)
        self.assertFalse(old.exists())
        self.assertTrue(young.exists())
        self.company.keqin_access_days = 0
        kept = self.Log._note("export", "keqin.contact", 1, date=datetime(2000, 1, 1))
        self.Log._gc_old()
        self.assertTrue(kept.exists())
        self.assertRefused(kept.unlink, error=UserError)


@covers("R182")
@tagged("post_install", "-at_install")
class TestAccessLogWeb(HttpCase, AccessLogCase):
    def test_pivots_leave_with_the_right_only(self):
        pivot = {
            "model": "keqin.contact",
            "title": "Cards",
            "measure_count": 1,
            "origin_count": 1,
            "col_group_headers": [],
            "measure_headers": [],
            "origin_headers": [],
            "rows": [],
        }
        for role in ("service", "executive"):
            self.users[role].sudo().password = "keqin-secret-1"
            self.authenticate(self.users[role].login, "keqin-secret-1")
            for model in ("keqin.contact", "res.partner"):
                data = {
                    "data": json.dumps(pivot | {"model": model}),
                    "csrf_token": http.Request.csrf_token(self),
                }
                answer = self.url_open("/web/pivot/export_xlsx", data=data)
                may = role == "executive" or model == "res.partner"
                with self.subTest(role=role, model=model):
                    self.assertEqual(answer.status_code == 200, may)
        log = self.logs(("kind", "=", "export"))
        self.assertEqual((log.user_id, log.how), (self.users["executive"], "pivot"))

    def test_json_is_noted(self):
        self.env["ir.config_parameter"].sudo().set_param("web.json.enabled", "True")
        user = self.users["executive"]
        user.sudo().password = "keqin-secret-1"
        self.authenticate(user.login, "keqin-secret-1")
        action = self.env.ref("keqin_addon.keqin_contact_action")
        self.env.flush_all()
        answer = self.url_open(
            f"/json/1/action-{action.id}?view_type=list",
            headers={
                "Sec-Fetch-Dest": "document",
                "Sec-Fetch-Mode": "navigate",
                "Sec-Fetch-Site": "none",
                "Sec-Fetch-User": "?1",
            },
        )
        self.assertEqual(answer.status_code, 200, answer.text[:300])
        log = self.logs(("kind", "=", "export"))
        self.assertEqual((log.res_model, log.how), ("keqin.contact", "json"))
        self.assertGreaterEqual(log.record_count, 1)
