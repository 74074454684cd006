"""What the suites on ideas share: ideas in every state, users who read anew."""

from freezegun import freeze_time

from .common import KeqinCase

TODAY = "2026-06-15"
LEADS = ("sales_manager", "service_manager", "executive", "manager")


class IdeaCase(KeqinCase):
    """``contributor`` has ideas, ``service_manager`` judges them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.startClassPatcher(freeze_time(f"{TODAY} 04:00:00"))

    def make_idea(self, state="submitted", by="contributor", **vals):
        """An idea in ``state``, brought there as people bring it there."""
        ideas = self.by(by, self.env["keqin.idea"])
        idea = ideas.create({"name": "Call back at once", **vals}).with_env(self.env)
        if state != "submitted":
            self.judge(idea, by)._assess("4", "2", "Cheap")
        if state == "rejected":
            self.judge(idea, by)._reject("Tried before")
        if state in ("adopted", "rolled_out"):
            owner = self.users["service"]
            self.judge(idea, by)._adopt(
                "Do it", department="service", user_id=owner.id, date_due="2026-07-31"
            )
        if state == "rolled_out":
            idea.improvement_id.sudo()._step("done", done_on=TODAY)
        return idea

    def judge(self, idea, by):
        return self.by(
            "service_manager" if by != "service_manager" else "manager", idea
        )

    def by(self, role, records):
        """The records as a user sees them who has read nothing yet."""
        self.env.flush_all()
        self.env.invalidate_all()
        user = self.users[role]
        return records.with_env(
            self.in_companies(self.env(user=user, su=False), self.company)
        )
