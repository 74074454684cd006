from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.keqin_customer import LEADS


class KeqinPersonErase(models.TransientModel):
    """Erase what is known of a person, or make it anonymous, on request (R182).

    Shows what there is first. Account managers do it for people of their own
    customers; the contact itself, which other apps use, only leads and administrator.
    """

    _name = "keqin.person.erase"
    _description = "Erase a Person"

    partner_id = fields.Many2one(
        "res.partner", "Person", required=True, domain=[("is_company", "=", False)]
    )
    mode = fields.Selection(
        [
            ("card", "The personal card"),
            ("care", "Everything care knows; the contact stays"),
            ("all", "Everything; the contact becomes anonymous"),
        ],
        "What to erase",
        default="card",
        required=True,
    )
    requested_on = fields.Date("Requested on", default=fields.Date.context_today)
    note = fields.Char(help="Who asked for it and how; without names.")
    line_ids = fields.One2many(
        "keqin.person.erase.line", "wizard_id", compute="_compute_line_ids"
    )
    is_lead = fields.Boolean(compute="_compute_is_lead")

    @api.model
    def default_get(self, fields_list):
        """The person of the card or contact it is opened from."""
        values = super().default_get(fields_list)
        active_id = self.env.context.get("active_id")
        model = self.env.context.get("active_model")
        if active_id and model in ("keqin.contact", "res.partner"):
            record = self.env[model].browse(active_id)
            person = record.partner_id if model == "keqin.contact" else record
            values["partner_id"] = person.id
        return values

    @api.depends_context("uid")
    def _compute_is_lead(self):
        self.is_lead = self.env.user.has_groups(LEADS)

    @api.depends("partner_id")
    def _compute_line_ids(self):
        for wizard in self:
            found = {}
            if wizard.partner_id and wizard._may():
                # sudo: numbers only, for who may erase it all
                found = self.env["keqin.privacy.engine"].sudo()._find(wizard.partner_id)
            wizard.line_ids = [fields.Command.clear()] + [
                fields.Command.create(
                    {
                        "name": self.env["ir.model"].sudo()._get(model).name,
                        "count": len(records),
                    }
                )
                for model, records in found.items()
            ]

    def action_apply(self):
        """Check who asks, erase, and note that it was done."""
        self.ensure_one()
        self._check_may()
        # sudo: whatever names the person goes, whoever may see it; checked above
        person = self.partner_id.sudo()
        name, email = person.name, person.email
        engine = self.env["keqin.privacy.engine"].sudo()
        found = engine._find(person)
        self._erase(engine, person, found)
        details = dict(self._fields["mode"]._description_selection(self.env))[self.mode]
        note = " ".join(filter(None, (str(self.requested_on or ""), self.note)))
        engine._log(self.env.user, name, email, found, details, note)
        self.env["keqin.access.log"]._note(
            "erase", "res.partner", 1, how=details, partner_id=person.id
        )
        return {"type": "ir.actions.act_window_close"}

    def _erase(self, engine, person, found):
        if self.mode == "card":
            cards = found.get("keqin.contact", self.env["keqin.contact"])
            cards._erase()
        elif self.mode == "care":
            engine._erase_care(person, opinions_to=engine._stand_in(person))
        else:
            engine._erase_person(person)

    def _check_may(self):
        if self.partner_id.is_company:
            raise UserError(
                self.env._("%s is a company, and no person.", self.partner_id.name)
            )
        if not self._may():
            raise AccessError(
                self.env._(
                    "Only who looks after all customers of %s erases what is known. "
                    "Ask the administrator of the standard.",
                    self.partner_id.name,
                )
            )
        if self.mode == "all" and not self.is_lead:
            raise AccessError(
                self.env._(
                    "The contact is used by others, too. A sales lead, an executive or "
                    "the administrator makes it anonymous."
                )
            )

    def _may(self):
        """Whether the user may write every care file and card of the person."""
        company = self.partner_id.commercial_partner_id
        for model, domain in (
            ("keqin.contact", [("partner_id", "=", self.partner_id.id)]),
            ("keqin.customer", [("partner_id", "=", company.id)]),
        ):
            Model = self.env[model].with_context(active_test=False)
            # sudo: to know of files the user must not touch
            records = Model.sudo().search(domain).sudo(False)
            if not records and not self.is_lead and model == "keqin.customer":
                return False
            if records and not records.has_access("write"):
                return False
        return True


class KeqinPersonEraseLine(models.TransientModel):
    """How many records of a kind name the person."""

    _name = "keqin.person.erase.line"
    _description = "Records of a Person"

    wizard_id = fields.Many2one("keqin.person.erase", ondelete="cascade")
    name = fields.Char("Records")
    count = fields.Integer()
