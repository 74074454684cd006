"""The floor: what a good SQL engineer writes by hand for the default policy.

One statement gathers, scores, explains and stores in one pass, with float arithmetic
where it is fast. It knows the method *share* and confirmed orders only, and nothing of
weights that extensions add, of resuming, or of telling anybody what moved.
"""

VALUE = ("amount", "frequency", "margin")
POTENTIAL = ("growth", "pipeline", "plans", "wallet", "size", "intent")
KINDS = {"value": VALUE, "potential": POTENTIAL}
FACTORS = (*VALUE, *POTENTIAL)
STORED = (
    *("amount_window", "orders_window", "margin_window", "amount_previous"),
    *("amount_total", "first_order_on", "last_order_on", "pipeline_amount"),
    "planned_amount",
    *("value_score", "coverage", "tier_proposed", "potential_score"),
    *("potential_coverage", "potential_proposed", "grade_explanation"),
    *("tier", "potential", "care_level"),
)

# What is known of each customer, and what of it is raw material of a factor.
MEASURE = """
    SELECT c.id, c.partner_id, c.tier AS tier_old, c.potential AS potential_old,
           c.value_score AS score_old, c.tier_locked, c.key_customer,
           COALESCE(s.amount, 0) AS amount_window,
           COALESCE(s.orders, 0)::int AS orders_window,
           s.margin AS margin_window,
           COALESCE(s.previous, 0) AS amount_previous,
           COALESCE(s.total, 0) AS amount_total,
           (s.first_at AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS first_order_on,
           (s.last_at AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS last_order_on,
           COALESCE(l.amount, 0) AS pipeline_amount,
           COALESCE(i.amount, 0) AS planned_amount,
           COALESCE(s.amount > 0, FALSE) AS buyer,
           COALESCE(s.amount, 0)::float8 AS raw_amount,
           COALESCE(s.orders, 0)::int AS raw_frequency,
           s.margin::float8 AS raw_margin,
           CASE WHEN s.amount > 0 AND s.previous > 0
                THEN ROUND(2 * (s.amount - s.previous) / (s.amount + s.previous), 6)
                WHEN s.amount > 0 THEN 2 WHEN s.previous > 0 THEN -2
                END::float8 AS raw_growth,
           COALESCE(l.amount, 0)::float8 AS raw_pipeline,
           COALESCE(i.amount, 0)::float8 AS raw_plans,
           CASE WHEN s.amount > 0 AND c.wallet_share > 0
                THEN FLOOR(100 * (s.amount::float8 * (100 - c.wallet_share::float8)
                                  / c.wallet_share::float8) + 0.500001) / 100
                END AS raw_wallet,
           ARRAY_POSITION('{micro,small,medium,large}', c.company_size::text)
               AS raw_size,
           ARRAY_POSITION('{low,medium,high}', c.cooperation_intent::text)
               AS raw_intent
      FROM keqin_customer c
      LEFT JOIN (
           SELECT p.commercial_partner_id AS partner_id,
                  SUM(o.amount) FILTER (WHERE at >= %(start)s) AS amount,
                  COUNT(*) FILTER (WHERE at >= %(start)s AND o.amount > 0) AS orders,
                  SUM(o.margin) FILTER (WHERE at >= %(start)s) AS margin,
                  SUM(o.amount) FILTER (WHERE at >= %(before)s AND at < %(start)s)
                      AS previous,
                  SUM(o.amount) AS total,
                  MIN(at) FILTER (WHERE o.amount > 0) AS first_at,
                  MAX(at) FILTER (WHERE o.amount > 0) AS last_at
             FROM (SELECT partner_id, date_order AS at,
                          CASE WHEN currency_rate = 1 THEN amount_untaxed
                               ELSE ROUND(amount_untaxed / currency_rate, 2)
                               END AS amount,
                          CASE WHEN margin = amount_untaxed THEN NULL
                               WHEN currency_rate = 1 THEN margin
                               ELSE ROUND(margin / currency_rate, 2) END AS margin
                     FROM sale_order
                    WHERE state = 'sale' AND company_id = %(company)s
                      AND date_order < %(end)s
                   OFFSET 0) o
             JOIN res_partner p ON p.id = o.partner_id
            GROUP BY 1) s USING (partner_id)
      LEFT JOIN (
           SELECT p.commercial_partner_id AS partner_id,
                  SUM(l.prorated_revenue) AS amount
             FROM crm_lead l JOIN res_partner p ON p.id = l.partner_id
            WHERE l.active AND l.type = 'opportunity' AND l.won_status = 'pending'
              AND (l.company_id = %(company)s OR l.company_id IS NULL)
            GROUP BY 1) l USING (partner_id)
      LEFT JOIN (
           SELECT customer_id, SUM(expected_amount) AS amount
             FROM keqin_purchase_intent
            WHERE state = 'planned'
              AND expected_on BETWEEN %(next)s AND %(next_end)s
            GROUP BY 1) i ON i.customer_id = c.id
     WHERE c.active AND c.company_id = %(company)s
"""

# From scores to stored columns; OFFSET 0 keeps a stage from being computed twice.
GRADE = """
    SELECT *,
           CASE WHEN tier_locked THEN tier_old ELSE tier_proposed END AS tier,
           CASE WHEN tier_locked THEN potential_old ELSE potential_proposed END
               AS potential
      FROM (SELECT *,
                   CASE WHEN NOT buyer THEN NULL
                        WHEN 100 * gathered < %(share_a)s * gathered_all THEN 'A'
                        WHEN 100 * gathered < %(share_b)s * gathered_all THEN 'B'
                        ELSE 'C' END AS tier_proposed,
                   CASE WHEN potential_coverage = 0 THEN NULL
                        WHEN potential_score >= %(potential_high)s THEN 'high'
                        WHEN potential_score >= %(potential_medium)s THEN 'medium'
                        ELSE 'low' END AS potential_proposed
              FROM (SELECT *,
                           COALESCE(SUM(CASE WHEN buyer THEN raw_amount END) OVER (
                               ORDER BY CASE WHEN buyer THEN value_score END
                                   DESC NULLS LAST
                               GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                           ), 0) AS gathered
                      FROM ({totals}) total) gathering
             CROSS JOIN (SELECT SUM(raw_amount) AS gathered_all
                           FROM measure WHERE buyer) whole
             OFFSET 0) proposed
     OFFSET 0
"""

STORE = """
    WITH measure AS MATERIALIZED ({measure}),
    known AS ({known}),
    updated AS (
        UPDATE keqin_customer c SET ({stored}) = ROW({new})
          FROM (SELECT *, CASE WHEN key_customer OR STRPOS(%(key_tiers)s, tier) > 0
                               THEN 'key' ELSE 'ordinary' END AS care_level,
                       {explanation} AS grade_explanation
                  FROM ({grade}) grade OFFSET 0) n
         WHERE c.id = n.id AND ({old}) IS DISTINCT FROM ({new})
     RETURNING n.id, n.partner_id, n.tier_old, n.tier, n.potential_old, n.potential,
               n.score_old, n.value_score),
    moved AS (
        SELECT *, SIGN(STRPOS('CBA', COALESCE(tier, '-'))
                       - STRPOS('CBA', COALESCE(tier_old, '-')))::int AS direction
          FROM updated
         WHERE (tier, potential) IS DISTINCT FROM (tier_old, potential_old)),
    history AS (
        INSERT INTO keqin_grade_change
               (customer_id, file_ref, date, reason, tier_old, tier_new, potential_old,
                potential_new, score_old, score_new, direction, create_uid, write_uid,
                changed_by_id, create_date, write_date)
        SELECT id, id, %(as_of)s, 'floor', tier_old, tier, potential_old, potential,
               score_old, value_score, (ARRAY['down', 'same', 'up'])[direction + 2],
               1, 1, 1, now(), now()
          FROM moved),
    contacts AS (
        UPDATE res_partner p SET keqin_tier = m.tier, keqin_potential = m.potential
          FROM moved m WHERE p.id = m.partner_id)
    SELECT (SELECT COUNT(*) FROM updated), (SELECT COUNT(*) FROM moved)
"""


def statement():
    """The whole statement, with named parameters."""
    value_known = "buyer AND raw_{0} IS NOT NULL"
    known = {name: value_known.format(name) for name in VALUE}
    known |= {name: f"raw_{name} IS NOT NULL" for name in POTENTIAL}
    known["pipeline"] = "(SELECT BOOL_OR(pipeline_amount <> 0) FROM measure)"
    known["plans"] = "(SELECT BOOL_OR(planned_amount <> 0) FROM measure)"
    return STORE.format(
        measure=MEASURE,
        known=_counts(known),
        grade=GRADE.format(totals=_totals(_blends(_scores(known)))),
        explanation=_explanation(),
        stored=", ".join(STORED),
        old=", ".join(f"c.{name}" for name in STORED),
        new=", ".join(f"n.{name}" for name in STORED),
    )


def parameters(policy, as_of):
    """Values of the parameters for a `keqin.grading.policy` record."""
    # importable only now that the path of the addons is known
    from odoo.addons.keqin_addon.tools import period

    start, end = period.utc_bounds(
        *period.window(as_of, policy.window_months), policy.tz
    )
    before, _start = period.utc_bounds(
        *period.previous_window(as_of, policy.window_months), policy.tz
    )
    following, last = period.next_window(as_of, policy.window_months)
    names = ("tz", "share_a", "share_b", "potential_high", "potential_medium")
    weights = (f"weight_{factor}" for factor in FACTORS)
    return {
        "as_of": as_of,
        "start": start,
        "end": end,
        "before": before,
        "next": following,
        "next_end": last,
        "company": policy.company_id.id,
        "key_tiers": policy.key_tiers,
        **{name: policy[name] for name in (*names, *weights)},
    }


def _counts(known):
    """How many customers take part in each factor, less one."""
    counts = (f"COUNT(*) FILTER (WHERE {known[f]}) - 1 AS last_{f}" for f in FACTORS)
    return f"SELECT {', '.join(counts)} FROM measure"


def _scores(known):
    """Percent ranks; those without a rank are sorted behind all others."""
    ranks = (
        f"CASE WHEN {known[f]} THEN RANK() OVER (ORDER BY"
        f" CASE WHEN {known[f]} THEN raw_{f} END NULLS LAST) - 1 END AS below_{f}"
        for f in FACTORS
    )
    scores = (
        f"CASE WHEN below_{f} = 0 AND last_{f} = 0 THEN 100"
        f" ELSE {_hundredths(f'100.0::float8 * below_{f} / last_{f}')} / 100"
        f" END AS score_{f}"
        for f in FACTORS
    )
    return (
        f"SELECT *, {', '.join(scores)}"
        f" FROM (SELECT *, {', '.join(ranks)} FROM measure) ranked"
        " CROSS JOIN known OFFSET 0"
    )


def _blends(scores):
    """Weights of the factors that are known, and the running sums in hundredths."""
    weights, shares, sums = [], [], []
    for kind, names in KINDS.items():
        known = (f"(score_{f} IS NOT NULL)::int * {_weight(f)}" for f in names)
        weights.append(f"NULLIF({' + '.join(known)}, 0) AS weight_{kind}")
        exact = []
        for f in names:
            shares.append(
                f"CASE WHEN score_{f} IS NULL THEN 0"
                f" ELSE {_weight(f)} / weight_{kind} END AS share_{f}"
            )
            exact.append(f"COALESCE(score_{f}, 0) * share_{f}")
            sums.append(f"{_hundredths(' + '.join(exact))} AS sum_{f}")
    return (
        f"SELECT *, {', '.join(sums)}"
        f" FROM (SELECT *, {', '.join(shares)}"
        f" FROM (SELECT *, {', '.join(weights)}"
        f" FROM ({scores}) scored OFFSET 0) weighed OFFSET 0) shared OFFSET 0"
    )


def _totals(blends):
    columns = []
    for kind, score, cover in (
        ("value", "value_score", "coverage"),
        ("potential", "potential_score", "potential_coverage"),
    ):
        intended = " + ".join(map(_weight, KINDS[kind]))
        known = f"(COALESCE(weight_{kind}, 0) / ({intended}))::numeric"
        columns.append(f"sum_{KINDS[kind][-1]} / 100 AS {score}")
        columns.append(f"ROUND({known}, 4) AS {cover}")
    return f"SELECT *, {', '.join(columns)} FROM ({blends}) blend"


def _explanation():
    part = '{{"factor":"{}","raw":%%s,"score":%%s,"weight":%%s,"points":%%s}}'.format
    sections = (
        f'"{kind}":[{",".join(map(part, names))}]' for kind, names in KINDS.items()
    )
    values = (value for names in KINDS.values() for value in _part_values(names))
    return f"format('{{{','.join(sections)}}}', {', '.join(values)})::jsonb"


def _part_values(names):
    for before, f in zip(("", *names), names):  # noqa: B905
        yield f"COALESCE(raw_{f}::text, 'null')"
        yield f"COALESCE(score_{f}::text, 'null')"
        yield f"{_hundredths(f'100 * share_{f}')} / 100"
        yield f"(sum_{f} - sum_{before}) / 100" if before else f"sum_{f} / 100"


def _weight(f):
    return f"%(weight_{f})s::float8"


def _hundredths(expression):
    """Rounded half up; the millionth outweighs the binary noise of products."""
    return f"FLOOR(100.0::float8 * ({expression}) + 0.500001)"
