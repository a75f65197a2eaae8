"""Differences against independent implementations, their coverage by simulation, and what must hold exactly."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.analysis.compare.means import BOUND, holm, mcnemar, paired, unpaired


def coin(rng, worlds, repeats, mean=0.2, spread=0.1):
    """A coin whose chance differs from world to world (Beta), as uniforms so that two of them can share their luck."""
    each = mean * (1 - mean) / spread**2 - 1
    chances = rng.beta(mean * each, (1 - mean) * each, worlds)
    return chances, rng.random((worlds, repeats))


def test_paired_agrees_with_a_t_test_on_the_worlds_differences():
    rng = np.random.default_rng(1)
    chances, luck = coin(rng, 500, 10)
    a, b = luck < chances[:, None], luck < (chances + 0.05)[:, None]
    found = paired(a, b)
    expected = stats.ttest_rel(b.mean(axis=1), a.mean(axis=1))
    low, high = expected.confidence_interval()
    assert found.value == pytest.approx(b.mean() - a.mean())
    # ours is wider by its degrees of freedom: only worlds in which something changes count
    assert found.interval.low == pytest.approx(low, rel=0.01) and found.interval.low <= low
    assert found.interval.high == pytest.approx(high, rel=0.01) and found.interval.high >= high


def test_unpaired_agrees_with_welch():
    rng = np.random.default_rng(2)
    a, b = rng.normal(0.4, 0.05, (400, 3)), rng.normal(0.42, 0.1, (300, 5))
    low, high = stats.ttest_ind(b.mean(axis=1), a.mean(axis=1), equal_var=False).confidence_interval()
    found = unpaired(a, b)
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), rel=0.01)


@pytest.mark.parametrize("into, out_of", [(0, 0), (1, 0), (6, 0), (8, 2), (30, 12), (5, 5)])
def test_mcnemar_is_the_exact_binomial_test(into, out_of):
    expected = stats.binomtest(into, into + out_of).pvalue if into + out_of else 1.0
    assert mcnemar(into, out_of) == pytest.approx(expected)


@pytest.mark.parametrize(
    "into, out_of, told", [(5, 0, False), (6, 0, True), (9, 1, True), (8, 2, False), (0, 6, True)]
)
def test_with_one_repeat_the_interval_agrees_with_mcnemar(into, out_of, told):
    a, b = np.zeros((1000, 1), bool), np.zeros((1000, 1), bool)
    b[:into], a[into : into + out_of] = True, True
    found = paired(a, b)
    assert found.told_apart is told
    assert (found.chance <= 0.05) is told


def test_identical_sides_have_exactly_no_difference_and_an_exact_bound():
    same = np.random.default_rng(3).random((400, 10)) < 0.3
    found = paired(same, same.copy())
    assert (found.value, found.chance, found.saved, found.told_apart) == (0.0, 1.0, 1.0, False)
    assert found.interval.how == BOUND
    assert found.interval.high == -found.interval.low == pytest.approx(1 - 0.05 ** (1 / 400))


@pytest.mark.parametrize("how", [paired, unpaired])
def test_the_other_way_round_is_the_mirror_image(how):
    rng = np.random.default_rng(4)
    a, b = rng.random((300, 4)) < 0.2, rng.random((300, 4)) < 0.25
    one, other = how(a, b), how(b, a)
    assert (one.value, one.chance) == (-other.value, other.chance)
    assert (one.interval.low, one.interval.high) == (-other.interval.high, -other.interval.low)


def test_power_is_that_of_the_closed_form():
    """A one-way change: each history without it has it with the same small chance, whatever the world."""
    rng, worlds, repeats, rate = np.random.default_rng(5), 400, 5, 0.006
    told = 0
    for _ in range(500):
        b = rng.random((worlds, repeats)) < rate
        told += paired(np.zeros_like(b), b).told_apart
    counts = stats.binom(worlds * repeats, rate)
    # with n changed histories in n different worlds the interval leaves out 0 once sqrt(n) > t(n - 1)
    least = next(n for n in range(2, 50) if np.sqrt(n) * np.sqrt(1 - n / worlds) > stats.t.ppf(0.975, n - 1))
    expected = counts.sf(least - 1)
    assert told / 500 == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / 500) + 0.02)


@pytest.mark.parametrize("rate", [0.002, 0.02, 0.2])
def test_the_interval_covers_the_truth(rate):
    rng, covered, times = np.random.default_rng(6), 0, 600
    each = (1 - rate) / rate - 1
    truth = stats.beta(rate * each, (1 - rate) * each).expect(lambda chance: min(1.5 * chance, 1) - chance)
    for _ in range(times):
        chances, luck = coin(rng, 200, 5, mean=rate, spread=rate)
        a, b = luck < chances[:, None], luck < 1.5 * chances[:, None]
        interval = paired(a, b).interval
        covered += interval.low <= truth <= interval.high
    assert covered / times >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / times)


def test_independent_runs_of_one_world_are_told_apart_at_the_nominal_rate():
    rng, times = np.random.default_rng(7), 1000
    told = 0
    for _ in range(times):
        a, b = (luck < chances[:, None] for chances, luck in (coin(rng, 200, 5) for _ in range(2)))
        told += unpaired(a, b).told_apart
    assert told / times == pytest.approx(0.05, abs=3.3 * np.sqrt(0.05 * 0.95 / times))


def test_what_pairing_saves_is_the_variance_it_takes_away():
    rng = np.random.default_rng(8)
    chances, luck = coin(rng, 5000, 4, spread=0.15)
    a, b = luck < chances[:, None], luck < (chances + 0.02)[:, None]
    found = paired(a, b)
    alone = unpaired(a, b)
    ratio = (found.interval.high - found.interval.low) / (alone.interval.high - alone.interval.low)
    assert 1 - found.saved == pytest.approx(ratio**2, rel=0.03)


def test_one_world_says_nothing_about_others():
    assert paired(np.array([[0, 1]]), np.array([[1, 1]])).told_apart is False


def test_holm_is_bonferroni_for_the_least_and_never_falls():
    chances = list(np.random.default_rng(9).random(20) ** 4)
    after = np.array(holm(chances))
    order = np.argsort(chances)
    assert after[order[0]] == pytest.approx(min(1, 20 * min(chances)))
    assert (np.diff(after[order]) >= 0).all() and (after >= chances).all() and after.max() <= 1


def test_pairs_must_be_of_one_shape():
    with pytest.raises(ValueError, match="equal shape"):
        paired(np.zeros((3, 2)), np.zeros((2, 3)))
