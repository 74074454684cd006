"""What changed in the health of a relationship, and what would mend it (R214).

Works on stored explanations: ``{"parts": [...]}``, as `health.parts` makes them.
"""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

# The way to green ends above the limit, whatever was rounded off on it.
_ABOVE = 0.02


class Changes(NamedTuple):
    """``parts`` and ``rest`` add up to ``total`` exactly; all in points."""

    total: float
    parts: dict[str, float]
    rest: float


class Step(NamedTuple):
    """Raise the score of a factor; ``gain`` is what that adds to the health."""

    code: str
    score: float
    target: float
    gain: float


def changes(before: Sequence[dict], after: Sequence[dict]) -> Changes:
    """What made the score move, factor by factor, exact to the last digit.

    A factor brings what its own score did, by the mean of its weights then and now.
    Whatever is left is one line: other weights, factors that became known or
    unknown, and the last hundredth. With the same weights there is nothing left.

    >>> then = [{"code": "care", "score": 80.0, "weight": 100.0, "points": 80.0}]
    >>> now = [{"code": "care", "score": 60.0, "weight": 50.0, "points": 30.0},
    ...        {"code": "people", "score": 90.0, "weight": 50.0, "points": 45.0}]
    >>> changes(then, now)
    Changes(total=-5.0, parts={'care': -15.0, 'people': 0.0}, rest=10.0)
    """
    old, new = ({part["code"]: part for part in it} for it in (before, after))
    codes = list(dict.fromkeys([*old, *new]))
    total = _points(after) - _points(before)
    fixed = all(_weight(old, code) == _weight(new, code) for code in codes)
    moved = {code: _moved(old.get(code), new.get(code), fixed=fixed) for code in codes}
    rest = total - sum(moved.values())
    return Changes(total / 100, {c: m / 100 for c, m in moved.items()}, rest / 100)


def _moved(old, new, *, fixed):
    """Hundredths that a factor brought; 0 where it was not known on both days."""
    if not old or not new or old["score"] is None or new["score"] is None:
        return 0
    if fixed:
        return _points([new]) - _points([old])
    return round((old["weight"] + new["weight"]) / 2 * (new["score"] - old["score"]))


def _points(parts_):
    return sum(round(100 * part["points"]) for part in parts_)


def _weight(parts_, code):
    return parts_[code]["weight"] if code in parts_ else 0.0


def way_up(parts_: Sequence[dict], efforts: dict, green: float) -> list[Step]:
    """The cheapest way to green: what brings most for its effort comes first.

    Factors in the order of weight x (100 - score) / effort, each raised as far as it
    goes and the last one only as far as needed. Unknown factors are not guessed at.

    :param efforts: by code, what improving the factor costs against the others
    :return: list of `Step`; empty when the health is green already, or unknown

    >>> parts_ = [{"code": "care", "score": 40.0, "weight": 50.0, "points": 20.0},
    ...           {"code": "people", "score": 80.0, "weight": 50.0, "points": 40.0}]
    >>> way_up(parts_, {"care": 1, "people": 1}, 70)
    [Step(code='care', score=40.0, target=60.04, gain=10.02)]
    """
    known = [part for part in parts_ if part["score"] is not None and part["weight"]]
    left = green + _ABOVE - _points(known) / 100
    if not known or left <= _ABOVE - 0.01:
        return []
    known.sort(
        key=lambda it: it["weight"] * (100 - it["score"]) / efforts[it["code"]],
        reverse=True,
    )
    steps = []
    for part in known:
        score, weight = part["score"], part["weight"]
        target = min(ceil(round(100 * score + 1e4 * left / weight, 4)) / 100, 100.0)
        gain = round(weight * (target - score) / 100, 2)
        if gain > 0:
            steps.append(Step(part["code"], score, target, gain))
        left -= gain
        if left <= 0:
            break
    return steps
