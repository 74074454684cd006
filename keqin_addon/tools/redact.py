"""Take a person out of a text, and leave what it says of the business."""

import re
from html import escape


def needles(name="", *others):
    """What gives a person away: names and addresses, the longest first.

    >>> needles("Ann Lee", "ann@press.example", "", None)
    ['ann@press.example', 'Ann Lee']
    >>> needles("A")
    []
    """
    found = {text.strip() for text in (name, *others) if text and len(text.strip()) > 1}
    return sorted(found, key=lambda text: (-len(text), text))


def redact(text, words, stand_in):
    """``text`` with ``stand_in`` for each of ``words``, as plain text or in HTML.

    Words of Latin letters are found as words, so that nothing else is torn apart;
    Chinese is written without spaces, so there they are found anywhere.

    >>> redact("Ann Lee met Annette", ["Ann Lee", "Ann"], "N.")
    'N. met Annette'
    >>> redact("请王芳签字", ["王芳"], "N.")
    '请N.签字'
    >>> redact("<p>O&#x27;Hara &amp; Co</p>", ["O'Hara"], "N.")
    '<p>N. &amp; Co</p>'
    >>> redact("ANN LEE", ["Ann Lee"], "N.")
    'N.'
    >>> redact("", ["Ann"], "N."), redact(False, ["Ann"], "N."), redact("x", [], "N.")
    ('', False, 'x')
    """
    if not text or not words:
        return text
    forms = {form for word in words for form in (word, escape(word))}
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    pattern = "|".join(_bounded(form) for form in ordered)
    return re.sub(pattern, lambda _match: stand_in, text, flags=re.IGNORECASE)


def _bounded(word):
    """The pattern of a word, bounded where letters separate words."""
    before = r"(?<![A-Za-z0-9_])" if re.match(r"[A-Za-z0-9_]", word) else ""
    after = r"(?![A-Za-z0-9_])" if re.search(r"[A-Za-z0-9_]$", word) else ""
    return f"{before}{re.escape(word)}{after}"
