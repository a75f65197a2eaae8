"""What a backend gets and gives: a block of histories in, a chunk of columns and the undefined values out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.engine.program import Program
from sim.engine.runs import Chunk

Keys = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Block:
    """Histories start..stop-1 of a run: ``inputs`` [input, world - first_world], keys [stream, 2]."""

    start: int
    stop: int
    repeats: int
    inputs: NDArray[np.float64]
    keys: Keys
    keep: frozenset[str]
    picked: NDArray[np.int64] | None = None
    """Any histories at all, in place of those from start to stop; ``inputs`` has a column for each of their worlds."""

    @property
    def histories(self) -> NDArray[np.int64]:
        """The number of each history."""
        return np.arange(self.start, self.stop) if self.picked is None else self.picked

    @property
    def worlds(self) -> NDArray[np.uint32]:
        """The world of each history."""
        return (self.histories // self.repeats).astype(np.uint32)

    @property
    def lanes(self) -> NDArray[np.intp]:
        """The column of ``inputs`` that each history takes."""
        if self.picked is None:
            return self.histories // self.repeats - self.start // self.repeats
        return np.unique(self.worlds, return_inverse=True)[1]

    @property
    def repeat_numbers(self) -> NDArray[np.uint32]:
        """The repeat of each history, from 1."""
        return (self.histories % self.repeats + 1).astype(np.uint32)


@dataclass(frozen=True, slots=True)
class Undefined:
    """One expression's undefined values: how many histories, the lowest history and its tick."""

    origin: int
    count: int
    history: int
    tick: int

    def joined(self, other: Undefined | None) -> Undefined:
        """Both together: counts added, the lower history kept."""
        if other is None:
            return self
        lower = min(other, self, key=lambda undefined: undefined.history)
        return Undefined(self.origin, self.count + other.count, lower.history, lower.tick)


class Backend(Protocol):
    """Runs blocks of one program."""

    def __call__(self, block: Block, /) -> tuple[Chunk, tuple[Undefined, ...]]:
        """The block's columns, and what was undefined in it."""


def column_layout(
    program: Program, keep: frozenset[str]
) -> Mapping[str, tuple[np.dtype[Any], tuple[int, ...]]]:
    """Name -> (type, shape per history) of every column a run keeps.

    ``Q.outcome`` position in the question's lines (their number: else); ``Q.first.LINE`` tick of first passage, 0 never;
    ``watch.W`` one bit per tick, first tick in the highest bit; on request ``count.X``, ``first.X`` and ``final.STATE``.
    """
    layout: dict[str, tuple[np.dtype[Any], tuple[int, ...]]] = {}
    for question in program.questions:
        layout[f"{question.name}.outcome"] = (np.dtype(np.uint8), ())
        layout |= {f"{question.name}.first.{line}": (np.dtype(np.uint16), ()) for line in question.lines}
    layout |= {
        f"watch.{name}": (np.dtype(np.uint8), (-(-program.ticks // 8),)) for name, _ in program.watches
    }
    for what, kind in (("counts", "count"), ("first", "first")):
        if what in keep:
            layout |= {f"{kind}.{path}": (np.dtype(np.uint16), ()) for path in program.happenings}
    if "final" in keep:
        layout |= {f"final.{variable.name}": (np.dtype(np.float64), ()) for _, variable in program.states}
    return layout
