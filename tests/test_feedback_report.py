"""What directors read: the feedback report, and the summary of a month."""

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .case_case import READERS, CaseCase
from .common import OUTSIDERS, ROLES
from .covers import covers


class FeedbackCase(CaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.late = cls.env["keqin.case.cause"].create({"name": "T late"})
        cls.defect = cls.env["keqin.case.cause"].create({"name": "T defect"})
        july, august = "2026-07-07 08:00:00", "2026-08-05 08:00:00"
        make = cls.make_case
        # 4 complaints: 3 late, 1 defect; one of them serious, answered late
        cls.serious = make(
            kind="complaint",
            opened_on=august,
            cause_id=cls.late.id,
            severity="4_critical",
            topic="delivery",
            name="Line stopped",
        )
        for opened_on in (july, july):
            make(kind="complaint", opened_on=opened_on, cause_id=cls.late.id)
        cls.theirs = make(
            kind="complaint",
            opened_on=august,
            cause_id=cls.defect.id,
            customer=cls.other,
            name="Theirs leaks",
        )
        cls.idea = make(
            opened_on=august,
            voice="suggestion",
            topic="product",
            name="Smaller cartons",
            description="<p>Twelve are too many.</p>",
        )
        spam = make(kind="complaint", opened_on=august, cause_id=cls.late.id)
        spam._step("closed", result="spam")
        make(kind="complaint", opened_on="2026-06-30 08:00:00", cause_id=cls.late.id)
        cases = (cls.serious | cls.theirs | cls.idea).sudo()
        cases.write({"first_response_on": "2026-08-05 09:00:00"})
        cls.env["keqin.case"].search([]).sudo().write(
            {"response_breached_on": False, "resolution_breached_on": False}
        )
        cls.serious.sudo().response_breached_on = "2026-08-05 08:30:00"
        cls.rate(cls.idea, 5, "Quick")
        cls.rate(cls.serious, 2, "Third time")

    @classmethod
    def rate(cls, case, value, feedback):
        cls.env["rating.rating"].create(
            {
                "res_model_id": cls.env["ir.model"]._get_id("keqin.case"),
                "res_id": case.id,
                "rating": value,
                "feedback": feedback,
                "consumed": True,
            }
        )

    def wizard(self, role="service", **vals):
        env = self.in_companies(self.env(user=self.users[role]), self.company)
        period = {"date_from": "2026-07-01", "date_to": "2026-09-30"}
        return env["keqin.feedback.report"].create(period | vals)

    def values(self, wizard):
        report = wizard.env["report.keqin_addon.keqin_feedback_report"]
        return report._get_report_values(wizard.ids)["figures"][wizard.id]

    def html(self, wizard):
        reports = wizard.env["ir.actions.report"]
        name = "keqin_addon.keqin_feedback_report"
        return reports._render_qweb_html(name, wizard.ids)[0].decode()


@tagged("post_install", "-at_install")
class TestFeedbackReport(FeedbackCase):
    @covers("R113")
    def test_figures(self):
        figures = self.values(self.wizard())
        self.assertEqual(figures["total"], 5)
        kinds = {
            row[0]: (row[1], row[2].part, row[2].total) for row in figures["kinds"]
        }
        self.assertEqual(
            kinds,
            {"Enquiry": (1, 1, 1), "Complaint": (4, 1, 2), "Total": (5, 2, 3)},
        )
        topics = {row[0]: row[1] for row in figures["topics"]}
        self.assertEqual(
            topics,
            {
                "Delivery efficiency": 1,
                "Product performance": 1,
                "Not said": 3,
                "Total": 5,
            },
        )
        bars = [(bar.key.name, bar.count, bar.share) for bar in figures["causes"]]
        self.assertEqual(bars, [("T late", 3, 75.0), ("T defect", 1, 25.0)])
        self.assertEqual(
            figures["trend"], {"Enquiry": [0, 1, 0], "Complaint": [2, 2, 0]}
        )
        rated = figures["ratings"]
        self.assertEqual((rated["counts"], rated["mean"]), ([1, 0, 0, 1, 0], 3.5))
        self.assertEqual(tuple(rated["satisfied"]), (1, 2))
        self.assertEqual(figures["worst"], self.serious)
        self.assertEqual(figures["voices"], self.idea)
        self.assertEqual(figures["comments"].mapped("rating"), [2.0, 5.0])

    @covers("R113")
    def test_chart_is_drawn(self):
        first, second = self.values(self.wizard())["chart"]
        self.assertEqual((first.height, second.height), (240.0, 80.0))
        self.assertEqual((first.line_y, second.line_y), (60.0, 0.0))

    @covers("R113")
    def test_categories_and_customers(self):
        only = self.wizard(topic="delivery")
        self.assertEqual(self.values(only)["total"], 1)
        self.assertIn("Delivery efficiency", only._chosen()[0])
        self.assertEqual(self.values(self.wizard(kind="enquiry"))["total"], 1)
        theirs = self.wizard(customer_ids=[(6, 0, self.other.ids)])
        self.assertEqual(self.values(theirs)["total"], 1)
        with self.assertRaises(ValidationError):
            self.wizard(date_from="2026-10-01")

    @covers("R113")
    def test_pages(self):
        html = self.html(self.wizard())
        for text in ("<svg", "T late", "Line stopped", "Twelve are too many", "Third"):
            self.assertIn(text, html)
        self.assertNotIn("<script", html.split("<main>")[-1].split("</main>")[0])
        empty = self.wizard(date_from="2020-01-01", date_to="2020-01-31")
        self.assertIn("No case was received", self.html(empty))

    @covers("R113", "R215")
    def test_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.late.with_context(lang="zh_CN").name = "迟到"
        wizard = self.wizard().with_context(lang="zh_CN")
        self.assertIn("迟到", self.html(wizard))

    @covers("R113", "R099")
    def test_only_what_the_reader_may_read(self):
        for role in (*ROLES, *OUTSIDERS):
            if role not in READERS:
                self.assertRefused(self.wizard, role, error=AccessError, message=role)
                continue
            figures = self.values(self.wizard(role))
            self.assertEqual(figures["total"], 4 if role == "sales" else 5, role)
        html = self.html(self.wizard("sales"))
        self.assertNotIn("Theirs", html)
        foreign = self.wizard().with_env(self.wizard("sales").env)
        with self.undone(), self.assertRaises(AccessError):
            self.values(foreign)

    @covers("R113")
    def test_queries_do_not_grow(self):
        wizard = self.wizard()
        few = self.queries(wizard)
        for _each in range(20):
            self.make_case(kind="complaint", opened_on="2026-08-05 08:00:00")
        self.assertLessEqual(self.queries(wizard), few)

    def queries(self, wizard):
        self.values(wizard)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.values(wizard)
        return self.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestSummary(FeedbackCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in ("service_manager", "executive", "service"):
            cls.users[role].email = f"{role}@keqin.example.com"

    def run_cron(self, now="2026-09-01 09:00:00"):
        with freeze_time(now):
            return self.env["keqin.case.summary"]._summarise(self.company)

    def mails(self, summary):
        return self.env["mail.mail"].search(
            [("model", "=", "keqin.case.summary"), ("res_id", "=", summary.id)]
        )

    @covers("R092")
    def test_figures_of_the_month(self):
        summary = self.run_cron()
        self.assertEqual(str(summary.month), "2026-08-01")
        self.assertEqual((summary.case_count, summary.complaint_count), (3, 2))
        self.assertEqual(summary.complaint_before, 2)
        self.assertEqual(summary.customer_count, 2)
        self.assertEqual(summary.complaint_rate, 100.0)
        self.assertEqual((summary.answered_in_time, summary.answered_count), (2, 3))
        self.assertEqual(summary._top_causes(), [("T late", 1), ("T defect", 1)])

    @covers("R092")
    def test_once_a_month(self):
        summary = self.run_cron()
        self.assertTrue(summary.sent_on)
        self.assertFalse(self.run_cron("2026-09-02 09:00:00"))
        self.assertFalse(self.run_cron("2026-09-30 09:00:00"))
        # September had no case: nothing to sum up
        self.assertFalse(self.run_cron("2026-10-01 09:00:00"))
        with (
            self.undone(),
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
        ):
            summary.copy()

    @covers("R092")
    def test_to_leads_and_executives_each_in_their_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self.env.ref("keqin_addon.mail_template_case_summary")
        subject = template.subject.replace("complaints and service", "投诉与服务")
        template.with_context(lang="zh_CN").subject = subject
        self.users["executive"].lang = "zh_CN"
        mails = self.mails(self.run_cron())
        to = {mail.subject[-40:]: mail.recipient_ids for mail in mails}
        self.assertEqual(len(mails), 2)
        chinese = mails.filtered(lambda mail: "投诉与服务" in mail.subject)
        self.assertEqual(chinese.recipient_ids, self.users["executive"].partner_id, to)
        self.assertIn("2026年8月", chinese.subject)
        english = mails - chinese
        self.assertEqual(
            english.recipient_ids, self.users["service_manager"].partner_id
        )
        self.assertIn("August 2026", english.subject)
        self.assertIn("T late", english.body_html)

    @covers("R092", "R210")
    def test_a_month_is_one_of_the_company(self):
        """1 September, 01:00 in Shanghai, is still August in Greenwich."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        self.make_case(kind="complaint", opened_on="2026-07-31 17:00:00")
        summary = self.run_cron("2026-08-31 17:30:00")
        self.assertEqual(str(summary.month), "2026-08-01")
        self.assertEqual(summary.complaint_count, 3)

    @covers("R092")
    def test_who_reads_it(self):
        summary = self.run_cron()
        for role in (*ROLES, *OUTSIDERS):
            own = summary.with_user(self.users[role])
            reads = role in ("service_manager", "executive", "manager")
            self.assertAllowed(reads, own.read, ["case_count"], message=role)
            self.assertAllowed(False, own.write, {"case_count": 0}, message=role)
