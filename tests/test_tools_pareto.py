"""Pareto of causes and intervals of shares: the arithmetic alone."""

import doctest

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import pareto as tool
from odoo.addons.keqin_addon.tools import period_text
from odoo.addons.keqin_addon.tools.pareto import fill, pareto, percent, wilson

from . import properties  # noqa: F401

COUNTS = st.dictionaries(
    st.one_of(st.none(), st.integers(1, 30)), st.integers(0, 500)
).map(lambda counts: list(counts.items()))


def test_doctests():
    assert doctest.testmod(tool).failed == 0
    assert doctest.testmod(period_text).failed == 0


@given(COUNTS)
def test_bars_add_up_and_fall(counts):
    bars = pareto(counts)
    assert sum(bar.count for bar in bars) == sum(count for _key, count in counts)
    caused = [bar.count for bar in bars if bar.key is not None]
    assert caused == sorted(caused, reverse=True)
    assert 0 not in caused
    lines = [bar.cumulative for bar in bars if bar.key is not None]
    assert lines == sorted(lines)
    if caused:
        assert lines[-1] == 100.0
        shares = sum(bar.share for bar in bars if bar.key is not None)
        assert abs(shares - 100.0) < 1e-6
    assert [bar.key for bar in bars[:-1]].count(None) == 0


@given(COUNTS, st.integers(1, 100))
def test_vital_few_are_the_shortest_list_that_reaches_the_mark(counts, mark):
    bars = pareto(counts, mark)
    caused = [bar for bar in bars if bar.key is not None]
    total = sum(bar.count for bar in caused)
    few = [bar for bar in caused if bar.vital]
    assert few == caused[: len(few)]
    assert 100.0 * sum(bar.count for bar in few) >= mark * total
    assert not few or 100.0 * sum(bar.count for bar in few[:-1]) < mark * total


@given(st.integers(0, 200), st.integers(1, 200))
def test_interval_holds_the_share(part, total):
    part = min(part, total)
    low, high = wilson(part, total)
    assert 0.0 <= low <= percent(part, total) + 1e-9
    assert percent(part, total) - 1e-9 <= high <= 100.0
    wider = wilson(part, total, z=2.575829)
    assert wider[0] <= low + 1e-9
    assert wider[1] >= high - 1e-9


def test_no_months_no_counts():
    assert fill([], {"06": 3}) == []
