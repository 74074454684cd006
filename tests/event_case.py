"""What the suites on customer events share."""

from freezegun import freeze_time

from .common import KeqinCase

TODAY = "2026-06-30 08:00:00"


class EventCase(KeqinCase):
    """A salon that was held yesterday, and two customers with a person each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        frozen = freeze_time(TODAY)
        frozen.start()
        cls.addClassCleanup(frozen.stop)
        cls.own = cls.make_customer("Ruichen", cls.users["sales"])
        cls.other = cls.make_customer("Hangyu", cls.rival)
        cls.wang = cls.make_person(cls.own, "Ms. Wang", "wang@ruichen.example")
        cls.zhao = cls.make_person(cls.own, "Mr. Zhao", "zhao@ruichen.example")
        cls.li = cls.make_person(cls.other, "Mr. Li", "li@hangyu.example")
        cls.salon = cls.make_event("Salon", "2026-06-29")
        cls.coming = cls.make_event("Launch", "2026-07-20", keqin_kind="launch")

    @classmethod
    def make_person(cls, customer, name, email):
        return cls.make_partner(
            name, parent_id=customer.partner_id.id, is_company=False, email=email
        )

    @classmethod
    def make_event(cls, name, day, **vals):
        return cls.env["event.event"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "user_id": cls.users["marketing"].id,
                "date_begin": f"{day} 06:00:00",
                "date_end": f"{day} 09:00:00",
                "date_tz": "UTC",
                "event_mail_ids": False,
                "keqin_kind": "salon",
                **vals,
            }
        )

    @classmethod
    def make_guest(cls, person, event=None, state="done"):
        return cls.env["event.registration"].create(
            {
                "event_id": (event or cls.salon).id,
                "partner_id": person.id,
                "state": state,
            }
        )

    def as_role(self, role, record):
        return record.with_user(self.users[role])
