from collections import Counter

from odoo import api, models
from odoo.tools import SQL

from ..tools import desk

_FACETS = ("kind", "tier", "section")

# `item` has one row for each thing to do, `known` what is known of its customer,
# `head` the rows folded by customer and kind, `top` the first of each. Rows are kept
# narrow: what each one is about is the number of its question, ``ask``.
_STATEMENT = """
    WITH item AS (%(items)s),
    known AS (
        SELECT item.*, reader.id IS NOT NULL AS readable,
               COALESCE(reader.tier, '') AS tier,
               COALESCE(reader.key_customer, FALSE) AS key_customer,
               snooze.id AS snooze_id, snooze.id IS NOT NULL AS snoozed,
               point.kind, point.late, point.past, point.worth, point.urgency,
               point.worth * point.urgency * (%(effects)s::int[])[item.ask] AS priority,
               CASE WHEN point.late > 0 THEN 0 WHEN point.late = 0 THEN 1
                    WHEN point.late >= -%(week)s THEN 2 ELSE 3 END AS part
          FROM item
          JOIN (%(files)s) file ON file.id = item.customer_id
          LEFT JOIN (%(readers)s) reader ON reader.id = item.customer_id
          LEFT JOIN (%(snoozes)s) snooze ON snooze.res_id = item.res_id
               AND snooze.res_model = (%(models)s::text[])[item.ask]
               AND snooze.kind = (%(kinds)s::text[])[item.ask],
          LATERAL (
               SELECT (%(kind_numbers)s::int[])[item.ask] AS kind,
                      %(today)s - item.due_on AS late,
                      GREATEST(%(today)s - item.past_on, 0) AS past,
                      COALESCE((%(worths)s::int[])[
                          ARRAY_POSITION(%(tiers)s::text[], reader.tier::text)
                      ], %(ungraded)s)
                      + CASE WHEN reader.key_customer THEN %(key)s ELSE 0 END AS worth,
                      CASE WHEN %(today)s > item.past_on
                           THEN (%(faded)s::int[])[
                               LEAST(%(today)s - item.past_on, %(fades)s)]
                           ELSE (%(urgencies)s::int[])[1 - %(earliest)s + LEAST(
                               GREATEST(%(today)s - item.due_on, %(earliest)s),
                               %(latest)s)]
                      END AS urgency
          ) point
    ),
    head AS (
        SELECT *, ROW_NUMBER() OVER (
                   PARTITION BY customer_id, kind, snoozed
                   ORDER BY priority DESC, due_on, ask, res_id) AS nth
          FROM known
    ),
    top AS (SELECT * FROM head WHERE nth = 1 OR NOT %(fold)s),
    page AS (
        SELECT *, ROW_NUMBER() OVER (ORDER BY %(order)s) AS rank
          FROM top WHERE %(chosen)s
         ORDER BY rank LIMIT %(limit)s OFFSET %(offset)s
    )
    SELECT (SELECT JSON_AGG(n) FROM (
                SELECT kind, tier, part, snoozed, COUNT(*) AS rows
                  FROM top GROUP BY kind, tier, part, snoozed) n),
           (SELECT JSON_AGG(p ORDER BY rank) FROM (
                SELECT page.*, name.name, snooze.until, snooze.reason
                  FROM page JOIN (%(names)s) name ON name.id = page.customer_id
                  LEFT JOIN (%(snoozes)s) snooze ON snooze.id = page.snooze_id) p),
           (SELECT JSON_AGG(f) FROM (
                SELECT page.rank, JSON_AGG(
                           JSON_BUILD_ARRAY(head.ask, head.res_id)
                           ORDER BY head.nth) AS items
                  FROM head
                  JOIN page USING (customer_id, kind, snoozed)
                 GROUP BY page.rank) f)
"""


class KeqinDesk(models.AbstractModel):
    """The one statement behind the desk, and what is counted from it."""

    _inherit = "keqin.desk"

    @api.model
    def _rank(self, whose, customers, chosen, snoozed, by_day, window, fold=True):
        """Counts by kind, tier and section, and the rows of one page.

        :param customers: domain of the customers
        :param fold: one row for each customer and kind, else one for each item
        :return: two lists of dicts
        """
        found = [ask for source in self._sources() for ask in source._selects(whose)]
        if not found:
            return [], []
        asks = [(ask.source, code) for ask in found for code in ask.codes]
        kinds = list(dict.fromkeys(source._desk_kind for source, _code in asks))
        statement = SQL(
            _STATEMENT,
            order=self._order_sql(by_day),
            chosen=self._chosen_sql(chosen, snoozed, kinds),
            offset=window[0],
            limit=window[1],
            fold=fold,
            today=whose.today,
            items=self._items_sql(found),
            **self._asked(asks, kinds),
            **self._joined(customers, whose.today),
            **self._arithmetic(),
        )
        [(groups, heads, folds)] = self.env.execute_query(statement)
        folded = {fold["rank"]: fold["items"] for fold in folds or ()}
        for group in groups or ():
            group["kind"] = kinds[group["kind"]]
        for head in heads or ():
            items = folded[head["rank"]] if fold else [(head["ask"], head["res_id"])]
            self._name_asks(head, items, asks)
        return groups or [], heads or []

    @api.model
    def _items_sql(self, found):
        """Rows of all questions, with the number of their question."""
        selects, number = [], 1
        for ask in found:
            selects.append(
                SQL(
                    "SELECT %s + variant AS ask, res_id, customer_id, due_on, past_on "
                    "FROM (%s) found",
                    number,
                    ask.sql,
                )
            )
            number += len(ask.codes)
        return SQL(" UNION ALL ").join(selects)

    @api.model
    def _asked(self, asks, kinds):
        """What is to be known of each question, by its number."""
        names = [source._desk_kind for source, _code in asks]
        return {
            "effects": [source._effect(code) for source, code in asks],
            "models": [source._desk_model for source, _code in asks],
            "kinds": names,
            "kind_numbers": [kinds.index(name) for name in names],
        }

    @api.model
    def _name_asks(self, head, items, asks):
        """Say in words what the numbers of a row stand for."""

        def item(number, res_id):
            source, code = asks[number - 1]
            return [source._name, res_id, code]

        source, head["code"] = asks[head["ask"] - 1]
        head["source"], head["kind"] = source._name, source._desk_kind
        head["effect"] = source._effect(head["code"])
        head["items"] = [item(*numbers) for numbers in items]
        head["section"] = desk.SECTIONS[head["part"]]

    @api.model
    def _arithmetic(self):
        """The arithmetic of ``tools/desk.py``, as tables to look up."""
        faded = desk.faded()
        return {
            "worths": list(desk.WORTH.values()),
            "tiers": list(desk.WORTH),
            "ungraded": desk.UNGRADED,
            "key": desk.KEY_CUSTOMER,
            "urgencies": desk.urgencies(),
            "earliest": desk.EARLIEST,
            "latest": desk.LATEST,
            "faded": faded,
            "fades": len(faded),
            "week": desk.HORIZON,
        }

    @api.model
    def _joined(self, customers, today):
        """The customers of the items, what the reader may know, and what he put off.

        A promise is routed to people who may not read the customer; they see its name,
        as with every reference to it, but not its tier.
        """
        snoozes = ("id", "res_model", "res_id", "kind", "until", "reason")
        mine = [("user_id", "=", self.env.uid), ("until", ">", today)]
        Customer = self.env["keqin.customer"]
        # sudo: names only, of customers of items that the reader may read
        named = Customer.sudo()
        tiers = ("id", "tier", "key_customer")
        if Customer.has_access("read"):
            readers = self._columns(Customer, [], dict.fromkeys(tiers))
        else:
            readers = SQL("SELECT NULL::int AS id, NULL AS tier, FALSE AS key_customer")
        Snooze = self.env["keqin.desk.snooze"]
        return {
            "files": self._columns(named, customers, {"id": "id"}),
            "names": self._columns(named, [], {"id": "id", "name": "complete_name"}),
            "readers": readers,
            "snoozes": self._columns(Snooze, mine, dict.fromkeys(snoozes)),
        }

    @api.model
    def _columns(self, Model, domain, columns):
        """SQL of a search with these columns, named ``{alias: field}``."""
        query = Model._search(domain)
        selected = [
            SQL(
                "%s AS %s",
                Model._field_to_sql(query.table, field or alias, query),
                SQL.identifier(alias),
            )
            for alias, field in columns.items()
        ]
        return query.select(*selected)

    @api.model
    def _order_sql(self, by_day):
        ranked = SQL("priority DESC, due_on, customer_id, ask, res_id")
        return SQL("part, %s", ranked) if by_day else ranked

    @api.model
    def _chosen_sql(self, chosen, snoozed, kinds):
        conditions = [SQL("snoozed") if snoozed else SQL("NOT snoozed")]
        if "kind" in chosen:
            numbers = {name: number for number, name in enumerate(kinds)}
            conditions.append(SQL("kind = %s", numbers.get(chosen["kind"])))
        if "tier" in chosen:
            conditions.append(SQL("tier = %s", chosen["tier"]))
        if "section" in chosen:
            part = {name: n for n, name in enumerate(desk.SECTIONS)}.get(
                chosen["section"]
            )
            conditions.append(SQL("part = %s", part))
        return SQL(" AND ").join(conditions)

    @api.model
    def _counts(self, groups, chosen, snoozed):
        """Rows of each kind, tier and section, as if that one was not chosen."""
        counts = {facet: Counter() for facet in _FACETS}
        for group in groups:
            for facet, counter in counts.items():
                if _matches(group, chosen, snoozed, but=facet):
                    counter[_value(group, facet)] += group["rows"]
        return counts

    @api.model
    def _total(self, groups, chosen, snoozed):
        return sum(
            group["rows"] for group in groups if _matches(group, chosen, snoozed)
        )


def _value(group, facet):
    return desk.SECTIONS[group["part"]] if facet == "section" else group[facet]


def _matches(group, chosen, snoozed, but=None):
    return group["snoozed"] == snoozed and all(
        _value(group, facet) == value for facet, value in chosen.items() if facet != but
    )
