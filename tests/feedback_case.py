"""What the suites on feedback share: opinions, recorded as the rules record them."""

from .common import KeqinCase

READERS = (
    "sales",
    "sales_manager",
    "service",
    "service_manager",
    "executive",
    "manager",
)
SAID_ON = "2026-06-15 10:00:00"


class FeedbackCase(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Feedback = cls.env["keqin.feedback"]
        cls.customer = cls.make_customer("Ruichen", cls.users["sales"])
        cls.other = cls.make_customer("Hangyu", cls.rival)
        cls.person = cls.make_partner(
            "Ms. Wang", parent_id=cls.customer.partner_id.id, is_company=False
        )

    @classmethod
    def said(cls, key, metric="csat", score=4, customer=None, **vals):
        """Values of one opinion: 4 of 5, unless said otherwise."""
        customer = customer or cls.customer
        scales = {"csat": (1, 5), "nps": (0, 10), "comment": (0, 0)}
        low, high = scales[metric]
        return {
            "source_key": f"test-{key}",
            "customer_id": customer.id,
            "contact_id": cls.person.id if customer == cls.customer else False,
            "answered_on": SAID_ON,
            "source": "survey",
            "metric": metric,
            "score": False if metric == "comment" else score,
            "scale_min": low,
            "scale_max": high,
            **vals,
        }

    @classmethod
    def record(cls, *args, **kwargs):
        return cls.Feedback._record([cls.said(*args, **kwargs)])
