from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

MAILERS = "mass_mailing.group_mass_mailing_user"


class MailingMailing(models.Model):
    """A mailing to the people of customers in care (R071).

    Whom it goes to is said by its marketing activity, at the time of sending: wishes,
    addresses that do not work and other mailings of late are respected. The domain of
    the mailing narrows that, and widens nothing.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _name = "mailing.mailing"
    _inherit = ["mailing.mailing", "keqin.guarded.mixin"]

    keqin_marketing_id = fields.Many2one(
        "keqin.marketing.activity",
        "Marketing activity",
        index="btree_not_null",
        ondelete="restrict",
        help="Goes to the customers of this activity, and is logged on each of them.",
    )
    keqin_push_on = fields.Date("Turn of", readonly=True, copy=False)
    keqin_recipients = fields.Integer("People to reach", readonly=True, copy=False)
    keqin_left_out = fields.Char("Left out", readonly=True, copy=False)

    # one mailing for each turn of what repeats, whoever proposes it
    _keqin_push_once = models.UniqueIndex(
        "(keqin_marketing_id, keqin_push_on) WHERE keqin_push_on IS NOT NULL"
    )

    @api.constrains("keqin_marketing_id", "mailing_model_id")
    def _check_keqin_model(self):
        for mailing in self.filtered("keqin_marketing_id"):
            if mailing.mailing_model_real != "res.partner":
                raise ValidationError(
                    self.env._(
                        "%s goes to people of customers: choose Contact as its "
                        "recipients, or take off the marketing activity.",
                        mailing.subject,
                    )
                )

    @api.onchange("keqin_marketing_id")
    def _onchange_keqin_marketing_id(self):
        if self.keqin_marketing_id:
            self.mailing_model_id = self.env["ir.model"]._get("res.partner")

    def action_put_in_queue(self):
        """A mailing of an activity that is over goes to nobody."""
        activities = self.keqin_marketing_id
        over = activities.filtered(lambda a: a.state in ("done", "cancelled"))
        if over:
            raise UserError(
                self.env._(
                    "%s is over. Open it again, or send the mailing without it.",
                    over[0].name,
                )
            )
        return super().action_put_in_queue()

    def action_keqin_check(self):
        """Say how many people it will reach, and who is left out and why."""
        self.check_access("write")
        for mailing in self.filtered("keqin_marketing_id"):
            people, left_out = mailing._keqin_found()
            allowed = Domain("id", "in", people.ids)
            allowed &= Domain(mailing._parse_mailing_domain())
            # sudo: figures, written by nobody by hand
            mailing.sudo().write(
                {
                    "keqin_recipients": people.search_count(allowed),
                    "keqin_left_out": mailing.keqin_marketing_id._left_out_text(
                        left_out
                    ),
                }
            )
        return True

    def _get_recipients_domain(self):
        domain = super()._get_recipients_domain()
        if self.keqin_marketing_id:
            people, _left_out = self._keqin_found()
            domain &= Domain("id", "in", people.ids)
        return domain

    def _keqin_found(self):
        self.ensure_one()
        return self.keqin_marketing_id._recipients(but_mailing=self)

    @api.model
    def _keqin_form(self):
        """View of the form for the reader: that of Odoo for who writes mailings."""
        if self.env.user.has_groups(MAILERS):
            return (False, "form")
        ref = self.env["ir.model.data"]._xmlid_to_res_id
        return (ref("keqin_addon.mailing_mailing_view_form_care"), "form")

    @api.model
    def _field_writers(self):
        fixed = ("keqin_left_out", "keqin_push_on", "keqin_recipients")
        return super()._field_writers() | dict.fromkeys(fixed, fields.NO_ACCESS)
