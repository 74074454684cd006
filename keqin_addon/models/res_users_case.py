from odoo import models

from odoo.addons.mail.tools.discuss import Store


class ResUsers(models.Model):
    """Whether the command that makes a case of a chat is offered."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the calendar link, the live chat
    _inherit = "res.users"

    def _init_store_data(self, store: Store):
        result = super()._init_store_data(store)
        store.add_global_values(
            has_access_keqin_case=self.env["keqin.case"].has_access("create")
        )
        return result
