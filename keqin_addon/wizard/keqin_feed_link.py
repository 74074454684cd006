from odoo import api, fields, models


class KeqinFeedLink(models.TransientModel):
    """Gives users the private link to their occasions, and takes it back (R079)."""

    _name = "keqin.feed.link"
    _description = "Calendar Link"

    has_link = fields.Boolean(compute="_compute_has_link")
    url = fields.Char("Private link", compute="_compute_url")

    def _compute_has_link(self):
        # sudo: whether there is a link, of the user itself
        self.has_link = bool(self.env.user.sudo().keqin_feed_hash)

    @api.depends_context("keqin_feed_token")
    def _compute_url(self):
        # the token is in the dialog alone; the database keeps its hash
        token = self.env.context.get("keqin_feed_token")
        base = self.get_base_url()
        self.url = f"{base}/keqin/occasions/{token}.ics" if token else False

    def action_new(self):
        """Make a new link; whoever has the one before sees nothing any more."""
        # sudo: the link of the user itself
        token = self.env.user.sudo()._keqin_new_feed_token()
        return self._reopen(keqin_feed_token=token)

    def action_withdraw(self):
        """From now on no link opens the user's occasions."""
        # sudo: the link of the user itself
        self.env.user.sudo().keqin_feed_hash = False
        return self._reopen()

    def _reopen(self, **context):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_feed_link_action"
        )
        return action | {"context": context}
