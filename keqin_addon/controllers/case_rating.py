from odoo import http
from odoo.http import request

from odoo.addons.rating.controllers.main import Rating


class CaseRating(Rating):
    """A case is rated by the customer: nobody of ours who found the link may."""

    @http.route()
    def action_submit_rating(self, token, rate=0, **kwargs):
        rating, case = self._get_rating_and_record(token)
        user = request.env.user
        own = rating.partner_id.commercial_partner_id
        if (
            rating.res_model != "keqin.case"
            or user._is_public()
            or user.partner_id.commercial_partner_id == own
        ):
            return super().action_submit_rating(token, rate, **kwargs)
        return request.render(
            "rating.rating_external_page_invalid_partner",
            {
                "model_name": request.env["ir.model"]._get("keqin.case").display_name,
                "name": case.display_name,
                "web_base_url": rating.get_base_url(),
            },
        )
