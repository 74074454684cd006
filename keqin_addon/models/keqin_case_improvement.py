from odoo import api, fields, models

# Whoever may propose; customers read their cases, not what we change because of them.
_STAFF = "keqin_addon.group_keqin_staff,keqin_addon.group_keqin_contributor"


class KeqinCase(models.Model):
    """What is improved so that the complaint does not come again (R110)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, what it changes for all customers
    _inherit = "keqin.case"

    improvement_ids = fields.Many2many(
        "keqin.improvement",
        "keqin_improvement_case_rel",
        "case_id",
        "improvement_id",
        "Improvements",
        copy=False,
        groups=_STAFF,
    )
    improvement_count = fields.Integer(
        compute="_compute_improvement_count", groups=_STAFF
    )

    @api.depends("improvement_ids")
    def _compute_improvement_count(self):
        for case in self:
            case.improvement_count = len(case.improvement_ids)

    def action_improve(self):
        """Ask what is done about the cause, and by whom."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Improve It"),
            "res_model": "keqin.improvement.make",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_case_ids": self.ids},
        }

    def action_open_improvements(self):
        """The measures that follow from it, as far as the reader may read them."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "keqin_addon.keqin_improvement_action"
        )
        return action | {"domain": [("case_ids", "in", self.ids)], "context": {}}

    @api.model
    def _sla_steps(self):
        """What is improved has deadlines, too."""
        return [*super()._sla_steps(), self.env["keqin.improvement"]._remind_overdue]

    @api.model
    def _field_writers(self):
        return super()._field_writers() | {"improvement_ids": fields.NO_ACCESS}
