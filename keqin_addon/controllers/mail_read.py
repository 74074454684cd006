import base64

from odoo import http
from odoo.http import request

_DOT = base64.b64decode("R0lGODlhAQABAIAAANvf7wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")


class MailRead(http.Controller):
    """The picture and the link of an important mail (R061).

    Both tell nothing, whether the link is ours or not. Programs that check links open
    them: only the button of the page says that somebody read the mail.
    """

    @http.route(
        "/keqin/mail/<int:activity_id>/<string:token>/seen.gif",
        type="http",
        auth="public",
        save_session=False,
        readonly=False,
    )
    def seen(self, activity_id, token):
        request.env["keqin.activity"]._by_read_token(activity_id, token)._confirm(
            "received"
        )
        headers = [("Content-Type", "image/gif"), ("Cache-Control", "no-store")]
        return request.make_response(_DOT, headers)

    @http.route(
        "/keqin/mail/<int:activity_id>/<string:token>/read",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        sitemap=False,
        readonly=False,
    )
    def confirm_read(self, activity_id, token, **_post):
        activity = request.env["keqin.activity"]._by_read_token(activity_id, token)
        told = request.httprequest.method == "POST"
        if told:
            activity._confirm("read")
        return request.render("keqin_addon.mail_read_page", {"told": told})
