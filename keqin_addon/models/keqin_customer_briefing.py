from odoo import models


class KeqinCustomer(models.Model):
    """From the care file to its briefing (R016)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    def action_open_briefing(self):
        """The briefing on a screen, made for a phone."""
        self.ensure_one()
        return self._open_briefing(self.env["keqin.activity"])

    def get_briefing(self, activity_id=False):
        """The page of one customer, as the caller may read it.

        :param activity_id: id of the activity it is for
        :return: dict of ``name``, ``html`` and whether the caller ``may_log``
        """
        self.ensure_one()
        activity = self.env["keqin.activity"].browse(activity_id or ()).exists()
        briefing = self.env["keqin.briefing"]._of(self, activity)
        html = self.env["ir.qweb"]._render(
            "keqin_addon.keqin_briefing_page", {"briefing": briefing}
        )
        may_log = self.env["keqin.activity"].has_access("create")
        return {"name": self.name, "html": html, "may_log": may_log}

    def _open_briefing(self, activity):
        return {
            "type": "ir.actions.client",
            "tag": "keqin_briefing",
            "name": self.env._("Briefing: %s", self.name),
            "params": {"customer_id": self.id, "activity_id": activity.id},
        }
