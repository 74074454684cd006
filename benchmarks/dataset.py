"""Fill a database with customers and three years of their orders, by SQL only.

Numbers are drawn from a fixed seed, so that every run grades the same customers:
log-normal amounts that differ by customer, few buying often and many seldom, more
business in some seasons, returns as negative orders, a tenth of the orders on a
contact of the company, a fifth without known costs, some in another currency.
"""

from contextlib import contextmanager
from datetime import date

from odoo.fields import Command

# The last day that is graded first; orders go on for some weeks after it.
AS_OF = date(2026, 6, 30)
SEED = 0.42
PEOPLE = 8
# So many orders are inserted as fast with all indexes in place.
FEW = 10_000

COMPANIES = """
    INSERT INTO res_partner (id, name, complete_name, ref, email, phone, street, city,
                             country_id, industry_id, user_id, commercial_partner_id,
                             is_company, active, type, lang, partner_share, color,
                             autopost_bills, create_uid, write_uid, create_date,
                             write_date)
    SELECT company.id, name, name, 'C' || n, 'office' || n || '@example.com',
           '+86 21 ' || 10000000 + n, n || ' Century Avenue', 'Shanghai', country.id,
           industry.ids[1 + n %% cardinality(industry.ids)],
           person.ids[1 + n %% cardinality(person.ids)], company.id,
           TRUE, TRUE, 'contact', 'en_US', TRUE, 0, 'ask', 1, 1, now(), now()
      FROM (SELECT n, %(first)s + n AS id, 'Company ' || md5(n::text) AS name
              FROM generate_series(1, %(customers)s) n) company,
           (SELECT id FROM res_country WHERE code = 'CN') country,
           (SELECT array_agg(id ORDER BY id) AS ids FROM res_partner_industry) industry,
           (SELECT %(people)s AS ids) person
"""

CONTACTS = """
    INSERT INTO res_partner (id, name, complete_name, email, parent_id,
                             commercial_partner_id, is_company, active, type, lang,
                             partner_share, color, autopost_bills, create_uid,
                             write_uid, create_date, write_date)
    SELECT p.id + k * %(customers)s, 'Contact ' || k, p.name || ', Contact ' || k,
           k || p.email, p.id, p.id, FALSE, TRUE, 'contact', 'en_US', TRUE, 0, 'ask',
           1, 1, now(), now()
      FROM res_partner p, generate_series(1, 2) k
     WHERE p.id BETWEEN %(first)s + 1 AND %(first)s + %(customers)s
"""

# Every column that is asked for twice is drawn once, in a subquery of its own.
ORDERS = """
    INSERT INTO sale_order (name, company_id, partner_id, partner_invoice_id,
                            partner_shipping_id, user_id, state, date_order,
                            currency_id, currency_rate, amount_untaxed, amount_tax,
                            amount_total, margin, margin_percent, invoice_status,
                            create_uid, write_uid, create_date, write_date)
    SELECT 'B' || n, company.id, partner_id, partner_id, partner_id, 2, state, at,
           company.currency_id, rate, amount, 0, amount,
           CASE WHEN costs_known THEN ROUND(amount * part, 2) ELSE amount END,
           CASE WHEN costs_known THEN part ELSE 1 END, 'to invoice', 1, 1, at, at
      FROM (SELECT n, rate, costs_known, part, state,
                   %(first)s + customer + CASE WHEN by_contact
                       THEN %(customers)s ELSE 0 END AS partner_id,
                   %(as_of)s::timestamp + interval '40 days' - interval '1 second'
                       * FLOOR(86400 * (day + 25 * sin(2 * pi() * day / 365))) AS at,
                   sign * ROUND(exp(6.5 + 1.1 * normal
                       + customer * 7919 %% 1000 / 500.0)::numeric, 2) AS amount
              FROM (SELECT n, 1135 * random() AS day,
                           1 + FLOOR(%(customers)s * power(random(), 2))::int
                               AS customer,
                           sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())
                               AS normal,
                           random() < 0.1 AS by_contact,
                           random() < 0.8 AS costs_known,
                           ROUND((0.1 + 0.3 * random())::numeric, 4) AS part,
                           CASE WHEN random() < 0.03 THEN -1 ELSE 1 END AS sign,
                           CASE WHEN random() < 0.05 THEN 7.1 ELSE 1.0 END AS rate,
                           CASE WHEN random() < 0.95 THEN 'sale' ELSE 'draft' END
                               AS state
                      FROM generate_series(1, %(orders)s) n) drawn) document,
           (SELECT id, currency_id FROM res_company ORDER BY id LIMIT 1) company
"""

OPPORTUNITIES = """
    INSERT INTO crm_lead (name, type, active, partner_id, company_id, won_status,
                          probability, expected_revenue, prorated_revenue,
                          create_date, write_date)
    SELECT 'Opportunity ' || id, 'opportunity', TRUE, id, NULL, 'pending', 20,
           5 * amount, amount, now(), now()
      FROM (SELECT id, ROUND((2000 * exp(2 * random()))::numeric, 2) AS amount
              FROM res_partner
             WHERE id BETWEEN %(first)s + 1 AND %(first)s + %(customers)s
               AND id %% 10 < 3) company
"""

# What people know of the customer, once there are care files.
ARCHIVES = """
    UPDATE keqin_customer c
       SET company_size = CASE WHEN id % 10 < 6
               THEN (ARRAY['micro', 'small', 'medium', 'large'])[1 + id % 4] END,
           cooperation_intent = CASE WHEN id % 7 < 3
               THEN (ARRAY['low', 'medium', 'high'])[1 + id % 3] END,
           wallet_share = CASE WHEN id % 4 = 0 THEN 10 + id % 81 END,
           tier_locked = id % 100 = 0,
           tier = CASE WHEN id % 100 = 0 THEN 'A' END,
           key_customer = id % 200 = 1;
    UPDATE res_partner p SET keqin_tier = c.tier
      FROM keqin_customer c WHERE c.partner_id = p.id AND c.tier IS NOT NULL
"""

# What every tenth of them means to buy, within a year and later.
PLANS = """
    INSERT INTO keqin_purchase_intent (customer_id, name, state, expected_on,
                                       expected_amount, create_date, write_date)
    SELECT c.id, 'Plan ' || n, CASE n WHEN 1 THEN 'planned' ELSE 'ordered' END,
           %(as_of)s::date + (c.id %% 500)::int,
           ROUND((1000 * exp(3 * random()))::numeric, 2), now(), now()
      FROM keqin_customer c CROSS JOIN generate_series(1, 2) n
     WHERE c.id %% 10 = 0
"""

# Those that no constraint owns and can be dropped for a while.
INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
      FROM pg_index i
     WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique
       AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""


def fill(env, customers, orders):
    """Insert companies with two contacts each, their orders and opportunities."""
    parameters = {
        "as_of": AS_OF,
        "customers": customers,
        "orders": orders,
        "people": _people(env).ids,
        "first": _last_partner(env).id,
    }
    env.flush_all()
    env.cr.execute("SELECT setseed(%s)", [SEED])
    tables = ("res_partner", "sale_order", "crm_lead") if orders > FEW else ()
    with _bare(env.cr, tables):
        for statement in (COMPANIES, CONTACTS, ORDERS, OPPORTUNITIES):
            env.cr.execute(statement, parameters)
    env.cr.execute(
        "SELECT setval('res_partner_id_seq', (SELECT MAX(id) FROM res_partner))"
    )


def know(env):
    """Fill the archives of the care files that have been opened meanwhile."""
    env.cr.execute(ARCHIVES)
    env.cr.execute(PLANS, {"as_of": AS_OF})


@contextmanager
def _bare(cr, tables):
    """Without indexes and, where we may, without checks of foreign keys.

    A million orders take a minute instead of a quarter of an hour.
    """
    cr.execute(INDEXES, [list(tables)])
    indexes = cr.fetchall()
    for name, _definition in indexes:
        cr.execute(f"DROP INDEX {name}")
    cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    [may_skip] = cr.fetchone()
    if may_skip:
        cr.execute("SET LOCAL session_replication_role = replica")
    yield
    if may_skip:
        cr.execute("SET LOCAL session_replication_role = origin")
    for _name, definition in indexes:
        cr.execute(definition)


def _last_partner(env):
    partners = env["res.partner"].with_context(active_test=False)
    return partners.search([], order="id desc", limit=1)


def _people(env):
    groups = ("keqin_addon.group_keqin_sales_manager", "base.group_partner_manager")
    return (
        env["res.users"]
        .with_context(no_reset_password=True, tracking_disable=True)
        .create(
            [
                {
                    "name": f"Account Manager {number}",
                    "login": f"bench{number}",
                    "email": f"bench{number}@example.com",
                    "group_ids": [Command.link(env.ref(group).id) for group in groups],
                }
                for number in range(1, PEOPLE + 1)
            ]
        )
    )
