from odoo import http
from odoo.http import request


class OccasionFeed(http.Controller):
    """The coming occasions as a calendar that a calendar program subscribes to."""

    @http.route(
        "/keqin/occasions/<string:token>.ics",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
        sitemap=False,
    )
    def feed(self, token):
        """The feed of the user whose private link it is; 404 for anything else.

        What is in it is searched as that user. Nothing is written.
        """
        user = request.env["res.users"]._keqin_feed_user(token)
        if not user:
            raise request.not_found()
        context = {
            "lang": user.lang,
            "tz": user.tz,
            "allowed_company_ids": user.company_ids.ids,
        }
        env = request.env(user=user.id, context=context, su=False)
        headers = [
            ("Content-Type", "text/calendar; charset=utf-8"),
            ("Content-Disposition", 'attachment; filename="occasions.ics"'),
            ("Cache-Control", "private, max-age=3600"),
            ("X-Robots-Tag", "noindex"),
        ]
        return request.make_response(
            env["keqin.occasion.date"]._calendar_file(), headers
        )
