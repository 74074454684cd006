from odoo import models

from .keqin_contact import PERSONAL_FIELDS

# What is computed from what is personal.
_FOLLOWING = ("age", "birthday_text", "next_birthday")


class KeqinContact(models.Model):
    """Opening what is personal is noted (R182)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.contact"

    def _read_format(self, fnames, load="_classic_read"):
        """What every reading by a client comes through."""
        rows = super()._read_format(fnames, load=load)
        if not self.env.su:
            names = set(fnames).intersection((*PERSONAL_FIELDS, *_FOLLOWING))
            if names and self._origin:
                self.env["keqin.access.log"]._note_opened(self._origin, names)
        return rows
