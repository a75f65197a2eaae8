"""Fans: quantiles of a state over histories at every tick, read from integer histograms.

The histograms are counts, so that no order of summing can change a quantile. A quantile is the lowest bin
at which the cumulative count reaches the wanted percentage: a value of the state itself, never an average
of two.

>>> counts = np.array([[10, 0, 0, 0], [4, 3, 2, 1]])
>>> fan(counts, edges=np.array([0.0, 0.25, 0.5, 0.75, 1.0]), percents=(50, 90)).values.tolist()
[[0.125, 0.125], [0.375, 0.625]]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.integer[Any]]

PERCENTS = (5, 25, 50, 75, 95)


@dataclass(frozen=True, slots=True, eq=False)
class Fan:
    """Quantiles values[tick, percent] over `histories`; `resolution` is the bin width, 0 if discrete."""

    percents: tuple[int, ...]
    values: Floats
    histories: int
    resolution: float


def fan(counts: Ints, edges: Floats, percents: Sequence[int] = PERCENTS) -> Fan:
    """The fan of a continuous state from counts[tick, bin] and edges[bin + 1]; values are bin midpoints.

    ValueError if the counts are no histograms of equally many histories.
    """
    if len(edges) != counts.shape[1] + 1 or not (np.diff(edges) > 0).all():
        raise ValueError(f"{counts.shape[1]} bins need {counts.shape[1] + 1} rising edges")
    middles = (edges[:-1] + edges[1:]) / 2
    bins = quantile_bins(counts, percents)
    return Fan(tuple(percents), middles[bins], int(counts[0].sum()), float(np.diff(edges).max()))


def level_fan(counts: Ints, levels: Floats | Ints, percents: Sequence[int] = PERCENTS) -> Fan:
    """The fan of a discrete state (levels, counter, switch) from counts[tick, level], as values of `levels`.

    >>> level_fan(np.array([[1, 1, 8]]), levels=np.array([0, 1, 2]), percents=(10, 20, 50)).values.tolist()
    [[0.0, 1.0, 2.0]]
    """
    if len(levels) != counts.shape[1]:
        raise ValueError(f"{counts.shape[1]} columns of counts need as many levels, not {len(levels)}")
    bins = quantile_bins(counts, percents)
    return Fan(tuple(percents), np.asarray(levels, np.float64)[bins], int(counts[0].sum()), 0.0)


def quantile_bins(counts: Ints, percents: Sequence[int]) -> npt.NDArray[np.int64]:
    """bins[tick, percent]: the lowest bin with 100 x cumulative count >= percent x histories."""
    if counts.ndim != 2 or counts.dtype.kind not in "iu" or (counts < 0).any():
        raise ValueError("counts are whole numbers [tick, bin], none below 0")
    if not all(0 < percent <= 100 for percent in percents):
        raise ValueError(f"percents lie in 1..100, not {tuple(percents)}")
    reached = counts.cumsum(axis=1, dtype=np.int64)
    total = reached[:, -1]
    if not len(total) or total[0] == 0 or (total != total[0]).any():
        raise ValueError("every tick must count the same histories, at least one")
    wanted = np.array(percents, np.int64) * total[0]
    return np.stack([(100 * reached >= level).argmax(axis=1) for level in wanted], axis=1)
