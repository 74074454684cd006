"""Cross-selling: what peers buy and a customer never did, told without names (R174)."""

from odoo import Command
from odoo.exceptions import MissingError

from .covers import covers
from .grow_case import GrowCase


@covers("R174")
class TestCrossSell(GrowCase):
    """Six plastics makers of tier B: five buy film, the sixth never did."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Category = cls.env["product.category"]
        cls.boxes, cls.film, cls.tools = Category.create(
            [{"name": name} for name in ("Boxes", "Film", "Tools")]
        )
        cls.stretch = Category.create({"name": "Stretch", "parent_id": cls.film.id})
        cls.products = {
            category: cls.env["product.product"].create(
                {"name": category.name, "type": "service", "categ_id": category.id}
            )
            for category in (cls.boxes, cls.film, cls.tools, cls.stretch)
        }
        cls.plastics, cls.steel = cls.env["res.partner.industry"].create(
            [{"name": "Plastics"}, {"name": "Steel"}]
        )
        cls.peers = [cls.make_peer(f"Peer {n}") for n in range(5)]
        for number, peer in enumerate(cls.peers):
            cls.buy(peer, cls.boxes, 10)
            cls.buy(peer, cls.film, 1000 * (number + 1))
        cls.mine = cls.make_peer("Mine", user=cls.users["sales"])
        cls.buy(cls.mine, cls.boxes, 10)

    @classmethod
    def make_peer(cls, name, user=None, tier="B", industry=None):
        customer = cls.make_customer(name, user=user or cls.rival)
        customer.industry_id = industry or cls.plastics
        customer.tier = tier
        return customer

    @classmethod
    def buy(cls, customer, family, amount, on="2026-06-01", partner=None, **vals):
        line = {
            "product_id": cls.products[family].id,
            "product_uom_qty": 1,
            "price_unit": amount,
            "tax_ids": [Command.clear()],
        }
        return cls.make_order(
            partner or customer.partner_id,
            amount,
            on=on,
            order_line=[Command.create(line)],
            **vals,
        )

    def rows(self, customer=None, role="sales"):
        domain = [("customer_id", "=", (customer or self.mine).id)]
        self.env.invalidate_all()
        return self.env["keqin.cross.sell"].with_user(self.users[role]).search(domain)

    def test_what_all_peers_buy(self):
        [row] = self.rows()
        self.assertEqual(row.family_id, self.film)
        self.assertEqual(row.basis, "industry_tier")
        self.assertEqual((row.buyers, row.peers, row.share), (5, 5, 100))
        self.assertEqual(row.buyer_amount, 1500, "the median of two years, a year")
        self.assertEqual(row.expected, 1500)

    def test_share_of_the_buyers(self):
        for number in range(3):
            self.buy(self.make_peer(f"Other {number}"), self.boxes, 10)
        [row] = self.rows()
        self.assertEqual((row.buyers, row.peers), (5, 8))
        self.assertAlmostEqual(row.share, 62.5)
        self.assertAlmostEqual(row.expected, 1500 * 0.625)

    def test_gone_when_bought_however_long_ago(self):
        self.buy(self.mine, self.stretch, 5, on="2019-01-01")
        self.assertFalse(self.rows())

    def test_bought_by_a_person_of_the_customer(self):
        person = self.make_partner(
            "Buyer", parent_id=self.mine.partner_id.id, is_company=False
        )
        self.buy(self.mine, self.film, 5, partner=person)
        self.assertFalse(self.rows())

    def test_what_does_not_count_as_bought(self):
        self.buy(self.mine, self.film, 5, state="draft")
        self.buy(self.mine, self.film, 0)
        self.buy(self.mine, self.film, 5)._action_cancel()
        self.assertEqual(self.rows().family_id, self.film)

    def test_few_buyers_tell_nothing(self):
        for peer in self.peers[:2]:
            self.buy(peer, self.tools, 50)
        self.assertEqual(self.rows().family_id, self.film)
        self.buy(self.peers[2], self.tools, 50)
        self.assertEqual(self.rows().family_id, self.film | self.tools)

    def test_few_peers_tell_nothing(self):
        self.peers[0].active = False
        self.assertFalse(self.rows())

    def test_who_bought_long_ago_is_no_peer(self):
        self.peers[0].partner_id.sale_order_ids.date_order = "2024-06-29 12:00:00"
        self.assertFalse(self.rows())
        self.peers[0].partner_id.sale_order_ids[0].date_order = "2024-06-30 12:00:00"
        self.assertTrue(self.rows())

    def test_wider_circle_when_the_close_one_is_small(self):
        self.peers[0].tier = "A"
        row = self.rows()
        self.assertEqual(row.basis, "industry")
        self.assertEqual((row.buyers, row.peers), (5, 5))
        self.peers[1].industry_id = self.steel
        steel = self.make_peer("Steel", industry=self.steel)
        self.buy(steel, self.boxes, 10)
        row = self.rows()
        self.assertEqual(row.basis, "tier")
        self.assertEqual((row.buyers, row.peers), (4, 5))

    def test_family_is_the_marked_category_or_the_topmost(self):
        self.buy(self.peers[0], self.stretch, 10)
        self.assertEqual(self.rows().family_id, self.film)
        self.stretch.keqin_is_family = True
        self.assertEqual(self.rows().family_id, self.film)
        for peer in self.peers[1:3]:
            self.buy(peer, self.stretch, 10)
        self.assertEqual(self.rows().family_id, self.film | self.stretch)

    def test_other_companies_are_other_worlds(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        for peer in self.peers:
            orders = peer.partner_id.sale_order_ids
            film = orders.filtered(lambda o: o.order_line.price_subtotal >= 1000)
            self.env.cr.execute(
                "UPDATE sale_order SET company_id = %s WHERE id IN %s",
                [company.id, film._ids],
            )
        self.assertFalse(self.rows())

    def test_opportunity_made_once_and_its_result(self):
        row = self.rows(role="service")
        row.action_make_lead()
        [lead] = self.env["crm.lead"].search([("keqin_family_id", "=", self.film.id)])
        self.assertEqual(lead.partner_id, self.mine.partner_id)
        self.assertEqual(lead.user_id, self.users["sales"])
        self.assertEqual(lead.keqin_finder_id, self.users["service"])
        self.assertEqual(lead.source_id, self.env.ref("keqin_addon.utm_source_care"))
        self.assertEqual(lead.expected_revenue, 1500)
        row = self.rows()
        self.assertEqual((row.lead_id, row.lead_status), (lead, "pending"))
        self.assertEqual(row.action_make_lead()["res_id"], lead.id, "once")
        lead.action_set_lost()
        self.assertEqual(self.rows().lead_status, "lost")
        again = self.rows().action_make_lead()["res_id"]
        self.assertNotEqual(again, lead.id, "another try")

    def test_of_the_customers_one_may_see(self):
        for peer in self.peers:
            self.buy(peer, self.tools, 50)
        self.assertEqual(len(self.rows()), 2, "others count, unseen")
        mine = (
            self.env["keqin.cross.sell"]
            .with_user(self.users["sales"])
            .search([("peers", ">", 0)])
        )
        self.assertEqual(mine.customer_id, self.mine)
        theirs = self.make_peer("Theirs too")
        self.buy(theirs, self.boxes, 10)
        self.assertFalse(self.rows(theirs))
        hidden = self.rows(theirs, role="executive")
        self.assertTrue(hidden)
        self.env.invalidate_all()
        attempt = hidden.with_user(self.users["sales"])[0].action_make_lead
        self.assertRefused(attempt, error=MissingError)

    def test_queries_do_not_grow_with_customers(self):
        Row = self.env["keqin.cross.sell"].with_user(self.users["executive"])
        names = ["customer_id", "family_id", "share", "expected", "lead_status"]

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            Row.search_read([], names)
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for number in range(10):
            self.buy(self.make_peer(f"More {number}"), self.boxes, 10)
        self.assertEqual(count(), few)
