from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .keqin_case import TOPICS
from .keqin_customer_bound_mixin import DEPARTMENTS


class KeqinCaseCause(models.Model):
    """Root cause of a complaint (R092).

    What was used once is archived and never deleted: the analysis of past months
    stays what it was.
    """

    _name = "keqin.case.cause"
    _description = "Cause"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    topic = fields.Selection(
        TOPICS, "About", help="Taken over by cases that do not say what they are about."
    )
    department = fields.Selection(
        DEPARTMENTS, help="Who can do something so that it does not happen again."
    )
    note = fields.Text(
        translate=True, help="When to choose this one, and when another."
    )
    case_count = fields.Integer("Cases", compute="_compute_case_count")

    # the source, for a translated name is one column of all its languages
    _name_uniq = models.UniqueIndex(
        "((name ->> 'en_US'))",
        "This cause is there already. Not in the list? It is archived.",
    )

    def _compute_case_count(self):
        counts = dict(
            self.env["keqin.case"]._read_group(
                [("cause_id", "in", self.ids)], ["cause_id"], ["__count"]
            )
        )
        for cause in self:
            cause.case_count = counts.get(cause, 0)

    @api.constrains("name")
    def _check_name(self):
        """Two causes that read the same in a language cannot be told apart in it."""
        causes = self.with_context(active_test=False)
        same = causes._read_group(
            [("name", "in", self.mapped("name"))],
            ["name"],
            having=[("__count", ">", 1)],
        )
        if same:
            raise ValidationError(
                self.env._(
                    "The cause %s is there already. Not in the list? It is archived.",
                    same[0][0],
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: also used if by a case the deleting person may not see
        cases = self.env["keqin.case"].sudo().with_context(active_test=False)
        used = cases._read_group([("cause_id", "in", self.ids)], ["cause_id"])
        if used:
            raise UserError(
                self.env._(
                    "Cases refer to %s. Archive the cause, then nobody can choose it "
                    "any more.",
                    used[0][0].name,
                )
            )

    def action_open_cases(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "keqin_addon.keqin_case_action_causes"
        )
        return action | {"domain": [("cause_id", "=", self.id)], "context": {}}
