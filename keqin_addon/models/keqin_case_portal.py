from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.fields import Domain

from .keqin_case import OPEN

# What a customer may read of a case, and nothing else: fields that come later are
# closed to customers until they are named here.
SHOWN_TO_CUSTOMERS = frozenset(
    (
        "access_url",
        "active",
        "agreed_on",
        "contact_id",
        "description",
        "display_name",
        "id",
        "impact",
        "kind",
        "name",
        "number",
        "opened_on",
        "product_id",
        "state",
    )
)
CUSTOMER_ORDER = "opened_on desc, id desc"
# What the store of a discussion would tell besides its messages.
INTERNAL_REQUESTS = frozenset(
    (
        "activities",
        "attachments",
        "contact_fields",
        "followers",
        "scheduledMessages",
        "suggestedRecipients",
    )
)


class KeqinCase(models.Model):
    """A case as its customer sees it, on the portal.

    Customers read the fields of `SHOWN_TO_CUSTOMERS` of the cases their record rule
    opens. What the pages show besides (deadlines, solution, who looks after it) is
    chosen there, by the state of the case, and is not theirs to search.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, what its customer sees of it
    _inherit = "keqin.case"

    def _compute_access_url(self):
        for case in self:
            case.access_url = f"/my/cases/{case.id}"

    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        if allowed and not self.env.su and self.env.user.share:
            return operation == "read" and field.name in SHOWN_TO_CUSTOMERS
        return allowed

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        """What customers may not read they may not search either, also where a search
        method would answer; nor are they given the order of deadlines."""
        checked = not (self.env.su or kwargs.get("bypass_access"))
        if checked and self.env.user.share:
            for condition in Domain(domain).iter_conditions():
                field = self._fields.get(condition.field_expr.split(".")[0])
                if field:
                    self._check_field_access(field, "read")
            order = CUSTOMER_ORDER if order == self._order else order
        return super()._search(domain, offset, limit, order, **kwargs)

    def _get_share_url(
        self, redirect=False, signup_partner=False, pid=None, share_token=True
    ):
        """A customer who may read the case needs no token, and takes none away."""
        if not self.env.su and self.env.user.share:
            share_token = False
        return super()._get_share_url(redirect, signup_partner, pid, share_token)

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Nothing more is said to a closed case by customers: they raise a new one."""
        operations = super()._mail_get_operation_for_mail_message_operation(
            message_operation
        )
        if message_operation == "create" and self.env.user.share:
            # sudo: the state only, to refuse
            closed = self.sudo().filtered(lambda case: case.state == "closed")
            # as superuser the portal asks on behalf of a token, which opens any
            # operation that is named; customers have no right to write
            refused = None if self.env.su else "write"
            operations.update(dict.fromkeys(closed, refused))
        return operations

    @api.model
    def _get_allowed_message_params(self):
        """Customers do not choose what kind of message theirs is."""
        names = super()._get_allowed_message_params()
        share = self.env.user.share
        return names - {"message_type", "subtype_xmlid"} if share else names

    def message_post(self, *, message_type="notification", **kwargs):
        """What customers say is said to us: among ourselves they leave no notes."""
        if message_type == "comment" and self.env.user.share:
            kwargs |= {"subtype_id": False, "subtype_xmlid": "mail.mt_comment"}
        return super().message_post(message_type=message_type, **kwargs)

    def _thread_to_store(self, store, fields, *, request_list=None):
        """Customers, and whoever has a token only, get messages: neither followers,
        nor what colleagues plan, nor the files of internal notes."""
        if request_list is not None and (
            self.env.user.share or not self.sudo(False).has_access("read")
        ):
            request_list = [
                name for name in request_list if name not in INTERNAL_REQUESTS
            ]
        return super()._thread_to_store(store, fields, request_list=request_list)

    def _portal_respond_by(self):
        """Until when the customer has our answer; nothing once that is missed."""
        deadline = self.state == "new" and self.response_deadline
        return deadline and deadline > fields.Datetime.now() and deadline

    def _portal_solution(self):
        """What we did about it, once the matter is handed back to the customer."""
        return False if self.state in OPEN else self.solution

    def _portal_url(self, access_token=None):
        """The page of the case, for who came by a token with that token again."""
        query = f"?{urlencode({'access_token': access_token})}" if access_token else ""
        return f"{self.access_url}{query}"

    def _portal_timezone(self):
        """The time zone dates are shown in: the reader's, or else the company's."""
        calendar = self.company_id.resource_calendar_id
        return self.env.user.tz or self.contact_id.tz or calendar.tz or "UTC"
