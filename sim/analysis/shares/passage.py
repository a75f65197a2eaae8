"""When a thing first happens: cumulative incidence by tick, competing risks, median and restricted mean time.

Histories are cut only at the horizon, so the cumulative incidence is a plain count at each tick: what
Aalen-Johansen and Kaplan-Meier give when nobody drops out early.

>>> first = np.tile([[1, 3], [2, 0]], (60, 1)).astype(np.uint16)
>>> incidence(first, horizon=3, name="raid").share.tolist()
[0.25, 0.5, 0.75]
>>> median_time(first, horizon=3, name="raid").value
2.0
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import nan, sqrt

import numpy as np
import numpy.typing as npt

from sim.analysis import logit_normal
from sim.analysis.finding import Absent, Finding, Interval, RunCount, Unavailable
from sim.analysis.precision import (
    FEWEST_WORLDS,
    LEVEL,
    ONE_REPEAT,
    ONE_WORLD,
    POINT,
    SPREAD,
    best_estimate,
    components,
    not_knowing,
    too_few_worlds,
)

Floats = npt.NDArray[np.float64]
Ticks = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """The probability that something has happened by tick 1..horizon; every array is [tick].

    `low`..`high` is the pointwise 95% finite-run interval, `known_low`..`known_high` the 5-95% range over
    worlds: NaN where it cannot be told, and then `why[tick]` says why (elsewhere it is empty).
    """

    name: str
    share: Floats
    low: Floats
    high: Floats
    known_low: Floats
    known_high: Floats
    why: tuple[str, ...]
    worlds: int
    repeats: int
    method: str = "cumulative incidence: histories so far, counted; cut only at the horizon"

    @property
    def ticks(self) -> npt.NDArray[np.int64]:
        return np.arange(1, len(self.share) + 1)


@dataclass(frozen=True, slots=True, eq=False)
class Competing:
    """Lines that compete to be first: one Curve each, and `none`, the probability that none has come yet."""

    lines: tuple[Curve, ...]
    none: Curve


def incidence(first: Ticks, horizon: int, name: str) -> Curve:
    """The cumulative incidence of a passage from first[world, repeat], in ticks, 0 for never."""
    return _curve(name, _hits_by_tick(_cut(first, horizon), horizon), first.shape)


def competing(firsts: Mapping[str, Ticks], horizon: int) -> Competing:
    """The lines of a `first:` question: only the earliest in a history counts, ties go to the earlier line.

    The curves of the lines and of `none` sum to 1 at every tick.

    >>> a, b = (np.array([ticks] * 120, np.uint16) for ticks in ([2, 0, 1], [1, 3, 1]))
    >>> [curve.share.round(2).tolist() for curve in competing({"a": a, "b": b}, horizon=3).lines]
    [[0.33, 0.33, 0.33], [0.33, 0.33, 0.67]]
    """
    if not firsts:
        raise ValueError("competing risks need at least one line")
    never = horizon + 1
    ticks = np.stack([_cut(first, horizon) for first in firsts.values()])
    ticks = np.where(ticks == 0, never, ticks)
    winner = ticks.argmin(axis=0)
    earliest = ticks.min(axis=0)
    earliest[earliest == never] = 0
    shape = earliest.shape
    lines = tuple(
        _curve(name, _hits_by_tick(np.where(winner == line, earliest, 0), horizon), shape)
        for line, name in enumerate(firsts)
    )
    remaining = (shape[1] - hits for hits in _hits_by_tick(earliest, horizon))
    return Competing(lines, _curve("none of these", remaining, shape))


def median_time(first: Ticks, horizon: int, name: str) -> Finding:
    """The first tick by which half of all histories have passed; unavailable if half never do.

    Both ranges invert the curve (Brookmeyer & Crowley 1982): the time is at most t where the curve can be a
    half at t. An end beyond the horizon leaves the range open there (`sides` is "lower").
    """
    curve = incidence(first, horizon, name)
    late = Unavailable("not reached", f"fewer than half of the histories get there by tick {horizon}")
    return Finding(
        name=f"median time to {name}",
        value=float(_half(curve.share)) if _half(curve.share) else late,
        interval=_inverted(curve.low, curve.high, LEVEL),
        spread=_median_spread(curve),
        luck=Unavailable("a median", "a median has no variance to share out"),
        runs=_runs(first, horizon),
        unit="tick",
        method="first tick at which the cumulative incidence is a half; ranges by inverting the curve's",
    )


def restricted_mean(first: Ticks, horizon: int, name: str) -> Finding:
    """The mean of min(time, horizon) in ticks: the average wait, ending at the horizon at the latest.

    >>> first = np.array([[2, 4], [0, 2]] * 60, np.uint16)
    >>> restricted_mean(first, horizon=10, name="raid").value
    4.5
    """
    cut = _cut(first, horizon)
    waits = np.where(cut == 0, horizon, cut).astype(np.float64)
    spread, chance = _wait_split(waits, horizon)
    return Finding(
        name=f"mean wait for {name}, cut at tick {horizon}",
        value=float(waits.mean()),
        interval=_wait_interval(waits, horizon),
        spread=spread,
        luck=chance,
        runs=_runs(first, horizon),
        unit="tick",
        method="restricted mean; t interval over worlds; not knowing: logit-normal of the worlds' own means",
    )


def _cut(first: Ticks, horizon: int) -> Ticks:
    """First passages after the horizon become never (0)."""
    if first.ndim != 2 or not first.size or first.dtype.kind != "u":
        raise ValueError("first passages are unsigned ticks [world, repeat], 0 for never")
    if horizon < 1:
        raise ValueError(f"a horizon is at least 1 tick, not {horizon}")
    return np.where(first > horizon, 0, first).astype(np.uint16)


def _runs(first: Ticks, horizon: int) -> RunCount:
    worlds, repeats = first.shape
    return RunCount(worlds, repeats, int(np.count_nonzero(_cut(first, horizon))))


def _hits_by_tick(cut: Ticks, horizon: int) -> Iterator[npt.NDArray[np.int64]]:
    """For tick 1..horizon the hits so far, hits[world]: one sort, then only the newcomers are counted."""
    worlds, repeats = cut.shape
    order = np.argsort(cut, axis=None, kind="stable")
    starts = np.searchsorted(cut.ravel()[order], np.arange(1, horizon + 2))
    hits = np.zeros(worlds, np.int64)
    for start, end in pairwise(starts):
        hits = hits + np.bincount(order[start:end] // repeats, minlength=worlds)
        yield hits


def _curve(name: str, hits_by_tick: Iterator[npt.NDArray[np.int64]], shape: tuple[int, ...]) -> Curve:
    worlds, repeats = shape
    points = [(best_estimate(hits, repeats), not_knowing(hits, repeats)) for hits in hits_by_tick]
    rows = np.array([_ends(best.value, best.interval) + _ends(best.value, known) for best, known in points])
    return Curve(
        name=name,
        share=np.array([best.value for best, _ in points]),
        low=rows[:, 0],
        high=rows[:, 1],
        known_low=rows[:, 2],
        known_high=rows[:, 3],
        why=tuple("" if isinstance(known, Interval) else known.why for _, known in points),
        worlds=worlds,
        repeats=repeats,
    )


def _ends(value: float, interval: Interval | Absent) -> tuple[float, float]:
    """A point is a range of no width; anything else that is absent has no ends."""
    if isinstance(interval, Interval):
        return interval.low, interval.high
    return (value, value) if interval is POINT else (nan, nan)


def _half(curve: Floats) -> int:
    """The first tick at which a curve is at least a half; 0 if it never is."""
    reached = curve >= 0.5
    return int(reached.argmax()) + 1 if reached.any() else 0


def _inverted(low: Floats, high: Floats, level: float) -> Interval | Absent:
    if np.isnan(low).any():
        return ONE_WORLD
    earliest, latest, horizon = _half(high), _half(low), len(low)
    how = "inverted pointwise ranges of the curve"
    return Interval(earliest or horizon, latest or horizon, level, how, "both" if latest else "lower")


def _median_spread(curve: Curve) -> Interval | Absent:
    """A world's median is at most t just if p_w(t) >= 1/2: the band crossing it gives quantiles."""
    told = ~np.isnan(curve.known_low)
    if not told.any():
        return Unavailable("no band", curve.why[-1])
    # Ticks with too few histories on one side are near 0 or 1 in nearly all worlds: the share stands in.
    low = np.where(told, curve.known_low, curve.share)
    high = np.where(told, curve.known_high, curve.share)
    return _inverted(low, high, SPREAD[1] - SPREAD[0])


def _wait_interval(waits: Floats, horizon: int) -> Interval | Absent:
    """A t interval over worlds; if all histories wait equally long, what a bound on the others allows."""
    from scipy.special import stdtrit

    worlds, mean = len(waits), float(waits.mean())
    if np.ptp(waits) == 0:
        others = 1 - (1 - LEVEL) ** (1 / worlds)
        how = "exact bound on other waits"
        return Interval(mean * (1 - others), mean + (horizon - mean) * others, LEVEL, how)
    if worlds == 1:
        return ONE_WORLD
    spread = float(waits.mean(axis=1).std(ddof=1))
    error = spread / sqrt(worlds) * float(stdtrit(worlds - 1, (1 + LEVEL) / 2))
    return Interval(max(mean - error, 0.0), min(mean + error, horizon), LEVEL, "t interval over worlds")


def _wait_split(waits: Floats, horizon: int) -> tuple[Interval | Absent, float | Absent]:
    """Not knowing and luck of the wait in ticks, by the same random effects as for shares."""
    worlds, repeats = waits.shape
    if repeats == 1 or worlds < FEWEST_WORLDS:
        refused = ONE_REPEAT if repeats == 1 else too_few_worlds(worlds)
        return refused, refused
    if np.ptp(waits) == 0:
        equal = Unavailable("no variance", "every history waits equally long")
        return equal, equal
    parts = components(waits.mean(axis=1), waits.var(axis=1, ddof=1), repeats)
    chance = parts.within / (parts.within + max(parts.between, 0.0))
    if parts.between <= 0:
        return POINT, chance
    low, high = logit_normal.quantiles(parts.mean / horizon, parts.between / horizon**2, SPREAD)
    how = "logit-normal of the worlds' own means"
    return Interval(low * horizon, high * horizon, SPREAD[1] - SPREAD[0], how), chance
