from odoo import fields, models

_STAFF = "keqin_addon.group_keqin_staff"


class KeqinActivity(models.Model):
    """What is granted, and who is named, in a care activity (R173, R177, R179)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.activity"

    benefit_ids = fields.One2many(
        "keqin.benefit", "activity_id", "Benefits granted", groups=_STAFF
    )
    referral_ids = fields.One2many(
        "keqin.referral", "activity_id", "Referrals", groups=_STAFF
    )

    def action_grant_benefit(self):
        """Open a new benefit for the customer; nothing is saved yet."""
        return self._start("keqin.benefit", self.env._("Grant Benefit"))

    def action_add_referral(self):
        """Open a new referral by the customer; nothing is saved yet."""
        self.ensure_one()
        person = self._asking_person()
        return self._start(
            "keqin.referral", self.env._("Add Referral"), contact_id=person.id
        )

    def action_add_prospect(self):
        """Ask for the prospect who came up in it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Register Prospect"),
            "res_model": "keqin.prospect.add",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_activity_id": self.id,
                "default_customer_id": self.customer_id.id,
            },
        }

    def _start(self, model, title, **values):
        self.ensure_one()
        values |= {"customer_id": self.customer_id.id, "activity_id": self.id}
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "views": [(False, "form")],
            "context": {f"default_{name}": value for name, value in values.items()},
        }
