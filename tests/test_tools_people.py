"""How warm a contact is: longer ago is never warmer."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools.people import SPOKEN, warmth

from . import properties  # noqa: F401

TODAY = date(2026, 6, 30)
ORDER = ("warm", "cool", "cold")


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_longer_ago_is_never_warmer(near, far):
    near, far = sorted((near, far))
    warm, cold = (warmth(TODAY - timedelta(days), TODAY) for days in (near, far))
    assert ORDER.index(warm) <= ORDER.index(cold)


@given(st.integers(0, 2000))
def test_spoken_with_is_within_a_year(days):
    assert (warmth(TODAY - timedelta(days), TODAY) in SPOKEN) == (days <= 365)
