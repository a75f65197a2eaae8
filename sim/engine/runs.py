"""`Runs`: what happened, as columns by name over histories, gathered chunk by chunk by a `Keeper`.

History h is repeat ``h % repeats + 1`` of world ``h // repeats``. Chunks hold `CHUNK` histories and start at
a multiple of it, whatever the machine, so that a resumed, split or repeated run meets the same chunks again.

>>> keeper = MemoryKeeper(worlds=3, repeats=2, ticks=12)
>>> for start, stop in chunk_ranges(6):
...     keeper.put(Chunk(start, stop, {"first": np.arange(start, stop)}, {"fan": np.array([[stop - start]])}))
>>> runs = keeper.finish()
>>> runs.by_world("first").tolist(), runs.tallies["fan"].tolist()
([[0, 1], [2, 3], [4, 5]], [[6]])
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any, Protocol

import numpy as np
from numpy.typing import DTypeLike, NDArray

SMALLEST = 512  # histories of a piece of a chunk
CHUNK = 4096  # histories: enough for array operations to pay, few enough to lose without regret

Arrays = Mapping[str, NDArray[Any]]
Layout = Mapping[str, tuple[DTypeLike, tuple[int, ...]]]


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """All histories: columns[name] is [history, ...], tallies[name] an int64 sum over histories.

    The arrays are taken over and become read-only. ValueError for a column of another length.
    """

    worlds: int
    repeats: int
    ticks: int
    columns: Arrays
    tallies: Arrays

    def __post_init__(self) -> None:
        for name, column in self.columns.items():
            if len(column) != self.histories:
                raise ValueError(f'column "{name}" has {len(column)} rows for {self.histories} histories')
        for array in (*self.columns.values(), *self.tallies.values()):
            array.flags.writeable = False

    @property
    def histories(self) -> int:
        """Worlds times repeats."""
        return self.worlds * self.repeats

    def by_world(self, name: str) -> NDArray[Any]:
        """The column as [world, repeat, ...], a view. KeyError if it was not kept."""
        column = self.columns[name]
        return column.reshape(self.worlds, self.repeats, *column.shape[1:])


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Histories start..stop-1: columns[name] is [stop - start, ...], tallies[name] their integer sums."""

    start: int
    stop: int
    columns: dict[str, NDArray[Any]]
    tallies: dict[str, NDArray[Any]]

    def __post_init__(self) -> None:
        rows = self.stop - self.start
        for name, column in self.columns.items():
            if column.dtype.kind not in "biuf" or column.shape[:1] != (rows,):
                raise ValueError(f'column "{name}" is {column.dtype}{list(column.shape)}, not {rows} numbers')
        for name, tally in self.tallies.items():
            # Only whole numbers add up to the same in any order.
            if tally.dtype.kind not in "iu" or not np.can_cast(tally.dtype, np.int64):
                raise ValueError(f'tally "{name}" holds {tally.dtype}, not whole numbers')

    @property
    def layout(self) -> Layout:
        """Type and shape per history of every column: the same for all chunks of a run."""
        return {name: (column.dtype, column.shape[1:]) for name, column in sorted(self.columns.items())}


class Keeper(Protocol):
    """Where chunks go until a run is whole: memory or a folder, all the same. Threads may share one."""

    def has(self, start: int) -> bool:
        """Whether the chunk from `start` need not be computed."""

    def get(self, start: int) -> Chunk:
        """The chunk from `start`. KeyError if it is not there."""

    def put(self, chunk: Chunk) -> None:
        """Keeps a chunk, or replaces it. ValueError if it is none of `chunk_ranges`."""

    def finish(self) -> Runs:
        """All chunks as one; call it last. ValueError if some are missing, which loses nothing."""


class MemoryKeeper:
    """The keeper of a run that nobody wants to find again."""

    def __init__(self, worlds: int, repeats: int, ticks: int) -> None:
        self._extent = worlds, repeats, ticks
        self._chunks: dict[int, Chunk] = {}

    def has(self, start: int) -> bool:
        return start in self._chunks

    def get(self, start: int) -> Chunk:
        chunk = self._chunks[start]
        return replace(chunk, tallies={name: t.astype(np.int64) for name, t in chunk.tallies.items()})

    def put(self, chunk: Chunk) -> None:
        check_place(chunk, self._extent[0] * self._extent[1])
        tallies = {name: _narrow(tally) for name, tally in chunk.tallies.items()}
        self._chunks[chunk.start] = replace(chunk, tallies=tallies)

    def finish(self) -> Runs:
        starts = complete(self.has, self._extent[0] * self._extent[1])
        # Each chunk is let go as soon as it is copied, so that memory never holds the run twice.
        return join((self._chunks.pop(start) for start in starts), *self._extent)


def _narrow(tally: NDArray[Any]) -> NDArray[Any]:
    """The same counts in as few bytes as hold them: those of a chunk are small, and its histograms many."""
    if not tally.size or tally.dtype != np.int64:
        return tally
    most = int(tally.view(np.uint64).max())  # one look: what is negative is huge here
    return tally.astype(np.min_scalar_type(most)) if most < 2**63 else tally


def chunk_ranges(histories: int) -> list[tuple[int, int]]:
    """(start, stop) of every chunk, in order.

    >>> chunk_ranges(10_000)
    [(0, 4096), (4096, 8192), (8192, 10000)]
    """
    return [(start, min(start + CHUNK, histories)) for start in range(0, histories, CHUNK)]


def chunk_start(history: int) -> int:
    """The first history of the chunk that a history is in.

    >>> chunk_start(4095), chunk_start(4096)
    (0, 4096)
    """
    return history - history % CHUNK


def pieces_of(chunks: Sequence[tuple[int, int]], least: int) -> list[tuple[int, int]]:
    """The chunks cut into pieces where they are fewer than ``least``, so that several workers end together.

    >>> pieces_of([(0, 4096), (4096, 5000)], 4)
    [(0, 2048), (2048, 4096), (4096, 5000)]
    """
    size = max(SMALLEST, CHUNK // (1 << max(0, (least - 1) // max(1, len(chunks))).bit_length()))
    return [(a, min(a + size, stop)) for start, stop in chunks for a in range(start, stop, size)]


def put_together(pieces: Sequence[Chunk]) -> Chunk:
    """Pieces that follow one another, as one."""
    if len(pieces) == 1:
        return pieces[0]
    columns = {name: np.concatenate([piece.columns[name] for piece in pieces]) for name in pieces[0].columns}
    tallies = {
        name: sum(piece.tallies[name] for piece in pieces[1:]) + tally
        for name, tally in pieces[0].tallies.items()
    }
    return Chunk(pieces[0].start, pieces[-1].stop, columns, tallies)


def join(chunks: Iterable[Chunk], worlds: int, repeats: int, ticks: int) -> Runs:
    """The chunks, in order and without gaps, as one: columns put end to end, tallies added.

    ValueError for a gap, or for a chunk whose columns or tallies are not those of the first.
    """
    histories = worlds * repeats
    columns: dict[str, NDArray[Any]] = {}
    tallies: dict[str, NDArray[Any]] = {}
    layout: Layout = {}
    done = 0
    for chunk in chunks:
        check_place(chunk, histories)
        if chunk.start != done:
            raise ValueError(f"histories {done} to {chunk.start - 1} are missing")
        if not done:
            layout = chunk.layout
            columns = {name: np.empty((histories, *shape), dtype) for name, (dtype, shape) in layout.items()}
            tallies = {name: np.zeros(tally.shape, np.int64) for name, tally in sorted(chunk.tallies.items())}
        if chunk.layout != layout or shapes(chunk.tallies) != shapes(tallies):
            raise ValueError(f"the chunk from history {chunk.start} has other columns than the first")
        for name, column in columns.items():
            column[chunk.start : chunk.stop] = chunk.columns[name]
        for name, tally in tallies.items():
            tally += chunk.tallies[name]
        done = chunk.stop
    if done != histories:
        raise ValueError(f"histories {done} to {histories - 1} are missing")
    return Runs(worlds, repeats, ticks, columns, tallies)


def expected_bytes(layout: Layout, histories: int) -> int:
    """What the columns of so many histories take in memory, and on disk when the run is whole.

    >>> expected_bytes({"outcome": (np.uint8, ()), "watch": (np.uint8, (3,))}, 1_000_000)
    4000000
    """
    return histories * sum(np.dtype(dtype).itemsize * prod(shape) for dtype, shape in layout.values())


def shapes(arrays: Arrays) -> dict[str, tuple[int, ...]]:
    """The shape of every array, by name."""
    return {name: array.shape for name, array in arrays.items()}


def check_place(chunk: Chunk, histories: int) -> None:
    """ValueError unless the chunk is one of `chunk_ranges(histories)`."""
    stop = min(chunk.start + CHUNK, histories)
    if chunk.start % CHUNK or not 0 <= chunk.start < chunk.stop == stop:
        raise ValueError(f"{chunk.start} to {chunk.stop} is no chunk of {histories} histories")


def complete(has: Callable[[int], bool], histories: int) -> list[int]:
    """The starts of all chunks. ValueError if `has` denies one."""
    starts = [start for start, _ in chunk_ranges(histories)]
    if missing := [start for start in starts if not has(start)]:
        raise ValueError(f"{len(missing)} of {len(starts)} chunks are missing, from history {missing[0]}")
    return starts
