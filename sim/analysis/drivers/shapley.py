"""Which setting did how much: the change from one run to another split over the settings that differ (Shapley 1953).

A *coalition* is a set of settings that stand as in b, the others as in a; its value is the share of an outcome, world by
world, so that every part is a paired difference with an interval of its own. A part is the mean of what its setting adds
over all orders in which the settings may be changed; the parts add up to the whole difference.

>>> values = {0: np.array([0.0]), 1: np.array([1.0]), 2: np.array([2.0]), 3: np.array([5.0])}
>>> found = exact(2, values.__getitem__)
>>> found.parts[:, 0].tolist(), found.pairs[0, 1].tolist(), found.alone[:, 0].tolist(), found.last[:, 0].tolist()
([2.0, 3.0], [2.0], [1.0, 2.0], [3.0, 4.0])
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import comb, factorial, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Value = Callable[[int], Floats]
"""The value [world] of a coalition; bit i of its number says that setting i is changed."""

EXACT_UP_TO = 8


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """``parts`` [setting, world] and what each setting does ``alone`` and, changed ``last``, on top of all others.

    ``pairs`` [setting, setting, world] is the Shapley interaction index (Grabisch and Roubens 1999): how much more two
    settings do together than apart; None where the split was sampled. ``errors`` [setting]: the standard error of sampling
    orders, 0 where all were taken. ``orders``: how many orders it rests on.
    """

    parts: Floats
    alone: Floats
    last: Floats
    pairs: Floats | None
    errors: Floats
    orders: int

    @property
    def whole(self) -> Floats:
        """The whole difference [world]."""
        total: Floats = self.parts.sum(axis=0)
        return total


def exact(settings: int, value: Value) -> Split:
    """Over all orders: 2^settings coalitions."""
    everyone = (1 << settings) - 1
    values = np.stack([value(coalition) for coalition in range(1 << settings)])
    parts = np.zeros((settings, values.shape[1]))
    pairs = np.zeros((settings, settings, values.shape[1]))
    for coalition in range(1 << settings):
        size = coalition.bit_count()
        outside = [i for i in range(settings) if not coalition >> i & 1]
        for i in outside:
            weight = 1 / (settings * comb(settings - 1, size))
            parts[i] += weight * (values[coalition | 1 << i] - values[coalition])
        for i, j in combinations(outside, 2):
            weight = factorial(size) * factorial(settings - size - 2) / factorial(settings - 1)
            both, one, other = coalition | 1 << i | 1 << j, coalition | 1 << i, coalition | 1 << j
            pairs[i, j] += weight * (values[both] - values[one] - values[other] + values[coalition])
    ends = [
        (values[1 << i] - values[0], values[everyone] - values[everyone ^ 1 << i]) for i in range(settings)
    ]
    alone, last = (np.stack(side) for side in zip(*ends, strict=True))
    pairs += pairs.transpose(1, 0, 2)
    return Split(parts, alone, last, pairs, np.zeros(settings), factorial(settings))


def sampled(settings: int, value: Value, orders: int, seed: int = 0) -> Split:
    """Over a fixed sample of orders, each with its reverse; parts still add up to the whole. ValueError below 2 orders.

    >>> weights = np.arange(1.0, 10.0)
    >>> def added(coalition): return np.array([sum(w for i, w in enumerate(weights) if coalition >> i & 1)])
    >>> found = sampled(9, added, 4)
    >>> np.allclose(found.parts[:, 0], weights), np.allclose(found.errors, 0)
    (True, True)
    """
    if orders < 2:
        raise ValueError("an order and its reverse are the least")
    draw = np.random.default_rng(seed)
    everyone = (1 << settings) - 1
    means = []
    for _ in range(orders // 2):
        order = draw.permutation(settings)
        means.append((_marginals(order, value) + _marginals(order[::-1], value)) / 2)
    found = np.stack(means)
    spread = found.mean(axis=2).std(axis=0, ddof=1) if len(means) > 1 else np.full(settings, np.nan)
    alone = np.stack([value(1 << i) - value(0) for i in range(settings)])
    last = np.stack([value(everyone) - value(everyone ^ 1 << i) for i in range(settings)])
    return Split(found.mean(axis=0), alone, last, None, spread / sqrt(len(means)), 2 * len(means))


def _marginals(order: NDArray[np.int64], value: Value) -> Floats:
    """What each setting adds in one order, [setting, world]."""
    coalition, before = 0, value(0)
    added = np.zeros((len(order), len(before)))
    for i in order.tolist():
        coalition |= 1 << i
        after = value(coalition)
        added[i], before = after - before, after
    return added
