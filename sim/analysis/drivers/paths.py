"""Paths on which histories flip: chains of named things, one for each history, gathered into shares.

>>> chains = [Chain("0.1", ("veto", "raid"), 4), Chain("3.2", ("veto", "raid"), 9)]
>>> chains += [Chain("5.1", ("storm",), 2), Chain("7.1", (), 3)]
>>> found = paths(chains)
>>> [(path.steps, path.count, path.example) for path in found.paths]
[(('veto', 'raid'), 2, '0.1'), (('storm',), 1, '5.1'), ((), 1, '7.1')]
>>> found.through
{'veto': 0.5, 'raid': 0.5, 'storm': 0.25}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Chain:
    """One flipped history: the things it hangs on in order of time, and the tick by which its answer stood.

    ``drew_from`` says for a thing what the twin did in its place. ``several``: no thing alone was needed, but all together.
    """

    history: str
    steps: tuple[str, ...]
    tick: int
    drew_from: Mapping[str, str] = field(default_factory=dict)
    several: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """All histories with one chain; ``example`` is the one whose answer stood at the middle of their ticks."""

    steps: tuple[str, ...]
    count: int
    share: float
    example: str
    several: bool = False


@dataclass(frozen=True, slots=True)
class Paths:
    """``through`` is the share of histories that hang on a thing, most first, ``drew_from`` what their twins did instead."""

    histories: int
    paths: tuple[Path, ...]
    through: Mapping[str, float]
    drew_from: Mapping[str, Mapping[str, float]]


def paths(chains: Sequence[Chain]) -> Paths:
    """The chains gathered, the commonest path first; ties in order of appearance."""
    grouped: dict[tuple[tuple[str, ...], bool], list[Chain]] = {}
    for chain in chains:
        grouped.setdefault((chain.steps, chain.several), []).append(chain)
    found = [
        Path(steps, len(group), len(group) / len(chains), _middle(group).history, several)
        for (steps, several), group in grouped.items()
    ]
    through = Counter(step for chain in chains for step in chain.steps)
    return Paths(
        len(chains),
        tuple(sorted(found, key=lambda path: -path.count)),
        {step: count / len(chains) for step, count in through.most_common()},
        {step: _drawn(chains, step) for step, _ in through.most_common()},
    )


def _middle(group: Sequence[Chain]) -> Chain:
    return sorted(group, key=lambda chain: chain.tick)[(len(group) - 1) // 2]


def _drawn(chains: Sequence[Chain], step: str) -> dict[str, float]:
    """Of the histories that hang on ``step``, the shares of what their twins did in its place."""
    told = Counter(chain.drew_from[step] for chain in chains if step in chain.drew_from)
    return {what: count / told.total() for what, count in told.most_common()}
