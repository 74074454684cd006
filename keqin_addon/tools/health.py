"""Health of a relationship: factors 0-100, their mean, what changed (R214).

Five factors, each a plain function of what was measured: care on schedule, opinions,
purchases against the customer's own past, complaints and promises, key persons.
Slopes instead of steps, clamped at both ends, so that nothing jumps overnight. What
is not known is ``None`` and never zero: the other weights are scaled up and
``coverage`` tells how much of the intended weight was known. The arithmetic of the mean
is `grading.blend`, whose points add up to the score to the last digit.

Explanations are what is stored: ``{"parts": [...]}``, each part with its ``code``,
``score`` 0-100 or None, ``weight`` in percent of what is known, ``points``, ``facts``.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from .grading import Blend, blend, hundredths

# Per factor what an explanation tells of it, in the order of `Measure`; dates are text.
FACTS = {
    "care": ("last_on", "interval", "max_gap", "planned", "actual"),
    "satisfaction": ("nps", "nps_on", "csat", "csat_on"),
    "purchase": ("last_order_on", "order_interval", "amount", "amount_before"),
    "service": ("complaints", "serious", "overdue", "late", "broken"),
    "people": ("contacts", "deciders", "touch_on"),
}
FACTORS = tuple(FACTS)
# What somebody said a year ago says nothing of today.
OPINION_DAYS = 365
# Speaking to a person within a month is as good as it gets, half a year is silence.
TOUCH_DAYS = (30, 180)
# So many key persons make a relationship that one departure does not end.
ENOUGH_PEOPLE = 3
# What a complaint or promise costs of the 100 points of service.
_OPEN, _SERIOUS, _OVERDUE, _LATE, _BROKEN = 20.0, 20.0, 20.0, 15.0, 15.0
# An average of fewer would tell what single customers are like.
ENOUGH_PEERS = 5


class Measure(NamedTuple):
    """What is known of one customer; ages in days, amounts in company currency.

    ``last_on`` to ``touch_on`` are what explanations tell, see `FACTS`. ``care_days``
    are since the last care, ``open_days`` since the care file was opened;
    ``attainment`` and ``elapsed`` of the valid plan are 0 to 1; ``ratio`` is the
    time since the last order in the customer's own order intervals; ``served`` says
    whether there ever was a case or a promise.
    """

    id: int
    tier: str | None
    potential: str | None
    last_on: str | None
    interval: float | None
    max_gap: int | None
    planned: int | None
    actual: int | None
    nps: float | None
    nps_on: str | None
    csat: float | None
    csat_on: str | None
    last_order_on: str | None
    order_interval: float | None
    amount: float | None
    amount_before: float | None
    complaints: int
    serious: int
    overdue: int
    late: int
    broken: int
    contacts: int
    deciders: int
    touch_on: str | None
    care_days: int | None
    open_days: int | None
    attainment: float | None
    elapsed: float | None
    nps_days: int | None
    csat_days: int | None
    ratio: float | None
    served: bool
    touch_days: int | None


class Limits(NamedTuple):
    """Above which score health is yellow and green, the least coverage in percent for a
    colour, and after how many own intervals without an order a customer is lost."""

    yellow: float = 50.0
    green: float = 70.0
    coverage: float = 50.0
    lost: float = 3.0


class Health(NamedTuple):
    """What is stored of one customer; ``explanation`` as JSON text."""

    id: int
    score: float | None
    coverage: float
    band: str | None
    explanation: str


# factors
def decline(value: float, full: float, none: float) -> float:
    """100 up to ``full``, 0 from ``none`` on, a straight line between.

    >>> [decline(days, 30, 60) for days in (-1, 30, 45, 60, 99)]
    [100.0, 100.0, 50.0, 0.0, 0.0]
    >>> decline(31, 30, 30)
    0.0
    """
    if value <= full:
        return 100.0
    return 100.0 * (none - value) / (none - full) if value < none else 0.0


def mean(*scores: float | None) -> float | None:
    """Mean of the known scores in hundredths, rounded half up; None without any.

    >>> mean(100.0, None, 33.333), mean(None)
    (66.67, None)
    """
    known = [score for score in scores if score is not None]
    return hundredths(sum(known) / len(known)) / 100 if known else None


def care(days, open_days, interval, max_gap, attainment, elapsed, planned):
    """Care on schedule: the time since the last care, and what the plan asks by now.

    100 within the interval, 0 from the maximum gap on (without one, from twice the
    interval). Who never had any care is measured from the opening of the file, once
    the first interval is over. A plan counts as soon as something of it is due.

    >>> care(45, 300, 30, 60, None, None, None)
    50.0
    >>> care(None, 20, 30, 60, None, None, None) is None
    True
    >>> care(10, 300, 30, 60, 0.25, 0.5, 12)
    75.0
    """
    gap = plan = None
    if days is None and open_days is not None and interval and open_days > interval:
        days = open_days
    if days is not None and interval:
        last = max_gap if max_gap and max_gap > interval else 2 * interval
        gap = decline(days, interval, last)
    if planned and elapsed and planned * elapsed >= 1:
        plan = 100.0 * min(attainment / elapsed, 1.0)
    return mean(gap, plan)


def satisfaction(nps, nps_days, csat, csat_days):
    """What the customer said last: recommendation 0-10 and satisfaction 1-5.

    The fresher of the two weighs more; after a year an opinion says nothing more.

    >>> satisfaction(8, 10, None, None), satisfaction(8, 365, None, None)
    (80.0, None)
    >>> satisfaction(10, 0, 1, 0), satisfaction(10, 0, 1, 182.5)
    (50.0, 66.67)
    """
    said = weight = 0.0
    if nps is not None and nps_days < OPINION_DAYS:
        fresh = float(OPINION_DAYS - nps_days)
        said, weight = fresh * 10.0 * nps, fresh
    if csat is not None and csat_days < OPINION_DAYS:
        fresh = float(OPINION_DAYS - csat_days)
        said, weight = said + fresh * 25.0 * (csat - 1.0), weight + fresh
    return hundredths(said / weight) / 100 if weight else None


def purchase(ratio, lost, amount, before):
    """The customer against its own past: rhythm of the orders, and their amount.

    Rhythm: 100 until the next order is due, 0 once the customer counts as lost after
    ``lost`` own intervals. Amount: the part of the window before that was kept.

    >>> purchase(2, 3, 80, 100), purchase(None, 3, 0, 0)
    (65.0, None)
    >>> purchase(0.5, 3, 300, 100)
    100.0
    """
    rhythm = kept = None
    if ratio is not None:
        rhythm = decline(ratio, 1.0, lost)
    if before is not None and before > 0:
        kept = 100.0 * min(max(amount or 0.0, 0.0) / before, 1.0)
    return mean(rhythm, kept)


def service(served, complaints, serious, overdue, late, broken):
    """Complaints that are open and promises that were not kept, taken off 100.

    Of a customer that never brought us anything and was never promised anything
    nothing is known: silence is not satisfaction.

    >>> service(True, 0, 0, 0, 0, 0), service(True, 1, 1, 1, 0, 1)
    (100.0, 25.0)
    >>> service(False, 0, 0, 0, 0, 0) is None
    True
    """
    if not served:
        return None
    lost = _OPEN * complaints + _SERIOUS * serious + _OVERDUE * overdue
    return max(100.0 - lost - _LATE * late - _BROKEN * broken, 0.0)


def people(contacts, deciders, touch_days):
    """Key persons: is a decision maker known, are there enough, when did we speak.

    Without any card nothing is known; the archive says that it is not filled.

    >>> people(3, 1, 20), people(1, 0, None), people(0, 0, None)
    (100.0, 16.67, None)
    """
    if not contacts:
        return None
    enough = 100.0 * min(contacts / ENOUGH_PEOPLE, 1.0)
    touch = None if touch_days is None else decline(touch_days, *TOUCH_DAYS)
    return mean(100.0 if deciders else 0.0, enough, touch)


def scores(measures: Sequence[Measure], lost: float) -> list[list[float | None]]:
    """Score columns in the order of `FACTORS`, for `grading.blend`."""
    return [
        [
            care(
                m.care_days,
                m.open_days,
                m.interval,
                m.max_gap,
                m.attainment,
                m.elapsed,
                m.planned,
            )
            for m in measures
        ],
        [satisfaction(m.nps, m.nps_days, m.csat, m.csat_days) for m in measures],
        [purchase(m.ratio, lost, m.amount, m.amount_before) for m in measures],
        [service(m.served, *m[16:21]) for m in measures],
        [people(m.contacts, m.deciders, m.touch_days) for m in measures],
    ]


# the whole
def band(score: float | None, coverage: float, limits: Limits) -> str | None:
    """Colour by half-open bounds; None while too little is known.

    >>> [band(score, 1.0, Limits()) for score in (50, 50.01, 70, 70.01)]
    ['red', 'yellow', 'yellow', 'green']
    >>> band(90, 0.4999, Limits()), band(90, 0.5, Limits()), band(None, 0, Limits())
    (None, 'green', None)
    """
    if score is None or 100.0 * coverage < limits.coverage:
        return None
    if score > limits.green:
        return "green"
    return "yellow" if score > limits.yellow else "red"


def assess(
    measures: Iterable[Measure], weights: dict, limits: Limits
) -> Iterator[Health]:
    """The health of many customers, one `Health` each, in any order.

    :param weights: of each ``(tier, potential)`` a tuple in the order of `FACTORS`
    """
    alike = defaultdict(list)
    for measure in measures:
        alike[weights[measure.tier, measure.potential]].append(measure)
    for intended, group in alike.items():
        blended = blend(scores(group, limits.lost), intended)
        for measure, total, coverage, text in zip(
            group, blended.total, blended.coverage, parts(group, blended), strict=True
        ):
            score = total if coverage else None
            colour = band(score, coverage, limits)
            yield Health(measure.id, score, coverage, colour, text)


def _template():
    def fact(name):
        return f'"{name}":"%s"' if name.endswith("_on") else f'"{name}":%s'

    texts = (
        f'{{"code":"{code}","score":%s,"weight":%s,"points":%s,'
        f'"facts":{{{",".join(map(fact, names))}}}}}'
        for code, names in FACTS.items()
    )
    return f'{{"parts":[{",".join(texts)}]}}'


_TEXT = _template()


def parts(measures: Sequence[Measure], blended: Blend) -> Iterator[str]:
    """Explanations as JSON text, which goes straight into a ``jsonb`` column."""
    columns = (blended.scores, blended.weights, blended.points)
    for m, s, w, p in zip(measures, *columns, strict=True):
        # fmt: off
        values = (
            s[0], w[0], p[0], *m[3:8],
            s[1], w[1], p[1], *m[8:12],
            s[2], w[2], p[2], *m[12:16],
            s[3], w[3], p[3], *m[16:21],
            s[4], w[4], p[4], *m[21:24],
        )
        # fmt: on
        text = _TEXT % values
        yield text.replace('"None"', "null").replace("None", "null")


# against another day
