"""Shares of outcomes: counts, order, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.finding import PROBABILITY, Interval, RunCount, TooFew
from sim.analysis.precision import ONE_REPEAT
from sim.analysis.shares.outcomes import outcome_shares

NAMES = ("joint operation", "crosses", "stays out")


def _codes(worlds: int, repeats: int) -> np.ndarray:
    rng = np.random.default_rng(3)
    crosses = rng.random((worlds, repeats)) < rng.beta(1, 4, (worlds, 1))
    return np.where(crosses, 1, 2).astype(np.uint8)


def test_one_finding_per_name_in_order_with_its_counts() -> None:
    codes = _codes(200, 10)
    findings = outcome_shares(codes, NAMES, sources=("AB:01",), caveat="toy")
    assert [finding.name for finding in findings] == list(NAMES)
    assert [finding.runs for finding in findings] == [
        RunCount(200, 10, int((codes == code).sum())) for code in range(3)
    ]
    assert [finding.value for finding in findings] == [(codes == code).mean() for code in range(3)]
    assert {(f.unit, f.sources, f.caveat) for f in findings} == {(PROBABILITY, ("AB:01",), "toy")}


def test_an_outcome_never_seen_is_bounded_and_its_split_refused() -> None:
    never = outcome_shares(_codes(200, 10), NAMES)[0]
    assert isinstance(never.interval, Interval) and never.interval.sides == "upper"
    assert never.spread == never.luck == TooFew("histories with the outcome", 0, 5, 1000)


def test_with_one_repeat_not_knowing_and_luck_say_so() -> None:
    crosses = outcome_shares(_codes(200, 1), NAMES)[1]
    assert crosses.spread is ONE_REPEAT and crosses.luck is ONE_REPEAT


def test_two_outcomes_share_luck_and_mirror_not_knowing() -> None:
    _, crosses, stays = outcome_shares(_codes(500, 10), NAMES)
    assert crosses.luck == pytest.approx(stays.luck)
    assert isinstance(crosses.spread, Interval) and isinstance(stays.spread, Interval)
    assert crosses.spread.low == pytest.approx(1 - stays.spread.high, abs=1e-7)


def test_the_order_of_worlds_and_repeats_is_no_matter() -> None:
    codes = _codes(200, 10)
    shuffled = np.random.default_rng(1).permutation(codes[:, ::-1])
    for here, there in zip(outcome_shares(codes, NAMES), outcome_shares(shuffled, NAMES), strict=True):
        assert here.value == there.value
        if isinstance(here.spread, Interval) and isinstance(there.spread, Interval):
            assert (here.spread.low, here.luck) == pytest.approx((there.spread.low, there.luck), rel=1e-9)


@pytest.mark.parametrize(
    ("codes", "message"),
    [
        (np.full((2, 2), 3, np.uint8), "code 3 has no name"),
        (np.zeros(4, np.uint8), r"\[world, repeat\]"),
        (np.zeros((0, 4), np.uint8), "at least one history"),
    ],
)
def test_what_are_no_outcome_codes_is_refused(codes: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        outcome_shares(codes, NAMES)
