from odoo import api, models

from .keqin_archive_section import sections_of


class KeqinCustomer(models.Model):
    """What is entered on the care file updates the sections of its archive (R186)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        Section = self.env["keqin.archive.section"]
        by_sections = {}
        for file, vals in zip(files, vals_list, strict=True):
            key = tuple(sections_of(name for name, value in vals.items() if value))
            by_sections[key] = by_sections.get(key, self.browse()) | file
        for sections, customers in by_sections.items():
            Section._stamp(customers, sections)
        return files

    def write(self, vals):
        done = super().write(vals)
        self.env["keqin.archive.section"]._stamp(self, sections_of(vals))
        return done

    def action_open_sections(self):
        """When each section was updated, and by whom."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Archive of %s", self.display_name),
            "res_model": "keqin.archive.section",
            "view_mode": "list",
            "domain": [("customer_id", "=", self.id)],
        }


class ResPartner(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.partner"

    def write(self, vals):
        done = super().write(vals)
        sections = sections_of(vals)
        if sections:
            # sudo: the stamp follows from the right to write the contact
            files = self.env["keqin.customer"].sudo().with_context(active_test=False)
            files = files.search([("partner_id", "in", self.ids)])
            self.env["keqin.archive.section"]._stamp(files, sections)
        return done


class KeqinArchiveEntryMixin(models.AbstractModel):
    """A record of its own that belongs to a section of its customer's archive."""

    _name = "keqin.archive.entry.mixin"
    _description = "Entry of an Archive"
    _archive_section = None

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._stamp_section()
        return entries

    def write(self, vals):
        done = super().write(vals)
        self._stamp_section()
        return done

    def _stamp_section(self):
        self.env["keqin.archive.section"]._stamp(
            self.customer_id, [self._archive_section]
        )


class KeqinContact(models.Model):
    _name = "keqin.contact"
    _inherit = ["keqin.contact", "keqin.archive.entry.mixin"]
    _archive_section = "people"


class KeqinPainPoint(models.Model):
    _name = "keqin.pain.point"
    _inherit = ["keqin.pain.point", "keqin.archive.entry.mixin"]
    _archive_section = "needs"


class KeqinPurchaseIntent(models.Model):
    _name = "keqin.purchase.intent"
    _inherit = ["keqin.purchase.intent", "keqin.archive.entry.mixin"]
    _archive_section = "needs"
