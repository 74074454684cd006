"""Who may do what with key-person cards, which are personal data."""

from odoo.tests import tagged

from .common import OUTSIDERS, ROLES
from .covers import covers
from .test_contact import ContactCase

# r read and search; w write; c create; d delete
MATRIX = {
    #                  own      others
    "sales":           ("rwcd", ""),
    "sales_manager":   ("rwcd", "rwcd"),
    "service":         ("r", "r"),
    "service_manager": ("r", "r"),
    "marketing":       ("", ""),
    "executive":       ("rwc", "rwc"),
    "contributor":     ("", ""),
    "manager":         ("rwcd", "rwcd"),
    "employee":        ("", ""),
    "portal":          ("", ""),
    "public":          ("", ""),
}  # fmt: skip
COMBINED = {
    ("sales", "marketing"):   ("rwcd", ""),
    ("sales", "service"):     ("rwcd", "r"),
    ("sales", "contributor"): ("rwcd", ""),
    ("sales", "executive"):   ("rwcd", "rwc"),
}  # fmt: skip


@covers("R180", "R181", "R182")
@tagged("post_install", "-at_install")
class TestContactSecurity(ContactCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.rivals = cls.make_customer("Rival's", cls.rival)
        cls.theirs = cls.make_card(cls.make_person("Their man", cls.rivals), cls.rivals)
        cls.spare = cls.make_person("Spare")
        cls.their_spare = cls.make_person("Their spare", cls.rivals)
        cls.secret = "Knows of the merger"
        (cls.card | cls.theirs).write({"family_notes": cls.secret})
        cls.note = cls.theirs.message_post(body=cls.secret)

    def test_table_names_every_role(self):
        self.assertEqual(set(MATRIX), {*ROLES, *OUTSIDERS})

    def test_access(self):
        for role, (own, others) in MATRIX.items():
            with self.subTest(role=role, whose="own"):
                self.check(self.users[role], self.card, self.spare, own)
            with self.subTest(role=role, whose="others"):
                self.check(self.users[role], self.theirs, self.their_spare, others)

    def test_roles_combine(self):
        for roles, (own, others) in COMBINED.items():
            user = self.make_user(*roles)
            company = self.customer.partner_id.with_context(keqin_handover=True)
            company.user_id = user
            with self.subTest(roles=roles):
                self.check(user, self.card, self.spare, own)
                self.check(user, self.theirs, self.their_spare, others)

    def check(self, user, card, spare, rights):
        mine = card.with_user(user)
        domain = [("id", "=", card.id), ("family_notes", "ilike", self.secret)]
        values = {"partner_id": spare.id, "customer_id": card.customer_id.id}
        ways = {
            "r": (
                lambda: mine.read(["family_notes"]),
                lambda: mine.search(domain),
                lambda: mine.formatted_read_group(domain, ["decision_role"]),
                lambda: mine.web_search_read(domain, {"taboos": {}})["records"],
            ),
            "w": (
                lambda: mine.write({"taboos": "X"}),
                lambda: mine.action_erase(),
            ),
            "c": (lambda: mine.create(values),),
            "d": (lambda: mine.unlink(),),
        }
        for right, attempts in ways.items():
            for number, attempt in enumerate(attempts):
                self.assertAllowed(right in rights, attempt, message=f"{right}{number}")

    def test_chatter_of_a_card_is_read_by_its_readers_only(self):
        for role, (_own, others) in MATRIX.items():
            with self.subTest(role):
                note = self.note.with_user(self.users[role])
                self.assertAllowed("r" in others, lambda: note.read(["body"]))  # noqa: B023

    def test_notes_do_not_leak_by_way_of_the_care_file(self):
        """The care file lists cards for those who may read them."""
        for role in ("sales", "service", "executive", "marketing", "contributor"):
            file = self.rivals.with_user(self.users[role])
            readable = "r" in MATRIX[role][1]
            self.assertAllowed(readable, lambda: file.contact_card_ids.read(["taboos"]))  # noqa: B023
            domain = [("contact_card_ids.family_notes", "ilike", self.secret)]
            found = lambda: self.rivals in file.search(domain)  # noqa: B023
            self.assertAllowed(readable, found)

    def test_erasing_date_is_no_entry(self):
        for role in ROLES:
            card = self.card.with_user(self.users[role])
            self.assertRefused(card.write, {"erased_on": "2026-01-01"})

    def test_other_companies_see_nothing(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        for role in ("sales_manager", "service", "executive", "manager"):
            user = self.make_user(
                role,
                login=f"keqin_elsewhere_{role}",
                company_id=elsewhere.id,
                company_ids=[elsewhere.id],
            )
            card = self.card.with_user(user).with_context(
                allowed_company_ids=elsewhere.ids
            )
            self.assertRefused(card.read, ["taboos"])
            self.assertFalse(card.search([("id", "=", card.id)]))
