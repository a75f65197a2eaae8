"""Rank correlations between quantities: what belongs together, and whether all can be met.

>>> print(correlation_problem((("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9))))
the correlations of a, b, c contradict each other: with all before it, c cannot have these
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from sim.scenario.quantity.distribution import settled

Correlations = tuple[tuple[str, str, float], ...]

SMALLEST_PIVOT = 1e-9
"""Below this share of its own variance a quantity is not distinguishable from a sum of the others."""


@dataclass(frozen=True, slots=True)
class Group:
    """Quantities tied to each other: ``rows[i]`` weighs the first i + 1 independent normal scores."""

    paths: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]


class CorrelationError(ValueError):
    """Correlations that no joint distribution has; ``paths`` names the group or pair."""

    def __init__(self, reason: str, paths: tuple[str, ...]) -> None:
        self.paths = paths
        super().__init__(reason)


def correlation_problem(correlations: Correlations) -> str | None:
    """What is wrong with these (path, path, rank correlation), or None."""
    try:
        correlation_groups(correlations)
    except CorrelationError as error:
        return str(error)
    return None


def correlation_groups(correlations: Correlations) -> tuple[Group, ...]:
    """The connected groups, members in the order of their first mention, with their lower Cholesky rows.

    A rank correlation rho is the correlation 2 sin(pi rho / 6) of normal scores; other pairs have 0.
    The order of the list, not that of the file, decides: moving a quantity moves no number.

    >>> correlation_groups((("a", "b", 0.5),))[0].rows[1]
    (0.517638090205, 0.855599677167)
    """
    wanted = _wanted(correlations)
    return tuple(Group(paths, _cholesky(paths, wanted)) for paths in _connected(correlations))


def _wanted(correlations: Correlations) -> dict[frozenset[str], float]:
    wanted: dict[frozenset[str], float] = {}
    for one, other, rank in correlations:
        pair = frozenset((one, other))
        if one == other:
            raise CorrelationError(f"{one} is correlated with itself", (one,))
        if pair in wanted:
            raise CorrelationError(f"{one} and {other} are correlated twice", (one, other))
        if not -1 < rank < 1:
            raise CorrelationError(
                f"the correlation of {one} and {other} must lie between -1 and 1", (one, other)
            )
        wanted[pair] = settled(2 * math.sin(math.pi * rank / 6))
    return wanted


def _connected(correlations: Correlations) -> Iterable[tuple[str, ...]]:
    group_of: dict[str, dict[str, None]] = {}
    for one, other, _ in correlations:
        joined = group_of.get(one, {one: None}) | group_of.get(other, {other: None})
        group_of |= dict.fromkeys(joined, joined)
    mentioned = {
        path: i for i, path in enumerate(dict.fromkeys(p for pair in correlations for p in pair[:2]))
    }
    groups = {tuple(sorted(group, key=mentioned.__getitem__)) for group in group_of.values()}
    return sorted(groups, key=lambda group: mentioned[group[0]])


def _cholesky(paths: tuple[str, ...], wanted: dict[frozenset[str], float]) -> tuple[tuple[float, ...], ...]:
    """Lower Cholesky rows, summed left to right: no library's order of operations enters the draws."""
    rows: list[tuple[float, ...]] = []
    for path in paths:
        row: list[float] = []
        for other, above in zip(paths, rows, strict=False):
            rest = wanted.get(frozenset((path, other)), 0.0)
            for left, right in zip(row, above, strict=False):
                rest -= left * right
            row.append(rest / above[-1])
        pivot = 1.0
        for left in row:
            pivot -= left * left
        if pivot < SMALLEST_PIVOT:
            reason = (
                f"the correlations of {', '.join(paths)} contradict each other: "
                f"with all before it, {path} cannot have these"
            )
            raise CorrelationError(reason, paths)
        rows.append((*map(settled, row), settled(math.sqrt(pivot))))
    return tuple(rows)
