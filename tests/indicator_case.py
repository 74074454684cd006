"""What the tests of the indicators share: one figure, and the facts behind it."""

from datetime import date

from freezegun import freeze_time

from odoo.fields import Date

from .common import KeqinCase

QUARTER = date(2026, 4, 1), date(2026, 6, 30)


class IndicatorCase(KeqinCase):
    """The test company lives in Shanghai: a day there starts at 16:00 UTC. Two account
    managers are in sales teams of their own; today is 8 July 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-07-08 02:00:00"))
        cls.policy.write({"tz": "Asia/Shanghai", "scope_rule": "manual"})
        cls.sales, cls.other = cls.users["sales"], cls.rival
        cls.team, cls.other_team = cls.env["crm.team"].create(
            [
                {"name": "North", "company_id": cls.company.id},
                {"name": "South", "company_id": cls.company.id},
            ]
        )
        cls.env["crm.team.member"].create(
            [
                {"crm_team_id": cls.team.id, "user_id": cls.sales.id},
                {"crm_team_id": cls.other_team.id, "user_id": cls.other.id},
            ]
        )
        cls.engine = cls.env["keqin.indicator.engine"]

    @classmethod
    def indicator(cls, code):
        found = cls.env["keqin.indicator"].with_context(active_test=False)
        return found.search([("code", "=", code)])

    def figure(self, code, start=None, end=None, scope="company", key=None):
        """What an indicator comes to, the second quarter of 2026 unless said.

        :param key: letter of the tier, id or record of a user or team, dimension
        :return: `tools.indicator.Figure`, None where nothing is there
        """
        start = Date.to_date(start) or QUARTER[0]
        end = Date.to_date(end) or QUARTER[1]
        key = getattr(key, "id", key)
        found = self.engine._figures(
            self.company, self.indicator(code), start, end, (scope,)
        )
        return found.get((code, scope, key))

    def parts(self, code, *args, **kwargs):
        """Its part and whole, for figures that say how they were counted."""
        found = self.figure(code, *args, **kwargs)
        return found and (found.numerator, found.denominator)

    def facts(self, code, start=None, end=None, scope="company", key=None, user=None):
        """The records behind a figure, as a user reads them."""
        start = Date.to_date(start) or QUARTER[0]
        end = Date.to_date(end) or QUARTER[1]
        key = getattr(key, "id", key)
        action = self.indicator(code)._action_open_facts(
            self.company, start, end, scope, key
        )
        facts = self.env["keqin.indicator.fact"].with_context(**action["context"])
        # the same records stand for other figures, too
        facts.invalidate_model()
        return facts.with_user(user or self.users["executive"]).search([])

    def assertAddsUp(self, code, *args, **kwargs):
        """The facts that an executive opens add up to the figure."""
        figure, facts = (
            self.figure(code, *args, **kwargs),
            self.facts(code, *args, **kwargs),
        )
        self.assertEqual(
            (round(sum(facts.mapped("num")), 2), round(sum(facts.mapped("den")), 2)),
            (round(figure.numerator, 2), round(figure.denominator, 2)),
            code,
        )
        self.assertEqual(len(facts), figure.n, code)
