"""Taking a person out of a text: all of it, and nothing else."""

from html import escape

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools.redact import needles, redact

from . import properties  # noqa: F401
from .covers import covers

NAMES = st.text("abcXYZ 王芳'&", min_size=2, max_size=8).filter(
    lambda name: len(name.strip()) > 1
)
TEXTS = st.text("abcXYZ 王芳.,<>&'", max_size=40)


@covers("R182")
@given(TEXTS, NAMES, TEXTS)
def test_nothing_of_the_name_is_left(before, name, after):
    words = needles(name)
    for text in (f"{before} {name} {after}", f"<p>{before} {escape(name)} {after}</p>"):
        clean = redact(text, words, "…")
        assert redact(clean, words, "…") == clean


@covers("R182")
@given(TEXTS)
def test_a_text_without_the_name_stays_as_it_is(text):
    assert redact(text, needles("Lihua Wang-Olsen", "lihua@x.example"), "…") == text


@covers("R182")
@given(NAMES)
def test_the_name_alone_goes(name):
    assert redact(name.strip(), needles(name), "…") == "…"
