"""What the suites on health share: a customer of whom everything is known."""

from datetime import date, timedelta

from .common import KeqinCase

DAY = date(2026, 6, 30)
NOW = "2026-06-30 10:00:00"


class HealthCase(KeqinCase):
    """Tests freeze the time at `NOW`; weights are 20 each unless a test says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Engine = cls.env["keqin.health.engine"]
        cls.Snapshot = cls.env["keqin.health.snapshot"]
        cls.customer = cls.make_customer("Ruichen", cls.users["sales"])

    @classmethod
    def weigh(cls, **weights):
        """Weights of the test company, for all classes."""
        Factor = cls.env["keqin.health.factor"]
        codes = ("care", "satisfaction", "purchase", "service", "people")
        ours = [("company_id", "=", cls.company.id), ("code", "in", codes)]
        Factor.search(ours).unlink()
        return Factor.create(
            [
                {
                    "code": code,
                    "company_id": cls.company.id,
                    "tier": tier,
                    "weight": weights.get(code, 0),
                }
                for code in codes
                for tier in (False, "A", "B", "C")
            ]
        )

    @classmethod
    def run_health(cls, day=DAY):
        """Compute the health as of a day; the log."""
        run = cls.Engine._run(cls.company, day)
        cls.env.invalidate_all()
        return run

    @staticmethod
    def ago(days):
        return DAY - timedelta(days=days)

    @classmethod
    def cared(cls, days, customer=None, interval=30, max_gap=60):
        """The last care was so many days ago, whatever follows from the activities."""
        cls.env.flush_all()
        (customer or cls.customer).write(
            {
                "last_care_on": cls.ago(days),
                "care_interval": interval,
                "care_max_gap": max_gap,
            }
        )
        cls.env.flush_all()

    @classmethod
    def said(cls, metric, score, days=0, customer=None, **vals):
        """An opinion of so many days ago."""
        customer = customer or cls.customer
        low, high = (0, 10) if metric == "nps" else (1, 5)
        return cls.env["keqin.feedback"]._record(
            [
                {
                    "customer_id": customer.id,
                    "metric": metric,
                    "score": score,
                    "scale_min": low,
                    "scale_max": high,
                    "answered_on": f"{cls.ago(days)} 08:00:00",
                    "source": "survey",
                    "source_key": f"{customer.id}-{metric}-{score}-{days}",
                    **vals,
                }
            ]
        )

    @classmethod
    def bought(cls, amount, before, ratio=None, customer=None):
        """The window against the one before, and how late the next order is."""
        (customer or cls.customer).write(
            {
                "amount_window": amount,
                "amount_previous": before,
                "rhythm_ratio": ratio or False,
            }
        )
        cls.env.flush_all()

    @classmethod
    def complain(cls, customer=None, **vals):
        values = {
            "name": "Wet boxes",
            "kind": "complaint",
            "customer_id": (customer or cls.customer).id,
            "opened_on": f"{DAY} 08:00:00",
        }
        return cls.env["keqin.case"].create(values | vals)

    @classmethod
    def promise(cls, due, customer=None, **vals):
        """A promise that is due in so many days."""
        values = {
            "name": "New lids",
            "customer_id": (customer or cls.customer).id,
            "promised_on": cls.ago(90),
            "due_on": cls.ago(-due),
        }
        return cls.env["keqin.promise"].create(values | vals)

    @classmethod
    def know(cls, name="Ms. Wang", touched=None, customer=None, **vals):
        """A card of a person at the customer."""
        customer = customer or cls.customer
        person = cls.make_partner(
            name, parent_id=customer.partner_id.id, is_company=False
        )
        card = cls.env["keqin.contact"].create(
            {"partner_id": person.id, "customer_id": customer.id, **vals}
        )
        if touched is not None:
            card.flush_recordset()  # what nobody said is computed first
            card.last_touch_on = cls.ago(touched)
        return card

    def part(self, code, customer=None):
        """A part of what the customer's health is made of."""
        explanation = (customer or self.customer).health_explanation
        return {it["code"]: it for it in explanation["parts"]}[code]

    def score_of(self, code, customer=None):
        """Score of a factor after a new computation."""
        self.run_health()
        return self.part(code, customer)["score"]
