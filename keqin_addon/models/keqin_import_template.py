from odoo import api, models


def _offered(label, model):
    return [{"label": label, "template": f"/keqin_addon/static/xls/{model}.xlsx"}]


class KeqinCustomer(models.Model):
    """What a company brings along when it starts: a spreadsheet to fill in (R008).

    Written by ``dev/import_templates.py``; heads that the import recognises.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    @api.model
    def get_import_templates(self):
        """The spreadsheet of care files, whose contacts come with them."""
        label = self.env._("Import Template for Care Files")
        return _offered(label, "keqin_customer")


class KeqinContact(models.Model):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.contact"

    @api.model
    def get_import_templates(self):
        """The spreadsheet of key-person cards, for people who are contacts already."""
        label = self.env._("Import Template for Key-Person Cards")
        return _offered(label, "keqin_contact")


class KeqinPainPoint(models.Model):
    _inherit = "keqin.pain.point"

    @api.model
    def get_import_templates(self):
        """The spreadsheet of pain points."""
        label = self.env._("Import Template for Pain Points")
        return _offered(label, "keqin_pain_point")


class KeqinPurchaseIntent(models.Model):
    _inherit = "keqin.purchase.intent"

    @api.model
    def get_import_templates(self):
        """The spreadsheet of purchase plans."""
        label = self.env._("Import Template for Purchase Plans")
        return _offered(label, "keqin_purchase_intent")


class KeqinMilestone(models.Model):
    _inherit = "keqin.milestone"

    @api.model
    def get_import_templates(self):
        """The spreadsheet of milestones."""
        label = self.env._("Import Template for Milestones")
        return _offered(label, "keqin_milestone")
