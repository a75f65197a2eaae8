"""What changes between two runs: how often each outcome comes about, how far a ladder is climbed, how long a wait lasts.

A `Change` is one mean on both sides with their difference and ratio, as Findings.

>>> a = np.tile([[0, 1, 1, 1], [1, 1, 1, 1]], (60, 1)).astype(np.uint8)
>>> b = np.tile([[0, 0, 1, 1], [1, 1, 1, 1]], (60, 1)).astype(np.uint8)
>>> crosses, stays = outcome_changes(Codes(a, b), ("crosses", "stays out"))
>>> crosses.before.value, crosses.after.value, crosses.difference.value, crosses.into, crosses.out_of
(0.125, 0.25, 0.125, 60, 0)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log, sqrt
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from sim.analysis.compare.means import carriers, paired, unpaired
from sim.analysis.finding import Absent, Finding, Interval, RunCount, TooFew, Unavailable
from sim.analysis.precision import FEWEST_SEEN, LEVEL, ONE_WORLD, Estimate, best_estimate

Values = npt.NDArray[Any]
Verdict = Literal["worse", "better", "crossing", "not told apart", "the same"]

UNTOLD = Unavailable("a difference", "how far worlds differ is told of each side, not of their difference")
POINTS = "difference of probabilities"


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """Outcome codes of both sides, each [world, repeat]; ``alike`` says that they are the same worlds on the same draws."""

    a: Values
    b: Values
    alike: bool = True

    def both(self, of: Any) -> tuple[Values, Values]:
        """A condition on codes, on both sides."""
        return of(self.a), of(self.b)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing on both sides.

    ``difference`` is b - a, ``ratio`` b / a. ``into`` and ``out_of`` count the histories that come to it, or leave it, from a
    to b (-1 where runs cannot be paired). ``chance``: of a difference as far from 0 by luck alone; ``adjusted``: the same
    after Holm over everything compared, filled in by who knows how much that is. ``saved``: what pairing took off the variance.
    """

    name: str
    before: Estimate
    after: Estimate
    difference: Finding
    ratio: Finding
    chance: float | Absent
    saved: float | Absent
    into: int = -1
    out_of: int = -1
    adjusted: float | Absent = UNTOLD

    @property
    def told_apart(self) -> bool:
        """Whether the interval of the difference leaves out 0."""
        interval = self.difference.interval
        return isinstance(interval, Interval) and not interval.low <= 0 <= interval.high

    @property
    def size(self) -> float:
        """The difference, 0 where there is none to tell."""
        return self.difference.value if isinstance(self.difference.value, float) else 0.0

    @property
    def beyond(self) -> float:
        """How far the difference is from 0, in half widths of its interval: what is told apart is above 1."""
        interval, value = self.difference.interval, self.difference.value
        if not isinstance(interval, Interval) or not isinstance(value, float) or value == 0:
            return 0.0
        half = (interval.high - interval.low) / 2
        return abs(value) / half if half > 0 else inf

    @property
    def stands(self) -> bool:
        """Whether it is told apart among everything compared, too."""
        return self.told_apart and isinstance(self.adjusted, float) and self.adjusted <= 1 - LEVEL

    @property
    def flips(self) -> int:
        """Histories that change either way."""
        return self.into + self.out_of if self.into >= 0 else -1


@dataclass(frozen=True, slots=True)
class Ladder:
    """A question whose lines stand in order, the gravest first: ``at_least[i]`` is line i or a graver one.

    First-order stochastic dominance: b is worse if no line is reached less often and some are told apart, and the other
    way round. ``worse`` and ``better`` count histories that end higher or lower on the ladder (-1 if not paired).
    """

    at_least: tuple[Change, ...]
    verdict: Verdict
    worse: int
    better: int


def outcome_changes(codes: Codes, names: Sequence[str]) -> tuple[Change, ...]:
    """One Change per outcome, in order of ``names``."""
    return tuple(
        share_change(name, *codes.both(lambda c, i=i: c == i), codes.alike) for i, name in enumerate(names)
    )


def share_change(name: str, a: Values, b: Values, alike: bool = True) -> Change:
    """How the share of a yes/no thing changes, from truths a[world, repeat] and b[world, repeat].

    >>> import numpy as np
    >>> share_change("raid", np.zeros((200, 5), bool), np.zeros((200, 5), bool)).told_apart
    False
    """
    found = (paired if alike else unpaired)(a, b)
    before, after = (best_estimate(side.sum(axis=1), side.shape[1]) for side in (a, b))
    into, out_of = (int((b & ~a).sum()), int((a & ~b).sum())) if alike else (-1, -1)
    return Change(
        name,
        before,
        after,
        _finding(name, found.value, found.interval, b, POINTS),
        _finding(name, *_ratio(a, b, alike), b, "ratio"),
        found.chance,
        found.saved,
        into,
        out_of,
    )


def ladder(codes: Codes, lines: Sequence[str]) -> Ladder:
    """How far histories climb, from codes into ``lines`` (gravest first; their number: none of them).

    >>> a, b = (np.tile(row, (100, 1)).astype(np.uint8) for row in ([[0, 1, 2, 2]], [[0, 0, 1, 2]]))
    >>> found = ladder(Codes(a, b), ("war", "crisis"))
    >>> found.verdict, found.worse, found.better
    ('worse', 200, 0)
    """
    steps = tuple(
        share_change(f"{line} or graver" if i else line, *codes.both(lambda c, i=i: c <= i), codes.alike)
        for i, line in enumerate(lines)
    )
    worse, better = -1, -1
    if codes.alike:
        worse, better = int((codes.b < codes.a).sum()), int((codes.b > codes.a).sum())
    return Ladder(steps, _verdict(steps), worse, better)


def wait_change(name: str, a: Values, b: Values, horizon: int, alike: bool = True) -> Change:
    """How the restricted mean wait changes: the mean of min(time, horizon), from first passages [world, repeat], 0 for never.

    >>> a, b = (np.tile(row, (50, 1)).astype(np.uint16) for row in ([[2, 0]], [[2, 6]]))
    >>> found = wait_change("raid", a, b, horizon=10)
    >>> found.before.value, found.after.value, found.difference.value
    (6.0, 4.0, -2.0)
    """
    one, other = (
        np.where((first == 0) | (first > horizon), horizon, first).astype(np.int64) for first in (a, b)
    )
    span = (0.0, float(horizon))
    found = (paired if alike else unpaired)(one, other, span)
    early, late = (int((other < one).sum()), int((other > one).sum())) if alike else (-1, -1)
    no_ratio = Unavailable("a wait", "waits that end at the horizon have no ratio worth telling")
    return Change(
        name,
        _mean(one, span),
        _mean(other, span),
        _finding(name, found.value, found.interval, other, "tick"),
        _finding(name, no_ratio, no_ratio, other, "ratio"),
        found.chance,
        found.saved,
        early,
        late,
    )


def _verdict(steps: Sequence[Change]) -> Verdict:
    values = [step.difference.value for step in steps]
    if all(step.flips == 0 for step in steps):
        return "the same"
    told = {
        value > 0
        for step, value in zip(steps, values, strict=True)
        if step.told_apart and isinstance(value, float)
    }
    if len(told) == 2:
        return "crossing"
    if not told:
        return "not told apart"
    up = told.pop()
    one_way = all(isinstance(value, float) and (value >= 0 if up else value <= 0) for value in values)
    return ("worse" if up else "better") if one_way else "crossing"


def _mean(values: Values, span: tuple[float, float]) -> Estimate:
    found = paired(np.zeros_like(values), values, span)
    return Estimate(found.value, found.interval)


def _finding(
    name: str, value: float | Absent, interval: Interval | Absent, after: Values, unit: str
) -> Finding:
    runs = RunCount(after.shape[0], after.shape[1], int(np.count_nonzero(after)))
    how = interval.how if isinstance(interval, Interval) else interval.why
    return Finding(name, value, interval, UNTOLD, UNTOLD, runs, unit, how)


def _ratio(a: Values, b: Values, alike: bool) -> tuple[float | Absent, Interval | Absent]:
    """b / a with an interval by the delta method on its logarithm, over worlds."""
    seen = [int(side.sum()) for side in (a, b)]
    if min(seen) < FEWEST_SEEN:
        enough = -(-len(a) * FEWEST_SEEN // max(min(seen), 1))
        refused = TooFew("histories with it on each side", min(seen), FEWEST_SEEN, enough)
        return refused, refused
    means = [side.mean(axis=1, dtype=np.float64) for side in (a, b)]
    shares = [float(mean.mean()) for mean in means]
    value = shares[1] / shares[0]
    if min(map(len, means)) < 2:
        return value, ONE_WORLD
    parts = [mean / share for mean, share in zip(means, shares, strict=True)]
    if alike:
        error = float((parts[1] - parts[0]).std(ddof=1)) / sqrt(len(a))
    else:
        error = sqrt(sum(float(part.var(ddof=1)) / len(part) for part in parts))
    return value, _log_interval(value, error, min(carriers(mean) for mean in means))


def _log_interval(value: float, error: float, freedom: float) -> Interval:
    from scipy.special import stdtrit

    reach = error * float(stdtrit(max(freedom - 1, 1.0), (1 + LEVEL) / 2))
    low, high = (exp(log(value) + sign * min(reach, 50.0)) for sign in (-1, 1))
    return Interval(low, high, LEVEL, "delta method on the logarithm, over worlds")
