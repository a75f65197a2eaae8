"""Times to event against recorded lifelines numbers, an independent Aalen-Johansen, and laws."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest

from sim.analysis.finding import Interval, Unavailable
from sim.analysis.precision import ONE_REPEAT, ONE_WORLD, POINT
from sim.analysis.shares.outcomes import outcome_shares
from sim.analysis.shares.passage import Curve, competing, incidence, median_time, restricted_mean

# Twelve histories: tick and cause (1, 2; 0 = still waiting at the horizon, tick 4).
TICKS = [3, 1, 2, 2, 3, 4, 4, 1, 4, 2, 4, 3]
CAUSES = [1, 2, 1, 2, 1, 0, 0, 1, 0, 1, 2, 2]
# By lifelines 0.30.3: AalenJohansenFitter (ties split by 1e-6), KaplanMeierFitter, restricted mean to 4.
LIFELINES = {1: [0.083333, 0.25, 0.416667, 0.416667], 2: [0.083333, 0.166667, 0.25, 0.333333]}
LIFELINES_SURVIVAL = [0.833333, 0.583333, 0.333333, 0.25]
LIFELINES_MEDIAN, LIFELINES_MEAN = 3.0, 2.75


def _by_hand(cause: int) -> np.ndarray:
    first = [tick if cause in (each, 0) and each else 0 for tick, each in zip(TICKS, CAUSES, strict=True)]
    return np.array(first, np.uint16).reshape(6, 2)


def _drawn(hazards: list[float]) -> dict[str, np.ndarray]:
    """Independent geometric first passages, some beyond the horizon, some never."""
    worlds, repeats, horizon = 300, 8, 20
    rng = np.random.default_rng(11)
    doubt = np.exp(rng.normal(0, 0.7, (worlds, 1)))
    firsts = {}
    for line, hazard in enumerate(hazards):
        chance = 1 - np.exp(-hazard * doubt)
        ticks = rng.geometric(np.broadcast_to(chance, (worlds, repeats)))
        firsts[f"line {line}"] = np.where(ticks > horizon + 5, 0, ticks).astype(np.uint16)
    return firsts


def _aalen_johansen(ticks: np.ndarray, causes: np.ndarray, cause: int, horizon: int) -> list[float]:
    """Survival just before a tick times the cause's hazard in it, summed; at-risk sets and all."""
    survival, total, curve = 1.0, 0.0, []
    for tick in range(1, horizon + 1):
        at_risk = int((ticks >= tick).sum())
        events = [int(((ticks == tick) & (causes == each)).sum()) for each in range(causes.max() + 1)]
        if at_risk:
            total += survival * events[cause] / at_risk
            survival *= 1 - sum(events[1:]) / at_risk
        curve.append(total)
    return curve


@pytest.mark.parametrize("cause", [1, 2])
def test_the_recorded_reference(cause: int) -> None:
    curves = competing({"one": _by_hand(1), "two": _by_hand(2)}, horizon=4)
    assert curves.lines[cause - 1].share == pytest.approx(LIFELINES[cause], abs=1e-6)
    assert curves.none.share == pytest.approx(LIFELINES_SURVIVAL, abs=1e-6)


def test_the_recorded_median_and_restricted_mean() -> None:
    assert median_time(_by_hand(0), 4, "either").value == LIFELINES_MEDIAN
    assert restricted_mean(_by_hand(0), 4, "either").value == pytest.approx(LIFELINES_MEAN)


def test_counting_is_aalen_johansen() -> None:
    horizon = 20
    firsts = _drawn([0.02, 0.05, 0.01])
    stack = np.stack([np.where((f == 0) | (f > horizon), horizon + 1, f) for f in firsts.values()])
    ticks, causes = stack.min(axis=0).ravel(), stack.argmin(axis=0).ravel() + 1
    causes = np.where(ticks > horizon, 0, causes)
    for line, curve in enumerate(competing(firsts, horizon).lines, start=1):
        assert curve.share == pytest.approx(_aalen_johansen(ticks, causes, line, horizon), abs=1e-12)


def test_lines_and_none_sum_to_one_at_every_tick_and_rise() -> None:
    curves = competing(_drawn([0.02, 0.05, 0.01]), horizon=20)
    total = curves.none.share + sum(curve.share for curve in curves.lines)
    assert total == pytest.approx(np.ones(20), abs=1e-15)
    assert all((np.diff(curve.share) >= 0).all() for curve in curves.lines)
    assert (np.diff(curves.none.share) <= 0).all()


def test_ties_go_to_the_earlier_line_and_the_rest_lose() -> None:
    at_2 = np.array([[2]], np.uint16)
    for names in ("ab", "ba"):
        lines = competing(dict.fromkeys(names, at_2), 2).lines
        assert "".join(curve.name for curve in lines) == names
        assert [curve.share.tolist() for curve in lines] == [[0.0, 1.0], [0.0, 0.0]]


def test_a_single_line_is_its_own_incidence() -> None:
    (first,) = _drawn([0.05]).values()
    alone, raced = incidence(first, 20, "a"), competing({"a": first}, 20).lines[0]
    for part in ("share", "low", "high", "known_low", "known_high"):
        np.testing.assert_array_equal(getattr(alone, part), getattr(raced, part))
    assert alone.why == raced.why and alone.ticks.tolist() == list(range(1, 21))


def test_at_the_horizon_it_says_what_the_outcome_says() -> None:
    (first,) = _drawn([0.05]).values()
    curve = incidence(first, 20, "a")
    codes = ((first == 0) | (first > 20)).astype(np.uint8)
    outcome = outcome_shares(codes, ("a", "not a"))[0]
    assert isinstance(outcome.interval, Interval) and isinstance(outcome.spread, Interval)
    assert curve.share[-1] == outcome.value
    assert (curve.low[-1], curve.high[-1]) == (outcome.interval.low, outcome.interval.high)
    assert (curve.known_low[-1], curve.known_high[-1]) == (outcome.spread.low, outcome.spread.high)


def test_later_horizons_only_add_ticks() -> None:
    (first,) = _drawn([0.05]).values()
    short, long = incidence(first, 8, "a"), incidence(first, 20, "a")
    assert short.share.tolist() == long.share[:8].tolist()
    assert short.low.tolist() == long.low[:8].tolist()


def test_a_constant_hazard_gives_the_exponential() -> None:
    """Worlds alike: the share by t is 1 - exp(-0.05 t), inside the finite-run interval at nearly all t."""
    rng = np.random.default_rng(2)
    first = rng.geometric(1 - exp(-0.05), (1000, 10)).clip(max=60000).astype(np.uint16)
    curve = incidence(first, 24, "a")
    truth = 1 - np.exp(-0.05 * curve.ticks)
    assert np.mean((curve.low <= truth) & (truth <= curve.high)) >= 0.9
    assert curve.share == pytest.approx(truth, abs=4 * 0.5 / 100)


# --- where the band cannot be told -----------------------------------------------------------------


def _untold(curve: Curve) -> list[bool]:
    return np.isnan(curve.known_low).tolist()


def test_the_band_is_nan_with_a_reason_where_it_cannot_be_told() -> None:
    first = np.zeros((200, 5), np.uint16)
    first[:40] = 3
    first[0, 0] = 1
    curve = incidence(first, 4, "a")
    assert _untold(curve) == [True, True, False, False]
    assert curve.why[0] == "needs 5 histories with the outcome, has 1 (run about 1,000 worlds)"
    assert curve.why[2:] == ("", "")


@pytest.mark.parametrize(("shape", "why"), [((200, 1), ONE_REPEAT.why), ((50, 4), "needs 100 worlds")])
def test_a_whole_band_can_be_untold(shape: tuple[int, int], why: str) -> None:
    first = np.random.default_rng(1).integers(0, 5, shape).astype(np.uint16)
    curve = incidence(first, 4, "a")
    assert all(_untold(curve)) and all(reason.startswith(why) for reason in curve.why)
    spread = median_time(first, 4, "a").spread
    assert isinstance(spread, Unavailable) and spread.why.startswith(why)


def test_worlds_that_do_not_differ_have_a_band_of_no_width_that_says_so() -> None:
    curve = incidence(np.tile([[1, 2]], (200, 1)).astype(np.uint16), 2, "a")
    assert (curve.known_low[0], curve.known_high[0], curve.why[0]) == (0.5, 0.5, POINT.why)


# --- median and restricted mean --------------------------------------------------------------------


def test_the_median_range_holds_the_worlds_own_medians() -> None:
    """A quarter of the worlds pass at tick 2, half at 5, a quarter at 9, in every repeat."""
    first = np.repeat([2, 5, 5, 9], 50)[:, None] * np.ones((1, 200), int)
    median = median_time(first.astype(np.uint16), 12, "a")
    assert median.value == 5.0
    assert isinstance(median.spread, Interval)
    assert (median.spread.low, median.spread.high, median.spread.sides) == (2, 9, "both")


def test_a_median_not_reached_is_no_number() -> None:
    first = np.tile([[0, 0, 3]], (200, 1)).astype(np.uint16)
    median = median_time(first, 12, "a")
    assert isinstance(median.value, Unavailable) and "by tick 12" in median.value.why
    assert isinstance(median.interval, Interval)
    assert (median.interval.low, median.interval.sides) == (12, "lower")


def test_a_median_near_the_horizon_has_an_open_range() -> None:
    rng = np.random.default_rng(4)
    first = np.where(rng.random((200, 1)) < 0.51, 10, 0).astype(np.uint16)
    median = median_time(np.tile(first, (1, 3)), 10, "a")
    assert isinstance(median.interval, Interval)
    assert (median.interval.low, median.interval.high, median.interval.sides) == (10, 10, "lower")


def test_the_restricted_mean_is_the_area_under_survival() -> None:
    (first,) = _drawn([0.05]).values()
    survival = np.concatenate([[1.0], 1 - incidence(first, 20, "a").share[:-1]])
    assert restricted_mean(first, 20, "a").value == pytest.approx(survival.sum(), abs=1e-12)


def test_the_restricted_mean_splits_luck_from_not_knowing() -> None:
    """Worlds wait 5 or 15 on average, repeats 2 either side: variances 25 and 4."""
    world = np.random.default_rng(6).choice([5, 15], (2000, 1))
    first = (world + np.array([[-2, 2, -2, 2]])).astype(np.uint16)
    mean = restricted_mean(first, 20, "a")
    within, between = 16 / 3, 25 - 4 / 3  # the repeats are balanced: s^2 = 16/3 takes 4/3 too much out of 25
    assert mean.luck == pytest.approx(within / (within + between), rel=0.01)
    assert isinstance(mean.spread, Interval) and mean.spread.low < 5 and mean.spread.high > 15


@pytest.mark.parametrize(("tick", "low_end"), [(0, 1.0), (5, 0.5)])
def test_equal_waits_are_no_certainty(tick: int, low_end: float) -> None:
    mean = restricted_mean(np.full((100, 3), tick, np.uint16), 10, "a")
    assert isinstance(mean.interval, Interval)
    others = 1 - 0.05**0.01
    assert mean.interval.low == pytest.approx(10 * low_end * (1 - others))
    assert isinstance(mean.luck, Unavailable)


def test_one_world_says_little_about_time() -> None:
    first = np.array([[1, 2, 0, 4]], np.uint16)
    assert restricted_mean(first, 5, "a").interval is ONE_WORLD
    assert median_time(first, 5, "a").interval is ONE_WORLD


@pytest.mark.parametrize(
    ("first", "horizon", "message"),
    [
        (np.zeros((2, 2)), 3, "unsigned ticks"),
        (np.zeros(4, np.uint16), 3, "unsigned ticks"),
        (np.zeros((2, 2), np.uint16), 0, "at least 1 tick"),
    ],
)
def test_what_are_no_passages_is_refused(first: np.ndarray, horizon: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        incidence(first, horizon, "a")


def test_competing_needs_a_line() -> None:
    with pytest.raises(ValueError, match="at least one line"):
        competing({}, 3)
