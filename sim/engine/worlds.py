"""World columns: one value per world of every quantity, from its address, correlations and distribution.

u -> normal score -> Gaussian copula inside the declared group -> quantile function -> range -> engine units.
A world's values depend on its number alone, so any chunk of worlds, in any order, gets the same.

>>> shock = Input("shock", "shock", Distribution("uniform", (0.0, 1.0)), PLAIN)
>>> both = world_columns((shock,), 0, np.array([4, 7], np.uint32))["shock"]
>>> bool(both[1] == world_columns((shock,), 0, np.array([7], np.uint32))["shock"][0])
True
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sim.engine.draws import key, uniforms, words
from sim.engine.elementary import invnorm
from sim.engine.quantiles import quantile_function
from sim.scenario.quantity.correlation import Correlations, correlation_groups
from sim.scenario.quantity.distribution import Distribution
from sim.scenario.units import PLAIN, Unit, convert

Floats = NDArray[np.float64]
Columns = dict[str, Floats]

DRAWS_AT_ONCE = 2**17  # scores drawn in one call: few enough for the cache, many enough for short columns
NO_SCORES: Mapping[str, Floats] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Input:
    """An uncertain number; ``draws`` names its draw, ``low`` and ``high`` are its range in ``unit``."""

    path: str
    draws: str
    distribution: Distribution
    unit: Unit = PLAIN
    low: float = -math.inf
    high: float = math.inf
    tick_days: float = 1.0


def world_columns(
    inputs: tuple[Input, ...],
    seed: int,
    worlds: NDArray[np.uint32],
    correlations: Correlations = (),
    scores: Mapping[str, Floats] = NO_SCORES,
) -> Columns:
    """Values float64 [world] by path, in engine units: times in ticks, rates per tick, percents as shares.

    ``worlds`` uint32 [world] are the worlds' numbers, ``correlations`` triples (path, path, rank).
    ``scores`` float64 [world] replace the normal scores of the paths they name: an intervention, correlated
    partners stay as they were drawn.
    Raises CorrelationError, FitError, and ValueError for unknown names.

    >>> rate = Input("rate", "rate", Distribution("fixed", (0.5,)), Unit(time=-1, days=30.0), tick_days=15.0)
    >>> world_columns((rate,), seed=0, worlds=np.arange(2, dtype=np.uint32))
    {'rate': array([0.25, 0.25])}
    """
    groups = correlation_groups(correlations)
    tied = [path for group in groups for path in group.paths]
    _refuse_strangers(inputs, tied, scores, len(worlds))
    drawn = _drawn(tuple(one for one in inputs if _moves(one) or one.path in tied), seed, worlds)
    together = dict(drawn)
    for group in groups:
        for path, row in zip(group.paths, group.rows, strict=True):
            together[path] = _weighted(row, [drawn[member] for member in group.paths])
    still = np.zeros(len(worlds))
    return {one.path: column(one, scores.get(one.path, together.get(one.path, still))) for one in inputs}


def column(one: Input, scores: Floats) -> Floats:
    """The input's values [world] at normal scores [world].

    >>> column(Input("x", "x", Distribution("normal", (2.0, 1.0)), low=0.0), np.array([-3.0, 0.0])).tolist()
    [0.0, 2.0]
    """
    values = np.clip(quantile_function(one.distribution)(np.asarray(scores, np.float64)), one.low, one.high)
    return in_ticks(values, one.unit, one.tick_days)


def in_ticks(values: Floats, unit: Unit, tick_days: float) -> Floats:
    """``units.convert`` elementwise, the same bits; raises UnitError for a chance of 100% within a time.

    >>> in_ticks(np.array([1.0, 2.0]), Unit(time=1, days=7.0), tick_days=1.0).tolist()
    [7.0, 14.0]
    """
    if unit.percent and unit.is_rate:
        return np.array([convert(value, unit, tick_days) for value in values.tolist()], dtype=np.float64)
    if unit.percent:
        values = values / 100
    return values * convert(1.0, replace(unit, percent=False), tick_days)


def _moves(one: Input) -> bool:
    """Whether the normal score makes any difference to the input's value."""
    return one.distribution.family != "fixed"


def pinned(percentiles: Mapping[str, float], worlds: int) -> Columns:
    """Normal scores [world] that hold quantities at percentiles, the same in every world.

    >>> pinned({"shock": 50.0}, 2)
    {'shock': array([0., 0.])}
    """
    return {path: np.full(worlds, invnorm(np.array([p / 100]))[0]) for path, p in percentiles.items()}


def at_percentile(one: Input, percentile: float) -> float:
    """The input's value at a percentile of its own distribution, within its range, in the file's unit."""
    score = invnorm(np.array([percentile / 100]))
    return float(np.clip(quantile_function(one.distribution)(score), one.low, one.high)[0])


def _drawn(inputs: tuple[Input, ...], seed: int, worlds: NDArray[np.uint32]) -> Columns:
    """Independent normal scores [world] by path: `world_uniforms`, many names at once."""
    scores: Columns = {}
    at_once = max(1, DRAWS_AT_ONCE // max(1, len(worlds)))
    for start in range(0, len(inputs), at_once):
        some = inputs[start : start + at_once]
        keys = [key(seed, one.draws) for one in some]
        block = words(keys, worlds, np.zeros_like(worlds), group=0)[:, 0]
        scores |= zip((one.path for one in some), invnorm(uniforms(block)), strict=True)
    return scores


def _weighted(weights: tuple[float, ...], members: list[Floats]) -> Floats:
    """Left to right, so that every machine adds in the same order."""
    total = weights[0] * members[0]
    for weight, scores in zip(weights[1:], members[1:], strict=False):
        total = total + weight * scores
    return total


def _refuse_strangers(
    inputs: tuple[Input, ...], tied: list[str], scores: Mapping[str, Floats], worlds: int
) -> None:
    known = {one.path for one in inputs}
    for path in (*tied, *scores):
        if path not in known:
            raise ValueError(f"no quantity is called {path!r}")
    for path, replaced in scores.items():
        if np.shape(replaced) != (worlds,):
            raise ValueError(f"the scores of {path!r} have shape {np.shape(replaced)}, expected ({worlds},)")
        if not np.all(np.isfinite(replaced)):
            raise ValueError(f"the scores of {path!r} are not all finite")
