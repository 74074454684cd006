from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class KeqinMeeting(models.Model):
    """Planned, held, closed with everything decided, or cancelled (R154).

    Leads take the steps; closed minutes are opened again by executives.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a meeting is, its agenda, its calendar, its steps
    _inherit = "keqin.meeting"

    def action_start(self):
        """Hold it: with the agenda of now, and what became of the last one.

        :raises AccessError: no lead
        """
        self._check_lead_step("planned")
        self._gather()
        for meeting in self:
            meeting._step("open", held_on=meeting._held_day())
        return True

    def action_close(self):
        """Everything is decided, carried over or dropped.

        :raises UserError: something is undecided
        """
        self._check_lead_step("open")
        # sudo: every item counts, whoever may read it
        for meeting in self.sudo():
            waiting = meeting.item_ids.filtered(lambda it: it.state == "undecided")
            if waiting:
                raise UserError(
                    self.env._(
                        "%(count)s items of %(meeting)s are undecided, first of all "
                        "“%(item)s”. Decide on each, carry it over or drop it.",
                        count=len(waiting),
                        meeting=meeting.name,
                        item=waiting[0].name,
                    )
                )
        self._step("closed", closed_on=fields.Datetime.now())
        return True

    def action_cancel(self, reason=None):
        """It does not take place; the calendar is told.

        :param reason: without one it is asked for
        """
        self._check_lead_step("planned")
        if not (reason or "").strip():
            return self._ask_reason("cancel")
        for meeting in self:
            meeting._message_log(body=self.env._("Cancelled: %s", reason.strip()))
        self._step("cancelled", cancel_reason=reason.strip())
        self._sync_event()
        return True

    def action_reopen(self):
        """Go on with a meeting that was closed; executives and the administrator.

        :raises AccessError: neither of them
        """
        self._check_lead_step("closed")
        allowed = "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager"
        if not (self.env.su or self.env.user.has_groups(allowed)):
            raise AccessError(
                self.env._(
                    "The minutes of %s are closed. Executives open them again.",
                    self[0].name,
                )
            )
        self._step("open", closed_on=False)
        return True

    def action_open_items(self):
        """Its agenda as a list, to decide on many at once."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_meeting_item_action"
        )
        return action | {
            "name": self.name,
            "domain": [("meeting_id", "=", self.id)],
            "context": {"default_meeting_id": self.id},
        }

    def _held_day(self):
        """Today, where the company is."""
        return self.company_id._keqin_today()[self.company_id]

    def _check_lead_step(self, *states):
        self._check_step(*states)
        if not self._is_lead():
            raise AccessError(
                self.env._(
                    "%s is held by leads. Ask its chair to take this step.",
                    self[0].name,
                )
            )

    def _ask_reason(self, step):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why?"),
            "res_model": "keqin.meeting.reason",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_meeting_ids": self.ids, "default_step": step},
        }
