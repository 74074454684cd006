import hashlib
import secrets

from odoo import api, fields, models
from odoo.tools import consteq


class ResUsers(models.Model):
    """A private link to the occasions of one's customers, for a calendar program."""

    _inherit = "res.users"

    keqin_feed_hash = fields.Char(
        "Hash of the calendar link",
        groups=fields.NO_ACCESS,
        copy=False,
        index="btree_not_null",
    )

    # business methods
    @api.model
    def _keqin_members(self, groups, companies):
        """Colleagues with at least one of the roles who work in one of the companies.

        :param groups: XML ids
        """
        ref = self.env["ir.model.data"]._xmlid_to_res_id
        return self.search(
            [
                ("all_group_ids", "in", [ref(group) for group in groups]),
                ("company_ids", "in", companies.ids),
                ("share", "=", False),
            ]
        )

    def _keqin_new_feed_token(self):
        """Make a new token for the calendar feed; the one before ends with that.

        Only its hash is stored: whoever reads the database opens no feed with it.

        :return: the token, to be shown once
        """
        self.ensure_one()
        token = secrets.token_urlsafe(32)
        self.keqin_feed_hash = _hash(token)
        return token

    @api.model
    def _keqin_feed_user(self, token):
        """The user whose feed ``token`` opens, as superuser; none for a wrong one.

        Archived users and those without a care role have no feed.
        """
        # sudo: the token is what lets the caller in
        user = self.sudo().search([("keqin_feed_hash", "=", _hash(token))], limit=1)
        if not consteq(user.keqin_feed_hash or "", _hash(token)):
            return self.browse()
        if not user._has_group("keqin_addon.group_keqin_staff"):
            return self.browse()
        return user


def _hash(token):
    return hashlib.sha256(token.encode()).hexdigest()
