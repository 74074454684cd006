"""What asking again shows: properties of the comparison."""

import doctest

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import recovery

from . import properties  # noqa: F401
from .covers import covers


def test_doctests():
    assert doctest.testmod(recovery).failed == 0


@st.composite
def pairs(draw):
    low, high = draw(st.sampled_from([(1, 5), (0, 10), (1, 7)]))
    score = st.integers(low, high)
    return recovery.Pair(draw(score), draw(score), low, high)


@covers("R112")
@given(st.lists(pairs(), min_size=1, max_size=8))
def test_change_and_levels_agree(said):
    """Better never lowers the mean, worse never raises it, unchanged keeps it."""
    before, after = recovery.levels(said)
    assert 1 <= before <= 5 and 1 <= after <= 5
    change = recovery.change(said)
    if change == recovery.BETTER:
        assert after >= before
    elif change == recovery.WORSE:
        assert after <= before
    elif change == recovery.SAME:
        assert after == before


@given(st.lists(pairs(), max_size=8))
def test_turned_round_it_is_the_opposite(said):
    turned = [p._replace(before=p.after, after=p.before) for p in said]
    opposite = {"better": "worse", "worse": "better"}
    change = recovery.change(said)
    assert recovery.change(turned) == opposite.get(change, change)
    if said:
        assert recovery.levels(turned) == recovery.levels(said)[::-1]
