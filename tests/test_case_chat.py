"""`/case` makes a case of a chat, with or without Odoo's live chat (R090)."""

from unittest.mock import patch

from odoo import Command

from .case_case import CaseCase
from .covers import covers


@covers("R090")
class TestCaseChat(CaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.make_channel(cls.person)

    @classmethod
    def make_channel(cls, *partners, roles=("service", "sales", "contributor")):
        members = [cls.users[role].partner_id.id for role in roles]
        members += [partner.id for partner in partners]
        channel = cls.env["discuss.channel"].create(
            {
                "name": "Visitor",
                "channel_type": "group",
                "channel_member_ids": [
                    Command.create({"partner_id": member}) for member in members
                ],
            }
        )
        said = (
            (cls.person, "Our cartons <b>break</b>"),
            (cls.users["service"].partner_id, "Which ones?"),
        )
        for author, body in said:
            channel.message_post(author_id=author.id, body=body, message_type="comment")
        return channel

    def command(self, role, body="/case Cartons", channel=None):
        """The case the command opens, and what the user is told."""
        channel = self.by(role, channel or self.channel)
        before = self.env["keqin.case"].search([("channel", "=", "chat")])
        told = []
        with patch.object(
            self.registry["res.users"],
            "_bus_send_transient_message",
            lambda user, channel, text: told.append(str(text)),
        ):
            channel.execute_command_case(body=body)
        return self.env["keqin.case"].search([("channel", "=", "chat")]) - before, told

    def test_a_case_with_what_was_said(self):
        case, told = self.command("service", "/case Cartons too soft")
        self.assertEqual(case.name, "Cartons too soft")
        self.assertEqual(case.contact_id, self.person)
        self.assertEqual(case.customer_id, self.customer)
        self.assertIn("Our cartons &lt;b&gt;break&lt;/b&gt;", case.description)
        self.assertLess(
            case.description.index("Ms. Wang"), case.description.index("Which ones?")
        )
        self.assertIn(case.number, told[0])

    def test_without_a_subject_it_says_how(self):
        case, told = self.command("service", "/case  ")
        self.assertFalse(case)
        self.assertIn("/case", told[0])

    def test_by_whom(self):
        self.assertTrue(self.command("sales")[0], "Of an own customer.")
        theirs = self.make_partner(
            "Mr. Chen", parent_id=self.other.partner_id.id, is_company=False
        )
        other = self.make_channel(theirs)
        self.assertTrue(self.command("service", channel=other)[0])
        self.assertRefused(self.command, "sales", "/case x", other)
        self.assertRefused(self.command, "contributor")
        self.assertRefused(self.command, "service_manager")  # no member

    def test_of_guests_and_crowds_the_person_is_not_known(self):
        crowd = self.make_channel(self.person, self.make_partner("Another"))
        case, __ = self.command("service", channel=crowd)
        self.assertTrue(case)
        self.assertFalse(case.contact_id or case.customer_id)

    def test_the_command_is_offered_to_who_may(self):
        offered = {}
        for role in ("service", "sales", "contributor", "marketing"):
            store = FakeStore()
            user = self.users[role]
            user.with_user(user)._init_store_data(store)
            offered[role] = store.values["has_access_keqin_case"]
        self.assertEqual(
            offered,
            {"service": True, "sales": True, "contributor": False, "marketing": False},
        )


class FakeStore:
    def __init__(self):
        self.values = {}

    def add_global_values(self, **values):
        self.values |= values

    def add(self, *args, **kwargs):
        return self

    def __getattr__(self, name):
        return self.add
