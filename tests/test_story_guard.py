"""A customer turns red, the risk is worked, and health explains the way back."""

from datetime import timedelta

from odoo import fields

from .covers import covers
from .story_case import LANGUAGES, StoryCase

_ACTION = "/odoo/action-keqin_addon"


class TestGuardStory(StoryCase):
    story = "guard"

    @covers("R115", "R116", "R118", "R214")
    def test_from_red_to_green(self):
        for lang in LANGUAGES:
            with self.subTest(lang=lang):
                self.tell(lang)

    def tell(self, lang):
        users = {
            role: self.make_user(role, lang)
            for role in ("sales", "service", "executive")
        }
        customer = self.make_customer(lang, users)
        self.month_before(customer)
        self.unhappy(customer, lang)
        self.assertEqual(customer.health_band, "red")
        [risk] = customer.risk_ids.filtered(lambda it: it.kind == "health")
        self.assertEqual((risk.user_id, risk.state), (users["sales"], "at_risk"))
        self.planned(risk, users)
        self.made_good(customer, lang)
        self.tour("recovered", users["sales"], self.url("risk", risk))
        self.assertEqual((risk.state, risk.closed_on), ("recovered", self.today))
        self.env["keqin.risk.engine"]._run(self.company)
        self.assertEqual(set(customer.risk_ids.mapped("is_open")), {False})
        self.explained(customer, users)
        # the next language finds its own people and customer only
        self.env["res.users"].union(*users.values()).active = False
        customer.active = False

    @property
    def today(self):
        return self.company._keqin_today()[self.company]

    def url(self, room, record):
        return f"{_ACTION}.keqin_{room}_action/{record.id}"

    def make_customer(self, lang, users):
        partner = self.env["res.partner"].create(
            {
                "name": f"Story Glass {lang}",
                "is_company": True,
                "user_id": users["sales"].id,
            }
        )
        customer = self.env["keqin.customer"].create(
            {"partner_id": partner.id, "company_id": self.company.id}
        )
        for days in (225, 195, 165, 135, 105, 75):
            self.order(customer, days)
        return customer

    def order(self, customer, days_ago):
        """Confirmed, at noon of its day."""
        product = self.env["product.product"].search([], limit=1)
        day = self.today - timedelta(days=days_ago)
        self.env["sale.order"].create(
            {
                "partner_id": customer.partner_id.id,
                "company_id": self.company.id,
                "date_order": f"{day} 04:00:00",
                "state": "sale",
                "order_line": [
                    fields.Command.create(
                        {
                            "name": "Glass",
                            "product_id": product.id,
                            "product_uom_qty": 1,
                            "price_unit": 5000,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )

    def night(self, as_of=None):
        """What the scheduled actions do."""
        self.env["keqin.rhythm.engine"]._run(self.company, as_of)
        self.env["keqin.health.engine"]._run(self.company, as_of)
        self.env["keqin.risk.engine"]._run(self.company, as_of)
        self.env.invalidate_all()

    def month_before(self, customer):
        """A customer somebody is satisfied at, at the end of the last month."""
        last_month = self.today.replace(day=1) - timedelta(days=1)
        self.say(customer, "before", 9, last_month)
        self.night(last_month)
        self.assertEqual(customer.health_snapshot_ids.as_of, last_month)

    def say(self, customer, key, score, day):
        self.env["keqin.feedback"]._record(
            [
                {
                    "source_key": f"story-{key}-{customer.id}",
                    "customer_id": customer.id,
                    "answered_on": f"{day} 03:00:00",
                    "source": "survey",
                    "metric": "nps",
                    "score": score,
                    "scale_min": 0,
                    "scale_max": 10,
                }
            ]
        )

    def unhappy(self, customer, lang):
        self.complaint = self.env["keqin.case"].create(
            {
                "name": f"Broken panes {lang}",
                "kind": "complaint",
                "severity": "3_serious",
                "customer_id": customer.id,
            }
        )
        self.say(customer, "unhappy", 2, self.today)
        self.night()

    def planned(self, risk, users):
        """On the phone: strategy and date are there by rule, a step is planned."""
        self.on_phone("plan", users["sales"], self.url("risk", risk))
        self.assertEqual(risk.state, "planned")
        self.assertEqual(risk.strategy, "We replace all of them")
        step = risk.activity_ids_care
        ours = step.with_context(allowed_company_ids=self.company.ids)
        ours = ours.with_user(users["sales"])
        ours.write({"result": "They stay", "summary": "New panes come on Friday."})
        ours.action_done()
        self.assertEqual((step.state, risk.state), ("done", "saving"))

    def made_good(self, customer, lang):
        """The complaint is solved, they order again, and say so."""
        self.complaint.sudo().write({"active": False})
        self.order(customer, 0)
        self.say(customer, "again", 10, self.today)
        self.env["keqin.rhythm.engine"]._run(self.company)
        self.env["keqin.health.engine"]._run(self.company)
        self.env.invalidate_all()
        self.assertEqual(customer.health_band, "green")

    def explained(self, customer, users):
        """The executive sees what moved, and what is behind it."""
        self.tour("health", users["executive"], self.url("customer", customer))
