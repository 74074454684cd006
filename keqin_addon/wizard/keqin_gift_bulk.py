from odoo import Command, api, fields, models
from odoo.exceptions import UserError

# Which gift, customer and person a record of each list stands for.
_LISTS = {
    "keqin.customer": ("id", "main_contact_id"),
    "keqin.contact": ("customer_id", "partner_id"),
    "keqin.activity": ("customer_id", "contact_id"),
}


class KeqinGiftBulk(models.TransientModel):
    """One gift each for many, and not the same box for all of them (R080, R086).

    Opened from a list of customers, of key persons, or of care activities, whose
    occasion and person it takes over.
    """

    _name = "keqin.gift.bulk"
    _description = "Plan Gifts"

    product_id = fields.Many2one(
        "product.product",
        "Same gift for all",
        domain="[('keqin_is_gift', '=', True)]",
    )
    occasion_id = fields.Many2one("keqin.occasion")
    date = fields.Date(required=True, default=fields.Date.context_today)
    message = fields.Text(
        "Personal note",
        help="{name} stands for the person, {company} for the company. Make it "
        "personal in each line.",
    )
    line_ids = fields.One2many("keqin.gift.bulk.line", "bulk_id", "Gifts")
    same_for_all = fields.Text(compute="_compute_same_for_all")
    skipped = fields.Text(compute="_compute_skipped")

    @api.depends("line_ids.product_id", "line_ids.customer_id")
    def _compute_same_for_all(self):
        for bulk in self:
            bulk.same_for_all = "\n".join(bulk._same_for_all())

    @api.depends("line_ids.contact_id", "line_ids.customer_id", "occasion_id", "date")
    def _compute_skipped(self):
        for bulk in self:
            lines = bulk._lines_to_skip()
            bulk.skipped = ", ".join(line._whom() for line in lines)

    @api.onchange("product_id")
    def _onchange_product_id(self):
        if self.product_id:
            self.line_ids.product_id = self.product_id

    @api.onchange("message")
    def _onchange_message(self):
        for line in self.line_ids:
            line.message = line._personalise(self.message)

    @api.model
    def default_get(self, fields_list):
        """Take over the records of the list from which the window was opened."""
        values = super().default_get(fields_list)
        source = self.env.context.get("active_model")
        if "line_ids" not in fields_list or source not in _LISTS:
            return values
        records = self.env[source].browse(self.env.context.get("active_ids", []))
        occasion = self._common_occasion(records)
        values.setdefault("occasion_id", occasion.id)
        values["product_id"] = values.get("product_id") or occasion.gift_product_id.id
        lines = [self._line_values(record, values["product_id"]) for record in records]
        values["line_ids"] = [Command.create(line) for line in lines]
        return values

    def action_use_suggestions(self):
        """Give each what suits it, where something does."""
        self.ensure_one()
        self.product_id = False
        for line in self.line_ids.filtered("suggested_product_id"):
            line.product_id = line.suggested_product_id
        return {
            "type": "ir.actions.act_window",
            "name": self._description,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_create(self):
        """Plan one gift a line; who has one for the occasion already is left out."""
        self.ensure_one()
        lines = self.line_ids - self._lines_to_skip()
        if not lines:
            raise UserError(
                self.env._("Nothing to plan: everybody listed has a gift already.")
            )
        without = lines.filtered(lambda line: not line.product_id)
        if without:
            raise UserError(
                self.env._(
                    "Choose a gift for %s, or take the line out.",
                    ", ".join(line._whom() for line in without),
                )
            )
        gifts = self.env["keqin.gift"].create([line._gift_values() for line in lines])
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_gift_action"
        )
        return action | {"domain": [("id", "in", gifts.ids)], "context": {}}

    @api.model
    def _common_occasion(self, records):
        """The occasion of the activities, when they are all for one."""
        if records._name != "keqin.activity" or len(records.occasion_id) != 1:
            return self.env["keqin.occasion"]
        return records.occasion_id

    @api.model
    def _line_values(self, record, product_id):
        customer, person = (record[name] for name in _LISTS[record._name])
        is_activity = record._name == "keqin.activity"
        return {
            "customer_id": getattr(customer, "id", customer),
            "contact_id": person.id,
            "activity_id": is_activity and record.id,
            "product_id": product_id,
        }

    def _same_for_all(self):
        """A sentence for each gift that goes to customers of different kinds."""
        self.ensure_one()
        for product, lines in self.line_ids.grouped("product_id").items():
            segments = {line._segment() for line in lines}
            if product and len(segments) > 1:
                yield self.env._(
                    "%(gift)s would go to %(count)s customers of %(kinds)s different "
                    "kinds (tier and industry). The same box for all says nothing to "
                    "any of them: see what is suggested instead.",
                    gift=product.display_name,
                    count=len(lines.customer_id),
                    kinds=len(segments),
                )

    def _lines_to_skip(self):
        """Who has a gift for the occasion in that year, and who is listed twice."""
        self.ensure_one()
        # sudo: a gift that somebody else plans counts, too; only its key is looked at
        present = (
            self.env["keqin.gift"]
            .sudo()
            .search_fetch(
                [
                    ("customer_id", "in", self.line_ids.customer_id.ids),
                    ("occasion_id", "in", self._occasions().ids),
                    ("state", "not in", ("declined", "refused")),
                ],
                ["customer_id", "contact_id", "occasion_id", "occasion_year"],
            )
        )
        taken = {
            (
                gift.customer_id.id,
                gift.contact_id.id,
                gift.occasion_id.id,
                gift.occasion_year,
            )
            for gift in present
        }
        skip = self.line_ids.browse()
        for line in self.line_ids:
            key = line._key()
            if key in taken:
                skip |= line
            taken.add(key)
        return skip

    def _occasions(self):
        return self.occasion_id | self.line_ids.activity_id.occasion_id
