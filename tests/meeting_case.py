"""What the suites on meetings share: two customers, and a joint meeting."""

from .indicator_case import IndicatorCase

LEADS = ("sales_manager", "service_manager", "executive", "manager")


class MeetingCase(IndicatorCase):
    """Today is Wednesday, 8 July 2026, 10 o'clock in Shanghai."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.north, cls.south = (
            cls.make_customer("North", cls.sales, lifecycle="active"),
            cls.make_customer("South", cls.other, lifecycle="active"),
        )
        cls.company.keqin_meeting_cases = "all"

    @classmethod
    def make_meeting(cls, state="planned", day="2026-07-28", **vals):
        """At 10 in Shanghai; brought to its state by the server."""
        vals = {
            "name": "Joint meeting",
            "company_id": cls.company.id,
            "date_start": f"{day} 02:00:00",
            "date_end": f"{day} 03:30:00",
            "user_id": cls.users["service_manager"].id,
        } | vals
        meeting = cls.env["keqin.meeting"].create(vals)
        if state in ("open", "closed"):
            meeting.action_start()
        if state == "closed":
            cls.settle(meeting)
            meeting.action_close()
        return meeting

    @classmethod
    def settle(cls, meeting):
        meeting.item_ids.filtered(lambda item: item.state == "undecided").action_drop(
            "Nothing to do"
        )

    @classmethod
    def make_item(cls, meeting, name="Spare parts are late", **vals):
        vals = {"meeting_id": meeting.id, "name": name} | vals
        return cls.env["keqin.meeting.item"].create(vals)

    @classmethod
    def decide(cls, item, user="contributor", due="2026-07-20", **vals):
        item.write(
            {
                "decision": "Keep twenty of each in stock",
                "user_id": cls.users[user].id,
                "date_due": due,
            }
            | vals
        )
        item.action_decide()
        return item

    @classmethod
    def make_case(cls, customer=None, **vals):
        vals = {
            "name": "Cartons too soft",
            "customer_id": (customer or cls.north).id,
            "user_id": cls.users["service"].id,
        } | vals
        return cls.env["keqin.case"].create(vals)

    @classmethod
    def make_promise(cls, due="2026-07-06", **vals):
        vals = {
            "name": "Samples",
            "customer_id": cls.north.id,
            "promised_on": "2026-05-01",
            "promised_by_id": cls.sales.id,
            "user_id": cls.sales.id,
            "due_on": due,
        } | vals
        return cls.env["keqin.promise"].create(vals)

    @classmethod
    def make_risk(cls, level="high", **vals):
        vals = {
            "name": "They asked others",
            "customer_id": cls.north.id,
            "level": level,
        } | vals
        return cls.env["keqin.risk"].create(vals)

    def by(self, role, records):
        """The records as a user sees them who has read nothing yet."""
        self.env.flush_all()
        self.env.invalidate_all()
        user = self.users[role]
        return records.with_env(
            self.in_companies(self.env(user=user, su=False), self.company)
        )

    def sources(self, meeting):
        return {item._source() for item in meeting.item_ids}
