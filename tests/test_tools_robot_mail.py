"""Programs and people who write mail (no database)."""

import doctest
import unittest
from email.message import EmailMessage

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import robot_mail
from odoo.addons.keqin_addon.tools.robot_mail import is_robot_mail

from . import properties  # noqa: F401
from .covers import covers

NAMES = ("Auto-Submitted", "Precedence", "X-Autoreply", "Return-Path", "Subject")


def test_doctests():
    assert doctest.testmod(robot_mail).failed == 0


@covers("R087")
class TestRobotMail(unittest.TestCase):
    def test_what_people_send_is_no_robot_s(self):
        for headers in (
            {},
            {"Auto-Submitted": "no (a person)"},
            {"Auto-Submitted": " "},
            {"Precedence": "first-class"},
            {"X-Autoreply": "no"},
            {"Return-Path": "<wang@ruichen.example.com>"},
            {"Subject": "Re: Out of office hours?"},
        ):
            with self.subTest(**headers):
                self.assertFalse(is_robot_mail(headers))

    def test_names_of_headers_are_in_any_case(self):
        mail = EmailMessage()
        mail["AUTO-submitted"] = "Auto-Generated"
        self.assertTrue(is_robot_mail(mail))

    @given(st.dictionaries(st.sampled_from(NAMES), st.text()))
    def test_whatever_a_header_says_is_judged(self, headers):
        self.assertIn(is_robot_mail(headers), (True, False))
