"""Keywords of gifts in what people write, and which idea comes first."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools.gift import Idea, keywords, named, preferred

from . import properties  # noqa: F401
from .covers import covers

WORDS = st.text("abcdexyz", min_size=1, max_size=6)
IDEAS = st.builds(
    Idea,
    given=st.integers(0, 3),
    liked=st.integers(0, 3),
    usual=st.booleans(),
    fitting=st.booleans(),
    sequence=st.integers(0, 3),
    value=st.floats(0, 100),
)


@covers("R077")
@given(st.lists(WORDS, max_size=5))
def test_what_is_entered_is_what_is_looked_for(words):
    assert keywords(" , ".join(words)) == words
    assert keywords("，".join(words)) == words


@covers("R077")
@given(WORDS, WORDS)
def test_word_counts_alone_and_not_inside_another(word, other):
    text = f"No {word.upper()}s, please"
    assert named([word], text) == [word]
    assert named([word], f"q{word}q{other}") == []
    assert named(["茶"], f"{other}喝茶{word}") == ["茶"]


@covers("R216")
@given(IDEAS, IDEAS)
def test_new_before_repeated_and_wish_before_custom(one, two):
    if (one.given, -one.liked) < (two.given, -two.liked):
        assert preferred(one) < preferred(two)
