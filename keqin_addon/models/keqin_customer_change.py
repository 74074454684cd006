from typing import NamedTuple

from odoo import api, fields, models

from .keqin_feedback import READERS

WATCHED = ("lifecycle", "cooperation_intent", "relationship_level")


class Because(NamedTuple):
    """Why a customer changes, for the history.

    It travels in the context. As an object of this class it is made by our code only:
    no call from outside can pass off its own doing as that of a rule.
    """

    reasons: dict | str = ""
    activity_id: int | bool = False
    is_rule: bool = False
    date: object = None

    def reason(self, customer_id):
        """The reason in words, the same for all customers or one for each."""
        if isinstance(self.reasons, str):
            return self.reasons
        return self.reasons.get(customer_id, "")


class KeqinCustomerChange(models.Model):
    """One change of lifecycle, intent or relationship of a customer (R014, R073)."""

    _name = "keqin.customer.change"
    _description = "Customer Change"
    _order = "date desc, id desc"
    _rec_name = "customer_id"

    customer_id = fields.Many2one(
        "keqin.customer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="customer_id.company_id", store=True, precompute=True, index=True
    )
    user_id = fields.Many2one(related="customer_id.user_id", string="Account manager")
    kind = fields.Selection(
        [
            ("lifecycle", "Lifecycle"),
            ("cooperation_intent", "Long-term intent"),
            ("relationship_level", "Relationship level"),
        ],
        "What",
        required=True,
        readonly=True,
        index=True,
    )
    # the stages of all three have different names: one column tells them all
    stage_old = fields.Selection("_selection_stages", "Old value", readonly=True)
    stage_new = fields.Selection(
        "_selection_stages", "New value", readonly=True, index=True
    )
    date = fields.Date(required=True, readonly=True, index=True)
    # also what a review found, which is not for marketing
    reason = fields.Char(readonly=True, groups=READERS)
    is_rule = fields.Boolean("By rule", readonly=True)
    changed_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    activity_id = fields.Many2one(
        "keqin.activity", readonly=True, ondelete="set null", index="btree_not_null"
    )

    @api.model
    def _selection_stages(self):
        customer_fields = self.env["keqin.customer"]._fields
        return [
            stage
            for name in WATCHED
            for stage in customer_fields[name]._description_selection(self.env)
        ]
