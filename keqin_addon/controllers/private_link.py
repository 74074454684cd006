"""What pages that a private link opens have in common."""

from odoo import fields
from odoo.http import request

# The link opens the page: it is neither stored, nor framed, nor told to other sites.
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Robots-Tag": "noindex, nofollow",
}


def speak(lang):
    """Visitors read in the language of the person the link is for."""
    if lang and request.env.user._is_public():
        request.update_context(lang=lang)


def closed(counted=True):
    """The same for every link that opens nothing; where many keys were tried from
    one network, only that. Rendered, not raised: the count has to stay."""
    within = not counted or request.env["keqin.web.request"]._count(
        "guess", request.httprequest.remote_addr, fields.Datetime.now()
    )
    response = request.render("keqin_addon.care_page_closed", headers=HEADERS)
    response.status_code = 404 if within else 429
    return response
