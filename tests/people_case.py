"""What the suites on people share: key persons, and talks with them."""

from freezegun import freeze_time

from odoo import Command

from .activity_case import TODAY, ActivityCase


class PeopleCase(ActivityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(f"{TODAY} 09:00:00"))
        cls.wang = cls.make_card("Wang", "decider", influence="high")
        cls.li = cls.make_card("Li", "user", influence="low")

    @classmethod
    def make_card(cls, name, role=False, customer=None, **vals):
        customer = customer or cls.customer
        person = cls.make_partner(
            name, parent_id=customer.partner_id.id, is_company=False
        )
        return cls.env["keqin.contact"].create(
            {
                "partner_id": person.id,
                "customer_id": customer.id,
                "decision_role": role,
                **vals,
            }
        )

    @classmethod
    def talk(cls, card, on, kind="phone", user=None, **vals):
        """A contact that is done, logged by a rule."""
        vals = {
            "customer_id": card.customer_id.id,
            "contact_id": card.partner_id.id,
            "state": "done",
            "date_done": on,
            "date_planned": on,
            **vals,
        }
        return cls.make_activity(kind, user, **vals)

    @classmethod
    def invite(cls, on, *came, missed=()):
        """A visit of several people, with the list of who came."""
        people = [card.partner_id for card in (*came, *missed)]
        return cls.make_activity(
            "training",
            contact_id=False,
            contact_ids=[Command.set([person.id for person in people])],
            state="done",
            date_done=on,
            attendee_ids=[
                Command.create(
                    {"partner_id": card.partner_id.id, "attended": card in came}
                )
                for card in (*came, *missed)
            ],
        )

    @classmethod
    def mail_from(cls, card, on, record=None, **vals):
        record = record or cls.customer
        return cls.env["mail.message"].create(
            {
                "model": record._name,
                "res_id": record.id,
                "author_id": card.partner_id.id,
                "message_type": "email",
                "date": f"{on} 08:00:00",
                "body": "Hello",
                **vals,
            }
        )

    def touch(self, card):
        day = card.last_touch_on
        return day and str(day), card.last_touch_user_id

    def rerun(self, as_of=TODAY):
        return self.env["keqin.people.engine"]._run(self.company, as_of)
