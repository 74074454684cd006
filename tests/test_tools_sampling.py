"""Samples of care files: how many, which, and who checks them."""

import doctest
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import sampling as tool
from odoo.addons.keqin_addon.tools.sampling import (
    allocate,
    draw,
    share_out,
    size,
    size_without_error,
)

from . import properties  # noqa: F401

SIZES = st.lists(st.integers(0, 60), max_size=6)
PEOPLE = st.sampled_from(["ann", "ben", "cho", "dai"])
FILES = st.lists(st.tuples(st.sampled_from("ABC"), PEOPLE), max_size=60)


def strata(files):
    """The files by tier, in its order, numbered from 1."""
    numbered = [(tier, who, id_) for id_, (tier, who) in enumerate(files, 1)]
    return [
        (tier, [(who, id_) for of, who, id_ in numbered if of == tier])
        for tier in "ABC"
    ]


def test_doctests():
    assert doctest.testmod(tool).failed == 0


@given(st.integers(0, 10_000), st.integers(1, 99), st.integers(1, 20))
def test_a_sample_is_a_part_and_grows_with_the_population(population, expected, margin):
    number = size(population, expected, margin)
    assert (number == 0) == (population == 0)
    assert number <= population
    assert number <= size(population + 1, expected, margin)
    assert number <= size(population, expected, margin / 2)


@given(st.integers(1, 3_000))
def test_without_error_is_just_enough(population):
    number = size_without_error(population)
    wrong = population * 5 // 100 + 1

    def unseen(checked):
        likely = 1.0
        for index in range(checked):
            likely *= (population - wrong - index) / (population - index)
        return likely

    assert unseen(number) <= 0.05 + 1e-9 < unseen(number - 1)
    assert number <= 59


@given(SIZES, st.integers(0, 200))
def test_shares_add_up_and_none_is_left_out(sizes, sample):
    given_ = allocate(sizes, sample)
    total = sum(sizes)
    assert sum(given_) == min(sample, total)
    assert all(0 <= part <= number for part, number in zip(given_, sizes, strict=True))
    filled = [index for index, number in enumerate(sizes) if number]
    if min(sample, total) >= len(filled):
        assert all(given_[index] for index in filled)


@given(FILES, st.integers(0, 60), st.integers())
def test_the_same_seed_draws_the_same_files_in_whatever_order(files, sample, seed):
    known = strata(files)
    drawn = draw(known, sample, str(seed))
    assert len(drawn) == len(set(drawn)) == min(sample, len(files))
    turned = [(tier, members[::-1]) for tier, members in known]
    assert draw(turned, sample, str(seed)) == drawn
    # those of tier A first
    tiers = [files[id_ - 1][0] for id_ in drawn]
    assert tiers == sorted(tiers)


def test_another_seed_draws_others():
    files = [("A", [("ann", id_) for id_ in range(100)])]
    assert draw(files, 10, "one") != draw(files, 10, "two")


def test_every_file_is_about_as_likely_as_any_other():
    files = [("A", [("ann", id_) for id_ in range(20)])]
    seen = Counter(id_ for seed in range(400) for id_ in draw(files, 5, str(seed)))
    # 100 each, standard deviation 8.7
    assert all(60 <= seen[id_] <= 140 for id_ in range(20))


@given(st.lists(PEOPLE, max_size=40), st.sets(PEOPLE))
def test_nobody_checks_their_own(owners, checkers):
    found = share_out(owners, sorted(checkers))
    for owner, checker in zip(owners, found, strict=True):
        assert checker != owner
        assert (checker is None) == (not checkers - {owner})
    if not checkers & set(owners) and checkers and owners:
        load = Counter(found)
        numbers = [load[checker] for checker in checkers]
        assert max(numbers) - min(numbers) <= 1
