"""Referrals: who sent us whom, and what came of it (R177)."""

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from .covers import covers
from .grow_case import TODAY, GrowCase


@covers("R177")
class TestReferral(GrowCase):
    def lead_of(self, referral):
        referral.action_make_lead()
        return referral.sudo().lead_id

    def sell(self, referral, amount=800, **vals):
        """A confirmed order of its opportunity."""
        partner = referral.referred_id or self.make_partner("Hengtai")
        return self.make_order(
            partner, amount, opportunity_id=referral.lead_id.id, **vals
        )

    def test_opportunity_made_once_and_credited(self):
        referral = self.make_referral(
            contact_id=self.person.id,
            user_id=self.users["service"].id,
            person="Ms. Zhou",
            phone="0512 1",
        )
        lead = self.lead_of(self.by("service", referral)).sudo()
        self.assertEqual(lead.keqin_referrer_id, self.person)
        self.assertEqual(lead.user_id, self.users["sales"], "who sells to the referrer")
        self.assertEqual(lead.keqin_finder_id, self.users["service"])
        self.assertEqual(lead.source_id, self.env.ref("utm.utm_source_referral"))
        self.assertEqual(lead.contact_name, "Ms. Zhou")
        referral.action_make_lead()
        self.assertEqual(lead.keqin_referral_ids, referral, "once, and no second one")
        self.assertEqual(self.customer.referral_count, 1)

    def test_follows_its_opportunity(self):
        referral = self.make_referral()
        lead = self.lead_of(referral)
        lead.expected_revenue = 500
        self.assertEqual(referral.state, "new")
        lead.action_set_won()
        self.assertEqual(referral.state, "won")
        self.assertEqual(referral.amount_won, 500)
        self.assertEqual(str(referral.closed_on), TODAY)
        lead.write({"stage_id": self.env["crm.stage"].search([], limit=1).id})
        lead.probability = 20
        self.assertEqual(referral.state, "contacted", "open again")
        self.assertFalse(referral.closed_on)
        self.assertFalse(referral.amount_won)
        reason = self.env["crm.lost.reason"].create({"name": "Too far away"})
        lead.action_set_lost(lost_reason_id=reason.id)
        self.assertEqual(referral.state, "lost")
        self.assertEqual(referral.closing_reason, "Too far away")

    def test_value_is_what_was_ordered(self):
        referral = self.make_referral()
        lead = self.lead_of(referral)
        lead.expected_revenue = 500
        lead.action_set_won()
        order = self.sell(referral)
        self.sell(referral, 100)
        self.assertEqual(referral.amount_won, 900)
        order._action_cancel()
        self.assertEqual(referral.amount_won, 100)

    def test_steps_without_an_opportunity(self):
        referral = self.make_referral()
        referral.action_contact()
        self.assertRefused(referral.action_contact, error=UserError)
        self.assertRefused(referral.action_win, error=UserError, message="by whom?")
        referral.action_make_partner()
        self.assertTrue(referral.referred_id.is_company)
        self.assertEqual(referral.referred_id.user_id, self.users["sales"])
        referral.action_win()
        self.assertEqual(referral.state, "won")
        self.assertRefused(referral.action_lose, error=UserError)
        self.assertRefused(referral.unlink, error=UserError)
        referral.action_reopen()
        context = referral.action_lose()["context"]
        Wizard = self.env["keqin.referral.lose"].with_context(**context)
        with self.assertRaises(UserError):
            Wizard.create({"reason": "  "}).action_lose()
        Wizard.create({"reason": "No budget"}).action_lose()
        self.assertEqual(referral.state, "lost")
        self.assertEqual(referral.closing_reason, "No budget")

    def test_with_an_opportunity_that_one_decides(self):
        referral = self.make_referral()
        lead = self.lead_of(referral)
        for step in ("action_win", "action_lose"):
            self.assertRefused(getattr(referral, step), error=UserError)
        lead.action_set_won()
        self.assertRefused(referral.action_reopen, error=UserError)

    def test_counts_and_rate(self):
        third = self.make_customer("Third", user=self.users["sales"])
        for count, customer in ((3, self.customer), (1, self.other)):
            for number in range(count):
                referral = self.make_referral(customer, name=f"Co {number}")
        won = self.customer.referral_ids[:2]
        won.action_make_partner() if len(won) == 1 else [
            one.action_make_partner() for one in won
        ]
        won.action_win()
        self.assertEqual(self.customer.referral_count, 3)
        self.assertEqual(self.customer.referral_won_count, 2)
        self.assertEqual(self.other.referral_won_count, 0)
        ours = (self.customer | self.other | third).ids
        [(rate,)] = self.env["keqin.customer"]._read_group(
            [("id", "in", ours)], [], ["referral_rate:avg"]
        )
        self.assertAlmostEqual(rate, 100 / 3, places=2)
        referral.active = False
        self.assertEqual(self.other.referral_count, 0)
        won.action_reopen()
        self.assertEqual(self.customer.referral_rate, 0)

    def test_entered_in_sales(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "New plant",
                "partner_name": "Hengtai",
                "keqin_referrer_id": self.person.id,
            }
        )
        referral = self.customer.referral_ids
        self.assertEqual(referral.lead_id, lead)
        self.assertEqual(referral.name, "Hengtai")
        self.assertEqual(referral.contact_id, self.person)
        lead.keqin_referrer_id = self.customer.partner_id
        self.assertEqual(self.customer.referral_ids, referral, "once")
        later = self.env["crm.lead"].create({"name": "Another"})
        later.keqin_referrer_id = self.other.partner_id
        self.assertEqual(self.other.referral_ids.lead_id, later)
        own = self.env["crm.lead"].create(
            {"name": "Own", "partner_id": self.other.partner_id.id}
        )
        own.keqin_referrer_id = self.other.partner_id
        self.assertEqual(self.other.referral_count, 1, "nobody refers itself")
        stranger = self.make_partner("No customer in care")
        self.env["crm.lead"].create(
            {"name": "From outside", "keqin_referrer_id": stranger.id}
        )

    def test_merged_opportunities_keep_it(self):
        referral = self.make_referral()
        lead = self.lead_of(referral)
        other = self.env["crm.lead"].create(
            {"name": "Same", "type": "opportunity", "probability": 90}
        )
        kept = (lead | other).merge_opportunity()
        self.env.invalidate_all()
        self.assertEqual(referral.lead_id, kept)
        kept.action_set_won()
        self.assertEqual(referral.state, "won")

    def test_one_referral_an_opportunity(self):
        lead = self.lead_of(self.make_referral())
        with (
            self.undone(),
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
        ):
            self.make_referral(lead_id=lead.id)
            self.env.flush_all()

    def test_belongs_together(self):
        stranger = self.make_partner(
            "Mr. Li", parent_id=self.other.partner_id.id, is_company=False
        )
        for vals in (
            {"contact_id": stranger.id},
            {"referred_id": self.customer.partner_id.id},
            {"activity_id": self.make_activity(customer=self.other).id},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self.make_referral(**vals)

    def test_from_an_activity(self):
        activity = self.by("sales", self.make_activity("visit"))
        context = activity.action_add_referral()["context"]
        Referral = self.env["keqin.referral"].with_user(self.users["sales"])
        referral = Referral.with_context(**context).create({"name": "Hengtai"})
        self.assertEqual(referral.activity_id, activity)
        self.assertEqual(referral.customer_id, self.customer)
        self.assertEqual(referral.contact_id, self.person)

    def test_merged_customers(self):
        self.make_referral(self.other)
        self.make_referral()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with mute_logger("odoo.addons.base.partner.merge"):
            wizard._merge(
                (self.customer | self.other).partner_id.ids, self.customer.partner_id
            )
        self.env.invalidate_all()
        self.assertEqual(self.customer.referral_count, 2)
