"""How far a goal is reached: arithmetic without ``self`` or database (R217)."""


def progress(start: float, target: float, now: float) -> float | None:
    """Part of the way from ``start`` to ``target``, in percent, 0 to 100.

    Whichever way the goal points: a cost that has to fall counts as one that rises.
    Without a way to go there is no progress: ``None``.

    >>> progress(10, 20, 15), progress(8, 2, 5), progress(0, 50, 80)
    (50.0, 50.0, 100.0)
    >>> progress(10, 20, 5), progress(3, 3, 3) is None
    (0.0, True)
    """
    way = target - start
    if not way:
        return None
    return round(min(max(100.0 * (now - start) / way, 0.0), 100.0), 1)
