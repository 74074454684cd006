from werkzeug.exceptions import TooManyRequests

from odoo import fields
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from . import private_link

STEPS = ("confirm", "correct", "rate")


class CarePage(CustomerPortal):
    """The page of one person of a customer: by its link, or logged in as that person.

    Looking counts the visit and changes nothing else. Colleagues look, by `preview`
    before it is released, but say nothing for a customer.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "care_page_count" in counters:
            pages = request.env["keqin.care.page"]
            values["care_page_count"] = len(pages._find_by_login(request.env.user))
        return values

    @route(
        "/care/page/<int:page_id>/<string:key>",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        methods=["GET"],
    )
    def care_page(self, page_id, key, said=None, **kw):
        page_sudo = self._by_link(page_id, key)
        if not page_sudo:
            return private_link.closed(counted=key != "preview")
        return self._show(page_sudo, f"/care/page/{page_id}/{key}", "link", said)

    @route(
        "/care/page/<int:page_id>/<string:key>/<string:step>",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        methods=["POST"],
    )
    def care_page_step(self, page_id, key, step, **post):
        page_sudo = self._by_link(page_id, key)
        if not page_sudo:
            return private_link.closed(counted=key != "preview")
        url = f"/care/page/{page_id}/{key}"
        return self._take(page_sudo, url, "link", step, post)

    @route("/my/care", type="http", auth="user", website=True, methods=["GET"])
    def my_care(self, said=None, **kw):
        page_sudo = request.env["keqin.care.page"]._find_by_login(request.env.user)
        if not page_sudo:
            return request.redirect("/my")
        return self._show(page_sudo, "/my/care", "login", said)

    @route(
        "/my/care/<string:step>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def my_care_step(self, step, **post):
        page_sudo = request.env["keqin.care.page"]._find_by_login(request.env.user)
        if not page_sudo:
            return request.redirect("/my")
        return self._take(page_sudo, "/my/care", "login", step, post)

    def _by_link(self, page_id, key):
        """The page a link opens, as superuser; empty, whatever is wrong with it."""
        if key == "preview":
            return self._preview(page_id)
        page_sudo = request.env["keqin.care.page"]._find_by_link(page_id, key)
        return page_sudo.filtered(lambda page: not self._is_stranger(page))

    def _preview(self, page_id):
        """For who may release the page, also before."""
        pages = request.env["keqin.care.page"]
        if not pages.has_access("write"):
            return pages
        # sudo: by rule and right to write it, just checked
        return pages.browse(page_id).exists()._filtered_access("write").sudo()

    def _is_stranger(self, page_sudo):
        """Whether the link has come into the hands of another customer."""
        user = request.env.user
        portal = user.share and not user._is_public()
        return portal and user.partner_id.commercial_partner_id != page_sudo.partner_id

    def _show(self, page_sudo, url, via, said=None, **values):
        if request.env.user.share and not values:
            # sudo: visits are counted by rules alone
            request.env["keqin.care.page.visit"].sudo()._count(page_sudo, "opened", via)
        self._speak(page_sudo)
        page_sudo = page_sudo.with_env(request.env(su=True))
        values = {
            "page": page_sudo._content(),
            "res_company": page_sudo.company_id,
            "url": url,
            "said": said if said in STEPS else None,
            "linked": via == "login",
            "errors": {},
            "typed": {},
            "may_answer": request.env.user.share,
            **values,
        }
        return request.render(
            "keqin_addon.care_page", values, headers=private_link.HEADERS
        )

    def _speak(self, page_sudo):
        private_link.speak(page_sudo.contact_id.lang or page_sudo.partner_id.lang)

    def _take(self, page_sudo, url, via, step, post):
        """Take what the customer says, once and in its limits; back to the page."""
        if step not in STEPS or not request.env.user.share:
            return request.redirect(url)
        requests = request.env["keqin.web.request"]
        if not requests._count("page", str(page_sudo.id), fields.Datetime.now()):
            raise TooManyRequests()
        self._speak(page_sudo)
        page_sudo = page_sudo.with_env(request.env(su=True))
        what = getattr(self, f"_take_{step}")(page_sudo, post)
        if isinstance(what, dict):
            return self._show(page_sudo, url, via, errors=what, typed=post)
        if not what:
            return request.redirect(url)
        # sudo: visits are counted by rules alone
        request.env["keqin.care.page.visit"].sudo()._count(page_sudo, what, via)
        return request.redirect(f"{url}?said={step}")

    def _take_confirm(self, page_sudo, post):
        if not page_sudo.ask_data:
            return None
        page_sudo._take_confirmation()
        return "confirmed"

    def _take_correct(self, page_sudo, post):
        if not page_sudo.ask_data:
            return None
        return page_sudo._take_correction(post) or "corrected"

    def _take_rate(self, page_sudo, post):
        rated = page_sudo.ask_rating and page_sudo._take_rating(
            post.get("rating"), post.get("comment")
        )
        return "rated" if rated else None
