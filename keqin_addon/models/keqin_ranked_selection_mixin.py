from odoo import models
from odoo.tools import SQL


class KeqinRankedSelectionMixin(models.AbstractModel):
    """Sorts and groups some selections by rank instead of by alphabet.

    High, medium, low is an order; "high, low, medium" is none. The rank is the order
    in which the selection lists its values.
    """

    _name = "keqin.ranked.selection.mixin"
    _description = "Ranked Selections"

    # names of the selection fields whose order means something
    _ranked_selections = ()

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name not in self._ranked_selections:
            return super()._order_field_to_sql(
                alias, field_name, direction, nulls, query
            )
        column = self._field_to_sql(alias, field_name, query)
        return SQL("%s %s %s", self._rank_sql(field_name, column), direction, nulls)

    def _read_group_orderby(self, order, groupby_terms, query):
        plain = {
            term: column
            for term, column in groupby_terms.items()
            if term in self._ranked_selections
        }
        # in place, because the original may add terms of its own
        groupby_terms.update(
            {term: self._rank_sql(term, column) for term, column in plain.items()}
        )
        try:
            return super()._read_group_orderby(order, groupby_terms, query)
        finally:
            groupby_terms.update(plain)

    def _rank_sql(self, field_name, column):
        values = [value for value, _label in self._fields[field_name].selection]
        return SQL("ARRAY_POSITION(%s::varchar[], %s)", values, column)
