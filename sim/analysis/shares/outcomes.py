"""How often each outcome of a question comes about.

>>> codes = np.tile([[0, 1, 1, 1], [1, 1, 1, 1]], (60, 1)).astype(np.uint8)
>>> crosses, stays = outcome_shares(codes, ("crosses", "stays out"))
>>> crosses.value, crosses.runs.worlds, crosses.runs.seen, stays.value
(0.125, 120, 60, 0.875)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.analysis.finding import PROBABILITY, Finding, RunCount
from sim.analysis.precision import best_estimate, luck, not_knowing

METHOD = "mean of the worlds' shares; not knowing and luck by one-way random effects over worlds"


def outcome_shares(
    codes: npt.NDArray[np.uint8], names: Sequence[str], sources: tuple[str, ...] = (), caveat: str = ""
) -> tuple[Finding, ...]:
    """One Finding per outcome name, in order, from codes[world, repeat] (positions in `names`).

    An outcome never seen has its Finding too, with a one-sided bound. ValueError for a code without a name.

    >>> outcome_shares(np.zeros((50, 2), np.uint8), ("all", "none"))[1].interval.sides
    'upper'
    """
    if codes.ndim != 2 or not codes.size:
        raise ValueError("codes is [world, repeat], with at least one history")
    if codes.max() >= len(names):
        raise ValueError(f"outcome code {codes.max()} has no name: there are {len(names)}")
    hits = ((codes == code).sum(axis=1) for code in range(len(names)))
    repeats = codes.shape[1]
    return tuple(share(name, each, repeats, sources, caveat) for name, each in zip(names, hits, strict=True))


def share(
    name: str, hits: npt.NDArray[np.int64], repeats: int, sources: tuple[str, ...] = (), caveat: str = ""
) -> Finding:
    """The Finding of one yes/no outcome from hits[world] in 0..repeats.

    >>> share("raid", np.array([0, 1, 2, 1] * 30), 2).value
    0.5
    """
    best = best_estimate(hits, repeats)
    return Finding(
        name=name,
        value=best.value,
        interval=best.interval,
        spread=not_knowing(hits, repeats),
        luck=luck(hits, repeats),
        runs=RunCount(len(hits), repeats, int(hits.sum())),
        unit=PROBABILITY,
        method=METHOD,
        sources=sources,
        caveat=caveat,
    )
