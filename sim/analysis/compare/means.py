"""The difference of two means, history beside history or independent: value, interval, chance of as much by luck alone.

Values are [world, repeat]: 0 and 1 for an outcome, ticks for a wait. Of a pair the world's mean difference is the unit, so
that repeats of one world never pass for independent.

>>> a = np.tile([[0, 0, 1, 0], [0, 1, 0, 0]], (100, 1))
>>> b = np.maximum(a, np.tile([[0, 0, 0, 1], [0, 0, 0, 0]], (100, 1)))
>>> found = paired(a, b)
>>> found.value, round(found.interval.low, 3), round(found.interval.high, 3), found.told_apart
(0.125, 0.107, 0.143, True)
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.analysis.finding import Absent, Interval, Unavailable
from sim.analysis.precision import LEVEL, ONE_WORLD

Values = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]

UNIT = (0.0, 1.0)
PAIRED = "t interval over the worlds' mean differences"
UNPAIRED = "Welch's t interval over the worlds of both sides"
BOUND = "exact bound on the worlds: no more of them may differ from the rest"
NOT_PAIRED = Unavailable("not paired", "only runs on the same draws can be paired")
NO_LUCK = Unavailable("no variance", "neither side varies")


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean of b less that of a.

    ``chance`` is the probability of a difference at least as far from 0 if there is none (two-sided); ``saved`` the part of an
    unpaired difference's variance that pairing took away, below 0 if it added some.
    """

    value: float
    interval: Interval | Absent
    chance: float | Absent
    saved: float | Absent

    @property
    def told_apart(self) -> bool:
        """Whether the interval leaves out 0."""
        return isinstance(self.interval, Interval) and not self.interval.low <= 0 <= self.interval.high


def paired(a: Values, b: Values, span: tuple[float, float] = UNIT) -> Difference:
    """b - a, both [world, repeat] of the same worlds and repeats, all values within ``span``.

    t interval over the worlds' mean differences; its degrees of freedom are those worlds that carry the change (Kish), less
    one, since a standard error that few worlds make is itself poorly known. With one repeat the test is McNemar's exact one,
    and the interval leaves out 0 just if that test does. Where no world differs from another, an exact bound on W worlds.

    >>> same = np.zeros((1000, 10))
    >>> found = paired(same, same)
    >>> found.value, round(found.interval.high, 4), found.chance
    (0.0, 0.003, 1.0)
    """
    if a.shape != b.shape or a.ndim != 2 or not a.size:
        raise ValueError(f"pairs are [world, repeat] of equal shape, not {a.shape} and {b.shape}")
    apart = b.astype(np.float64) - a.astype(np.float64)
    means = apart.mean(axis=1)
    value, worlds = float(means.mean()), len(means)
    saved = _saved(a, b, means)
    if np.ptp(means) == 0:
        return Difference(value, _bound(value, worlds, span), _sign_chance(value, worlds), saved)
    if worlds == 1:
        return Difference(value, ONE_WORLD, ONE_WORLD, saved)
    error, freedom = _error(means), carriers(np.abs(apart).sum(axis=1)) - 1
    interval, chance = _t(value, error, max(freedom, 1.0), span, PAIRED)
    if a.shape[1] == 1 and span == UNIT:
        chance = mcnemar(int((apart > 0).sum()), int((apart < 0).sum()))
        interval = _agreeing(interval, value, chance)
    return Difference(value, interval, chance, saved)


def unpaired(a: Values, b: Values, span: tuple[float, float] = UNIT) -> Difference:
    """b - a of independent runs, a[world, repeat] and b[world, repeat], which may differ in size.

    Welch's t interval over the worlds' means of both; degrees of freedom by Satterthwaite from the worlds that carry the
    rarer side of each.

    >>> found = unpaired(np.zeros((100, 1)), np.tile([[0, 1]], (400, 1)))
    >>> found.value, found.told_apart
    (0.5, True)
    """
    sides = [_side(values, span) for values in (a, b)]
    value = sides[1][0] - sides[0][0]
    worlds = min(len(a), len(b))
    variance = sum(error**2 for _, error, _ in sides)
    if variance == 0:
        return Difference(value, _bound(value, worlds, span), _sign_chance(value, worlds), NOT_PAIRED)
    if worlds == 1:
        return Difference(value, ONE_WORLD, ONE_WORLD, NOT_PAIRED)
    freedom = variance**2 / sum(error**4 / freedom for _, error, freedom in sides)
    interval, chance = _t(value, sqrt(variance), freedom, span, UNPAIRED)
    return Difference(value, interval, chance, NOT_PAIRED)


def mcnemar(into: int, out_of: int) -> float:
    """The exact two-sided chance that so many pairs or more change one way, if both ways are equally likely.

    >>> mcnemar(0, 0), mcnemar(6, 0), round(mcnemar(8, 2), 4)
    (1.0, 0.03125, 0.1094)
    """
    from scipy.special import bdtr

    return min(1.0, 2 * float(bdtr(min(into, out_of), into + out_of, 0.5)))


def holm(chances: list[float]) -> list[float]:
    """Chances after Holm (1979): below 5% only if no more than one family in twenty has a single false alarm.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(chances)), key=lambda i: chances[i])
    adjusted, highest = [0.0] * len(chances), 0.0
    for rank, i in enumerate(order):
        highest = max(highest, min(1.0, float(f"{(len(chances) - rank) * chances[i]:.12g}")))
        adjusted[i] = highest
    return adjusted


def carriers(weights: Floats) -> float:
    """How many worlds carry something, in equal parts (Kish): the square of the sum over the sum of squares.

    >>> carriers(np.array([2.0, 2.0, 0.0])), carriers(np.zeros(3))
    (2.0, 0.0)
    """
    squares = float(weights @ weights)
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def _error(means: Floats) -> float:
    return float(means.std(ddof=1)) / sqrt(len(means)) if len(means) > 1 else 0.0


def _side(values: Values, span: tuple[float, float]) -> tuple[float, float, float]:
    """Mean, standard error and degrees of freedom of one side."""
    means = values.mean(axis=1, dtype=np.float64)
    middle = float(means.mean())
    rarer = means - span[0] if middle <= sum(span) / 2 else span[1] - means
    return middle, _error(means), max(carriers(rarer) - 1, 1.0)


def _t(
    value: float, error: float, freedom: float, span: tuple[float, float], how: str
) -> tuple[Interval, float]:
    from scipy.special import stdtr, stdtrit

    reach, most = error * float(stdtrit(freedom, (1 + LEVEL) / 2)), span[1] - span[0]
    interval = Interval(max(value - reach, -most), min(value + reach, most), LEVEL, how)
    return interval, min(1.0, 2 * float(stdtr(freedom, -abs(value) / error)))


def _agreeing(interval: Interval, value: float, chance: float) -> Interval:
    """The interval with its end moved to 0 where the exact test says so: both are tests of every possible difference."""
    low, high, least = interval.low, interval.high, np.nextafter(0.0, 1.0)
    if chance > 1 - LEVEL:
        low, high = min(low, 0.0), max(high, 0.0)
    elif value > 0:
        low = max(low, float(least))
    else:
        high = min(high, -float(least))
    return Interval(low, high, LEVEL, f"{interval.how}; exact McNemar test at 0")


def _bound(value: float, worlds: int, span: tuple[float, float]) -> Interval:
    """All worlds differ alike: at most 1 - 0.05^(1/W) of all worlds may do anything else."""
    alike, most = (1 - LEVEL) ** (1 / worlds), span[1] - span[0]
    low, high = (alike * value + sign * (1 - alike) * most for sign in (-1, 1))
    return Interval(max(low, -most), min(high, most), LEVEL, BOUND)


def _sign_chance(value: float, worlds: int) -> float:
    return min(1.0, 2 * 0.5**worlds) if value else 1.0


def _saved(a: Values, b: Values, means: Floats) -> float | Absent:
    if len(means) < 2:
        return ONE_WORLD
    alone = float(sum(side.mean(axis=1, dtype=np.float64).var(ddof=1) for side in (a, b)))
    return 1 - float(means.var(ddof=1)) / alone if alone > 0 else NO_LUCK


def runs_saved(saved: float) -> float:
    """How many times as many histories independent runs would need for the same interval.

    >>> runs_saved(0.75), runs_saved(1.0)
    (4.0, inf)
    """
    return 1 / (1 - saved) if saved < 1 else inf
