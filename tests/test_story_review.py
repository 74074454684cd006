"""A quarter is evaluated: figures, departments, decision, and the plan that follows."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, fields

from .covers import covers
from .story_case import LANGUAGES, StoryCase

_ACTION = "/odoo/action-keqin_addon"


class TestReviewStory(StoryCase):
    story = "review"

    @covers("R130", "R131", "R134", "R051")
    def test_from_figures_to_the_next_plan(self):
        for lang in LANGUAGES:
            with self.subTest(lang=lang):
                self.tell(lang)

    def tell(self, lang):
        roles = ("sales", "sales_manager", "service_manager", "marketing", "executive")
        users = {role: self.make_user(role, lang) for role in roles}
        customers = self.make_customers(lang, users["sales"])
        evaluation = self.make_evaluation(users["executive"])
        page = f"{_ACTION}.keqin_evaluation_action/{evaluation.id}"
        self.tour("start", users["executive"], page)
        self.assertEqual(evaluation.state, "input")
        self.hand_in(evaluation, users)
        self.tour("decide", users["executive"], page)
        self.assertEqual(evaluation.closed_by_id, users["executive"])
        self.assertEqual(
            evaluation.decision_ids.mapped("name"), ["Two executive visits a year"]
        )
        plan = self.env["keqin.plan"].create(
            {"customer_id": customers[0].id, "name": "Next"}
        )
        self.assertEqual(plan.evaluation_id, evaluation)
        # the next language finds its own people, customers and quarter only
        self.env["res.users"].union(*users.values()).active = False
        customers.active = False

    @property
    def quarter(self):
        """First day of the last quarter that is over."""
        today = self.company._keqin_today()[self.company]
        first = today.replace(day=1, month=3 * ((today.month - 1) // 3) + 1)
        return first - relativedelta(months=3)

    def make_evaluation(self, user):
        known = self.env["keqin.evaluation"].search(
            [("company_id", "=", self.company.id)]
        )
        # the second is the later one: plans follow from the last that was closed
        ago = len(LANGUAGES) - 1 - len(known)
        start = self.quarter - relativedelta(months=3 * ago)
        ours = dict(self.env.context, allowed_company_ids=self.company.ids)
        env = self.env(user=user, context=ours)
        evaluation = env["keqin.evaluation"].create(
            {
                "company_id": self.company.id,
                "period": "quarter",
                "date_start": start,
                "with_tiers": False,
            }
        )
        # of what this story knows figures of, and a judgement
        evaluation.line_ids.filtered(
            lambda line: line.indicator_id.code not in ("K05", "K13", False)
        ).unlink()
        return evaluation

    def make_customers(self, lang, user):
        """Two that bought in each of the last three quarters."""
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Story Review {lang} {number}",
                    "is_company": True,
                    "user_id": user.id,
                }
                for number in range(2)
            ]
        )
        product = self.env["product.product"].search([], limit=1)
        days = [self.quarter - timedelta(days=back) for back in (-40, 50, 140, 230)]
        self.env["sale.order"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "date_order": f"{day} 04:00:00",
                    "state": "sale",
                    "order_line": [
                        Command.create(
                            {
                                "name": "Glass",
                                "product_id": product.id,
                                "product_uom_qty": 1,
                                "price_unit": 100,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
                for partner in partners
                for day in days
            ]
        )
        customers = self.env["keqin.customer"].create(
            [
                {"partner_id": partner.id, "company_id": self.company.id}
                for partner in partners
            ]
        )
        customers.lifecycle = "active"
        return customers

    def hand_in(self, evaluation, users):
        sections = evaluation.section_ids.grouped("department")
        page = f"{_ACTION}.keqin_evaluation_section_action/{sections['sales'].id}"
        self.on_phone("hand_in", users["sales_manager"], page)
        self.assertEqual(sections["sales"].done_by_id, users["sales_manager"])
        for department, role in (
            ("service", "service_manager"),
            ("marketing", "marketing"),
        ):
            own = sections[department].with_user(users[role])
            own = own.with_context(allowed_company_ids=self.company.ids)
            own.results = "<p>As planned</p>"
            own.action_done()

    @covers("R154")
    def test_a_meeting_until_everything_is_decided(self):
        for lang, kind in zip(LANGUAGES, ("joint", "special"), strict=True):
            with self.subTest(lang=lang):
                self.meet(lang, kind)

    def meet(self, lang, kind):
        chair = self.make_user("service_manager", lang)
        owner = self.make_user("contributor", lang)
        start = fields.Datetime.now() + timedelta(days=1)
        meeting = self.env["keqin.meeting"].create(
            {
                "name": f"Story meeting {lang}",
                "kind": kind,
                "company_id": self.company.id,
                "date_start": start,
                "date_end": start + timedelta(hours=1),
                "user_id": chair.id,
            }
        )
        item = self.env["keqin.meeting.item"].create(
            {
                "meeting_id": meeting.id,
                "name": "Story parts are late",
                "user_id": owner.id,
                "date_due": start + timedelta(days=7),
            }
        )
        page = f"{_ACTION}.keqin_meeting_action/{meeting.id}"
        self.tour("meeting", chair, page)
        self.tour("item", chair, f"{_ACTION}.keqin_meeting_item_action/{item.id}")
        self.tour("minutes", chair, page)
        self.assertEqual((meeting.state, item.state), ("closed", "decided"))
        self.assertEqual(item.decision, "Keep twenty of each in stock")
        (chair | owner).active = False

    @covers("R140", "R143")
    def test_an_employee_reads_the_own_appraisal(self):
        for lang in LANGUAGES:
            with self.subTest(lang=lang):
                self.appraise(lang)

    def appraise(self, lang):
        employee, lead = (
            self.make_user(role, lang) for role in ("sales", "sales_manager")
        )
        customers = self.make_customers(f"appraised {lang}", employee)
        appraisal = self.env["keqin.evaluation"].create(
            {
                "scope": "employee",
                "company_id": self.company.id,
                "user_id": employee.id,
                "appraiser_id": lead.id,
                "period": "quarter",
                "date_start": self.quarter,
            }
        )
        appraisal._compute_figures()
        judged = appraisal.line_ids.filtered(lambda line: not line.indicator_id)
        judged.write({"score": 80.0, "comment": "Always there"})
        ours = {"allowed_company_ids": self.company.ids}
        appraisal.with_user(lead).with_context(**ours).action_hand_over()
        page = f"{_ACTION}.keqin_appraisal_action/{appraisal.id}"
        self.on_phone("appraisal", employee, page)
        self.assertEqual(appraisal.employee_comment, "More visits next time")
        self.assertEqual(appraisal.state, "review")
        (employee | lead).active = False
        customers.active = False
