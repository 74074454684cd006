import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import consteq

# Written by the steps alone: who was let in, since when, and the key to it.
_STAMPED = ("released_by_id", "released_on", "sent_on", "state", "token")
OPENERS = "keqin_addon.group_keqin_sales,keqin_addon.group_keqin_manager"


class KeqinCarePage(models.Model):
    """What one person of a customer sees of our care, by a link or after logging in.

    Closed until the account manager releases it, and closed again by the day, by
    revoking it, by switching pages off for the company, or when the person or the
    customer is no longer with us. There is no portal access to this model, and no
    conversation on it: what a page shows is chosen by `_content`.
    """

    _name = "keqin.care.page"
    _description = "Customer Page"
    _inherit = ["keqin.customer.bound.mixin"]
    _order = "id desc"
    _check_company_auto = True

    contact_id = fields.Many2one(
        "res.partner",
        "Person",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('parent_id', '=', partner_id), ('is_company', '=', False)]",
        help="The page is for this person: the link belongs to nobody else.",
    )
    state = fields.Selection(
        [("draft", "Not released"), ("released", "Released"), ("revoked", "Revoked")],
        string="Status",
        default="draft",
        required=True,
        index=True,
        copy=False,
    )
    expires_on = fields.Date(
        "Open until",
        required=True,
        copy=False,
        default=lambda self: self._default_expires_on(),
        help="The last day on which the page opens.",
    )
    token = fields.Char(groups=fields.NO_ACCESS, copy=False)
    url = fields.Char("Link", compute="_compute_url", groups=OPENERS)
    is_open = fields.Boolean("Open to the customer", compute="_compute_is_open")
    # what it shows
    show_team = fields.Boolean("Our team", default=True)
    show_plan = fields.Boolean("Agreed plan", default=True)
    show_promises = fields.Boolean("Open promises", default=True)
    show_service = fields.Boolean("Service report", default=True)
    show_events = fields.Boolean("Coming events", default=True)
    ask_rating = fields.Boolean("Ask for a rating", default=True)
    ask_data = fields.Boolean("Ask whether data are right", default=True)
    welcome = fields.Text(
        "Words of welcome", help="Shown at the top of the page, as written here."
    )
    # what became of it
    released_on = fields.Datetime("Released", copy=False, readonly=True)
    released_by_id = fields.Many2one(
        "res.users", "Released by", copy=False, readonly=True, ondelete="set null"
    )
    sent_on = fields.Datetime("Sent", copy=False, readonly=True)
    visit_ids = fields.One2many("keqin.care.page.visit", "page_id", "Opened")
    answer_ids = fields.One2many("keqin.archive.answer", "page_id", "Answers")
    last_visit_on = fields.Date("Last opened", compute="_compute_visits")
    visit_count = fields.Integer("Times opened", compute="_compute_visits")
    open_answer_count = fields.Integer(
        "Corrections to decide", compute="_compute_open_answer_count"
    )

    _person_uniq = models.Constraint(
        "UNIQUE(customer_id, contact_id)",
        "This person has a page already. Release that one again.",
    )
    _released_has_token = models.Constraint(
        "CHECK((state = 'released') = (token IS NOT NULL))",
        "Only a released page has a link.",
    )

    @api.depends("contact_id", "customer_id")
    def _compute_display_name(self):
        for page in self:
            names = (page.customer_id.display_name, page.contact_id.name)
            page.display_name = ", ".join(filter(None, names))

    @api.depends("state", "token")
    def _compute_url(self):
        for page in self:
            # sudo: the link is for who may release the page, and for nobody else
            key = page.sudo().token
            page.url = key and f"{page.get_base_url()}/care/page/{page.id}/{key}"

    @api.depends(
        "state",
        "expires_on",
        "company_id.keqin_care_page",
        "contact_id.active",
        "contact_id.commercial_partner_id",
        "customer_id.active",
        "customer_id.invalid_reason",
    )
    def _compute_is_open(self):
        for page in self:
            page.is_open = page._is_released()

    @api.depends("visit_ids.count")
    def _compute_visits(self):
        rows = self.env["keqin.care.page.visit"]._read_group(
            [("page_id", "in", self.ids), ("what", "=", "opened")],
            ["page_id"],
            ["day:max", "count:sum"],
        )
        found = {page.id: (day, count) for page, day, count in rows}
        for page in self:
            page.last_visit_on, page.visit_count = found.get(page.id, (False, 0))

    @api.depends("answer_ids.state")
    def _compute_open_answer_count(self):
        rows = self.env["keqin.archive.answer"]._read_group(
            [("page_id", "in", self.ids), ("state", "=", "proposed")],
            ["page_id"],
            ["__count"],
        )
        counts = {page.id: count for page, count in rows}
        for page in self:
            page.open_answer_count = counts.get(page.id, 0)

    @api.constrains("contact_id", "customer_id")
    def _check_contact(self):
        self._check_contact_of_customer()

    def write(self, vals):
        """A link was given to one person: it never shows another one's data."""
        if "contact_id" in vals and any(
            page.state != "draft" and page.contact_id.id != vals["contact_id"]
            for page in self
        ):
            raise UserError(
                self.env._("A released page stays with its person. Make another one.")
            )
        return super().write(vals)

    def action_release(self):
        """Open the page by a new link; an earlier link no longer works.

        :raises UserError: where the company shows no pages, or its last day is past
        """
        self.check_access("write")
        for page in self:
            page._check_releasable()
            page._step(
                "released",
                token=str(uuid.uuid4()),
                released_on=fields.Datetime.now(),
                released_by_id=self.env.uid,
            )
            page._tell(self.env._("Customer page released"))

    def action_revoke(self):
        """Close the page at once; the link never works again."""
        self.check_access("write")
        self._check_state("released")
        for page in self:
            page._step("revoked", token=False)
            page._tell(self.env._("Customer page revoked"))

    def action_send(self):
        """Release the page where it is closed, and mail its link to the person.

        :raises UserError: where the person has no e-mail address
        """
        self.check_access("write")
        nobody = self.filtered(lambda page: not page.contact_id.email)
        if nobody:
            raise UserError(
                self.env._(
                    "%s has no e-mail address. Enter one, or copy the link and send it "
                    "by chat.",
                    nobody[0].contact_id.name,
                )
            )
        self.filtered(lambda page: page.state != "released").action_release()
        self.filtered(lambda page: page.state == "released")._check_still_open()
        # sudo: the mail carries the link, whose key nobody reads
        template = self.env.ref("keqin_addon.mail_template_care_page").sudo()
        for page in self:
            template.send_mail(page.id)
            page.sudo().sent_on = fields.Datetime.now()
            page._tell(self.env._("Customer page sent"))

    def action_preview(self):
        """The page as the customer sees it; the visit is not counted."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_url",
            "url": f"/care/page/{self.id}/preview",
            "target": "new",
        }

    def action_open_answers(self):
        """What the customer said about the data, to decide."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_archive_answer_action"
        )
        return action | {"domain": [("page_id", "=", self.id)], "context": {}}

    # who is let in
    @api.model
    def _find_by_link(self, page_id, key):
        """The page that a link opens, as superuser; empty without any.

        The same for a wrong key, a page that is closed and one that does not exist.
        """
        # sudo: visitors have no rights; the key is their right
        page = self.sudo().browse(page_id).exists()
        if not (page and page.token and consteq(page.token, key or "")):
            return page.browse()
        return page.filtered("is_open")

    @api.model
    def _find_by_login(self, user):
        """The page released for the person who is logged in; empty without any."""
        # sudo: portal users have no rights here; the person is their right
        pages = self.sudo().search(
            Domain("contact_id", "=", user.partner_id.id)
            & Domain("state", "=", "released"),
            limit=1,
        )
        return pages.filtered("is_open")

    def _is_released(self):
        """Whether it may be shown to its person today."""
        self.ensure_one()
        # sudo: also readers without rights on companies and contacts ask
        page = self.sudo()
        person, customer = page.contact_id, page.customer_id
        return bool(
            page.state == "released"
            and page.expires_on >= page._today()
            and page.company_id.keqin_care_page
            and customer.active
            and not customer.invalid_reason
            and person.active
            and person.commercial_partner_id == customer.partner_id
        )

    # steps
    def _check_releasable(self):
        self._check_switched_on()
        if self.expires_on < fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "%s: the last day is past. Choose a later one.", self.display_name
                )
            )

    def _check_switched_on(self):
        # sudo: the switch of the customer's company
        company = self.company_id.sudo()
        if not company.keqin_care_page:
            raise UserError(
                self.env._(
                    "%s shows no pages to customers. An administrator switches them on "
                    "in the settings of Customer Care.",
                    company.name,
                )
            )

    def _check_still_open(self):
        closed = self.filtered(lambda page: not page.is_open)
        if closed:
            closed[0]._check_releasable()
            raise UserError(
                self.env._(
                    "%s is closed: the person or the customer is no longer with us.",
                    closed[0].display_name,
                )
            )

    def _check_state(self, state):
        wrong = self.filtered(lambda page: page.state != state)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(page)s is already %(state)s. Reload the page to see it.",
                    page=wrong[0].display_name,
                    state=labels[wrong[0].state],
                )
            )

    def _step(self, state, **stamps):
        # sudo: nobody writes the state; who may take the step was checked before
        self.sudo().write({"state": state, **stamps})

    def _tell(self, text):
        """What was shown to whom belongs to the history of the customer."""
        # sudo: a log of what was permitted
        self.customer_id.sudo()._message_log(body=f"{text}: {self.contact_id.name}")

    @api.model
    def _default_expires_on(self):
        days = self.env.company.keqin_care_page_days
        return fields.Date.context_today(self) + timedelta(days=days)

    @api.model
    def _field_writers(self):
        """Steps and their stamps are taken by buttons, never written."""
        stamped = dict.fromkeys(_STAMPED, fields.NO_ACCESS)
        return super()._field_writers() | stamped
