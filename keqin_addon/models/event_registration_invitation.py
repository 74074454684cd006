from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq, hmac


class EventRegistration(models.Model):
    """Invited, accepted or declined, came or not: of each person (R167).

    The state is Odoo's own: unconfirmed until the person has answered.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "event.registration"

    keqin_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Of customer",
        store=True,
        index="btree_not_null",
    )
    keqin_invited_on = fields.Datetime("Invited on", readonly=True, copy=False)
    keqin_invited_by = fields.Many2one(
        "res.users", "Invited by", readonly=True, copy=False, ondelete="set null"
    )
    keqin_accepted_on = fields.Datetime("Accepted on", readonly=True, copy=False)
    keqin_declined_on = fields.Datetime("Declined on", readonly=True, copy=False)
    keqin_answer = fields.Selection(
        [
            ("invited", "Invited"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
            ("came", "Came"),
            ("missed", "Did not come"),
        ],
        "Answer",
        compute="_compute_keqin_answer",
    )
    keqin_url = fields.Char(
        "Link to answer", compute="_compute_keqin_url", groups=fields.NO_ACCESS
    )

    @api.depends("state", "event_id.date_end")
    def _compute_keqin_answer(self):
        now = fields.Datetime.now()
        for guest in self:
            over = guest.event_id.date_end and guest.event_id.date_end < now
            guest.keqin_answer = {
                "draft": "invited",
                "open": "missed" if over else "accepted",
                "done": "came",
                "cancel": "declined",
            }.get(guest.state)

    def _compute_keqin_url(self):
        for guest in self:
            path = f"/care/event/{guest.id}/{guest._keqin_token()}"
            guest.keqin_url = f"{guest.get_base_url()}{path}"

    @api.model_create_multi
    def create(self, vals_list):
        guests = super().create(vals_list)
        guests._check_keqin_event()
        return guests

    def write(self, vals):
        if {"state", "event_id", "partner_id", "active"} & vals.keys():
            self._check_keqin_event()
        now = fields.Datetime.now()
        if vals.get("state") == "open":
            vals = {**vals, "keqin_accepted_on": now, "keqin_declined_on": False}
        elif vals.get("state") == "cancel":
            vals = {**vals, "keqin_declined_on": now}
        return super().write(vals)

    def _check_keqin_event(self):
        self.event_id._check_keqin_open()

    def _keqin_token(self):
        """What the link in the invitation carries; nobody else can make one."""
        self.ensure_one()
        return hmac(self.env(su=True), "keqin-event-answer", (self.id, self.barcode))

    @api.model
    def _keqin_by_link(self, registration_id, token):
        """The invitation the link belongs to, as superuser; or none."""
        # sudo: the token says that this one may be answered
        guest = self.sudo().browse(registration_id).exists()
        if guest and guest.active and consteq(guest._keqin_token(), token):
            return guest
        return guest.browse()

    def _keqin_reply(self, accepts):
        """The person answers, and may change it until the event begins.

        :raises UserError: too late, called off, or no seat left
        """
        self.ensure_one()
        event = self.event_id
        late = event.date_begin <= fields.Datetime.now()
        if late or event.kanban_state == "cancel" or self.state == "done":
            raise UserError(
                self.env._("It is too late to answer the invitation to %s.", event.name)
            )
        if accepts and self.state != "open":
            full = event.seats_limited and event.seats_max
            if full and event.seats_available <= 0:
                raise UserError(self.env._("No seat is left at %s.", event.name))
            self.action_confirm()
        elif not accepts and self.state != "cancel":
            self.action_cancel()
