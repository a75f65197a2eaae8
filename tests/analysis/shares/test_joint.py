"""Joint and conditional tables: what they add up to, an independent recount, coverage by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.analysis.finding import TooFew
from sim.analysis.shares.joint import conditional, joint


@pytest.fixture
def table():
    rng = np.random.default_rng(1)
    rows = rng.integers(0, 3, (80, 5))
    columns = np.where(rng.random((80, 5)) < 0.5, rows, rng.integers(0, 3, (80, 5)))
    return joint(rows, columns, ("a", "b", "c"), ("x", "y", "z"))


def test_cells_add_up_to_rows_columns_and_the_whole(table):
    cells = np.array([[table.cell(i, j).value for j in range(3)] for i in range(3)])
    assert cells.sum() == pytest.approx(1)
    assert cells.sum(axis=1) == pytest.approx([table.row(i).value for i in range(3)])
    assert cells.sum(axis=0) == pytest.approx([table.column(j).value for j in range(3)])


def test_conditions_are_cells_over_rows_and_columns(table):
    for i in range(3):
        for j in range(3):
            cell = table.cell(i, j).value
            assert table.given_row(i, j).value == pytest.approx(cell / table.row(i).value)
            assert table.given_column(i, j).value == pytest.approx(cell / table.column(j).value)
            assert table.together(i, j) == pytest.approx(cell / table.row(i).value / table.column(j).value)


def test_what_is_independent_comes_together_as_often_as_chance_says():
    rng = np.random.default_rng(2)
    found = joint(rng.integers(0, 2, (4000, 5)), rng.integers(0, 2, (4000, 5)), ("a", "b"), ("x", "y"))
    assert found.together(0, 0) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("clustered", [False, True])
def test_a_conditional_interval_covers_the_truth(clustered):
    rng, times, covered = np.random.default_rng(3), 400, 0
    for _ in range(times):
        chance = rng.beta(2, 6, (150, 1)) if clustered else 0.25
        given = rng.random((150, 6)) < 0.3
        interval = conditional(given & (rng.random((150, 6)) < chance), given).interval
        covered += interval.low <= 0.25 <= interval.high
    assert covered / times >= stats.binom(times, 0.95).ppf(0.001) / times


def test_with_one_history_a_world_it_is_clopper_pearson_on_those_that_meet_the_condition():
    given = np.zeros((200, 1), bool)
    given[:60] = True
    both = given.copy()
    both[20:] = False
    interval = conditional(both, given).interval
    exact = stats.binomtest(20, 60).proportion_ci(method="exact")
    assert (interval.low, interval.high) == pytest.approx((exact.low, exact.high), abs=0.01)


def test_too_few_histories_are_refused_and_none_of_many_is_a_bound():
    given = np.zeros((100, 4), bool)
    given[:3, 0] = True
    assert isinstance(conditional(given, given), TooFew)
    given[:50, 0] = True
    assert conditional(given & False, given).interval.high == pytest.approx(1 - 0.05 ** (1 / 50))
    assert conditional(given, given).interval.sides == "lower"


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="one shape"):
        joint(np.zeros((2, 2), int), np.zeros((2, 3), int), ("a",), ("x",))
    with pytest.raises(ValueError, match="no name"):
        joint(np.ones((2, 2), int), np.zeros((2, 2), int), ("a",), ("x",))
