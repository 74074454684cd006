"""Arithmetic of opinions: what an answer says, and what many say (design, section 8).

NPS after Reichheld (2003): 9-10 promoters, 7-8 passives, 0-6 detractors. Satisfaction
(CSAT) is the share of the top two of five levels; other scales are laid over 1 to 5.
"""

PROMOTER, PASSIVE, DETRACTOR = "promoter", "passive", "detractor"
POSITIVE, NEUTRAL, NEGATIVE = "positive", "neutral", "negative"
_NPS_VALUE = {PROMOTER: 100.0, PASSIVE: 0.0, DETRACTOR: -100.0}


def nps_class(score):
    """:return: what a recommendation of 0 to 10 makes of who gave it

    >>> [nps_class(score) for score in (0, 6, 7, 8, 9, 10)]
    ['detractor', 'detractor', 'passive', 'passive', 'promoter', 'promoter']
    >>> nps_class(11)
    Traceback (most recent call last):
    ValueError: a recommendation is a number from 0 to 10, not 11
    """
    if not 0 <= score <= 10:
        raise ValueError(f"a recommendation is a number from 0 to 10, not {score}")
    if score >= 9:
        return PROMOTER
    return PASSIVE if score >= 7 else DETRACTOR


def nps_value(score):
    """:return: +100, 0 or -100, so that any average of them is the true NPS

    >>> sum(map(nps_value, (10, 9, 8, 3))) / 4
    25.0
    """
    return _NPS_VALUE[nps_class(score)]


def level(score, low, high):
    """Lay a scale of ``low`` to ``high`` over the five levels of satisfaction.

    :return: 1.0 to 5.0
    :raises ValueError: when the score is not on the scale, or the scale is empty

    >>> level(4, 1, 5), level(10, 0, 10), level(8, 0, 10), level(1, 0, 1)
    (4.0, 5.0, 4.2, 5.0)
    >>> level(6, 1, 5)
    Traceback (most recent call last):
    ValueError: 6 is not on the scale from 1 to 5
    """
    if not low <= score <= high or low == high:
        raise ValueError(f"{score} is not on the scale from {low} to {high}")
    return round(1 + 4 * (score - low) / (high - low), 4)


def is_satisfied(satisfaction):
    """:return: whether a level of 1 to 5 is one of the top two

    >>> [is_satisfied(x) for x in (5, 4, 3.9, 1)]
    [True, True, False, False]
    """
    return satisfaction >= 4


def sentiment(*, recommendation=None, satisfaction=None):
    """What one answer says: of a recommendation 0-10 or a satisfaction level 1-5.

    >>> sentiment(recommendation=6), sentiment(satisfaction=2)
    ('negative', 'negative')
    >>> sentiment(recommendation=7), sentiment(satisfaction=3)
    ('neutral', 'neutral')
    >>> sentiment(recommendation=9), sentiment(satisfaction=4)
    ('positive', 'positive')
    """
    if recommendation is not None:
        by_class = {PROMOTER: POSITIVE, PASSIVE: NEUTRAL, DETRACTOR: NEGATIVE}
        return by_class[nps_class(recommendation)]
    if is_satisfied(satisfaction):
        return POSITIVE
    return NEUTRAL if satisfaction >= 3 else NEGATIVE
