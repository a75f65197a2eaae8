"""Quantiles of histograms: the lowest bin that reaches the percentage, against sorted values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.shares.fans import PERCENTS, fan, level_fan, quantile_bins

TABLE = [
    # counts, percent, bin
    ([20, 0, 0, 0], 5, 0),
    ([20, 0, 0, 0], 95, 0),
    ([1, 19, 0, 0], 5, 0),  # 5% of 20 is reached by one
    ([0, 1, 19, 0], 5, 1),  # empty bins are never a quantile
    ([10, 0, 0, 10], 50, 0),  # a half is reached, not passed
    ([9, 1, 0, 10], 50, 1),
    ([5, 5, 5, 5], 25, 0),
    ([5, 5, 5, 5], 75, 2),
    ([19, 0, 0, 1], 95, 0),
    ([18, 1, 0, 1], 95, 1),
    ([18, 0, 0, 2], 95, 3),
    ([5, 5, 5, 5], 100, 3),
]


@pytest.mark.parametrize(("counts", "percent", "expected"), TABLE)
def test_the_lowest_bin_that_reaches_the_percentage(counts: list[int], percent: int, expected: int) -> None:
    assert quantile_bins(np.array([counts]), (percent,)).tolist() == [[expected]]


@given(st.lists(st.lists(st.integers(0, 6), min_size=30, max_size=30), min_size=1, max_size=4))
def test_it_is_numpys_inverted_cdf_on_the_values(values: list[list[int]]) -> None:
    states = np.array(values)
    counts = np.stack([np.bincount(row, minlength=7) for row in states])
    expected = np.quantile(states, np.array(PERCENTS) / 100, axis=1, method="inverted_cdf").T
    assert level_fan(counts, np.arange(7)).values.tolist() == expected.tolist()


def test_whole_numbers_hold_where_floats_would_slip() -> None:
    counts = np.array([[7, 93]]) * 10**14
    assert quantile_bins(counts, (7, 8)).tolist() == [[0, 1]]


def test_midpoints_resolution_and_histories() -> None:
    found = fan(np.array([[1, 2, 1], [0, 0, 4]]), np.array([0.0, 1.0, 2.0, 4.0]), (50,))
    assert found.values.tolist() == [[1.5], [3.0]]
    assert (found.percents, found.histories, found.resolution) == ((50,), 4, 2.0)


def test_quantiles_never_cross() -> None:
    counts = np.random.default_rng(1).multinomial(1000, np.full(256, 1 / 256), 24)
    assert (np.diff(fan(counts, np.linspace(-1, 1, 257)).values, axis=1) >= 0).all()


@pytest.mark.parametrize(
    ("counts", "edges", "percents", "message"),
    [
        ([[1, 2]], [0, 1], (50,), "2 bins need 3 rising edges"),
        ([[1, 2]], [0, 1, 1], (50,), "rising edges"),
        ([[1, -1]], [0, 1, 2], (50,), "none below 0"),
        ([[0.5, 0.5]], [0, 1, 2], (50,), "whole numbers"),
        ([[0, 0]], [0, 1, 2], (50,), "at least one"),
        ([[1, 0], [1, 1]], [0, 1, 2], (50,), "same histories"),
        ([[1, 0]], [0, 1, 2], (0,), "percents lie in 1..100"),
        ([[1, 0]], [0, 1, 2], (101,), "percents lie in 1..100"),
    ],
)
def test_what_are_no_histograms_is_refused(counts, edges, percents, message) -> None:
    with pytest.raises(ValueError, match=message):
        fan(np.array(counts), np.array(edges, float), percents)


def test_levels_must_match_columns() -> None:
    with pytest.raises(ValueError, match="as many levels, not 3"):
        level_fan(np.array([[1, 2]]), np.arange(3))
