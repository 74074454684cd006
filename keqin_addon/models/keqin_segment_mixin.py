from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.safe_eval import datetime, dateutil, safe_eval


class KeqinSegmentMixin(models.AbstractModel):
    """Takes its customers from a saved segment: a favorite of the customer list (R213).

    What a segment finds depends on who asks: it is read with the rights of the user.
    """

    _name = "keqin.segment.mixin"
    _description = "Takes Customers from a Segment"

    segment_id = fields.Many2one(
        "ir.filters",
        "Saved segment",
        store=False,
        ondelete="cascade",
        domain=[("model_id", "=", "keqin.customer")],
        help="A favorite saved on the list of customers, your own or a shared one.",
    )

    @api.model
    def _segment_domain(self, segment):
        """The condition of a segment, with the user and the day filled in.

        :raises UserError: it is not about customers, or cannot be read here
        """
        segment.check_access("read")
        values = {
            "uid": self.env.uid,
            "context_today": lambda: fields.Date.context_today(self),
            "datetime": datetime,
            "relativedelta": dateutil.relativedelta.relativedelta,
        }
        try:
            if segment.model_id != "keqin.customer":
                raise ValueError(segment.model_id)
            domain = safe_eval(segment.domain, values)
            Domain(domain).validate(self.env["keqin.customer"])
        except Exception as error:  # whatever a filter can do wrong
            raise UserError(
                self.env._(
                    "The segment %(name)s cannot be read here: %(error)s. Save it anew "
                    "on the list of customers.",
                    name=segment.name,
                    error=error,
                )
            ) from error
        return domain
