"""Arithmetic of ideas."""

import doctest

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import idea

from . import properties  # noqa: F401

LEVELS = st.integers(idea.LOWEST, idea.HIGHEST)


def test_doctests():
    assert not doctest.testmod(idea).failed


@given(LEVELS, LEVELS)
def test_more_benefit_and_less_effort_are_never_worth_less(benefit, effort):
    score = idea.score(benefit, effort)
    assert 0 <= score <= 100
    if benefit < idea.HIGHEST:
        assert idea.score(benefit + 1, effort) > score
    if effort > idea.LOWEST:
        assert idea.score(benefit, effort - 1) > score
