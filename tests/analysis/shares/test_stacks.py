"""Stacked shares: whole at every tick, the outcome at the end, the cumulative incidence of competing lines on the way."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.shares.passage import competing
from sim.analysis.shares.stacks import stack

HORIZON = 8


@pytest.fixture
def firsts():
    rng = np.random.default_rng(1)
    return {
        name: np.where(rng.random((60, 5)) < 0.6, rng.integers(1, HORIZON + 3, (60, 5)), 0).astype(np.uint16)
        for name in ("war", "crisis", "quarrel")
    }


@pytest.mark.parametrize("rule", ["first", "worst"])
def test_every_tick_is_whole(firsts, rule):
    found = stack(rule, firsts, HORIZON)
    assert found.shares.shape == (4, HORIZON + 1)
    assert np.allclose(found.shares.sum(axis=0), 1) and (found.shares >= 0).all()
    assert found.shares[:, 0].tolist() == [0, 0, 0, 1]


def test_competing_lines_are_their_cumulative_incidence(firsts):
    found, reference = stack("first", firsts, HORIZON), competing(firsts, HORIZON)
    for share, curve in zip(found.shares, (*reference.lines, reference.none), strict=True):
        assert share[1:] == pytest.approx(curve.share)


def test_a_ladder_is_the_gravest_line_so_far_history_by_history(firsts):
    found = stack("worst", firsts, HORIZON)
    for tick in range(HORIZON + 1):
        came = np.stack([(first > 0) & (first <= tick) for first in firsts.values()])
        gravest = np.where(came.any(axis=0), came.argmax(axis=0), 3)
        assert found.shares[:, tick] == pytest.approx([(gravest == line).mean() for line in range(4)])


def test_what_is_read_at_the_end_only_has_no_curves(firsts):
    with pytest.raises(ValueError, match="no curves"):
        stack("last", firsts, HORIZON)
