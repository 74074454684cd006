"""What the suites on instant feedback share: a questionnaire, rules, who was asked."""

from datetime import timedelta

from odoo import fields


class InstantMixin:
    """For a `KeqinCase` with a customer and its ``person``."""

    @classmethod
    def set_up_instant(cls):
        cls.person.email = "wang@ruichen.example.com"
        cls.survey = cls.make_survey("How was it?")
        cls.env["keqin.instant.feedback"].search([]).action_archive()

    @classmethod
    def make_survey(cls, title, **vals):
        vals = {
            "title": title,
            "access_mode": "token",
            "is_attempts_limited": True,
        } | vals
        survey = cls.env["survey.survey"].create(vals)
        question = {
            "survey_id": survey.id,
            "title": "Satisfied?",
            "question_type": "scale",
            "scale_min": 1,
            "scale_max": 5,
            "keqin_metric": "csat",
            "keqin_dimension": "service",
        }
        cls.env["survey.question"].create(question)
        return survey

    @classmethod
    def make_rule(cls, after, kind=False, **vals):
        field = {
            "activity": "activity_type_id",
            "case": "case_kind",
            "event": "event_type_id",
        }[after]
        kind = getattr(kind, "id", kind)
        vals = {
            "after": after,
            field: kind,
            "company_id": cls.company.id,
            "survey_id": cls.survey.id
            if vals.get("ask", "survey") == "survey"
            else False,
            "delay_hours": 2,
        } | vals
        return cls.env["keqin.instant.feedback"].create(vals)

    @classmethod
    def make_person(cls, name, customer=None, **vals):
        company = (customer or cls.customer).partner_id
        email = f"{name.lower().replace(' ', '.')}@example.com"
        vals = {"parent_id": company.id, "is_company": False, "email": email} | vals
        return cls.make_partner(name, **vals)

    def asked(self, **origin):
        """Invitations after one thing."""
        domain = [(name, "=", record.id) for name, record in origin.items()]
        return self.env["keqin.survey.invitation"].search(domain, order="id")

    @staticmethod
    def in_hours(hours):
        return fields.Datetime.now() + timedelta(hours=hours)
