from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..models.keqin_case import OPEN
from .case_input import CaseInput

# No other site may put a page with buttons into a frame of its own.
_UNFRAMED = {
    "X-Frame-Options": "SAMEORIGIN",
    "Content-Security-Policy": "frame-ancestors 'self'",
}
REASON_LENGTH = 2000


class CasePortal(CustomerPortal):
    """The cases of a customer's company: list, one case, a new one.

    Lists are searched as the logged-in user, whose record rule and readable fields
    decide. One case is opened by that rule or by its token. Nothing changes by GET.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        cases = request.env["keqin.case"]
        for counter, domain in self._case_counters().items():
            if counter in counters:
                allowed = cases.has_access("read")
                values[counter] = cases.search_count(domain) if allowed else 0
        return values

    def _case_counters(self):
        own = self._case_domain()
        return {
            "case_count": own,
            "case_waiting_count": own & self._waiting(),
        }

    def _case_domain(self):
        """Customers see what their rule opens; colleagues here what they raised."""
        if request.env.user.share:
            return Domain.TRUE
        return Domain("contact_id", "=", request.env.user.partner_id.id)

    def _waiting(self):
        return Domain("state", "in", ("waiting", "resolved"))

    def _case_sortings(self):
        return {
            "date": {
                "label": request.env._("Newest"),
                "order": "opened_on desc, id desc",
            },
            "state": {
                "label": request.env._("Status"),
                "order": "state, opened_on desc, id desc",
            },
            "name": {"label": request.env._("Subject"), "order": "name, id desc"},
        }

    def _case_filters(self):
        is_open = Domain("state", "in", OPEN + ("resolved",))
        mine = Domain("contact_id", "=", request.env.user.partner_id.id)
        return {
            "open": {"label": request.env._("Open"), "domain": is_open},
            "waiting": {
                "label": request.env._("Wait for you"),
                "domain": self._waiting(),
            },
            "mine": {"label": request.env._("Mine"), "domain": mine},
            "done": {"label": request.env._("Settled"), "domain": ~is_open},
            "all": {"label": request.env._("All"), "domain": Domain.TRUE},
        }

    @route(
        ["/my/cases", "/my/cases/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def portal_my_cases(self, page=1, sortby=None, filterby=None, search="", **kw):
        cases = request.env["keqin.case"]
        if not cases.has_access("read"):
            return request.redirect("/my")
        sortings, filters = self._case_sortings(), self._case_filters()
        sortby = sortby if sortby in sortings else "date"
        filterby = filterby if filterby in filters else "all"
        domain = self._case_domain() & filters[filterby]["domain"]
        if search:
            domain &= Domain.OR(
                Domain(name, "ilike", search) for name in ("name", "number")
            )
        pager = portal_pager(
            url="/my/cases",
            url_args={"sortby": sortby, "filterby": filterby, "search": search},
            total=cases.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        found = cases.search(
            domain,
            order=sortings[sortby]["order"],
            limit=self._items_per_page,
            offset=pager["offset"],
        )
        values = self._prepare_portal_layout_values() | {
            "cases": found,
            # sudo: names of colleagues, also of those who have left meanwhile
            "people": {p.id: p.name for p in found.contact_id.sudo()},
            "page_name": "case",
            "pager": pager,
            "default_url": "/my/cases",
            "searchbar_sortings": sortings,
            "sortby": sortby,
            "searchbar_filters": filters,
            "filterby": filterby,
            "searchbar_inputs": {
                "all": {"input": "all", "label": request.env._("Search in cases")}
            },
            "search_in": "all",
            "search": search,
        }
        return request.render("keqin_addon.portal_my_cases", values)

    @route(
        "/my/cases/<int:case_id>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
    )
    def portal_my_case(self, case_id, access_token=None, pid=None, hash=None, **kw):
        case_sudo = self._find_case(case_id, access_token)
        if not case_sudo:
            return request.redirect("/my")
        return self._render_case(case_sudo, access_token, pid=pid, hash=hash)

    def _find_case(self, case_id, access_token):
        """The case as superuser of the current user, or None where who asks may not
        see it: the same for one that does not exist."""
        try:
            case_sudo = self._document_check_access("keqin.case", case_id, access_token)
        except (AccessError, MissingError):
            return None
        # sudo: rule or token have just been checked; pages show a fixed choice of
        # fields, and steps check the order
        return case_sudo.with_user(request.env.user).sudo()

    def _render_case(self, case_sudo, access_token, reason="", error=None, **kw):
        """The page of a case; ``kw`` are `pid` and `hash` of who came by a mail.

        Who may read it needs no token: with one, Odoo's conversation would look it up
        among fields that are closed to customers, and stay empty.
        """
        if case_sudo.sudo(False).has_access("read"):
            access_token, kw = None, {}
        # no history: Odoo's record pager would make tokens, by GET
        values = self._get_page_view_values(
            case_sudo, access_token, {}, "keqin_case_history", False, **kw
        )
        values |= {
            "case": case_sudo,
            "page_name": "case",
            "kinds": CaseInput.kind_labels(request.env),
            "reason": reason,
            "error": error,
            "reason_length": REASON_LENGTH,
            "timezone": case_sudo._portal_timezone(),
        }
        return request.render("keqin_addon.portal_my_case", values, headers=_UNFRAMED)

    @route(
        [
            "/my/cases/<int:case_id>/confirm",
            "/my/cases/<int:case_id>/decline",
        ],
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_case_verdict(self, case_id, access_token=None, reason=None, **kw):
        """The customer says whether the matter is settled; ``reason`` says that not.

        A second click, or one on a page that is out of date, changes nothing. Nor does
        one of a colleague, who records what the customer said by a step of service.
        """
        case_sudo = self._find_case(case_id, access_token)
        if not case_sudo:
            return request.redirect("/my")
        if case_sudo.state == "resolved" and request.env.user.share:
            error = self._take_verdict(case_sudo, reason)
            if error:
                return self._render_case(
                    case_sudo, access_token, reason=reason, error=error
                )
        return request.redirect(case_sudo._portal_url(access_token))

    def _take_verdict(self, case_sudo, reason):
        """Take the step; return what is wrong with the reason, if anything."""
        if not request.httprequest.path.endswith("/decline"):
            case_sudo._confirm_by_customer()
            return None
        text = CaseInput.clean(reason)
        if not text:
            return request.env._("Please tell us what is still missing.")
        if len(text) > REASON_LENGTH:
            return request.env._("Please use %s characters at most.", REASON_LENGTH)
        case_sudo._decline_by_customer(text)
        case_sudo._post_as_customer(body=text)
        return None

    @route(
        "/my/cases/new",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def portal_new_case(self, **post):
        """The form of a new case; what was typed stays when something is wrong."""
        if not request.env.user._is_portal():
            return request.redirect("/my")
        form = CaseInput(request.env, post)
        if request.httprequest.method == "POST":
            files = form.read_files(request.httprequest.files.getlist("files"))
            if form.check_case():
                case_sudo = self._raise_case(form, files)
                return request.redirect(f"{case_sudo.access_url}?raised=1")
        values = self._prepare_portal_layout_values() | {
            "form": form,
            "page_name": "case",
            "new_case": True,
            "products": form.products,
        }
        return request.render("keqin_addon.portal_new_case", values, headers=_UNFRAMED)

    def _raise_case(self, form, files):
        user = request.env.user
        companies = request.env.company | user.company_ids
        vals = form.case_values() | {"channel": "portal"}
        case_sudo = request.env["keqin.case"]._raise_by_customer(
            vals, form.text, user.partner_id, companies
        )
        if files:
            case_sudo._post_as_customer(attachments=files)
        case_sudo._acknowledge()
        return case_sudo
