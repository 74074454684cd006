"""Write the orders of the demo company: ``python3 -m dev.demo_data``.

Three years of orders are too many to write by hand. This makes them from the rhythm
of each customer, the same ones every time, and puts them as one line each into
``keqin_addon/demo/sale_order_demo.xml``, which is kept in the repository: nobody needs
to run this unless a rhythm below has changed.

A line tells how many days before the installation the order was placed, so that the
company lives in the present whenever it is installed. Quantities follow the seasons
of the month in which the order then falls, which is decided on installation.
"""

from pathlib import Path
from random import Random
from typing import NamedTuple

FILE = Path(__file__).parents[1] / "keqin_addon" / "demo" / "sale_order_demo.xml"
YEAR = 364
LATEST = 3  # days ago
USD = 7.2  # how a price in CNY becomes one on the export price list

# Part of an average month, from January on. Everybody is quiet at Spring Festival.
SEASONS = {
    "steady": (1.2, 0.5, 1, 1, 1, 1, 0.95, 0.95, 1.05, 1, 1.1, 1.25),
    "festival": (1.6, 0.5, 0.8, 0.85, 0.9, 0.85, 0.85, 0.9, 1.15, 0.95, 1.15, 1.5),
    "online": (1, 0.5, 0.8, 0.85, 1, 1.3, 0.85, 0.85, 1, 1.25, 1.6, 1),
    "school": (0.6, 0.4, 0.9, 0.8, 0.8, 1.2, 1.7, 1.9, 1.4, 0.8, 0.7, 0.8),
    "harvest": (0.8, 0.4, 0.7, 0.8, 0.8, 0.8, 1, 1.2, 1.8, 1.7, 1.1, 0.9),
    "budget": (0.9, 0.4, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 1, 1.2, 1.5, 1.6),
}

PRICES = {
    "carton": 18.0,
    "airbag": 96.0,
    "film": 68.0,
    "box": 85.0,
    "pallet": 165.0,
    "coldbox": 320.0,
    "sealer": 26800.0,
    "wrapper": 58000.0,
    "locker": 9600.0,
    "freezer": 12800.0,
    "maintain": 12000.0,
    "design": 30000.0,
}


class Rhythm(NamedTuple):
    """How a customer buys in each of the three years, the oldest first.

    ``amounts`` are thousands of CNY, ``orders`` their numbers, ``mix`` the products
    with their weights. ``since`` is the day of the first order in days ago,
    ``returns`` the part of the orders of which something comes back.
    """

    season: str
    amounts: tuple[float, float, float]
    orders: tuple[int, int, int]
    mix: str
    discount: float = 0.0
    since: int = 3 * YEAR
    returns: float = 0.0


RHYTHMS = {
    # from 0.5 to 8 million a year
    "ruichen": Rhythm(
        "steady", (500, 760, 8000), (5, 6, 19), "wrapper:3 sealer:2 box:3 carton:2"
    ),
    "hangyu": Rhythm(
        "budget",
        (4200, 4800, 5600),
        (11, 12, 14),
        "carton:4 airbag:2 pallet:3 wrapper:1",
        0.1,
    ),
    "dingsheng": Rhythm(
        "steady", (6400, 4900, 2700), (15, 12, 8), "box:5 carton:3 pallet:2", 0.14
    ),
    "lanqiao": Rhythm(
        "online", (2600, 2900, 3200), (24, 24, 26), "carton:4 airbag:4 film:1", 0.08
    ),
    "tuojie": Rhythm(
        "budget", (1800, 2000, 1900), (8, 8, 8), "carton:4 airbag:2 sealer:1", 0.08
    ),
    "yanhe": Rhythm("steady", (160, 170, 165), (5, 5, 5), "carton:3 film:1"),
    "jinzhi": Rhythm(
        "steady", (780, 820, 760), (8, 8, 8), "carton:4 pallet:2", 0.05, returns=0.4
    ),
    "huaxu": Rhythm("steady", (320, 620, 1250), (5, 7, 11), "box:3 airbag:3 carton:2"),
    "beiyuan": Rhythm("budget", (1500, 600, 48), (8, 5, 2), "maintain:2 sealer:1"),
    "maoyu": Rhythm(
        "online", (540, 560, 610), (6, 6, 7), "carton:4 airbag:2 pallet:1", 0.04
    ),
    "haoran": Rhythm("steady", (0, 0, 210), (0, 0, 4), "airbag:3 carton:2", since=230),
    "lehui": Rhythm(
        "festival",
        (2100, 2500, 2900),
        (16, 17, 19),
        "freezer:5 box:3 maintain:1",
        0.08,
        returns=0.1,
    ),
    "xinyue": Rhythm(
        "online", (900, 1500, 2300), (12, 16, 22), "carton:6 film:2 sealer:1", 0.06
    ),
    "meijia": Rhythm("online", (480, 430, 450), (7, 7, 7), "carton:4 airbag:1"),
    "youpin": Rhythm("festival", (60, 80, 75), (4, 4, 4), "carton:2 film:1"),
    "chayuli": Rhythm(
        "festival", (0, 0, 180), (0, 0, 5), "carton:3 freezer:1", since=200
    ),
    "shuyun": Rhythm("festival", (360, 420, 520), (10, 10, 11), "box:3 freezer:2"),
    "haiwei": Rhythm("festival", (420, 260, 105), (8, 5, 3), "freezer:3 box:1"),
    "zhouyu": Rhythm("festival", (45, 50, 52), (4, 4, 4), "box:2 film:1"),
    "manting": Rhythm(
        "budget", (650, 700, 690), (6, 6, 6), "freezer:4 maintain:1", 0.03
    ),
    "suda": Rhythm(
        "steady",
        (1700, 1900, 2250),
        (24, 26, 30),
        "film:4 pallet:4",
        0.1,
        returns=0.06,
    ),
    "tongjie": Rhythm(
        "online", (260, 520, 980), (8, 11, 15), "film:3 carton:3 sealer:1", 0.03
    ),
    "lugang": Rhythm("steady", (0, 150, 380), (0, 4, 8), "pallet:3 film:2", since=620),
    "beihai": Rhythm("festival", (980, 800, 540), (9, 7, 5), "coldbox:2 box:3", 0.06),
    "yunqi": Rhythm("steady", (120, 110, 130), (4, 4, 4), "film:2 carton:1"),
    "huitong": Rhythm("budget", (720, 300, 850), (3, 2, 4), "locker:6 maintain:1"),
    "anxin": Rhythm("budget", (90, 60, 80), (2, 2, 2), "locker:1"),
    # no order for more than a year
    "dongyuan": Rhythm("budget", (210, 90, 0), (3, 2, 0), "locker:1"),
    # nobody recorded what a design costs: margin unknown
    "zhiyun": Rhythm("steady", (150, 240, 330), (4, 6, 8), "design:1"),
    "shuling": Rhythm("budget", (60, 75, 90), (2, 2, 3), "design:1"),
    "xingtu": Rhythm("steady", (0, 0, 120), (0, 0, 3), "design:1", since=170),
    "kangrui": Rhythm(
        "steady", (600, 850, 1900), (8, 9, 15), "coldbox:5 box:2 carton:1", 0.05
    ),
    "renji": Rhythm("budget", (380, 410, 400), (5, 5, 5), "locker:3 freezer:2"),
    "boai": Rhythm(
        "steady",
        (860, 900, 980),
        (9, 9, 10),
        "carton:3 coldbox:2",
        0.05,
        returns=0.1,
    ),
    "yixin": Rhythm("budget", (50, 70, 60), (3, 3, 3), "locker:1"),
    "mingde": Rhythm("school", (130, 150, 170), (4, 4, 4), "locker:2 box:1"),
    "qihang": Rhythm("school", (280, 310, 420), (3, 3, 4), "locker:2 sealer:1"),
    "yuying": Rhythm("school", (70, 40, 55), (2, 2, 2), "box:1 locker:1"),
    "lvye": Rhythm("harvest", (300, 330, 360), (4, 4, 5), "carton:3 pallet:2"),
    "lanyu": Rhythm("steady", (400, 700, 1150), (6, 8, 10), "pallet:3 box:3"),
}
IN_USD = {"lanyu"}
# every n-th order comes from another contact of the family
FAMILY = {"suda": (3, "suda_warehouse")}

TUOJIE_BIG = [("sealer", 18, 24650.0), ("carton", 19000, 16.56)]
BY_HAND = [
    # ordered by mistake and cancelled eleven minutes later
    (153, 122, "tuojie", "budget", TUOJIE_BIG),
    (153, 133, "tuojie", "budget", [(p, -qty, price) for p, qty, price in TUOJIE_BIG]),
    # an individual, out of care by the default scope
    (96, 310, "person", "steady", [("box", 6, 85.0)]),
]

HEAD = """\
<?xml version="1.0" encoding="utf-8" ?>
<odoo>
    <!--
        Written by `python3 -m dev.demo_data`: change the rhythm of a customer there.
        One line is one order: days ago (at a weekend: in the week before), minutes
        after 08:00 in Shanghai, customer, season, products with quantity and price.
        They are loaded in one batch, in less than half the time of one by one.
    -->
    <function
        model="sale.order"
        name="_load_records"
        context="{'tracking_disable': True, 'sale_no_log_for_new_lines': True}"
    >
        <value eval="[]" />
        <value
            eval="[
    {
        'xml_id': 'keqin_addon.sale_order_%04d_demo' % number,
        'noupdate': True,
        'values': {
            'company_id': ref('base.demo_company_keqin'),
            'partner_id': ref('partner_%s_demo' % customer),
            'pricelist_id': customer in ({in_usd}) and ref('pricelist_usd_demo'),
            'date_order': at,
            'state': 'sale',
            'order_line': [
                Command.create({
                    'product_id': ref('product_%s_demo' % product),
                    'product_uom_qty': round(qty * part) or (1 if qty &gt; 0 else -1),
                    'price_unit': price,
                })
                for (product, qty, price), part in zip(lines, [part] * len(lines))
            ],
        },
    }
    for seasons in [{
{seasons}
    }]
    for number, (ago, minutes, customer, season, lines) in enumerate([
"""
TAIL = """\
    ], 1)
    for day in [
        DateTime.today().replace(hour=0, minute=0, second=0, microsecond=0)
        - timedelta(days=ago)
    ]
    for weekend in [day.weekday() &gt; 4 and day.weekday() - 4 + ago % 5]
    for at in [day - timedelta(days=weekend) + timedelta(minutes=minutes)]
    for part in [seasons[season][at.month - 1]]
]"
        />
        <value name="update" eval="True" />
    </function>
</odoo>
"""


def main():
    FILE.write_text(document(), encoding="utf-8")
    print(f"{FILE.name}: {len(all_orders())} orders")


def document():
    seasons = "\n".join(f"        {name!r}: {part}," for name, part in SEASONS.items())
    head = HEAD.replace("{seasons}", seasons)
    head = head.replace("{in_usd}", "".join(f"{key!r}, " for key in sorted(IN_USD)))
    rows = "".join(f"        {row},\n" for row in all_orders())
    return head + rows + TAIL


def all_orders():
    """Every order, the oldest first."""
    rows = [row for key, rhythm in RHYTHMS.items() for row in orders(key, rhythm)]
    return sorted(rows + BY_HAND, key=lambda row: (-row[0], row[1], row[2]))


def orders(key, rhythm):
    # one generator per customer: a change of one leaves all others as they are
    random = Random(f"keqin {key}")
    mix = [item.split(":") for item in rhythm.mix.split()]
    number = 0
    for year, (amount, count) in enumerate(
        zip(rhythm.amounts, rhythm.orders, strict=True)
    ):
        rate = (1 - rhythm.discount) * (0.96, 0.98, 1.0)[year]
        for ago, part in zip(
            days(random, year, count, rhythm.since), parts(random, count), strict=True
        ):
            wanted = 1000 * amount * part
            lines = order_lines(random, mix, wanted, rate, key in IN_USD)
            number += 1
            every, other = FAMILY.get(key, (number + 1, key))
            buyer = key if number % every else other
            yield ago, minutes(random), buyer, rhythm.season, lines
            if ago > 20 and random.random() < rhythm.returns:
                back = ago - 8 - int(8 * random.random())
                yield back, minutes(random), buyer, rhythm.season, returned(lines)


def days(random, year, count, since):
    """Days ago of ``count`` orders of a year, about evenly spaced."""
    first = min((3 - year) * YEAR, since) - 1
    last = max((2 - year) * YEAR, LATEST)
    step = (first - last) / (count or 1)
    return [first - int(step * (number + random.random())) for number in range(count)]


def parts(random, count):
    """``count`` random parts of one, none more than about twice another."""
    weights = [0.7 + 0.6 * random.random() for _number in range(count)]
    return [weight / sum(weights) for weight in weights]


def minutes(random):
    return 60 + int(480 * random.random())


def order_lines(random, mix, wanted, rate, in_usd):
    """One or two products of the mix for about ``wanted`` CNY."""
    chosen = draw(random, mix, 2 if len(mix) > 1 and random.random() < 0.6 else 1)
    total = sum(int(weight) for _product, weight in chosen)
    affordable = [
        (product, wanted * int(weight) / total)
        for product, weight in chosen
        if PRICES[product] <= wanted * int(weight) / total * 1.5
    ]
    share = affordable or [(min((p for p, _w in mix), key=PRICES.get), wanted)]
    scale = wanted / sum(part for _product, part in share)
    return [line(product, part * scale, rate, in_usd) for product, part in share]


def draw(random, mix, count):
    """``count`` different items, likelier the heavier they weigh."""
    ranked = sorted(mix, key=lambda item: random.random() ** (1 / int(item[1])))
    return ranked[-count:]


def line(product, amount, rate, in_usd):
    list_price = PRICES[product]
    price = round(list_price * rate, -1 if list_price > 1000 else 2)
    qty = max(round(amount / price), 1)
    qty = round(qty, -1) if qty > 50 else qty
    return product, qty, round(price / USD, 2) if in_usd else price


def returned(lines):
    product, qty, price = lines[0]
    return [(product, -max(round(qty * 0.12), 1), price)]


if __name__ == "__main__":
    main()
