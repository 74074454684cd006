from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# What an archive rests on: changed, the archive has to be verified again (R189).
PARTNER_KEYS = frozenset(
    {
        "name",
        "vat",
        "phone",
        "email",
        "street",
        "street2",
        "city",
        "zip",
        "state_id",
        "country_id",
    }
)
_OWN_KEYS = frozenset({"main_contact_id"})
_STAMPED = (
    "verified_on",
    "verified_by",
    "entered_on",
    "entered_by",
    "invalid_reason",
    "invalid_note",
    "invalid_on",
    "invalid_by",
)


def changed_records(records, vals, names):
    """Those of the records for which ``vals`` brings another value of ``names``."""
    fields_ = [records._fields[name] for name in names & vals.keys()]
    return records.filtered(
        lambda record: any(
            field.convert_to_cache(vals[field.name], record, validate=False)
            != field.convert_to_cache(record[field.name], record, validate=False)
            for field in fields_
        )
    )


class KeqinCustomer(models.Model):
    """How far the archive can be trusted: verified, or marked invalid (R187, R189).

    Entry and verification are two steps. Whoever changes key data takes the
    verification back; an invalid file stays, and is left out of care.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    verified_on = fields.Date(copy=False, index="btree_not_null", readonly=True)
    verified_by = fields.Many2one(
        "res.users", copy=False, readonly=True, ondelete="set null"
    )
    entered_on = fields.Datetime(
        "Key data entered on",
        default=fields.Datetime.now,
        copy=False,
        readonly=True,
        help="Or changed last.",
    )
    entered_by = fields.Many2one(
        "res.users",
        "Key data entered by",
        default=lambda self: self.env.uid,
        copy=False,
        readonly=True,
        ondelete="set null",
    )
    invalid_reason = fields.Selection(
        [
            ("closed", "Out of business"),
            ("duplicate", "Duplicate"),
            ("wrong", "Wrong data"),
        ],
        copy=False,
        index="btree_not_null",
        readonly=True,
        tracking=True,
        help="Invalid care files are left out of plans, waves and mailings.",
    )
    invalid_note = fields.Char("Why invalid", copy=False, readonly=True)
    invalid_on = fields.Date(copy=False, readonly=True)
    invalid_by = fields.Many2one(
        "res.users", copy=False, readonly=True, ondelete="set null"
    )

    def write(self, vals):
        changed = changed_records(self, vals, _OWN_KEYS)
        done = super().write(vals)
        changed._reset_verification()
        return done

    def action_verify(self):
        """Say that the data on file are right today; entering them was another step.

        :raises UserError: invalid files, and those one entered oneself where the
            company wants four eyes
        """
        self.check_access("write")
        self._check_valid()
        self._check_four_eyes()
        today = fields.Date.context_today(self)
        # sudo: stamps nobody may type in; who may verify was just checked
        self.sudo().write({"verified_on": today, "verified_by": self.env.uid})
        self._message_log_batch(
            dict.fromkeys(self.ids, self.env._("The data on file are verified."))
        )
        return True

    def action_restore_valid(self):
        """Take the mark back: the customer is cared for again."""
        self.check_access("write")
        self._mark_invalid(False, False)
        return True

    # business methods
    def _mark_invalid(self, reason, note):
        """Stamp or clear the mark; for who may write the files."""
        stamps = {"invalid_reason": reason, "invalid_note": note}
        stamps["invalid_on"] = reason and fields.Date.context_today(self)
        stamps["invalid_by"] = reason and self.env.uid
        # sudo: stamps of a step whose right the caller has checked
        self.sudo().write(stamps)

    @api.model
    def _in_care(self):
        return super()._in_care() & Domain("invalid_reason", "=", False)

    def _reset_verification(self):
        """Key data changed: who, when, and that somebody has to verify them again."""
        if not self:
            return
        # sudo: who entered key data, and when, are facts and no entries
        files = self.sudo()
        files.write({"entered_on": fields.Datetime.now(), "entered_by": self.env.uid})
        verified = files.filtered("verified_on")
        verified.write({"verified_on": False, "verified_by": False})
        note = self.env._("Key data were changed: the archive is to be verified again.")
        verified._message_log_batch(dict.fromkeys(verified.ids, note))

    def _check_valid(self):
        for customer in self.filtered("invalid_reason"):
            raise UserError(
                self.env._(
                    "%s is marked as invalid. Restore it first.", customer.display_name
                )
            )

    def _check_four_eyes(self):
        for customer in self:
            if (
                customer.company_id.keqin_archive_four_eyes
                and customer.entered_by == self.env.user
            ):
                raise UserError(
                    self.env._(
                        "You entered the data of %s yourself. A colleague has to "
                        "verify them.",
                        customer.display_name,
                    )
                )

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_STAMPED, fields.NO_ACCESS)
