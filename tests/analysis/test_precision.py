"""The three statements against exact enumeration, scipy, and worlds whose truth is known."""

from __future__ import annotations

from itertools import product
from math import comb, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.finding import Interval, TooFew
from sim.analysis.logit_normal import parameters
from sim.analysis.precision import (
    ONE_WORLD,
    POINT,
    best_estimate,
    clopper_pearson,
    effective_histories,
    luck,
    not_knowing,
    share_components,
)


def _interval(answer: object) -> Interval:
    assert isinstance(answer, Interval), answer
    return answer


# --- best estimate -------------------------------------------------------------------------------


@pytest.mark.parametrize(("seen", "trials"), [(1, 2), (1, 1000), (2, 10), (5, 10), (37, 100), (999, 1000)])
@pytest.mark.parametrize("level", [0.90, 0.95])
def test_clopper_pearson_is_scipys(seen: int, trials: int, level: float) -> None:
    from scipy.stats import binomtest

    expected = binomtest(seen, trials).proportion_ci(level, method="exact")
    assert clopper_pearson(seen, trials, level) == pytest.approx((expected.low, expected.high), rel=1e-9)


@pytest.mark.parametrize(("seen", "worlds"), [(1, 20), (7, 40), (50, 100), (93, 100)])
def test_with_one_repeat_it_is_the_plain_binomial_interval(seen: int, worlds: int) -> None:
    from scipy.stats import binomtest

    estimate = best_estimate((np.arange(worlds) < seen).astype(np.int64), repeats=1)
    expected = binomtest(seen, worlds).proportion_ci(0.95, method="exact")
    interval = _interval(estimate.interval)
    assert estimate.value == seen / worlds
    assert (interval.low, interval.high) == pytest.approx((expected.low, expected.high), rel=1e-9)


@pytest.mark.parametrize(
    ("hits", "repeats", "expected"),
    [
        ([0, 10] * 50, 10, 100),  # worlds all or nothing: a history is worth as much as its world
        ([5] * 100, 10, 1000),  # worlds alike: each history counts
        ([4, 6] * 100, 10, 2000),  # se = 0.1 / sqrt(199) asks for 4,975 x (z/t)^2: no more than there are
        ([10] + [0] * 99, 10, 100),  # one world carries all of it: no better than one history per world
        # shares 0.2 and 0.8: p = 0.5, se^2 = 0.09/199, worth 552.8; 147.06 carriers: (1.95996/1.97635)^2
        ([2, 8] * 100, 10, 552.78 * 0.98349),
    ],
)
def test_effective_histories(hits: list[int], repeats: int, expected: float) -> None:
    assert effective_histories(np.array(hits), repeats) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("worlds", [1, 2, 20, 100, 1000])
@pytest.mark.parametrize("repeats", [1, 10])
def test_all_or_nothing_gets_the_exact_one_sided_bound(worlds: int, repeats: int) -> None:
    from scipy.stats import binomtest

    nothing = best_estimate(np.zeros(worlds, np.int64), repeats)
    everything = best_estimate(np.full(worlds, repeats), repeats)
    bound = binomtest(0, worlds, alternative="less").proportion_ci(0.95, method="exact").high
    none, every = _interval(nothing.interval), _interval(everything.interval)
    assert (nothing.value, none.low, none.sides) == (0.0, 0.0, "upper")
    assert (everything.value, every.high, every.sides) == (1.0, 1.0, "lower")
    assert none.high == pytest.approx(bound, rel=1e-9)
    assert every.low == pytest.approx(1 - bound, rel=1e-9)
    assert (1 - none.high) ** worlds == pytest.approx(0.05)  # there, nothing is seen in just 5% of runs


def test_one_world_has_no_interval_unless_all_or_nothing() -> None:
    assert best_estimate(np.array([3]), repeats=10).interval is ONE_WORLD


@pytest.mark.parametrize("worlds", [100, 1000])
@pytest.mark.parametrize("p", [0.5, 0.1, 0.01, 0.001])
@pytest.mark.parametrize("alike", [0.02, 0.2, 0.6])
def test_the_finite_run_interval_covers_95_percent(worlds: int, p: float, alike: float) -> None:
    """p_w ~ Beta with mean p and intraclass correlation `alike`; 10 repeats; 400 runs."""
    runs, repeats = 400, 10
    rng = np.random.default_rng([worlds, round(1000 * p), round(100 * alike)])
    weight = 1 / alike - 1
    hits = rng.binomial(repeats, rng.beta(p * weight, (1 - p) * weight, (runs, worlds)))
    intervals = [_interval(best_estimate(each, repeats).interval) for each in hits]
    covered = np.mean([interval.low <= p <= interval.high for interval in intervals])
    assert covered >= 0.95 - 3 * sqrt(0.95 * 0.05 / runs)


@given(st.lists(st.integers(0, 7), min_size=2, max_size=40))
def test_the_interval_holds_the_value_and_mirrors(hits: list[int]) -> None:
    estimate, mirrored = (best_estimate(np.array(each), 7) for each in (hits, [7 - hit for hit in hits]))
    here, there = _interval(estimate.interval), _interval(mirrored.interval)
    assert here.low <= estimate.value <= here.high
    assert here.high > 0 and here.low < 1
    assert (1 - there.high, 1 - there.low) == pytest.approx((here.low, here.high), abs=1e-12)


# --- components ----------------------------------------------------------------------------------


@pytest.mark.parametrize("chances", [(0.2, 0.7), (0.05, 0.95), (0.4, 0.4), (0.0, 1.0)])
@pytest.mark.parametrize(("worlds", "repeats"), [(2, 2), (3, 2), (2, 4)])
def test_both_components_are_unbiased_by_full_enumeration(
    chances: tuple[float, float], worlds: int, repeats: int
) -> None:
    """Every possible table of hits, weighted by its probability: p_w is one of two values, evenly."""

    def probability(hits: int) -> float:
        return sum(comb(repeats, hits) * p**hits * (1 - p) ** (repeats - hits) for p in chances) / 2

    between = within = 0.0
    for table in product(range(repeats + 1), repeat=worlds):
        weight = float(np.prod([probability(hits) for hits in table]))
        parts = share_components(np.array(table), repeats)
        between += weight * parts.between
        within += weight * parts.within
    assert between == pytest.approx(np.var(chances), abs=1e-12)
    assert within == pytest.approx(np.mean([p * (1 - p) for p in chances]), abs=1e-12)


# --- not knowing ---------------------------------------------------------------------------------


def _logit_normal_worlds(rng: np.random.Generator, mean: float, alike: float, shape: tuple[int, int]):
    from scipy.special import expit

    centre, width = parameters(mean, alike * mean * (1 - mean))
    return centre, width, expit(centre + width * rng.standard_normal(shape))


@pytest.mark.parametrize(
    ("mean", "alike", "repeats", "expected", "tolerance"),
    [
        (0.5, 0.2, 10, 0.90, 0.01),
        (0.5, 0.6, 10, 0.90, 0.01),
        (0.1, 0.2, 10, 0.90, 0.01),
        (0.1, 0.6, 10, 0.90, 0.02),
        (0.1, 0.2, 2, 0.89, 0.02),
        (0.5, 0.01, 200, 0.90, 0.01),  # luck rules the shares: logit-normal in spite of 200 repeats
        (0.5, 0.2, 200, 0.90, 0.01),  # their own quantiles
        (0.01, 0.2, 10, 0.87, 0.03),  # 1% outcomes: too few worlds carry them, the range is a little narrow
    ],
)
def test_the_range_holds_nine_worlds_in_ten(
    mean: float, alike: float, repeats: int, expected: float, tolerance: float
) -> None:
    """1,000 worlds, 60 runs: the mean share of the true p_w that lie in the range."""
    from scipy.special import logit, ndtr

    rng = np.random.default_rng(20)
    centre, width, chances = _logit_normal_worlds(rng, mean, alike, (60, 1000))
    held = []
    for hits in rng.binomial(repeats, chances):
        spread = _interval(not_knowing(hits, repeats))
        low, high = (ndtr((logit(end) - centre) / width) for end in (spread.low, spread.high))
        held.append(high - low)
    assert np.mean(held) == pytest.approx(expected, abs=tolerance)


def test_equal_worlds_are_called_a_point_in_19_of_20_runs() -> None:
    """The F test keeps its level: 400 runs of 500 equal worlds, within four Monte Carlo errors of 5%."""
    rng = np.random.default_rng(11)
    wrong = np.mean([not_knowing(hits, 10) is not POINT for hits in rng.binomial(10, 0.3, (400, 500))])
    assert wrong == pytest.approx(0.05, abs=4 * sqrt(0.05 * 0.95 / 400))


def test_luck_inside_worlds_is_not_passed_off_as_not_knowing() -> None:
    """All p_w = 1/2: the shares of 200 repeats still span 12 points, the range must not (or is a point)."""
    rng = np.random.default_rng(5)
    for hits in rng.binomial(200, 0.5, (40, 1000)):
        assert np.ptp(np.quantile(hits / 200, (0.05, 0.95))) > 0.10
        spread = not_knowing(hits, 200)
        assert spread is POINT or _interval(spread).high - _interval(spread).low < 0.06


def test_worlds_that_differ_no_more_than_luck_are_a_point() -> None:
    assert not_knowing(np.full(200, 5), repeats=10) is POINT
    assert luck(np.full(200, 5), repeats=10) is POINT


@pytest.mark.parametrize(
    ("hits", "repeats", "code", "needed", "worlds"),
    [
        (np.tile([1, 0], 100), 1, "one repeat", None, None),
        (np.tile([1, 9], 49), 10, "too few", 100, 100),
        (np.repeat([0, 1], [996, 4]), 10, "too few", 5, 1250),
        (np.repeat([0, 1], [1000, 0]), 10, "too few", 5, 5000),
        (np.repeat([10, 9], [996, 4]), 10, "too few", 5, 1250),
        (np.repeat([10, 9], [1000, 0]), 10, "too few", 5, 5000),
    ],
)
def test_refusals_carry_the_number_needed(hits, repeats, code, needed, worlds) -> None:
    for answer in (not_knowing(hits, repeats), luck(hits, repeats)):
        assert not isinstance(answer, Interval | float)
        assert answer.code == code
        if isinstance(answer, TooFew):
            assert (answer.needed, answer.worlds) == (needed, worlds)


def test_at_the_thresholds_it_answers() -> None:
    assert isinstance(not_knowing(np.tile([1, 9], 50), repeats=10), Interval)
    assert isinstance(not_knowing(np.repeat([0, 5], [999, 1]), repeats=10), Interval)


# --- luck ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("alike", [0.05, 0.3, 0.8])
@pytest.mark.parametrize(("mean", "repeats"), [(0.5, 10), (0.1, 10), (0.3, 5)])
def test_luck_is_what_worlds_do_not_share(mean: float, repeats: int, alike: float) -> None:
    """True share of chance is 1 - alike; 60 runs of 1,000 worlds, three Monte Carlo errors."""
    rng = np.random.default_rng(7)
    _, _, chances = _logit_normal_worlds(rng, mean, alike, (60, 1000))
    found = [luck(hits, repeats) for hits in rng.binomial(repeats, chances)]
    assert np.mean(found) == pytest.approx(1 - alike, abs=3 * np.std(found) / sqrt(60) + 0.004)


def test_without_luck_inside_worlds_its_share_is_zero() -> None:
    assert luck(np.tile([0, 10], 60), repeats=10) == 0.0


# --- what is refused at the door -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hits", "repeats"),
    [
        (np.array([11]), 10),
        (np.array([-1]), 10),
        (np.array([0.5]), 10),
        (np.array([], np.int64), 10),
        (np.array([[1]]), 10),
        (np.array([0]), 0),
    ],
)
def test_what_is_no_count_of_hits_is_refused(hits, repeats) -> None:
    with pytest.raises(ValueError, match="hits"):
        best_estimate(hits, repeats)


def test_unsigned_bytes_are_counted_without_overflow() -> None:
    hits = np.tile([50, 250], 1000).astype(np.uint8)
    wide = hits.astype(np.int64)
    for repeats in (250, 1000):
        assert best_estimate(hits, repeats) == best_estimate(wide, repeats)
        assert not_knowing(hits, repeats) == not_knowing(wide, repeats)
