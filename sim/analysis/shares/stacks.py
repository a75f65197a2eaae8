"""How histories divide over the lines of a question as time goes on: shares that sum to 1 at every tick.

By `first:` a history counts for the line that came first in it, from when it came; by `worst:` for the gravest line it has
come to so far. At the horizon both are what the outcome says.

>>> a, b = (np.array([ticks], np.uint16) for ticks in ([2, 0, 1], [1, 3, 1]))
>>> stack("worst", {"war": a, "crisis": b}, horizon=3).shares.round(2).tolist()
[[0.0, 0.33, 0.67, 0.67], [0.0, 0.33, 0.0, 0.33], [1.0, 0.33, 0.33, 0.0]]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.shares.passage import Ticks


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """shares[line, tick 0..horizon] of ``lines``, of which the last row is none of them; each column sums to 1."""

    rule: str
    lines: tuple[str, ...]
    shares: npt.NDArray[np.float64]


def stack(rule: str, firsts: Mapping[str, Ticks], horizon: int) -> Stack:
    """The stack of a question by `first:` or `worst:`, from first passages [world, repeat], 0 for never.

    ValueError for another rule: what holds at the end has no time before it.
    """
    if rule not in ("first", "worst") or not firsts:
        raise ValueError(f"a question by {rule} has no curves to stack")
    never = horizon + 1
    ticks = np.stack([first.ravel() for first in firsts.values()]).astype(np.int64)
    ticks = np.where((ticks == 0) | (ticks > horizon), never, ticks)
    counts = _competing(ticks, horizon) if rule == "first" else _climbing(ticks, horizon)
    histories = ticks.shape[1]
    rest = histories - counts.sum(axis=0, keepdims=True)
    return Stack(rule, tuple(firsts), np.concatenate([counts, rest]) / histories)


def _competing(ticks: npt.NDArray[np.int64], horizon: int) -> npt.NDArray[np.int64]:
    """Histories whose earliest line it is, so far; ties go to the earlier line."""
    winner, earliest = ticks.argmin(axis=0), ticks.min(axis=0)
    return np.stack([_so_far(earliest[winner == line], horizon) for line in range(len(ticks))])


def _climbing(ticks: npt.NDArray[np.int64], horizon: int) -> npt.NDArray[np.int64]:
    """Histories whose gravest line so far it is: those that reached it or a graver one, less those of graver ones."""
    reached = np.minimum.accumulate(ticks, axis=0)
    at_least = np.stack([_so_far(first, horizon) for first in reached])
    return np.diff(at_least, axis=0, prepend=0)


def _so_far(first: npt.NDArray[np.int64], horizon: int) -> npt.NDArray[np.int64]:
    return np.bincount(first, minlength=horizon + 2)[: horizon + 1].cumsum()
