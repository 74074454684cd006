"""Arithmetic of ideas: what is worth most for the least effort comes first."""

LOWEST, HIGHEST = 1, 5


def score(benefit, effort):
    """How worthwhile an idea is, 0 to 100: the mean of its benefit and its ease.

    :param benefit: 1 (little) to 5 (great), as ``effort``
    :return: None while one of them is unknown

    >>> score(5, 1), score(1, 5), score(3, 3), score(5, 5)
    (100.0, 0.0, 50.0, 50.0)
    >>> score(4, None) is None
    True
    """
    if not (benefit and effort):
        return None
    reach = 2 * (HIGHEST - LOWEST)
    return 100.0 * ((benefit - LOWEST) + (HIGHEST - effort)) / reach
