from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .keqin_feedback import READERS

# Who writes to customers in our name; account managers talk to theirs themselves.
_TELLERS = (
    "keqin_addon.group_keqin_sales_manager,keqin_addon.group_keqin_service,"
    "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager"
)


class KeqinImprovement(models.Model):
    """Those who said it hear what came of it (R110)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a measure is, how it moves, who is told
    _inherit = "keqin.improvement"

    notice_ids = fields.One2many(
        "keqin.improvement.notice",
        "improvement_id",
        "Customers told",
        groups=READERS,
    )
    told_count = fields.Integer("Told", compute="_compute_told", compute_sudo=True)
    told_on = fields.Datetime(
        "Customers told on", compute="_compute_told", compute_sudo=True
    )

    @api.depends("notice_ids")
    def _compute_told(self):
        groups = self.env["keqin.improvement.notice"]._read_group(
            [("improvement_id", "in", self.ids)],
            ["improvement_id"],
            ["__count", "told_on:max"],
        )
        told = {improvement.id: found for improvement, *found in groups}
        for improvement in self:
            found = told.get(improvement._origin.id, (0, False))
            improvement.told_count, improvement.told_on = found

    def action_tell(self):
        """Show whom to write to, and what, before anything is sent."""
        self.ensure_one()
        self._check_tells()
        wizard = self.env["keqin.improvement.tell"]._prepare(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("You Said, We Did"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_open_notices(self):
        """Whom it was told, as far as the reader may see the customers."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers told"),
            "res_model": "keqin.improvement.notice",
            "view_mode": "list,form",
            "domain": [("improvement_id", "=", self.id)],
        }

    def _check_tells(self):
        """:raises AccessError: of another role
        :raises UserError: there is nothing to tell yet
        """
        self.check_access("read")
        if not (self.env.su or self.env.user.has_groups(_TELLERS)):
            raise AccessError(
                self.env._(
                    "Customers are told of %s by service, leads or executives.",
                    self.name,
                )
            )
        if self.state not in ("done", "verified"):
            raise UserError(
                self.env._(
                    "%s is not done yet: there is nothing to tell customers.",
                    self.name,
                )
            )

    def _people_behind(self):
        """Who said it, as far as the reader may know them.

        :return: dict of contact to the customer they said it for
        """
        self.ensure_one()
        behind = Domain("improvement_ids", "in", self.ids)
        known = behind & Domain("contact_id", "!=", False)
        said = [
            *self.env["keqin.feedback"].search(known),
            *self.env["keqin.case"].search(known & Domain("customer_id", "!=", False)),
        ]
        return {one.contact_id: one.customer_id for one in said}

    def _reasons_not_to_tell(self, contacts):
        """:return: dict of contact to why nothing is sent; without those who get it"""
        self.ensure_one()
        # sudo: what people do not want binds those who may not read it, too
        contacts = contacts.sudo()
        cards = self.env["keqin.contact"].sudo().with_context(active_test=False)
        left = cards.search(
            [("partner_id", "in", contacts.ids), ("has_left", "=", True)]
        )
        told = (
            self.env["keqin.improvement.notice"]
            .sudo()
            ._read_group(
                [("improvement_id", "=", self.id), ("contact_id", "in", contacts.ids)],
                ["contact_id"],
            )
        )
        nobody = contacts.browse()
        unwanted = self.env["keqin.contact"]._no_mass_messages(contacts)
        reasons = [
            ("told", nobody.concat(*(contact for (contact,) in told))),
            ("left", left.partner_id | contacts.filtered(lambda c: not c.active)),
            ("unwanted", unwanted | contacts.filtered("is_blacklisted")),
            ("no_email", contacts.filtered(lambda c: not c.email_normalized)),
        ]
        found = {}
        for reason, people in reasons:
            for contact in people:
                found.setdefault(contact.sudo(False), reason)
        return found

    def _tell(self, texts):
        """Write to everybody behind it who was not told and may be written to.

        :param texts: dict of contact to what to write: lang, subject, body (Markup)
        :return: the notices
        """
        self.ensure_one()
        self._check_tells()
        customers = self._people_behind()
        people = self.env["res.partner"].concat(*customers)
        barred = self._reasons_not_to_tell(people)
        vals_list = [
            {
                "improvement_id": self.id,
                "customer_id": customers[contact].id,
                "contact_id": contact.id,
                "told_by_id": self.env.user.id,
            }
            for contact in people & people.browse().concat(*texts)
            if contact not in barred
        ]
        # sudo: notices are made here alone, after all checks
        notices = self.env["keqin.improvement.notice"].sudo().create(vals_list)
        for notice in notices:
            notice.message_subscribe(notice.manager_id.partner_id.ids)
            notice._send(**texts[notice.contact_id.sudo(False)])
        return notices
