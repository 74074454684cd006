"""Why a deadline is when it is, said so that a service person understands it."""

from freezegun import freeze_time
from lxml import html

from .covers import covers
from .test_case_clock import FRIDAY, MONDAY, ClockCase


@covers("R087", "R088")
class TestExplanation(ClockCase):
    def lines(self, case, at=f"{MONDAY} 11:30:00", **context):
        with freeze_time(at):
            case.invalidate_recordset(["deadline_explanation"])
            text = case.with_context(**context).deadline_explanation
        return [p.text_content() for p in html.fragments_fromstring(text)]

    def test_a_new_case(self):
        self.assertEqual(
            self.lines(self.opened(FRIDAY), tz="UTC", lang="en_US"),
            [
                "Service level: All. Calendar: Office in UTC.",
                (
                    "First response by Mon, Sep 21 12:00: 4 h of working time from "
                    "Fri, Sep 18 17:00 (Fri, Sep 18 1 h, Mon, Sep 21 3 h)."
                ),
                (
                    "Resolution by Mon, Sep 21 12:00: 4 h of working time, 3.5 h of "
                    "them used."
                ),
            ],
        )

    def test_after_a_pause_in_the_reader_s_time(self):
        case = self.paused(f"{MONDAY} 10:00:00", f"{MONDAY} 11:00:00")
        self.assertEqual(
            self.lines(case, tz="Asia/Shanghai", lang="en_US")[2:],
            [
                (
                    "Resolution by Mon, Sep 21 22:00: of 4 h of working time, 2 h were "
                    "used before Mon, Sep 21 19:00; the other 2 h from there (Mon, Sep "
                    "21 2 h)."
                ),
                (
                    "Not counted, waiting for the customer: Mon, Sep 21 18:00 to Mon, "
                    "Sep 21 19:00 (1 h)."
                ),
                "Working time is that of UTC; the times above are yours.",
            ],
        )

    def test_paused_and_resolved(self):
        case = self.opened(f"{MONDAY} 09:00:00")
        self.go(case, "responded", f"{MONDAY} 09:30:00")
        self.go(case, "waiting", f"{MONDAY} 10:00:00")
        self.assertEqual(
            self.lines(case, tz="UTC", lang="en_US")[1:],
            [
                "First response given Mon, Sep 21 09:30, due Mon, Sep 21 14:00.",
                (
                    "Resolution: the clock stands still while we wait for the "
                    "customer; 3 h of 4 h are left."
                ),
            ],
        )
        self.go(case, "resolved", f"{MONDAY} 14:00:00")
        self.assertEqual(
            self.lines(case, tz="UTC", lang="en_US")[2],
            "Resolved Mon, Sep 21 14:00, after 1 h of working time; due Mon, Sep 21 "
            "17:00.",
        )

    def test_a_complex_request(self):
        case = self.opened(f"{MONDAY} 09:00:00", kind="complex_request")
        self.assertEqual(
            self.lines(case, tz="UTC", lang="en_US")[2],
            "Resolution: the date is still to be agreed.",
        )
        with freeze_time(f"{MONDAY} 11:00:00"):
            case.sudo().agreed_on = self.at("2026-09-30 15:00:00")
        self.assertEqual(
            self.lines(case, tz="UTC", lang="en_US")[2],
            "Resolution by Wed, Sep 30 15:00, as agreed with the customer.",
        )

    def test_long_ones_are_short(self):
        self.level.resolution_value = 200
        case = self.opened(f"{MONDAY} 09:00:00")
        self.go(case, "waiting", f"{MONDAY} 10:00:00")
        self.go(case, "working", f"{MONDAY} 10:00:00")
        days = self.lines(case, tz="UTC", lang="en_US")[2].split("(")[1]
        self.assertEqual(days.count(" h"), 5)
        self.assertIn("…", days)

    def test_every_reader_reads_it(self):
        case = self.opened(f"{MONDAY} 09:00:00")
        for role in ("sales", "sales_manager", "service", "executive", "manager"):
            with self.subTest(role=role):
                self.assertTrue(self.by(role, case).deadline_explanation)
