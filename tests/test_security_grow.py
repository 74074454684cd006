"""Who reads and changes agreements, referrals, benefits and cross-selling."""

from odoo.exceptions import AccessError

from .common import OUTSIDERS, ROLES
from .covers import covers
from .grow_case import READERS, SIGNERS, STAFF, GrowCase

EVERYBODY = (*ROLES, *OUTSIDERS)
# Who writes which, of customers they may see.
WRITERS = {
    "keqin.agreement": SIGNERS,
    "keqin.referral": READERS,
    "keqin.benefit": (*SIGNERS, "marketing"),
}
READ = {
    "keqin.agreement": READERS,
    "keqin.referral": STAFF,
    "keqin.benefit": STAFF,
}
STAMPS = {
    "keqin.agreement": {
        "state": "active",
        "previous_id": False,
        "renewal_started_on": "2026-06-30",
        "reminded_on": "2026-06-30",
        "escalated_on": "2026-06-30",
        "ended_on": "2026-06-30",
        "end_reason": "x",
    },
    "keqin.referral": {
        "state": "won",
        "amount_won": 5,
        "closed_on": "2026-06-30",
        "closing_reason": "x",
        "won_rate": 100,
        "lead_id": False,
    },
    "keqin.benefit": {"used_on": "2026-06-30", "used_by_id": False},
}


@covers("R174", "R176", "R177", "R179")
class TestGrowSecurity(GrowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()

    def make(self, model, customer=None, **vals):
        makers = {
            "keqin.agreement": self.make_agreement,
            "keqin.referral": self.make_referral,
            "keqin.benefit": self.make_benefit,
        }
        return makers[model](customer=customer or self.customer, **vals)

    def values(self, model, customer):
        vals = {"name": "x", "customer_id": customer.id}
        if model == "keqin.agreement":
            vals |= {"date_start": "2026-01-01", "date_end": "2026-12-31"}
        return vals

    def test_who_reads(self):
        for model, readers in READ.items():
            record = self.make(model)
            for role in EVERYBODY:
                with self.subTest(model=model, role=role):
                    found = self.env[model].with_user(self.users[role])
                    allowed = role in readers
                    self.assertAllowed(
                        allowed,
                        lambda found=found, record=record: found.search(
                            [("id", "=", record.id)]
                        ),
                    )
                    self.assertAllowed(allowed, self.by(role, record).read, ["name"])

    def test_who_writes_and_creates(self):
        for model, writers in WRITERS.items():
            record = self.make(model)
            for role in EVERYBODY:
                with self.subTest(model=model, role=role):
                    allowed = role in writers
                    self.assertAllowed(
                        allowed, self.by(role, record).write, {"note": "x"}
                    )
                    self.assertAllowed(
                        allowed,
                        self.env[model].with_user(self.users[role]).create,
                        self.values(model, self.customer),
                    )

    def test_who_deletes(self):
        for model in WRITERS:
            record = self.make(model)
            for role in EVERYBODY:
                with self.subTest(model=model, role=role):
                    self.assertAllowed(role == "manager", self.by(role, record).unlink)

    def test_sales_reach_their_own_customers_only(self):
        for model in WRITERS:
            theirs = self.make(model, customer=self.other)
            mine = self.by("sales", theirs)
            with self.subTest(model=model):
                self.assertRefused(mine.read, ["name"])
                self.assertRefused(mine.write, {"note": "x"})
                self.assertFalse(mine.search([("id", "=", theirs.id)]))
                self.assertRefused(mine.browse().create, self.values(model, self.other))
                own = self.by("sales", self.make(model))
                self.assertRefused(
                    lambda own=own: own.copy({"customer_id": self.other.id})
                )

    def test_other_companies(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        elsewhere = self.make_customer("Far away", company_id=company.id)
        for model in WRITERS:
            record = self.make(model, customer=elsewhere)
            for role in ROLES:
                with self.subTest(model=model, role=role):
                    self.assertRefused(self.by(role, record).read, ["name"])

    def test_stamps_are_written_by_nobody(self):
        for model, stamps in STAMPS.items():
            record = self.make(model)
            for name, value in stamps.items():
                for role in WRITERS[model]:
                    with self.subTest(model=model, field=name, role=role):
                        self.assertRefused(self.by(role, record).write, {name: value})
                        vals = self.values(model, self.customer) | {name: value}
                        create = self.env[model].with_user(self.users[role]).create
                        self.assertRefused(create, vals)

    def test_nobody_moves_them_to_another_customer(self):
        for model in WRITERS:
            record = self.by("manager", self.make(model))
            with self.subTest(model=model), self.assertRaises(Exception) as raised:
                record.customer_id = self.other
            self.assertIn("stays with", str(raised.exception))

    def test_who_takes_the_steps_of_an_agreement(self):
        steps = {
            "draft": ["action_activate"],
            "active": ["action_renew", "action_end", "action_plan_talk"],
        }
        for state, names in steps.items():
            agreement = self.make_agreement(state)
            for role in EVERYBODY:
                for name in names:
                    with self.subTest(role=role, step=name):
                        mine = self.by(role, agreement)
                        self.assertAllowed(role in SIGNERS, getattr(mine, name))
        ended = self.make_agreement("ended")
        for role in EVERYBODY:
            leads = ("sales_manager", "executive", "manager")
            with self.subTest(role=role, step="action_reopen"):
                self.assertAllowed(role in leads, self.by(role, ended).action_reopen)
        theirs = self.by("sales", self.make_agreement("active", customer=self.other))
        for name in steps["active"]:
            self.assertRefused(getattr(theirs, name))

    def test_who_ends_an_agreement(self):
        agreement = self.make_agreement("active")
        for role in EVERYBODY:
            Wizard = self.env["keqin.agreement.end"].with_user(self.users[role])
            vals = {"agreement_ids": self.set_to(agreement), "reason": "x"}
            with self.subTest(role=role):
                self.assertAllowed(
                    role in SIGNERS,
                    lambda Wizard=Wizard, vals=vals: Wizard.create(vals).action_end(),
                )

    def test_who_takes_the_steps_of_a_referral(self):
        referral = self.make_referral()
        names = (
            "action_contact",
            "action_lose",
            "action_make_lead",
            "action_make_partner",
        )
        for role in EVERYBODY:
            for name in names:
                with self.subTest(role=role, step=name):
                    self.assertAllowed(
                        role in READERS, getattr(self.by(role, referral), name)
                    )
        theirs = self.by("sales", self.make_referral(self.other))
        for name in names:
            self.assertRefused(getattr(theirs, name))

    def test_opportunity_of_a_referral_is_for_those_who_sell(self):
        referral = self.make_referral()
        referral.action_make_lead()
        for role in STAFF:
            with self.subTest(role=role):
                reads = self.by(role, referral).read
                sells = role in ("sales", "sales_manager", "executive")
                sells = sells or self.users[role].has_group(
                    "sales_team.group_sale_salesman"
                )
                self.assertAllowed(sells, reads, ["lead_id"])
                self.assertTrue(self.by(role, referral).has_lead)
        action = self.by("service", referral).action_open_lead()
        self.assertEqual(action["tag"], "display_notification")

    def test_who_notes_that_a_benefit_is_used(self):
        benefit = self.make_benefit()
        for role in EVERYBODY:
            with self.subTest(role=role):
                self.assertAllowed(role in STAFF, self.by(role, benefit).action_use)
        benefit.action_use()
        for role in EVERYBODY:
            with self.subTest(role=role):
                self.assertAllowed(
                    role in WRITERS["keqin.benefit"],
                    self.by(role, benefit).action_unuse,
                )
        theirs = self.by("sales", self.make_benefit(self.other))
        self.assertRefused(theirs.action_use)

    def test_who_sees_cross_selling(self):
        for role in EVERYBODY:
            Row = self.env["keqin.cross.sell"].with_user(self.users[role])
            with self.subTest(role=role):
                if role in READERS:
                    Row.search([], limit=1)
                    Row._read_group([], ["family_id"], ["expected:sum"])
                else:
                    self.assertRefused(Row.search, [])
                for attempt in (
                    lambda Row=Row: Row.create({}),
                    lambda Row=Row: Row.browse(1).write({"share": 1}),
                    lambda Row=Row: Row.browse(1).unlink(),
                ):
                    self.assertRefused(attempt, error=AccessError)

    def test_talk_may_be_linked_by_those_who_read_agreements(self):
        agreement = self.make_agreement("active")
        for role in ("service", "sales"):
            activity = self.make_activity("phone", user=self.users[role])
            self.by(role, activity).agreement_id = agreement
        activity = self.make_activity("email", user=self.users["marketing"])
        mine = self.by("marketing", activity)
        self.assertRefused(mine.write, {"agreement_id": agreement.id})
        self.assertRefused(mine.search, [("agreement_id", "=", agreement.id)])

    def test_figures_on_the_customer(self):
        self.make_agreement("active")
        self.make_referral()
        for role in ROLES:
            mine = self.by(role, self.customer)
            with self.subTest(role=role):
                self.assertAllowed(role in READERS, mine.read, ["agreement_until"])
                self.assertAllowed(role in STAFF, mine.read, ["referral_count"])
                self.assertRefused(mine.write, {"referral_count": 9})
