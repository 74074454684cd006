"""What the suites on appraisals share: a template of five criteria, and its answers."""

from odoo import Command

from .evaluation_case import Q2, EvaluationCase

# Of the salesman: nobody was asked (K01); one of two customers bought again where 60 %
# is the target (K05); 300 after 100, where 20 % is (K13); nobody was called (K27).
WEIGHTS = {"K01": 20, "K05": 30, "K13": 30, "K27": 10}
# 10 of 100 is judged, with 80 points; 20 of 100 is not known
SCORES = {"K01": False, "K05": 100 * 50 / 60, "K13": 100.0, "K27": 0.0}
SCORE = 78.7  # (30 * 83.3 + 30 * 100 + 10 * 0 + 10 * 80) / 80


class AppraisalCase(EvaluationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead, cls.executive = cls.users["sales_manager"], cls.users["executive"]
        cls.template = cls.make_template()
        # in care since before the quarter, and nobody called
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE keqin_customer SET create_date = '2025-01-01'"
            " WHERE company_id = %s",
            [cls.company.id],
        )
        cls.env.invalidate_all()

    @classmethod
    def make_template(cls, weights=None, judged=10, **vals):
        lines = [
            Command.create(
                {
                    "indicator_id": cls.indicator(code).id,
                    "weight": weight,
                    "own_target": 20.0 if code == "K13" else False,
                }
            )
            for code, weight in (weights or WEIGHTS).items()
        ]
        lines.append(Command.create({"name": "Cooperation", "weight": judged}))
        vals = {"name": "Test", "company_id": cls.company.id, "sequence": 1} | vals
        return cls.env["keqin.appraisal.template"].create({"line_ids": lines} | vals)

    @classmethod
    def make_appraisal(cls, state="draft", user=None, **vals):
        """Brought to its state by the server, with figures and a judgement."""
        vals = {
            "scope": "employee",
            "company_id": cls.company.id,
            "user_id": (user or cls.sales).id,
            "appraiser_id": cls.lead.id,
            "template_id": cls.template.id,
            "period": "quarter",
            "date_start": Q2,
        } | vals
        record = cls.env["keqin.evaluation"].create(vals)
        record._compute_figures()
        if state != "draft":
            cls.judge(record)
            record.action_hand_over()
        if state in ("review", "closed"):
            record._step("review", employee_read_on="2026-07-08")
        if state == "closed":
            record.action_close_appraisal()
        return record

    @classmethod
    def judge(cls, record, score=80.0):
        record.line_ids.filtered(lambda line: not line.indicator_id).write(
            {"score": score, "comment": "Helped service twice"}
        )

    @classmethod
    def judged(cls, record):
        return record.line_ids.filtered(lambda line: not line.indicator_id)
