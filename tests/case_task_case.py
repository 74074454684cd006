"""A case, and a part of it that a contributor answers."""

from odoo.tests import tagged

from .case_case import CaseCase

# Who reads the tasks of a customer: as its cases.
COORDINATORS = ("service", "service_manager", "executive", "manager")
READERS = ("sales", "sales_manager", *COORDINATORS)
LEADS = ("service_manager", "executive", "manager")


@tagged("post_install", "-at_install")
class TaskCase(CaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tech = cls.users["contributor"]
        cls.chemist = cls.make_user("contributor", login="keqin_chemist")
        cls.case = cls.make_case("working", name="Is the glue safe?", kind="support")

    @classmethod
    def make_task(cls, state="new", case=None, **vals):
        """A task asked by service of the contributor, brought to ``state``."""
        task = cls.env["keqin.case.task"].create(
            {
                "name": "Check the glue",
                "case_id": (case or cls.case).id,
                "user_id": cls.tech.id,
                "requested_by_id": cls.users["service"].id,
            }
            | vals
        )
        stamps = {
            "planned": {"planned_on": "2026-09-25"},
            "rejected": {"reason": "Ask the supplier"},
            "answered": {"answer": "<p>Safe</p>", "answered_on": "2026-09-21 10:00:00"},
        }
        if state != "new":
            task._step(state, **stamps.get(state, {}))
        return task

    def notes(self, record):
        """Bodies of the messages of a record, newest first."""
        return [str(body) for body in record.message_ids.mapped("body")]
