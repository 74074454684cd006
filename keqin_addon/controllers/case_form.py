from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request

from .case_input import CaseInput

CAPTCHA = "keqin_case"


class CaseForm(http.Controller):
    """A form for whoever has no account: raises a case of the company it belongs to.

    The answer is the same whether the e-mail address is known or not. Off until a
    company switches it on; limited by network address and by e-mail address.
    """

    @http.route(
        ["/care/contact", "/care/contact/<string:key>"],
        type="http",
        auth="public",
        website=True,
        methods=["GET", "POST"],
    )
    def case_form(self, key=None, **post):
        company = request.env["res.company"]._keqin_web_company(key)
        if not company:
            raise request.not_found()
        # how bad it is and what was bought is for customers to say
        form = CaseInput(request.env, post | {"impact": "", "product": ""})
        # by HEAD, Odoo asks for no token either
        if request.httprequest.method != "POST":
            return self._open(form, company)
        if post.get("website"):
            # a field nobody sees: who fills it in is a program, which learns nothing
            return request.redirect("/care/contact/thanks")
        valid = form.check_case(), form.check_visitor()
        if not all(valid) or not self._is_human(form):
            return self._render(form, company)
        if not self._is_within_limit(form):
            form.errors["limit"] = True
            return self._render(form, company, status=429)
        case_sudo = request.env["keqin.case"]._raise_by_visitor(
            form.case_values(), form.values, company
        )
        request.session["keqin_case_raised"] = case_sudo.number
        return request.redirect("/care/contact/thanks")

    @http.route(
        "/care/contact/thanks",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        sitemap=False,
    )
    def case_thanks(self, **kw):
        values = {"number": request.session.get("keqin_case_raised")}
        return request.render("keqin_addon.web_case_thanks", values)

    def _open(self, form, company):
        """The empty form; a customer who is logged in has a better one."""
        user = request.env.user
        if user._is_portal():
            return request.redirect("/my/cases/new")
        if not user._is_public():
            form.values |= {"person": user.name, "email": user.email or ""}
        return self._render(form, company)

    def _render(self, form, company, status=200):
        values = {"form": form, "company": company, "captcha": CAPTCHA}
        response = request.render("keqin_addon.web_case_form", values)
        response.status_code = status
        return response

    def _is_human(self, form):
        """Ask the captcha that is configured, if any (reCAPTCHA, Turnstile)."""
        try:
            request.env["ir.http"]._verify_request_recaptcha_token(CAPTCHA)
        except UserError as error:
            form.errors["captcha"] = error.args[0]
            return False
        return True

    def _is_within_limit(self, form):
        requests = request.env["keqin.web.request"]
        address = request.httprequest.remote_addr
        now = fields.Datetime.now()
        # both are counted, whichever is exceeded
        return all(
            [
                requests._count("address", address, now),
                requests._count("email", form.values["email"], now),
            ]
        )
