from odoo import api, models
from odoo.tools import SQL


class PrivacyLookupWizard(models.TransientModel):
    """Odoo's privacy look-up finds cards and participants, too (R182).

    It passes over what goes with the contact when that is deleted, which key-person
    cards do, and over lists of people.
    """

    _inherit = "privacy.lookup.wizard"

    def _get_query_models_blacklist(self):
        """What the log of access says of a person is about who opened the card."""
        return [*super()._get_query_models_blacklist(), "keqin.access.log"]

    def _get_query(self):
        query = super()._get_query()
        skipped = set(self._get_query_models_blacklist())
        for name, model in self.env.items():
            if name.startswith("keqin.") and name not in skipped:
                condition = self._keqin_condition(model)
                if condition:
                    query = self._keqin_union(query, model, condition)
        return query

    @api.model
    def _keqin_condition(self, model):
        """SQL condition for references that Odoo passes over; None without any."""
        if model._transient or model._abstract or not model._auto:
            return None
        conditions = [
            self._keqin_reference(model, field)
            for field in model._fields.values()
            if field.comodel_name == "res.partner" and field.store
        ]
        return SQL(" OR ").join(filter(None, conditions)) or None

    @api.model
    def _keqin_reference(self, model, field):
        people = SQL("(SELECT id FROM indirect_references)")
        if field.type == "many2one" and field.ondelete == "cascade":
            column = SQL.identifier(model._table, field.name)
            return SQL("%s IN %s", column, people)
        if field.type == "many2many":
            return SQL(
                "%s IN (SELECT %s FROM %s WHERE %s IN %s)",
                SQL.identifier(model._table, "id"),
                SQL.identifier(field.column1),
                SQL.identifier(field.relation),
                SQL.identifier(field.column2),
                people,
            )
        return None

    @api.model
    def _keqin_union(self, query, model, condition):
        """UNION, not UNION ALL: who takes part may be the person of it, too."""
        return SQL(
            "%s UNION SELECT %s AS res_model_id, id AS res_id, %s AS is_active "
            "FROM %s WHERE %s",
            query,
            self.env["ir.model"]._get_id(model._name),
            SQL.identifier("active") if "active" in model else SQL("TRUE"),
            SQL.identifier(model._table),
            condition,
        )
