from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ..tools import lunar
from .keqin_occasion import KIND_SELECTION

BATCH = 1_000
# How far the dates reach, and how close to that they are made longer.
PAST_DAYS, FUTURE_DAYS, RENEW_DAYS = 31, 400, 366
_COLUMNS = {
    "occasion_id": SQL("int"),
    "kind": SQL("varchar"),
    "customer_id": SQL("int"),
    "contact_id": SQL("int"),
    "partner_id": SQL("int"),
    "company_id": SQL("int"),
    "year": SQL("int"),
    "date": SQL("date"),
}
_MOVING = ("date", "company_id", "partner_id")
_NAMES = SQL(", ").join(map(SQL.identifier, _COLUMNS))
_OTHERS = SQL(", ").join(SQL.identifier("d", name) for name in _MOVING)


class KeqinOccasionDate(models.Model):
    """One date of an occasion, a year ahead: what is coming, to look at (R078, R079).

    Festivals have one row for everybody, the others one per customer or person. Rows
    are made from occasions, care files and cards, which alone know the day as it was
    said, and follow each change of them; nobody writes them by hand.
    """

    _name = "keqin.occasion.date"
    _description = "Date of an Occasion"
    _inherit = ["keqin.card.list.mixin"]
    _order = "date, id"
    _rec_names_search = ["occasion_id.name", "customer_id.name", "partner_id.name"]

    occasion_id = fields.Many2one(
        "keqin.occasion", required=True, readonly=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(KIND_SELECTION, required=True, readonly=True)
    customer_id = fields.Many2one(
        "keqin.customer", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    contact_id = fields.Many2one(
        "keqin.contact",
        "Card",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        groups="keqin_addon.group_keqin_sales,keqin_addon.group_keqin_service,"
        "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Person",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    user_id = fields.Many2one(related="customer_id.user_id", string="Account manager")
    tier = fields.Selection(related="customer_id.tier")
    company_id = fields.Many2one(
        "res.company", readonly=True, index=True, ondelete="cascade"
    )
    date = fields.Date(required=True, readonly=True, index=True)
    year = fields.Integer(
        required=True,
        readonly=True,
        aggregator=None,
        help="Of the occasion's own calendar: one greeting per year.",
    )
    lunar_text = fields.Char("Lunar date", compute="_compute_lunar_text")

    _once = models.UniqueIndex(
        "(occasion_id, COALESCE(customer_id, 0), COALESCE(contact_id, 0), year)"
    )

    @api.depends("occasion_id.name", "customer_id", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            whose = row.partner_id.name or row.customer_id.name
            name = row.occasion_id.name
            row.display_name = f"{name}: {whose}" if whose else name

    @api.depends("date")
    @api.depends_context("lang")
    def _compute_lunar_text(self):
        for row in self:
            row.lunar_text = row.occasion_id._lunar_text(row.date)

    def action_open_source(self):
        """The customer, or the occasion itself of what is for all."""
        self.ensure_one()
        record = self.customer_id or self.occasion_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }

    # business methods
    def _cards(self):
        """What to write on each card; festivals have one per activity, not here."""
        cards = []
        for row in self.filtered("customer_id"):
            lang = row.partner_id.lang or row.customer_id.lang
            occasion = row.occasion_id.with_context(lang=lang)
            person = row.partner_id or row.customer_id.main_contact_id
            cards.append(
                {
                    "customer": row.customer_id,
                    "person": person,
                    "occasion": occasion.name,
                    "date": row.date,
                    "text": occasion.greeting,
                }
            )
        return cards

    @api.model
    def _renew(self):
        """Drop what is past, reach a year ahead again; False when out of time.

        A care file is looked at when its dates no longer reach a year ahead or
        something changed, which is stored with each batch: an interrupted run is
        taken up by the next one.
        """
        today = self.env["keqin.occasion"]._today()
        past = Domain("date", "<", today - timedelta(days=PAST_DAYS))
        gone = Domain("occasion_id.active", "=", False)
        self.search(past | gone).unlink()
        self._renew_festivals()
        short = Domain("occasions_until", "=", False) | Domain(
            "occasions_until", "<", today + timedelta(days=RENEW_DAYS)
        )
        Customer = self.env["keqin.customer"].with_context(active_test=False)
        ids = list(Customer._search(short, order="id"))
        left = len(ids)
        for batch in split_every(BATCH, ids, Customer.browse):
            self._renew_customers(batch)
            left -= len(batch)
            if self.env.context.get("cron_id"):
                self.env.flush_all()
                if not self.env["ir.cron"]._commit_progress(len(batch), remaining=left):
                    return not left
                self.env.invalidate_all()
        return True

    @api.model
    def _renew_festivals(self):
        festivals = (
            self.env["keqin.occasion"]
            .sudo()
            .search([("kind", "=", "festival"), ("active", "=", True)])
        )
        self._store(self._rows_of(festivals), SQL("d.customer_id IS NULL"))

    @api.model
    def _renew_customers(self, customers):
        """The dates of these customers and their persons, set-based."""
        for batch in split_every(BATCH, customers.ids, customers.browse):
            rows = self._wanted(batch)
            self._store(rows, SQL("d.customer_id = ANY(%s)", list(batch._ids)))
            # plain SQL, as the rows themselves: a mark of ours, in a file that people
            # edit, is no change of the file
            self.env.cr.execute(
                SQL(
                    "UPDATE keqin_customer SET occasions_until = %s WHERE id = ANY(%s)",
                    self._window()[1],
                    list(batch._ids),
                )
            )
            batch.invalidate_recordset(["occasions_until"])
        customers._update_clears(SQL("file.id = ANY(%s)", list(customers._ids)))

    def _window(self):
        today = self.env["keqin.occasion"]._today()
        start = today - timedelta(days=PAST_DAYS)
        return start, today + timedelta(days=FUTURE_DAYS)

    def _wanted(self, customers):
        """Rows of the customers in care: own dates, anniversaries, birthdays."""
        Occasion = self.env["keqin.occasion"].sudo()
        active = Domain("active", "=", True)
        files = (
            self.env["keqin.customer"]
            .sudo()
            .search_fetch(
                active
                & Domain("id", "in", customers.ids)
                & Domain("lifecycle", "!=", "lost"),
                ["company_id", "founded_on", "signed_on"],
            )
        )
        own = Occasion.search(active & Domain("customer_id", "in", files.ids))
        rows = self._rows_of(
            own.filtered(lambda o: o.contact_id.active or not o.contact_id)
        )
        by_fact = Domain("kind", "in", ("signing", "founding", "birthday"))
        shared = Occasion.search(active & by_fact).grouped("kind")
        for kind, name in (("signing", "signed_on"), ("founding", "founded_on")):
            for occasion in shared.get(kind, ()):
                for file in occasion._of_company(files):
                    rows += self._rows_of_day(occasion, file, file[name])
        cards = (
            self.env["keqin.contact"]
            .sudo()
            .search_fetch(
                active
                & Domain("customer_id", "in", files.ids)
                & Domain("birth_month", "!=", 0),
                ["customer_id", "company_id", "partner_id", "birth_year"]
                + ["birth_calendar", "birth_month", "birth_day", "birth_leap"],
            )
        )
        for occasion in shared.get("birthday", ()):
            for card in occasion._of_company(cards):
                rows += self._rows_of_birthday(occasion, card)
        return rows

    def _rows_of(self, occasions):
        """Rows of occasions that carry their own day."""
        return [
            (
                occasion.id,
                occasion.kind,
                occasion.customer_id.id or None,
                occasion.contact_id.id or None,
                occasion.contact_id.partner_id.id or None,
                occasion.company_id.id or None,
                year,
                on,
            )
            for occasion in occasions
            for on, year in occasion._occurrences(*self._window())
        ]

    def _rows_of_day(self, occasion, file, day):
        """The anniversaries of a day, from the year after it."""
        if not day:
            return []
        dates = lunar.occurrences(
            lunar.Day("solar", day.month, day.day), *self._window()
        )
        head = (occasion.id, occasion.kind, file.id, None, None, file.company_id.id)
        return [(*head, year, on) for on, year in dates if year > day.year]

    def _rows_of_birthday(self, occasion, card):
        calendar = card.birth_calendar or "solar"
        leap = calendar == "lunar" and card.birth_leap
        day = lunar.Day(calendar, card.birth_month, card.birth_day, leap)
        try:
            dates = lunar.occurrences(day, *self._window())
        except ValueError:  # half a date: the card says so itself
            return []
        head = (
            occasion.id,
            occasion.kind,
            card.customer_id.id,
            card.id,
            card.partner_id.id,
            card.company_id.id,
        )
        return [(*head, year, on) for on, year in dates if year > card.birth_year]

    def _store(self, rows, scope):
        """Make the rows of ``scope`` those that are wanted; unchanged ones stay.

        One statement, whatever another server inserts meanwhile: of the same date
        there is one row.
        """
        # flush: the foreign keys of rows that were created just now
        self.env.flush_all()
        columns = zip(*rows, strict=True) if rows else [()] * len(_COLUMNS)
        arrays = SQL(", ").join(
            SQL("%s::%s[]", list(column), kind)
            for column, kind in zip(columns, _COLUMNS.values(), strict=True)
        )
        self.env.cr.execute(
            SQL(
                """
                WITH wanted AS (SELECT * FROM unnest(%(arrays)s) AS w(%(names)s)),
                     gone AS (
                         DELETE FROM keqin_occasion_date d
                          WHERE %(scope)s AND NOT EXISTS (
                                SELECT FROM wanted w
                                 WHERE w.occasion_id = d.occasion_id
                                   AND w.year = d.year
                                   AND w.customer_id IS NOT DISTINCT FROM d.customer_id
                                   AND w.contact_id IS NOT DISTINCT FROM d.contact_id))
                INSERT INTO keqin_occasion_date AS d
                       (%(names)s, create_uid, write_uid, create_date, write_date)
                SELECT %(names)s, %(uid)s, %(uid)s, %(now)s, %(now)s FROM wanted
                    ON CONFLICT (occasion_id, COALESCE(customer_id, 0),
                                 COALESCE(contact_id, 0), year)
                    DO UPDATE SET date = EXCLUDED.date,
                                  company_id = EXCLUDED.company_id,
                                  partner_id = EXCLUDED.partner_id,
                                  write_date = EXCLUDED.write_date
                        WHERE (%(others)s) IS DISTINCT FROM
                              (EXCLUDED.date, EXCLUDED.company_id,
                               EXCLUDED.partner_id)
                """,
                arrays=arrays,
                names=_NAMES,
                scope=scope,
                others=_OTHERS,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.invalidate_model()
