"""What the suites on cases share: a customer, its people, cases in any state.

The clock stands at ``NOW``, a Monday morning; a test that moves it uses
``freeze_time``.
"""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields

from .common import KeqinCase

NOW = "2026-09-21 09:00:00"  # a Monday
LATER = "2026-09-23 10:00:00"
# The steps that bring a case from new to each state.
PATHS = {
    "new": (),
    "responded": ("responded",),
    "working": ("responded", "working"),
    "waiting": ("responded", "working", "waiting"),
    "resolved": ("responded", "working", "resolved"),
    "confirmed": ("responded", "working", "resolved", "confirmed"),
    "closed": ("responded", "working", "resolved", "confirmed", "closed"),
}
# step: the states it may be taken from
ORDER = {
    "start": ("responded",),
    "wait": ("responded", "working"),
    "resume": ("waiting",),
    "resolve": ("responded", "working", "waiting"),
    "confirm": ("resolved",),
    "decline": ("resolved",),
    "close": ("resolved", "confirmed"),
    "withdraw": ("new", "responded", "working", "waiting"),
    "reopen": ("resolved", "confirmed", "closed"),
}
# Who takes steps, and who of them may do what only leads may.
STAFF = ("service", "service_manager", "executive", "manager")
CASE_LEADS = ("service_manager", "executive", "manager")
# Who sees the cases of a customer: all, or those of their own customers.
READERS = ("sales", "sales_manager", *STAFF)


def steps(case):
    """Every step with what it asks for, by name."""
    return {
        "start": case.action_start,
        "wait": lambda: case.action_wait("Photos of the pallet"),
        "resume": case.action_resume,
        "resolve": lambda: case.action_resolve("<p>Double-walled</p>", "solved"),
        "confirm": case.action_confirm,
        "decline": lambda: case.action_decline("Still soft"),
        "close": case.action_close,
        "withdraw": lambda: case.action_withdraw("withdrawn", "They changed plans"),
        "reopen": lambda: case.action_reopen("Still soft"),
    }


class CaseCase(KeqinCase):
    """A customer of account manager ``sales``, served by ``service``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.startClassPatcher(freeze_time(NOW))
        cls.colleague = cls.make_user("service", login="keqin_colleague")
        cls.customer = cls.make_customer(
            "Ruichen",
            cls.users["sales"],
            service_user_id=cls.users["service"].id,
            sponsor_id=cls.users["executive"].id,
        )
        cls.other = cls.make_customer("Theirs", cls.rival)
        cls.person = cls.make_partner(
            "Ms. Wang",
            parent_id=cls.customer.partner_id.id,
            is_company=False,
            email="wang@ruichen.example.com",
        )
        cls.cause = cls.env["keqin.case.cause"].create({"name": "Packed badly"})

    @classmethod
    def make_case(cls, state="new", customer=None, env=None, **vals):
        """A case in ``state``, brought there by the server, an hour a step.

        :param env: environment it is created in, superuser's by default
        """
        customer = cls.customer if customer is None else customer
        case = (env or cls.env)["keqin.case"].create(
            {
                "name": "Cartons too soft",
                "customer_id": customer.id,
                "contact_id": cls.person.id if customer == cls.customer else False,
                "user_id": cls.users["service"].id,
                **vals,
            }
        )
        case = case.with_env(cls.env)
        at = case.opened_on
        for step in PATHS[state]:
            at += timedelta(hours=1)
            cls.move(case, step, at)
        return case

    @classmethod
    def move(cls, case, state, at=None):
        """Let the server enter ``state``, whoever may: for what a test starts from."""
        at = fields.Datetime.to_datetime(at) or fields.Datetime.now()
        if state == "responded":
            return case._record_response(at, cls.users["service"])
        stamps = {}
        if state == "resolved":
            stamps = {"solution": "<p>Double-walled</p>", "result": "solved"}
        elif state == "confirmed":
            stamps = {"confirmation": "reported"}
        return case._step(state, at, **stamps)

    def by(self, role, record):
        """``record`` as the user of ``role``."""
        return record.with_user(self.users[role])

    @staticmethod
    def at(value):
        return fields.Datetime.to_datetime(value)
