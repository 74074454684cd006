"""Where the marks of small printed charts are drawn. Pure functions, no database."""

from collections.abc import Iterable, Sequence

# What the values of a unit lie between, where that is known beforehand.
_RANGES = {"percent": (0.0, 100.0), "points": (-100.0, 100.0), "level": (1.0, 5.0)}


def bounds(unit: str, values: Iterable[float | None]) -> tuple[float, float]:
    """Least and largest value of an axis: those of the unit, and room for the values.

    >>> bounds("percent", [40, None, 90]), bounds("percent", [-20, 130])
    ((0.0, 100.0), (-20, 130))
    >>> bounds("days", [2.5, 4]), bounds("number", [])
    ((0.0, 4), (0.0, 1.0))
    """
    low, high = _RANGES.get(unit, (0.0, 0.0))
    known = [value for value in values if value is not None]
    low, high = min([low, *known]), max([high, *known])
    return low, high if high > low else low + 1.0


def position(value: float, axis: tuple[float, float], length: float) -> float:
    """How far along an axis of ``length`` a value lies; never beyond its ends.

    >>> position(75, (50, 100), 120), position(200, (50, 100), 120)
    (60.0, 120.0)
    """
    low, high = axis
    share = (min(max(value, low), high) - low) / (high - low)
    return round(length * share, 1)


def polylines(
    values: Sequence[float | None],
    axis: tuple[float, float],
    width: float,
    height: float,
) -> list[str]:
    """Points of a line through the values, as SVG has them; a gap where one is missing.

    A value alone between gaps is a line of one point, to be drawn as a dot.

    >>> polylines([0, 50, None, 100], (0, 100), 90, 20)
    ['0.0,20.0 30.0,10.0', '90.0,0.0']
    """
    step = width / max(len(values) - 1, 1)

    def point(place, value):
        across = round(place * step, 1)
        return f"{across},{round(height - position(value, axis, height), 1)}"

    points = [
        None if value is None else point(place, value)
        for place, value in enumerate(values)
    ]
    # an unknown point leaves two bars next to each other, where the line breaks
    runs = "|".join(point or "" for point in points).split("||")
    runs = [run.strip("|").replace("|", " ") for run in runs]
    return [run for run in runs if run]
