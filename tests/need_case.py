"""What the suites on needs and solutions share: two customers, needs in any state."""

from freezegun import freeze_time

from .common import KeqinCase

TODAY = "2026-06-15"
# Who works on the needs of the customer of account manager ``sales``.
HANDLERS = (
    "sales",
    "sales_manager",
    "service",
    "service_manager",
    "executive",
    "manager",
)


class NeedCase(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.startClassPatcher(freeze_time(f"{TODAY} 04:00:00"))
        cls.customer = cls.make_customer("Mine", user=cls.users["sales"])
        cls.other = cls.make_customer("Theirs", user=cls.rival)
        cls.person = cls.make_partner(
            "Ms. Wang",
            parent_id=cls.customer.partner_id.id,
            is_company=False,
            email="wang@example.com",
        )

    @classmethod
    def make_need(cls, state="captured", customer=None, receiver="contributor", **vals):
        """A need brought to ``state`` by the server; handed to ``receiver``."""
        need = cls.env["keqin.need"].create(
            {
                "name": "Boxes for cold storage",
                "customer_id": (customer or cls.customer).id,
                "user_id": (
                    cls.rival if customer == cls.other else cls.users["sales"]
                ).id,
                "analysis": "<p>Glue fails below zero</p>",
                **vals,
            }
        )
        if state in ("analysed", "handed_over"):
            need.action_analyse()
        if state == "handed_over":
            need._hand_over("technical", cls.users[receiver])
        if state == "closed":
            need._close("gone")
        return need

    def by(self, role, record):
        """``record`` as the user of ``role``."""
        return record.with_user(self.users[role])

    def todos(self, record, user):
        """Summaries of what ``record`` put on the list of ``user``."""
        todos = record.sudo().activity_ids
        return todos.filtered(lambda todo: todo.user_id == user).mapped("summary")
