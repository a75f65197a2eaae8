"""Three separate statements about a probability: the best estimate, not knowing, and luck.

p_w is an outcome's probability in world w; `hits[world]` counts the histories with the outcome among K
repeats. More runs narrow the first, more knowledge narrows the second, nothing narrows the third.

>>> hits = np.array([0, 2, 4, 6, 8, 1, 3, 5, 7, 9] * 20)
>>> answer = best_estimate(hits, repeats=10)
>>> round(answer.value, 3), round(answer.interval.low, 2), round(answer.interval.high, 2)
(0.45, 0.41, 0.49)
>>> spread = not_knowing(hits, repeats=10)
>>> round(spread.low, 2), round(spread.high, 2)
(0.07, 0.88)
>>> round(luck(hits, repeats=10), 2)
0.74
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, inf, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.analysis import logit_normal
from sim.analysis.finding import Absent, Interval, TooFew, Unavailable

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.integer[Any]]

LEVEL = 0.95
SPREAD = (0.05, 0.95)
FEWEST_WORLDS = 100
FEWEST_SEEN = 5
MANY_REPEATS = 200
F_LEVEL = 0.05

POINT = Unavailable("a point", "these runs cannot tell the worlds apart")
ONE_WORLD = Unavailable("one world", "one world says nothing about others (run 2 worlds or more)")
ONE_REPEAT = Unavailable("one repeat", "one history per world cannot tell (run 2 repeats or more)")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A best estimate and its finite-run interval."""

    value: float
    interval: Interval | Absent


@dataclass(frozen=True, slots=True)
class Components:
    """Variance of a per-history value in [0, 1], split by one-way random effects.

    `between` estimates the variance over worlds of the world's own mean, `within` the mean over worlds of
    the variance inside a world. Both are unbiased; `between` may therefore come out negative.
    """

    mean: float
    between: float
    within: float


def best_estimate(hits: Ints, repeats: int) -> Estimate:
    """The mean of per-world shares, with a 95% finite-run interval.

    Clopper-Pearson on (p n, n), n the effective number of histories (Korn & Graubard 1998). With the
    outcome in no history, or in all: a one-sided bound, exact on W trials, since one history of each world
    is W independent ones.

    >>> best_estimate(np.zeros(1000, int), repeats=10).interval.sides
    'upper'
    """
    worlds, seen = _checked(hits, repeats)
    value = seen / (worlds * repeats)
    if seen in (0, worlds * repeats):
        return Estimate(value, _one_sided(seen == 0, worlds))
    if worlds == 1:
        return Estimate(value, ONE_WORLD)
    effective = effective_histories(hits, repeats)
    low, high = clopper_pearson(value * effective, effective)
    return Estimate(value, Interval(low, high, LEVEL, "Clopper-Pearson on the effective number of histories"))


def effective_histories(hits: Ints, repeats: int) -> float:
    """What these are worth in independent histories: p(1-p)/se^2, se = sd(shares)/sqrt(W), within [W, W K].

    The standard error of an outcome that few worlds carry is itself poorly known. As Korn & Graubard do for
    few clusters, n is scaled by (z/t)^2, t with as many degrees of freedom as worlds carry the rarer side
    (Kish: the square of the sum of hits over the sum of squares), less one. For 0.1% outcomes that cluster
    in worlds (Beta, correlation 0.4, 1,000 worlds of 100) this lifts the coverage of the 95% interval from
    86% to 97%; with 1,000 worlds it
    widens the interval of outcomes of 10% and more by less than 1%.

    >>> [effective_histories(np.array(worlds), repeats=10) for worlds in ([0, 10] * 50, [5] * 100)]
    [100.0, 1000.0]
    """
    from scipy.special import ndtri, stdtrit

    worlds, seen = _checked(hits, repeats)
    value = seen / (worlds * repeats)
    counts = hits.astype(np.float64)
    rarer = counts if value <= 0.5 else repeats - counts
    carriers = rarer.sum() ** 2 / (rarer @ rarer)
    tail = (1 + LEVEL) / 2
    shrink = (ndtri(tail) / stdtrit(max(carriers - 1, 1), tail)) ** 2
    error = float(np.std(counts / repeats, ddof=1)) / sqrt(worlds)
    worth = value * (1 - value) / error**2 * shrink if error > 0 else inf
    return float(min(max(worth, worlds), worlds * repeats))


def not_knowing(hits: Ints, repeats: int) -> Interval | Absent:
    """The 5-95% range of p_w over worlds, or why it cannot be told.

    The between-world variance is (MSB - MSW)/K; the range is that of the logit-normal with the estimate's
    mean and this variance. From 200 repeats on it is the quantiles of the worlds' own shares, unless more
    than a tenth of what separates those shares is luck inside the worlds: that would be passed off as not
    knowing.

    >>> not_knowing(np.tile([3, 7], 60), repeats=10).how
    'logit-normal with the between-world variance'
    """
    refused = refusal(hits, repeats)
    if refused:
        return refused[0]
    parts = share_components(hits, repeats)
    if not worlds_differ(parts, len(hits), repeats):
        return POINT
    level = SPREAD[1] - SPREAD[0]
    if repeats >= MANY_REPEATS and parts.within / repeats <= parts.between / 9:
        low, high = np.quantile(hits.astype(np.float64) / repeats, SPREAD)
        return Interval(float(low), float(high), level, "quantiles of the worlds' shares")
    low, high = logit_normal.quantiles(parts.mean, parts.between, SPREAD)
    return Interval(low, high, level, "logit-normal with the between-world variance")


def luck(hits: Ints, repeats: int) -> float | Absent:
    """The share of the outcome's variance that is chance: mean of p_w(1-p_w) over p(1-p), in [0, 1].

    MSW is unbiased for the first, MSW + (MSB - MSW)/K for the second. Where the worlds cannot be told apart there
    is nothing to share out, and no answer.

    >>> luck(np.full(200, 5), repeats=10).code
    'a point'
    """
    refused = refusal(hits, repeats)
    if refused:
        return refused[0]
    parts = share_components(hits, repeats)
    if not worlds_differ(parts, len(hits), repeats):
        return POINT
    return parts.within / (parts.within + parts.between)


def worlds_differ(parts: Components, worlds: int, repeats: int) -> bool:
    """Whether the worlds' shares differ by more than luck inside them explains: one-way F test at 5%.

    Below it the estimated range would mostly be noise, wide in one run and nothing in the next.

    >>> worlds_differ(share_components(np.full(200, 5), 10), 200, 10)
    False
    """
    from scipy.special import fdtri

    if parts.between <= 0:
        return False
    ratio = 1 + repeats * parts.between / parts.within if parts.within > 0 else np.inf
    return bool(ratio > fdtri(worlds - 1, worlds * (repeats - 1), 1 - F_LEVEL))


def refusal(hits: Ints, repeats: int) -> tuple[Absent, ...]:
    """The first reason not to split not knowing from luck; empty if there is none.

    >>> refusal(np.array([1, 0, 0] * 40), repeats=1)[0].code
    'one repeat'
    """
    worlds, seen = _checked(hits, repeats)
    if repeats == 1:
        return (ONE_REPEAT,)
    if worlds < FEWEST_WORLDS:
        return (too_few_worlds(worlds),)
    for side, count in (("with", seen), ("without", worlds * repeats - seen)):
        if count < FEWEST_SEEN:
            enough = ceil(worlds * FEWEST_SEEN / max(count, 1))
            return (TooFew(f"histories {side} the outcome", count, FEWEST_SEEN, enough),)
    return ()


def too_few_worlds(worlds: int) -> TooFew:
    """The refusal for fewer than 100 worlds."""
    return TooFew("worlds", worlds, FEWEST_WORLDS, FEWEST_WORLDS)


def share_components(hits: Ints, repeats: int) -> Components:
    """Variance components of a yes/no outcome from hits[world]; needs 2 worlds and 2 repeats."""
    shares = hits.astype(np.float64) / repeats
    return components(shares, shares * (1 - shares) * repeats / (repeats - 1), repeats)


def components(means: Floats, variances: Floats, repeats: int) -> Components:
    """One-way random effects from each world's mean and variance (divisor K - 1), both [world].

    MSB = K var(means), MSW = mean(variances), between = (MSB - MSW)/K.
    """
    spread = float(np.var(means, ddof=1))
    within = float(np.mean(variances))
    return Components(float(np.mean(means)), spread - within / repeats, within)


def clopper_pearson(seen: float, trials: float, level: float = LEVEL) -> tuple[float, float]:
    """The two-sided Clopper-Pearson interval, for whole or effective (real) numbers with 0 < seen < trials.

    >>> [round(end, 4) for end in clopper_pearson(2, 10)]
    [0.0252, 0.5561]
    """
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    low = betaincinv(seen, trials - seen + 1, tail)
    high = betaincinv(seen + 1, trials - seen, 1 - tail)
    return float(low), float(high)


def _one_sided(none: bool, worlds: int) -> Interval:
    """The exact one-sided bound after 0 (or all) of W: (1 - level)^(1/W)."""
    bound = (1 - LEVEL) ** (1 / worlds)
    how = "exact one-sided Clopper-Pearson bound on the worlds"
    if none:
        return Interval(0.0, 1 - bound, LEVEL, how, "upper")
    return Interval(bound, 1.0, LEVEL, how, "lower")


def _checked(hits: Ints, repeats: int) -> tuple[int, int]:
    if hits.ndim != 1 or not len(hits) or hits.dtype.kind not in "iu":
        raise ValueError("hits is a whole number per world, hits[world], with at least one world")
    if repeats < 1 or hits.min() < 0 or hits.max() > repeats:
        raise ValueError(f"hits lie in 0..{repeats}, the number of repeats")
    return len(hits), int(hits.sum(dtype=np.int64))
