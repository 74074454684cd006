from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_STAFF = "keqin_addon.group_keqin_staff"
_DELETERS = "keqin_addon.group_keqin_manager,base.group_erp_manager"
_STAMPED = ("keqin_invalid_reason", "keqin_invalid_on", "keqin_invalid_by")


class ResPartner(models.Model):
    """A person nobody reaches any more is marked, kept, and left out (R187).

    Out of greetings, surveys, mailings, invitations and plans. Companies have the mark
    on their care file. Written by the steps below alone; people care knows are deleted
    by the administrator only.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.partner"

    keqin_invalid_reason = fields.Selection(
        [
            ("left", "Left the company"),
            ("unreachable", "Phone and e-mail dead"),
            ("wrong", "Wrong data"),
            ("duplicate", "Duplicate"),
            ("deceased", "Deceased"),
        ],
        "Person invalid because",
        copy=False,
        index="btree_not_null",
        readonly=True,
        groups=_STAFF,
        help="Left out of greetings, surveys, mailings, invitations and plans.",
    )
    keqin_invalid_on = fields.Date(
        "Person invalid since", copy=False, readonly=True, groups=_STAFF
    )
    keqin_invalid_by = fields.Many2one(
        "res.users",
        "Person marked invalid by",
        copy=False,
        readonly=True,
        ondelete="set null",
        groups=_STAFF,
    )

    def unlink(self):
        """People whom care knows are marked; the administrator alone deletes them."""
        self._keqin_check_may_delete()
        return super().unlink()

    def action_keqin_restore(self):
        """The person is there again; for who may change its customer's data."""
        self._keqin_check_may_mark()
        self.filtered("keqin_invalid_reason")._keqin_mark_invalid(False)
        return True

    def _keqin_mark_invalid(self, reason):
        """Stamp or clear the mark; the right to was checked by the caller."""
        # sudo: stamps nobody may type in
        self.sudo().write(
            {
                "keqin_invalid_reason": reason,
                "keqin_invalid_on": reason and fields.Date.context_today(self),
                "keqin_invalid_by": reason and self.env.uid,
            }
        )
        labels = dict(
            self._fields["keqin_invalid_reason"]._description_selection(self.env)
        )
        note = (
            self.env._("Marked as invalid: %s", labels[reason])
            if reason
            else self.env._("No longer invalid.")
        )
        # sudo: as above
        self.sudo()._message_log_batch(dict.fromkeys(self.ids, note))

    def _keqin_check_may_mark(self):
        """Who may change the care file marks its people.

        :raises UserError: a company, which is marked on its care file
        """
        for partner in self.filtered("is_company"):
            raise UserError(
                self.env._(
                    "%s is a company. Mark its care file as invalid instead.",
                    partner.display_name,
                )
            )
        if not self.env.user.has_group(_STAFF):
            raise AccessError(
                self.env._("People are marked as invalid by those who look after them.")
            )
        files = self.commercial_partner_id._keqin_files()
        files.sudo(False).check_access("write")
        strangers = self.filtered(
            lambda partner: partner.commercial_partner_id not in files.partner_id
        )
        strangers.check_access("write")

    def _keqin_check_may_delete(self):
        if self.env.su or self.env.user.has_groups(_DELETERS):
            return
        people = self.filtered(lambda partner: not partner.is_company)
        # sudo: a guard; what is known of the person is not shown
        engine = self.env["keqin.privacy.engine"].sudo()
        if people and any(name.startswith("keqin.") for name in engine._find(people)):
            raise UserError(
                self.env._(
                    "%s is known in customer care. Mark the person as invalid, or ask "
                    "the administrator to delete it.",
                    ", ".join(people.mapped("display_name")),
                )
            )

    def _has_field_access(self, field, operation):
        """The mark is set by its steps, and written by nobody."""
        if operation == "write" and field.name in _STAMPED and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    @api.model
    def _keqin_invalid(self, partners=None):
        """Those of ``partners``, or of all, who are marked as invalid."""
        domain = [("keqin_invalid_reason", "!=", False)]
        if partners is not None:
            domain.append(("id", "in", partners.ids))
        # sudo: whom to leave alone binds those, too, who may not read why
        people = self.sudo().with_context(active_test=False).search(domain)
        return people.sudo(False)
