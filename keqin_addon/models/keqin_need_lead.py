from odoo import SUPERUSER_ID, api, fields, models

from .keqin_activity_lead import _READERS
from .keqin_need import HANDLERS


class KeqinNeed(models.Model):
    """What comes of a need: an opportunity, orders, a case (R098, R173)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a need is, how it moves, what comes of it
    _inherit = "keqin.need"

    lead_id = fields.Many2one(
        "crm.lead",
        "Opportunity",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        groups=_READERS,
    )
    lead_rate = fields.Float(
        "To opportunity (%)",
        compute="_compute_lead_rate",
        store=True,
        digits=(5, 1),
        aggregator="avg",
        help="100 when an opportunity came of it: the average of a group is its "
        "conversion rate.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    won_amount = fields.Monetary(
        "Won",
        compute="_compute_won_amount",
        groups=_READERS,
        help="Untaxed amount of the confirmed orders of its opportunity, at the rate "
        "of each order.",
    )
    derived_case_ids = fields.One2many(
        "keqin.case",
        "need_id",
        "Cases made of it",
        groups=HANDLERS,
    )

    @api.depends("lead_id")
    def _compute_lead_rate(self):
        for need in self:
            need.lead_rate = 100.0 if need.lead_id else 0.0

    @api.depends("lead_id")
    def _compute_won_amount(self):
        # sudo: who sold it does not matter, the field has groups; no order is shown
        orders = (
            self.env["sale.order"]
            .sudo()
            .search_fetch(
                [("opportunity_id", "in", self.lead_id.ids), ("state", "=", "sale")],
                ["opportunity_id", "amount_untaxed", "currency_rate"],
            )
        )
        by_lead = orders.grouped("opportunity_id")
        for need in self:
            need.won_amount = sum(
                order.amount_untaxed / (order.currency_rate or 1.0)
                for order in by_lead.get(need.sudo().lead_id, ())
            )

    def action_make_lead(self):
        """Make an opportunity of it, once; whoever found the need is credited."""
        self.ensure_one()
        self.check_access("write")
        # sudo: service finds opportunities without access to sales; the values are
        # these, and who may work on the need was checked
        need = self.sudo()
        if not need.lead_id:
            need.lead_id = need.env["crm.lead"].create(need._prepare_lead())
            need._touch()
            need.message_post(
                body=self.env._("Opportunity made: %s", need.lead_id.name)
            )
        return need.lead_id._keqin_show()

    def action_open_lead(self):
        """Open its opportunity, as the reader's rights on sales allow."""
        self.ensure_one()
        # sudo: which one; it is shown as far as the reader may see it
        return self.sudo().lead_id._keqin_show()

    def action_make_case(self):
        """Open a new case with what is known; nothing is saved yet."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Case"),
            "res_model": "keqin.case",
            "views": [(False, "form")],
            "context": {
                "default_need_id": self.id,
                "default_customer_id": self.customer_id.id,
                "default_contact_id": self.contact_id.id,
                "default_name": self.name,
                "default_kind": "request",
                "default_channel": "other",
                "default_description": self.description,
            },
        }

    def action_open_derived_cases(self):
        """The cases made of it that the reader may see."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cases"),
            "res_model": "keqin.case",
            "view_mode": "list,form",
            "domain": [("need_id", "=", self.id)],
        }

    def _prepare_lead(self):
        finder = self.create_uid
        if finder.id == SUPERUSER_ID or finder.share:
            finder = self.user_id
        return {
            "name": self.name,
            "type": "opportunity",
            "partner_id": (self.contact_id or self.customer_id.partner_id).id,
            "company_id": self.company_id.id,
            "user_id": (self.manager_id or self.user_id).id,
            "description": self.description,
            "source_id": self.env["crm.lead"]._keqin_source().id,
            "keqin_activity_id": self.activity_id.id,
            "keqin_finder_id": finder.id,
        }
