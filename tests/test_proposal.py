"""Cooperation proposals: written, sent, negotiated, decided, replaced (R175)."""

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import OUTSIDERS, ROLES, KeqinCase
from .covers import covers

WRITERS = ("sales", "sales_manager", "executive", "manager")
READERS = (*WRITERS, "service", "service_manager")
_TERMS = {"price_strategy": "5 % from 1,000 pieces", "delivery_time": "Two days"}


@freeze_time("2026-06-15 08:00:00")
class TestProposal(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_customer("Buyer", cls.users["sales"])
        cls.person = cls.env["res.partner"].create(
            {"name": "Decider", "parent_id": cls.customer.partner_id.id}
        )
        cls.foreign = cls.make_customer("Foreign", cls.rival)
        cls.proposal = cls.make_proposal(cls.customer)

    @classmethod
    def make_proposal(cls, customer, **vals):
        vals = {"name": "New stores", "customer_id": customer.id, **_TERMS} | vals
        vals.setdefault("user_id", customer.user_id.id)
        return cls.env["keqin.proposal"].create(vals)

    def as_role(self, role, record=None):
        return (record or self.proposal).with_user(self.users[role])

    @covers("R175")
    def test_from_draft_to_agreement_with_its_negotiation(self):
        proposal = self.as_role("sales")
        proposal.advice_ids = [
            (0, 0, {"department": "finance", "advice": "30 days, not 60"})
        ]
        proposal.action_sent()
        self.assertEqual(str(proposal.sent_on), "2026-06-15")
        action = proposal.action_negotiate()
        form = Form(
            self.env["keqin.activity"]
            .with_user(self.users["sales"])
            .with_context(**action["context"])
        )
        form.terms = "Payment in 30 days"
        form.terms_result = "agreed"
        negotiation = form.save()
        self.assertEqual(negotiation.purpose, "negotiation")
        self.assertEqual(proposal.state, "negotiating")
        self.assertEqual(proposal.negotiation_count, 1)
        self.assertEqual(proposal.activity_ids_care.terms_result, "agreed")
        proposal.action_accept()
        self.assertEqual(
            (proposal.state, str(proposal.decided_on)), ("accepted", "2026-06-15")
        )

    @covers("R175")
    def test_new_version_replaces_what_was_rejected(self):
        proposal = self.as_role("sales")
        proposal.action_sent()
        action = proposal.action_reject()
        wizard = Form(
            self.env["keqin.proposal.reject"]
            .with_user(self.users["sales"])
            .with_context(**action["context"])
        )
        wizard.reason = "Too slow"
        wizard.save().action_apply()
        self.assertEqual(
            (proposal.state, proposal.reject_reason), ("rejected", "Too slow")
        )
        new = self.env["keqin.proposal"].browse(proposal.action_new_version()["res_id"])
        self.assertEqual(proposal.state, "replaced")
        self.assertEqual((new.version, new.previous_id), (2, self.proposal))
        self.assertEqual((new.state, new.delivery_time), ("draft", "Two days"))
        self.assertEqual(new.display_name, "New stores (v2)")

    def test_what_the_customer_knows_stays(self):
        proposal = self.as_role("sales")
        proposal.action_sent()
        for vals in ({"price_strategy": "None"}, {"valid_until": "2027-01-01"}):
            self.assertRefused(proposal.write, vals, error=UserError)
        self.assertRefused(self.as_role("manager").unlink, error=UserError)
        proposal.contact_id = self.person
        self.assertEqual(proposal.contact_id, self.person, "what is ours is open")

    def test_says_something_and_is_still_valid(self):
        empty = self.make_proposal(
            self.customer, price_strategy=False, delivery_time=False
        )
        self.assertRefused(empty.action_sent, error=UserError)
        over = self.make_proposal(self.customer, valid_until="2026-06-14")
        self.assertTrue(over.is_expired)
        self.assertRefused(over.action_sent, error=UserError)
        self.make_proposal(self.customer, valid_until="2026-06-15").action_sent()

    def test_contact_and_negotiation_are_of_the_customer(self):
        stranger = self.make_partner("Stranger", is_company=False)
        self.assertRefused(
            self.proposal.write, {"contact_id": stranger.id}, error=ValidationError
        )
        activity = {
            "name": "Talk",
            "customer_id": self.foreign.id,
            "type_id": self.env.ref("keqin_addon.keqin_activity_type_negotiation").id,
            "proposal_id": self.proposal.id,
        }
        self.assertRefused(
            self.env["keqin.activity"].create, activity, error=ValidationError
        )

    def test_steps_in_order(self):
        steps = {
            "action_sent": ("draft",),
            "action_negotiate": ("sent", "negotiating"),
            "action_accept": ("sent", "negotiating"),
            "action_reject": ("sent", "negotiating"),
            "action_new_version": ("sent", "negotiating", "rejected"),
        }
        states = dict(self.proposal._fields["state"].selection)
        for step, allowed in steps.items():
            for state in states:
                with self.subTest(step=step, state=state), self.undone():
                    self.proposal.state = state
                    attempt = getattr(self.as_role("sales"), step)
                    passed = self.attempt(attempt, denial=UserError)
                    self.assertEqual(passed, state in allowed)

    @covers("R175", "R190")
    def test_who_reads_and_who_writes(self):
        self.add_outsiders()
        foreign = self.make_proposal(self.foreign)
        for role in (*ROLES, *OUTSIDERS):
            own, other = self.as_role(role), self.as_role(role, foreign)
            reads = role in READERS
            with self.subTest(role=role):
                self.assertAllowed(reads, own.read, ["price_strategy"])
                self.assertAllowed(
                    reads and role != "sales", other.read, ["price_strategy"]
                )
                self.assertAllowed(role in WRITERS, own.write, {"name": "x"})
                self.assertAllowed(role in WRITERS, own.action_sent)
                self.assertAllowed(
                    role in WRITERS and role != "sales", other.action_sent
                )
                for vals in ({"state": "accepted"}, {"version": 9}):
                    self.assertRefused(own.write, vals)

    def test_advice_is_read_with_its_proposal(self):
        self.add_outsiders()
        line = self.env["keqin.proposal.advice"].create(
            {"proposal_id": self.proposal.id, "department": "product", "advice": "Do"}
        )
        foreign = line.copy({"proposal_id": self.make_proposal(self.foreign).id})
        for role in (*ROLES, *OUTSIDERS):
            own, other = self.as_role(role, line), self.as_role(role, foreign)
            with self.subTest(role=role):
                self.assertAllowed(role in READERS, own.read, ["advice"])
                self.assertAllowed(
                    role in READERS and role != "sales", other.read, ["advice"]
                )
                self.assertAllowed(role in WRITERS, own.write, {"advice": "x"})
        moved = {"proposal_id": foreign.proposal_id.id}
        self.assertRefused(line.write, moved, error=UserError)

    def test_other_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = self.make_user(
            "sales_manager",
            login="elsewhere",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        env = self.in_companies(self.env(user=user), other)
        found = env["keqin.proposal"].search([("id", "=", self.proposal.id)])
        self.assertFalse(found)

    @mute_logger("odoo.addons.base.models.ir_actions_report")
    def test_print_is_for_the_customer(self):
        self.proposal.advice_ids = [
            (0, 0, {"department": "finance", "advice": "Ask for cash"})
        ]
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("keqin_addon.keqin_proposal_report", self.proposal.ids)[
                0
            ]
            .decode()
        )
        self.assertIn("Two days", html)
        self.assertNotIn("Ask for cash", html)

    def test_list_asks_no_more_for_more(self):
        proposals = self.env["keqin.proposal"].with_user(self.users["executive"])

        def queries(count):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            proposals.search([], limit=count).read(
                ["display_name", "negotiation_count", "is_expired", "state"]
            )
            return self.env.cr.sql_log_count - before

        for _number in range(12):
            self.make_proposal(self.customer)
        queries(2)
        self.assertEqual(queries(2), queries(12))
