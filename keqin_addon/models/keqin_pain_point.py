from odoo import api, fields, models


class KeqinPainPoint(models.Model):
    """Where it hurts in the customer's business: the first of the three clears (R010).

    It may be answered by a need, which is handed over and met; what no longer hurts
    stays as history.
    """

    _name = "keqin.pain.point"
    _description = "Pain Point"
    _inherit = [
        "keqin.ranked.selection.mixin",
        "keqin.customer.bound.mixin",
        "mail.thread",
    ]
    _order = "state, severity desc, id desc"
    _check_company_auto = True
    _ranked_selections = ("severity", "state")

    name = fields.Char("What hurts", required=True, tracking=True)
    note = fields.Text("What it costs them")
    severity = fields.Selection(
        [("low", "Low"), ("medium", "Medium"), ("high", "High")],
        default="medium",
        required=True,
        tracking=True,
    )
    state = fields.Selection(
        [("open", "Open"), ("working", "In progress"), ("solved", "Solved")],
        "Status",
        default="open",
        required=True,
        index=True,
        tracking=True,
        group_expand=True,
    )
    found_on = fields.Date("Since", default=fields.Date.context_today, required=True)
    solved_on = fields.Date(
        compute="_compute_solved_on", store=True, readonly=False, copy=False
    )
    contact_id = fields.Many2one(
        "res.partner",
        "Told by",
        ondelete="set null",
        index="btree_not_null",
        domain="[('commercial_partner_id', '=', partner_id),"
        " ('is_company', '=', False)]",
    )
    activity_id = fields.Many2one(
        "keqin.activity",
        "Heard in",
        ondelete="set null",
        index="btree_not_null",
        domain="[('customer_id', '=', customer_id)]",
    )
    need_id = fields.Many2one(
        "keqin.need",
        "Need made of it",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        copy=False,
        groups="keqin_addon.group_keqin_sales,keqin_addon.group_keqin_service,"
        "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager",
    )

    _solved_after_found = models.Constraint(
        "CHECK(solved_on >= found_on)",
        "A pain point cannot be solved before it was found.",
    )

    @api.depends("state")
    def _compute_solved_on(self):
        for pain in self:
            solved = pain.state == "solved"
            today = fields.Date.context_today(pain)
            pain.solved_on = solved and (pain.solved_on or today)

    @api.constrains("contact_id", "customer_id")
    def _check_contact(self):
        self._check_contact_of_customer()

    def action_make_need(self):
        """Record the need behind it, once; it is handed over and met from there.

        :return: action that opens the need
        """
        self.ensure_one()
        self.check_access("write")
        if not self.need_id:
            # sudo: the link alone, which nobody types in
            self.sudo().need_id = self.env["keqin.need"].create(self._prepare_need())
        if self.state == "open":
            self.state = "working"
        return self.need_id._get_records_action()

    def _prepare_need(self):
        self.ensure_one()
        return {
            "name": self.name,
            "analysis": self.note or False,
            "customer_id": self.customer_id.id,
            "contact_id": self.contact_id.id,
            "activity_id": self.activity_id.id,
        }

    @api.model
    def _field_writers(self):
        return super()._field_writers() | {"need_id": fields.NO_ACCESS}
