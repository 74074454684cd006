"""What an appraisal is made of, what it comes to, and that everybody gets one."""

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .appraisal_case import SCORE, SCORES, WEIGHTS, AppraisalCase
from .covers import covers
from .evaluation_case import Q2


@tagged("post_install", "-at_install")
class TestAppraisal(AppraisalCase):
    def appraisals(self):
        return self.env["keqin.evaluation"].search(
            [("company_id", "=", self.company.id), ("scope", "=", "employee")]
        )

    def run_schedule(self):
        self.env["keqin.evaluation"]._cron_evaluation()
        return self.appraisals()

    @covers("R140", "R142")
    def test_known_answer(self):
        record = self.make_appraisal("input")
        for code, score in SCORES.items():
            line = self.line(record, code)
            self.assertAlmostEqual(line.score, score, 1, code)
        self.assertEqual(self.line(record, "K05").actual, 50.0)
        self.assertEqual(self.line(record, "K05").target, 60.0)
        self.assertEqual(self.line(record, "K13").actual, 200.0)
        self.assertEqual(record.score, SCORE)
        self.assertEqual(record.score_coverage, 80.0)
        self.assertEqual(record.rating, "good")

    @covers("R142")
    def test_shown_points_add_up_to_the_score(self):
        record = self.make_appraisal("input")
        points = [line.points for line in record.line_ids if line.points is not False]
        self.assertEqual(round(sum(points), 1), record.score)
        self.assertIs(self.line(record, "K01").points, False)
        self.assertEqual(round(sum(record.line_ids.mapped("share")), 1), 100.0)

    @covers("R142")
    def test_too_little_is_no_score(self):
        template = self.make_template(WEIGHTS | {"K01": 200})
        record = self.make_appraisal("input", template_id=template.id)
        self.assertIs(record.score, False)
        self.assertFalse(record.rating)

    @covers("R142")
    def test_limits_of_ratings_are_settings(self):
        self.company.keqin_rating_sufficient = 70.0
        self.company.keqin_rating_good = 79.0
        record = self.make_appraisal("input")
        self.assertEqual(record.rating, "sufficient")
        # another limit does not change what was said
        self.company.keqin_rating_good = 78.0
        self.assertEqual(record.rating, "sufficient")

    @covers("R145")
    def test_as_good_as_before_is_enough_without_a_target(self):
        line = self.template.line_ids.filtered(lambda it: it.indicator_id.code == "K13")
        line.write({"own_target": False, "basis": "before"})
        record = self.make_appraisal()
        growth = self.line(record, "K13")
        # nothing before to compare with: no target, no score
        self.assertEqual((growth.target, growth.score), (growth.previous, growth.score))
        churn = self.make_template(WEIGHTS | {"K08": 10})
        churn.line_ids.filtered(
            lambda it: it.indicator_id.code == "K08"
        ).basis = "before"
        record = self.make_appraisal(user=self.other, template_id=churn.id)
        line = self.line(record, "K08")
        self.assertEqual(line.actual, 0.0)
        self.assertEqual(line.target, line.previous)

    @covers("R145")
    def test_appraiser_reads_no_profit(self):
        template = self.make_template(WEIGHTS | {"K34": 10})
        line = self.line(self.make_appraisal(template_id=template.id), "K34")
        self.assertTrue(line.indicator_id.is_sensitive)
        self.assertFalse(line.numerator or line.denominator)

    @covers("R140", "R144", "R145", "R146", "R147", "R148", "R149", "R151", "R141")
    def test_what_the_standard_prescribes(self):
        def codes(name, used=True):
            template = self.env.ref(f"keqin_addon.keqin_appraisal_template_{name}")
            lines = template.line_ids.filtered(lambda it: it.is_used == used)
            self.assertEqual(round(sum(lines.mapped("share")), 1), 100.0 * used)
            return set(lines.indicator_id.mapped("code"))

        people = {"K01", "K06", "K33", "K19", "K15", "K08", "K34", "K23", "K24"}
        self.assertEqual(codes("manager"), people | {"K17", "K18", "K25", "K26"})
        # the number of new customers is switched on where it applies
        self.assertEqual(codes("manager", used=False), {"K11"})
        self.assertLessEqual({"K43", "K01", "K05"}, codes("sales"))
        self.assertLessEqual({"K01", "K15", "K17", "K18", "K19"}, codes("service"))

    @covers("R141", "R143")
    def test_a_template_is_balanced(self):
        for weights, judged, lacks in (
            ({"K01": 50, "K05": 50}, 10, "Process"),
            ({"K27": 50, "K05": 50}, 10, "K01"),
            ({"K01": 0, "K05": 5, "K27": 50}, 10, "K01"),
            ({"K01": 10, "K27": 10}, 30, "half"),
        ):
            with self.subTest(weights=weights):
                with self.assertRaises(ValidationError) as raised:
                    self.make_template(weights, judged)
                self.assertIn(lacks, str(raised.exception))
        line = self.template.line_ids.filtered(lambda it: it.indicator_id.code == "K27")
        with self.assertRaises(ValidationError):
            line.is_used = False

    @covers("R141")
    def test_only_what_is_measured_of_one_employee(self):
        indicator = self.indicator("K13")
        indicator.by_employee = False
        with self.assertRaises(ValidationError):
            self.make_template()

    @covers("R140")
    def test_every_account_manager_is_appraised_once(self):
        made = self.run_schedule()
        self.assertLessEqual(self.sales | self.other, made.user_id)
        by_user = {record.user_id: record for record in made}
        self.assertEqual(by_user[self.sales].template_id, self.template)
        self.assertTrue(all(made.mapped("is_automatic")))
        self.assertTrue(all(made.mapped("computed_on")))
        self.assertEqual(made.mapped("date_start")[0].isoformat(), Q2)
        self.assertEqual(len(made), len(made.user_id))
        self.assertEqual(self.run_schedule(), made)

    @covers("R140")
    def test_who_appraises_whom(self):
        self.team.user_id = self.lead
        self.make_customer("East", self.lead, lifecycle="active")
        made = {record.user_id: record for record in self.run_schedule()}
        self.assertEqual(made[self.sales].appraiser_id, self.lead)
        # a lead is appraised by an executive
        self.assertEqual(made[self.lead].appraiser_id, self.executive)
        service = made[self.users["service"]]
        self.assertEqual(service.appraiser_id, self.users["service_manager"])
        self.assertEqual(
            service.template_id,
            self.env.ref("keqin_addon.keqin_appraisal_template_service"),
        )
        waiting = made[self.sales].activity_ids
        self.assertEqual(waiting.user_id, self.lead)

    @covers("R140")
    def test_a_company_may_do_without(self):
        self.company.keqin_appraises = False
        self.assertFalse(self.run_schedule())

    @covers("R140")
    def test_a_template_for_named_people_comes_first(self):
        self.template.user_ids = self.other
        by_user = {it.user_id: it.template_id for it in self.run_schedule()}
        self.assertEqual(by_user[self.other], self.template)
        self.assertNotEqual(by_user[self.sales], self.template)

    @covers("R140")
    def test_the_database_lets_nobody_be_appraised_twice(self):
        self.make_appraisal()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.make_appraisal()

    def test_another_server_was_first(self):
        """What another server has just made is not made, and raises nothing."""
        self.make_appraisal()
        evaluations = self.env["keqin.evaluation"]
        stale = [
            {
                "scope": "employee",
                "company_id": self.company.id,
                "user_id": self.sales.id,
                "template_id": self.template.id,
                "period": "quarter",
                "date_start": Q2,
            }
        ]
        self.patch(type(evaluations), "_missing_appraisals", lambda self, *args: stale)
        start = self.appraisals().date_start
        self.assertFalse(evaluations._generate_appraisals(self.company, start, start))

    def test_figures_cost_no_query_for_each_employee(self):
        def cost(count):
            users = [
                self.make_user("sales", login=f"keqin_{count}_{number}")
                for number in range(count)
            ]
            records = self.env["keqin.evaluation"].union(
                *(self.make_appraisal(user=user) for user in users)
            )
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            records.line_ids.fetch(["indicator_id", "weight"])
            records._compute_together(
                self.company, records[0].date_start, records[0].date_end, "employee"
            )
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.assertLessEqual(cost(6), cost(2) + 4)

    @covers("R150")
    def test_made_by_hand_with_a_judgement_of_its_own(self):
        env = self.by("sales_manager", self.env["keqin.evaluation"]).env
        action = env.ref("keqin_addon.keqin_appraisal_view_form")
        form = Form(
            env["keqin.evaluation"].with_context(default_scope="employee"), action
        )
        form.user_id = self.sales
        record = form.save()
        self.assertEqual(record.appraiser_id, self.lead)
        self.assertEqual(record.template_id, self.template)
        self.assertIn(self.sales.name, record.name)
        record.line_ids = [Command.create({"name": "Initiative", "weight": 5})]
        extra = record.line_ids.filtered(lambda line: line.name == "Initiative")
        self.assertEqual(extra.kind, "qualitative")
        extra.write({"score": 100.0, "comment": "Found two leads"})

    def test_nobody_without_a_template(self):
        self.env["keqin.appraisal.template"].search([("id", ">", 0)]).active = False
        with self.assertRaises(UserError):
            self.make_appraisal(template_id=False)

    def test_opens_its_own_form(self):
        record = self.make_appraisal()
        self.assertEqual(
            record.get_formview_id(),
            self.env.ref("keqin_addon.keqin_appraisal_view_form").id,
        )
