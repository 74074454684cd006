"""Who sees the relationship map and what is told of people; who reviews."""

from odoo.tests import tagged

from .common import OUTSIDERS, ROLES
from .covers import covers
from .people_case import PeopleCase

# r read, search, group and the map; c create a review; d delete one
MATRIX = {
    #                  own    others'
    "sales":           ("rc", ""),
    "sales_manager":   ("rc", "rc"),
    "service":         ("r", "r"),
    "service_manager": ("r", "r"),
    "marketing":       ("", ""),
    "executive":       ("rc", "rc"),
    "contributor":     ("", ""),
    "manager":         ("rcd", "rcd"),
    "employee":        ("", ""),
    "portal":          ("", ""),
    "public":          ("", ""),
}  # fmt: skip
COMBINED = {
    ("sales", "marketing"): ("rc", ""),
    ("sales", "service"):   ("rc", "r"),
}  # fmt: skip
# of a customer, closed to marketing and contributors
CLOSED = ("touched_count", "last_touch_on", "has_no_decider", "is_single_thread")


@covers("R116", "R049", "R181", "R182")
@tagged("post_install", "-at_install")
class TestPeopleSecurity(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.rivals = cls.make_customer("Rival's", cls.rival)
        cls.theirs = cls.make_card("Their man", "decider", cls.rivals)
        cls.talk(cls.wang, "2026-06-01")
        cls.reviews = cls.env["keqin.relationship.review"].create(
            [
                {"customer_id": customer.id, "finding": "Trusts us"}
                for customer in (cls.customer, cls.rivals)
            ]
        )
        # whom contributors follow they may read
        for user in ("contributor", "marketing"):
            cls.customer.message_subscribe(cls.users[user].partner_id.ids)

    def test_table_names_every_role(self):
        self.assertEqual(set(MATRIX), {*ROLES, *OUTSIDERS})

    def test_access(self):
        for role, rights in MATRIX.items():
            with self.subTest(role):
                self.check(self.users[role], *rights)

    def test_roles_combine(self):
        for roles, rights in COMBINED.items():
            user = self.make_user(*roles)
            company = self.customer.partner_id.with_context(keqin_handover=True)
            company.user_id = user
            with self.subTest(roles=roles):
                self.check(user, *rights)

    def check(self, user, *rights):
        customers = (self.customer, self.rivals)
        for customer, review, allowed in zip(
            customers, self.reviews, rights, strict=True
        ):
            mine, own = review.with_user(user), customer.with_user(user)
            domain = [("id", "=", review.id), ("finding", "ilike", "trusts")]
            ways = {
                "r": (
                    lambda own=own: own.get_people_map(),
                    lambda mine=mine: mine.read(["finding"]),
                    lambda mine=mine, domain=domain: mine.search(domain),
                    lambda mine=mine, domain=domain: mine.formatted_read_group(
                        domain, ["conclusion"]
                    ),
                ),
                "c": (
                    lambda mine=mine, customer=customer: mine.create(
                        {"customer_id": customer.id, "finding": "X"}
                    ),
                ),
                "d": (lambda mine=mine: mine.unlink(),),
            }
            for right, attempts in ways.items():
                for number, attempt in enumerate(attempts):
                    text = f"{right}{number} {customer.name}"
                    self.assertAllowed(right in allowed, attempt, message=text)

    def test_closed_fields_of_the_care_file(self):
        """Marketing reads the file, and not whom we speak with."""
        for role in ("marketing", "contributor"):
            file = self.customer.with_user(self.users[role])
            self.assertTrue(file.read(["name"]))
            for name in CLOSED:
                with self.subTest(role=role, field=name):
                    self.assertRefused(file.read, [name])
                    self.assertRefused(file.search, [(name, "!=", False)])
                    self.assertRefused(file.formatted_read_group, [], [name])
                    self.assertRefused(file.search, [], 0, 1, name)

    def test_other_companies_see_nothing(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        for role in ("sales_manager", "service", "executive", "manager"):
            user = self.make_user(
                role,
                login=f"keqin_elsewhere_{role}",
                company_id=elsewhere.id,
                company_ids=[elsewhere.id],
            )
            context = {"allowed_company_ids": elsewhere.ids}
            file = self.customer.with_user(user).with_context(**context)
            self.assertRefused(file.get_people_map)
            review = self.reviews[0].with_user(user).with_context(**context)
            self.assertRefused(review.read, ["finding"])
