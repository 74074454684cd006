"""Which gift suits a person, and which does not (R077, R080, R086, R216).

What people write on a card is prose, and a gift has keywords: one is looked for in the
other. Nothing here knows of records.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

_SEPARATORS = re.compile(r"[,;\n\uff0c\uff1b\u3001]")


class Idea(NamedTuple):
    """One gift of the catalogue as it is to one person."""

    given: int = 0  # how often the person had it before
    liked: int = 0  # how many of its keywords the person's wishes name
    usual: bool = False  # the industry's own gift
    fitting: bool = False  # made for the industry
    sequence: int = 0  # of the catalogue
    value: float = 0.0


def keywords(text: str | None) -> list[str]:
    """The keywords of a gift, as they are entered: separated by commas.

    >>> keywords("Mooncake,  egg; 月饼、糖")
    ['mooncake', 'egg', '月饼', '糖']
    >>> keywords(None)
    []
    """
    words = (word.strip().casefold() for word in _SEPARATORS.split(text or ""))
    return [word for word in words if word]


def named(words: Iterable[str], text: str | None) -> list[str]:
    """Those of the ``words`` that the text names.

    Words of an alphabet count when they stand alone, in singular or plural; Chinese is
    written without spaces, so it counts wherever it stands.

    >>> named(["egg", "cake", "糖"], "No eggs, but pancakes; 糖尿病")
    ['egg', '糖']
    >>> named(["egg"], "Eggplant only")
    []
    """
    text = (text or "").casefold()
    return [word for word in words if _stands_in(word, text)]


def _stands_in(word, text):
    if not word.isascii():
        return word in text
    return bool(re.search(rf"(?<![a-z0-9]){re.escape(word)}(s|es)?(?![a-z0-9])", text))


def preferred(idea: Idea) -> tuple:
    """Sort key of an idea, the best first.

    What the person never had comes before what was given; then what the person wishes,
    what the industry is given, what is made for it; then the order of the catalogue.

    >>> trees, usual = Idea(liked=1, value=100.0), Idea(usual=True)
    >>> sorted([usual, trees._replace(given=1), trees], key=preferred)[0] == trees
    True
    >>> sorted([usual, trees._replace(given=1)], key=preferred)[0] == usual
    True
    """
    return (
        idea.given,
        -idea.liked,
        not idea.usual,
        not idea.fitting,
        idea.sequence,
        idea.value,
    )
