"""Who reads suggestions, who decides on them, and what nobody may type in."""

from .common import OUTSIDERS, ROLES
from .covers import covers
from .risk_case import LEADS, READERS, RiskCase

EVERYBODY = (*ROLES, *OUTSIDERS)


class TestSecuritySuggestion(RiskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()

    @covers("R191", "R215")
    def test_who_reads_and_decides(self):
        suggestion = self.suggest()
        deciders = ("sales", "service", *LEADS)
        for role in EVERYBODY:
            with self.subTest(role):
                mine = suggestion.with_user(self.users[role])
                self.assertAllowed(role in READERS, mine.read, ["reason"])
                self.assertAllowed(role in deciders, mine.action_accept)
                self.assertAllowed(role in deciders, mine.action_dismiss, "No")
        suggestion.action_dismiss("No")
        for role in EVERYBODY:
            mine = suggestion.with_user(self.users[role])
            self.assertAllowed(role in deciders, mine.action_undo, message=role)

    def test_of_ones_own_customers(self):
        theirs = self.suggest(self.other)
        for role in ("sales", "service"):
            mine = self.by(role, theirs)
            self.assertRefused(mine.action_accept)
            self.assertRefused(mine.action_dismiss, "No")
        self.assertRefused(self.by("sales", theirs).read, ["reason"])

    @covers("R191")
    def test_nobody_writes_them(self):
        suggestion = self.suggest()
        for role in EVERYBODY:
            mine = suggestion.with_user(self.users[role])
            for name in ("name", "state", "reason", "dismissed_until", "value"):
                self.assertRefused(mine.write, {name: False}, message=(role, name))
            self.assertRefused(mine.unlink)
            vals = {"customer_id": self.customer.id, "kind": "care", "key": "x"}
            self.assertRefused(mine.create, vals | {"name": "x", "reason": "x"})

    def test_lists_are_decided_all_or_none(self):
        both = self.suggest() | self.suggest(self.other)
        self.assertRefused(self.by("service", both).action_accept)
        self.assertEqual(set(both.mapped("state")), {"proposed"})
        self.by("sales_manager", both).action_accept()
        owners = both.activity_id.user_id
        self.assertEqual(owners, self.users["sales"] | self.rival)
