from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.http import Controller, request, route

from . import private_link


class EventInvitation(Controller):
    """The person invited says whether they come (R167).

    Opening the link changes nothing: mail filters open it, too.
    """

    @route(
        "/care/event/<int:registration_id>/<string:token>",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        methods=["GET"],
    )
    def invitation(self, registration_id, token, **kw):
        return self._show(registration_id, token)

    @route(
        "/care/event/<int:registration_id>/<string:token>/answer",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        methods=["POST"],
    )
    def invitation_answer(self, registration_id, token, answer="", **post):
        error = None
        guest_sudo = self._find(registration_id, token)
        if guest_sudo and answer in ("yes", "no"):
            try:
                with request.env.cr.savepoint():
                    guest_sudo._keqin_reply(answer == "yes")
            except (UserError, ValidationError) as refused:
                error = str(refused)
        return self._show(registration_id, token, error)

    def _find(self, registration_id, token):
        """The invitation, as superuser, in the language of the person."""
        guests = request.env["event.registration"]
        guest_sudo = guests._keqin_by_link(registration_id, token)
        private_link.speak(guest_sudo.partner_id.lang)
        return guest_sudo.with_env(request.env(su=True))

    def _show(self, registration_id, token, error=None):
        guest_sudo = self._find(registration_id, token)
        if not guest_sudo:
            return private_link.closed()
        event = guest_sudo.event_id
        over = event.date_begin <= fields.Datetime.now()
        values = {
            "guest": guest_sudo,
            "event": event,
            "over": over or event.kanban_state == "cancel",
            "url": f"/care/event/{registration_id}/{token}/answer",
            "error": error,
        }
        return request.render(
            "keqin_addon.event_invitation", values, headers=private_link.HEADERS
        )
