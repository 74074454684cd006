"""What the suites share: a company of their own, one user per role, factories.

Base classes hold no ``test_`` methods: pytest would collect them again in every
subclass.
"""

from contextlib import closing, contextmanager

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

ROLES = (
    "sales",
    "sales_manager",
    "service",
    "service_manager",
    "marketing",
    "executive",
    "contributor",
    "manager",
)
OUTSIDERS = ("employee", "portal", "public")
AS_OF = "2026-06-30"

_QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "no_reset_password": True,
}
_DENIALS = (
    "odoo.models",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.ir_rule",
)


@tagged("post_install", "-at_install")
class KeqinCase(TransactionCase):
    """An empty company, so that what else is in the database changes no grade."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, **_QUIET))
        cls.company = cls.env["res.company"].create({"name": "Keqin Tests"})
        cls.env = cls.in_companies(cls.env, cls.company)
        cls.company = cls.company.with_env(cls.env)
        cls.policy = cls.policy_of(cls.company)
        cls.product = cls.env["product.product"].create(
            {"name": "Care Product", "type": "service"}
        )
        cls.users = {role: cls.make_user(role) for role in ROLES}
        cls.rival = cls.make_user("sales", login="keqin_rival")

    @classmethod
    def add_outsiders(cls):
        """Users without any care group, for the tests that must show them nothing."""
        groups = {
            "employee": "base.group_user",
            "portal": "base.group_portal",
            "public": "base.group_public",
        }
        for name in OUTSIDERS:
            cls.users[name] = cls.make_user(login=f"keqin_{name}", groups=groups[name])

    @classmethod
    def make_user(cls, *roles, login=None, groups=None, **vals):
        """A user of the test company with the given care roles."""
        names = groups or ",".join(f"keqin_addon.group_keqin_{role}" for role in roles)
        login = login or f"keqin_{'_'.join(roles)}"
        vals = {"company_id": cls.company.id, "tz": "UTC"} | vals
        return new_test_user(cls.env, login, names, context=_QUIET, **vals)

    @staticmethod
    def in_companies(env, *companies):
        ids = [company.id for company in companies]
        return env(context=dict(env.context, allowed_company_ids=ids))

    @classmethod
    def policy_of(cls, company):
        return cls.env["keqin.grading.policy"].search([("company_id", "=", company.id)])

    @classmethod
    def make_partner(cls, name="Customer", **vals):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "email": False, **vals}
        )

    @classmethod
    def make_customer(cls, name="Customer", user=None, partner=None, **vals):
        """A care file whose account manager is ``user``."""
        partner = partner or cls.make_partner(name)
        if user:
            partner.user_id = user
        vals = {"company_id": cls.company.id} | vals
        return cls.env["keqin.customer"].create({"partner_id": partner.id, **vals})

    @classmethod
    def make_order(cls, partner, amount, on=AS_OF, cost=None, **vals):
        """A confirmed order of one line, at noon of ``on``; free of taxes."""
        line = {
            "product_id": cls.product.id,
            "product_uom_qty": 1,
            "price_unit": amount,
            "tax_ids": [Command.clear()],
            "purchase_price": cost or 0.0,
        }
        order = {
            "partner_id": partner.id,
            "company_id": cls.company.id,
            "date_order": f"{on} 12:00:00",
            "state": "sale",
            "order_line": [Command.create(line)],
        }
        return cls.env["sale.order"].create(order | vals)

    def assertAllowed(self, allowed, attempt, *args, message=None):
        """``attempt(*args)`` passes or is denied as said; what it did is undone."""
        self.assertEqual(bool(allowed), self.attempt(attempt, *args), message)

    def attempt(self, attempt, *args, denial=AccessError):
        """Whether ``attempt`` brought something, and was not denied; undo it."""
        with self.undone():
            try:
                done = bool(attempt(*args))
                self.env.flush_all()
            except denial:
                return False
            return done

    def assertRefused(self, attempt, *args, error=AccessError, message=None):
        """``attempt(*args)`` raises ``error`` itself, not a subclass of it."""
        with self.undone(), self.assertRaises(error, msg=message) as raised:
            attempt(*args)
        self.assertIs(type(raised.exception), error, message)

    @contextmanager
    def undone(self):
        """Roll back whatever happens inside, and keep denials out of the log."""
        self.env.flush_all()
        with mute_logger(*_DENIALS), closing(self.env.cr.savepoint()):
            yield
        self.env.invalidate_all()
