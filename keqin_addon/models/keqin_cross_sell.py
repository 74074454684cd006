from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .keqin_grade_change import TIER_SELECTION

# Peers who bought something in these months, and how many there have to be.
WINDOW_MONTHS = 24
MIN_PEERS = 5
# So many of them bought the family; fewer would tell what a single customer buys.
MIN_BUYERS = 3
MIN_SHARE = 20.0
# An id is the customer's id times this, and the family's id.
_FAMILY_BITS = 20
# Who the peers are, the closest first.
_BASES = ("industry_tier", "industry", "tier")


class KeqinCrossSell(models.Model):
    """What a customer's peers buy of us, and the customer never did (R174).

    One row for each customer that ordered in the last 24 months, and each product
    family it never bought, with how many of its peers bought that in the same time.
    Peers are those of the same caring company that ordered too: of the same industry
    and tier, or else of the same industry, or else of the same tier, as soon as there
    are five. Nothing is stored: each query asks the orders, for the care files that the
    reader may see; of the others it only tells how many they are.
    """

    _name = "keqin.cross.sell"
    _description = "Cross-Selling"
    _auto = False
    _order = "expected desc, share desc, id"
    _depends = {
        "crm.lead": ["active", "keqin_family_id", "partner_id", "won_status"],
        "keqin.customer": ["active", "company_id", "partner_id", "tier"],
        "product.category": ["keqin_is_family", "parent_path"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id"],
        "res.company": ["parent_path"],
        "res.partner": ["commercial_partner_id", "industry_id", "user_id"],
        "sale.order": ["company_id", "currency_rate", "date_order", "partner_id"],
        "sale.order.line": [
            "display_type",
            "is_downpayment",
            "order_id",
            "price_subtotal",
            "product_id",
            "state",
        ],
    }

    customer_id = fields.Many2one("keqin.customer", readonly=True)
    company_id = fields.Many2one("res.company", "Caring company", readonly=True)
    user_id = fields.Many2one("res.users", "Account manager", readonly=True)
    tier = fields.Selection(TIER_SELECTION, readonly=True)
    industry_id = fields.Many2one("res.partner.industry", readonly=True)
    family_id = fields.Many2one("product.category", "Not bought yet", readonly=True)
    basis = fields.Selection(
        [
            ("industry_tier", "Same industry and tier"),
            ("industry", "Same industry"),
            ("tier", "Customers of the same tier"),
        ],
        "Peer group",
        readonly=True,
    )
    peers = fields.Integer(
        readonly=True,
        aggregator=None,
        help="Customers compared with, who ordered in the last 24 months.",
    )
    buyers = fields.Integer(
        "Who buy it", readonly=True, aggregator=None, help="How many of them bought it."
    )
    share = fields.Float("Share (%)", digits=(5, 1), readonly=True, aggregator="avg")
    currency_id = fields.Many2one(related="company_id.currency_id")
    expected = fields.Monetary(
        "Expected a year",
        readonly=True,
        help="What a buyer spends on it in a year, times the share of buyers: what it "
        "is worth to try.",
    )
    buyer_amount = fields.Monetary(
        "A buyer spends a year",
        readonly=True,
        aggregator="avg",
        help="Median of the buyers among the peers.",
    )
    lead_id = fields.Many2one(
        "crm.lead",
        "Opportunity",
        readonly=True,
        groups="sales_team.group_sale_salesman,keqin_addon.group_keqin_executive",
    )
    lead_status = fields.Selection(
        [("pending", "In the pipeline"), ("won", "Won"), ("lost", "Lost")],
        "Result",
        readonly=True,
        help="Of the last opportunity made for it.",
    )

    @property
    def _table_query(self):
        return self._query_as_of(fields.Date.context_today(self))

    @api.model
    def _query_as_of(self, today):
        """Rows as of a day, for the care files the reader may see."""
        # families are worked out once a category: inlined, it would be once a line
        since = fields.Date.subtract(today, months=WINDOW_MONTHS)
        return SQL(
            """
            WITH family AS MATERIALIZED (%(families)s),
                 bought AS MATERIALIZED (%(bought)s),
                 peer AS MATERIALIZED (%(peers)s),
                 crowd AS (%(crowds)s),
                 demand AS (%(demand)s),
                 mine AS (%(mine)s),
                 tried AS (%(tried)s)
            %(rows)s
            """,
            families=self._families_sql(),
            bought=self._bought_sql(since),
            peers=self._peers_sql(),
            crowds=self._crowds_sql(),
            demand=self._demand_sql(),
            mine=self._mine_sql(),
            tried=self._tried_sql(),
            rows=self._rows_sql(),
        )

    @api.model
    def _families_sql(self):
        """The family of each category: its closest family above, or the topmost."""
        return SQL(
            """
            SELECT c.id AS category_id,
                   COALESCE((SELECT f.id FROM product_category f
                              WHERE f.keqin_is_family
                                AND STARTS_WITH(c.parent_path, f.parent_path)
                              ORDER BY LENGTH(f.parent_path) DESC LIMIT 1),
                            SPLIT_PART(c.parent_path, '/', 1)::int) AS family_id
              FROM product_category c
            """
        )

    @api.model
    def _bought_sql(self, since):
        """What each customer ever bought of each family; how much since then.

        Orders count for the caring company and its branches, as they do for grades.
        """
        return SQL(
            """
            SELECT c.id AS customer_id, family.family_id,
                   BOOL_OR(o.date_order >= %(since)s) AS recent,
                   SUM(l.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1))
                       FILTER (WHERE o.date_order >= %(since)s) AS amount
              FROM sale_order o
              JOIN sale_order_line l ON l.order_id = o.id
              JOIN res_partner p ON p.id = o.partner_id
              JOIN keqin_customer c ON c.partner_id = p.commercial_partner_id
              JOIN res_company caring ON caring.id = c.company_id
              JOIN res_company selling ON selling.id = o.company_id
               AND STARTS_WITH(selling.parent_path, caring.parent_path)
              JOIN product_product variant ON variant.id = l.product_id
              JOIN product_template product ON product.id = variant.product_tmpl_id
              JOIN family ON family.category_id = product.categ_id
             WHERE c.active AND o.state = 'sale' AND l.display_type IS NULL
               AND l.is_downpayment IS NOT TRUE AND l.price_subtotal > 0
             GROUP BY c.id, family.family_id
            """,
            since=since,
        )

    @api.model
    def _peers_sql(self):
        """Each customer that ordered in the window, in each crowd it belongs to."""
        return SQL(
            """
            SELECT c.id, c.company_id, c.tier, p.industry_id, p.user_id, c.partner_id,
                   crowd.key, crowd.rank
              FROM keqin_customer c
              JOIN res_partner p ON p.id = c.partner_id
             CROSS JOIN LATERAL UNNEST(ARRAY[
                   c.company_id || '/' || p.industry_id || '/' || c.tier,
                   c.company_id || '/' || p.industry_id || '/',
                   c.company_id || '//' || c.tier
                   ]) WITH ORDINALITY crowd(key, rank)
             WHERE crowd.key IS NOT NULL
               AND c.id IN (SELECT customer_id FROM bought WHERE recent)
            """
        )

    @api.model
    def _crowds_sql(self):
        """How many there are beside oneself, where they are enough."""
        return SQL(
            "SELECT key, COUNT(*) - 1 AS peers FROM peer"
            " GROUP BY key HAVING COUNT(*) > %s",
            MIN_PEERS,
        )

    @api.model
    def _demand_sql(self):
        return SQL(
            """
            SELECT peer.key, bought.family_id, COUNT(*) AS buyers,
                   PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY bought.amount)
                       * %(yearly)s AS amount
              FROM peer
              JOIN bought ON bought.customer_id = peer.id AND bought.recent
             GROUP BY peer.key, bought.family_id HAVING COUNT(*) >= %(least)s
            """,
            yearly=12 / WINDOW_MONTHS,
            least=MIN_BUYERS,
        )

    @api.model
    def _mine_sql(self):
        """The customers that the reader may see, each in its closest crowd."""
        readable = self.env["keqin.customer"]._search(Domain.TRUE)
        return SQL(
            """
            SELECT DISTINCT ON (peer.id) peer.*, crowd.peers
              FROM peer
              JOIN crowd ON crowd.key = peer.key
             WHERE peer.id IN %s
             ORDER BY peer.id, peer.rank
            """,
            readable.subselect(),
        )

    @api.model
    def _tried_sql(self):
        """The last opportunity made for a customer and a family."""
        return SQL(
            """
            SELECT DISTINCT ON (p.commercial_partner_id, l.keqin_family_id)
                   p.commercial_partner_id AS partner_id, l.keqin_family_id, l.id,
                   l.won_status
              FROM crm_lead l
              JOIN res_partner p ON p.id = l.partner_id
             WHERE l.keqin_family_id IS NOT NULL
             ORDER BY p.commercial_partner_id, l.keqin_family_id, l.id DESC
            """
        )

    @api.model
    def _rows_sql(self):
        return SQL(
            """
            SELECT mine.id::int8 * %(factor)s + demand.family_id AS id,
                   mine.id AS customer_id, mine.company_id, mine.user_id, mine.tier,
                   mine.industry_id, demand.family_id,
                   (%(bases)s)[mine.rank] AS basis,
                   mine.peers::int4 AS peers, demand.buyers::int4 AS buyers,
                   100.0 * demand.buyers / mine.peers AS share,
                   demand.amount AS buyer_amount,
                   demand.amount * demand.buyers / mine.peers AS expected,
                   tried.id AS lead_id, tried.won_status AS lead_status
              FROM mine
              JOIN demand ON demand.key = mine.key
              LEFT JOIN bought ON bought.customer_id = mine.id
                              AND bought.family_id = demand.family_id
              LEFT JOIN tried ON tried.partner_id = mine.partner_id
                             AND tried.keqin_family_id = demand.family_id
             WHERE bought.family_id IS NULL
               AND 100.0 * demand.buyers / mine.peers >= %(share)s
            """,
            factor=1 << _FAMILY_BITS,
            bases=list(_BASES),
            share=MIN_SHARE,
        )

    def action_make_lead(self):
        """Make an opportunity for the account manager, once while it is open; open it.

        The reader is credited with it.
        """
        self.ensure_one()
        self.check_access("read")
        customer, family = self.customer_id, self.family_id
        customer.check_access("write")
        customer.lock_for_update()
        # sudo: an executive's or a seller's click makes it, with these values; which
        # opportunities there are is not for their rights to decide
        leads = self.env["crm.lead"].sudo()
        open_one = leads.search(
            [
                ("partner_id.commercial_partner_id", "=", customer.partner_id.id),
                ("keqin_family_id", "=", family.id),
                ("won_status", "=", "pending"),
            ],
            limit=1,
        )
        lead = open_one or leads.create(self._prepare_lead())
        return lead._keqin_show()

    def _prepare_lead(self):
        basis = dict(self._fields["basis"]._description_selection(self.env))
        return {
            "name": self.env._(
                "%(family)s for %(customer)s",
                family=self.family_id.name,
                customer=self.customer_id.name,
            ),
            "type": "opportunity",
            "partner_id": self.customer_id.partner_id.id,
            "company_id": self.company_id.id,
            "user_id": (self.user_id or self.env.user).id,
            "expected_revenue": self.buyer_amount,
            "keqin_family_id": self.family_id.id,
            "keqin_finder_id": self.env.uid,
            "source_id": self.env["crm.lead"]._keqin_source().id,
            "description": self.env._(
                "%(buyers)s of %(peers)s comparable customers buy it (%(basis)s).",
                buyers=self.buyers,
                peers=self.peers,
                basis=basis[self.basis],
            ),
        }
