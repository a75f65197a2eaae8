"""Runs of a pool: every world follows one member, drawn by an address of its own, and so do all of its histories.

A member's clock E / weight races those of the others, as options of a menu do: a changed weight moves worlds only into or
out of the member it belongs to, and a member of weight 0 is never met and changes nothing.

>>> seven = followed(0, ("calm", "alarmed"), (0.7, 0.3), np.arange(10_000, dtype=np.uint32))
>>> bool(0.29 < seven.mean() < 0.31)
True
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine import draws
from sim.engine.backends.block import Block, Undefined, column_layout
from sim.engine.means import Means
from sim.engine.program import Program
from sim.engine.run import AUTO, Progress, Sample, distinct_keys, in_order, inputs_of, undefined_error
from sim.engine.runs import Chunk, Keeper, MemoryKeeper, Runs, chunk_ranges

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """One member: its name, its weight, and what it runs."""

    name: str
    weight: float
    program: Program


def followed(
    seed: int, names: Sequence[str], weights: Sequence[float], worlds: NDArray[np.uint32]
) -> NDArray[np.intp]:
    """The position of the member that each world follows, [world]; ties go to the first."""
    keys = draws.distinct(seed, [f"pool/{name}" for name in names])  # no path of a world has a slash
    words = draws.words(keys, worlds, np.zeros_like(worlds), group=0)[:, 0]
    with np.errstate(divide="ignore"):
        times = draws.clocks(words) / np.asarray(weights, np.float64)[:, None]
    return np.asarray(np.argmin(times, axis=0))


def simulate_pool(
    common: Program,
    parts: Sequence[Part],
    sample: Sample,
    keeper: Keeper | None = None,
    progress: Progress | None = None,
    means: Means = AUTO,
) -> Runs:
    """All histories of ``sample``, each of the member that its world follows; raises RunError as `simulate` does.

    ``common`` has what is kept: the questions, and the states and watches that all members share. Members of weight 0 are
    not run.
    """
    parts = [part for part in parts if part.weight]
    keeper = keeper or MemoryKeeper(sample.worlds, sample.repeats, common.ticks)
    work = _Work(_Form(common, parts, sample), parts, sample, keeper, means)
    undefined: dict[int, list[Undefined]] = {}
    for stop, (chunk, bad) in in_order(work, chunk_ranges(sample.histories), work.workers):
        for k, found in bad:
            undefined.setdefault(k, []).append(found)
        if chunk is not None and not undefined:
            keeper.put(chunk)
        if progress is not None:
            progress(stop, sample.histories)
    if undefined:
        first = min(undefined)
        raise undefined_error(parts[first].program, undefined[first], sample)
    return keeper.finish()


class _Work:
    """Chunks of the pool: each member's histories run by its own program, then put together."""

    def __init__(
        self, form: _Form, parts: Sequence[Part], sample: Sample, keeper: Keeper, means: Means
    ) -> None:
        self.form, self.sample, self.keeper = form, sample, keeper
        worlds = np.arange(sample.worlds, dtype=np.uint32)
        names, weights = [part.name for part in parts], [part.weight for part in parts]
        self.chosen = followed(sample.seed, names, weights, worlds)
        shares = np.bincount(self.chosen, minlength=len(parts)) * sample.repeats
        settled = [
            means.settled(part.program, int(n), sample.keep) for part, n in zip(parts, shares, strict=True)
        ]
        self.runners = [_Runner(part.program, sample, own) for part, own in zip(parts, settled, strict=True)]
        self.workers = min(own.workers for own in settled)

    def __call__(self, start: int, stop: int) -> tuple[Chunk | None, tuple[tuple[int, Undefined], ...]]:
        if self.keeper.has(start):
            return None, ()
        histories = np.arange(start, stop)
        following = self.chosen[histories // self.sample.repeats]
        pieces, undefined = [], list[tuple[int, Undefined]]()
        for k, run in enumerate(self.runners):
            rows = histories[following == k]
            if len(rows):
                chunk, bad = run.piece(rows)
                pieces.append((rows, chunk))
                undefined += ((k, found) for found in bad)
        return self.form.together(start, stop, pieces), tuple(undefined)


class _Runner:
    """One member's program, run on any histories."""

    def __init__(self, program: Program, sample: Sample, means: Means) -> None:
        self.program, self.sample = program, sample
        self.keys = distinct_keys(program, sample.seed)
        self.run = means.backend_of(program, sample.keep)

    def piece(self, rows: Numbers) -> tuple[Chunk, tuple[Undefined, ...]]:
        """These histories' columns and tallies, and what was undefined in them."""
        numbers = np.unique(rows // self.sample.repeats).astype(np.uint32)
        inputs = inputs_of(self.program, self.sample, numbers)
        keep = frozenset(self.sample.keep)
        block = Block(0, len(rows), self.sample.repeats, inputs, self.keys, keep, rows)
        chunk, bad = self.run(block)
        return chunk, tuple(Undefined(u.origin, u.count, int(rows[u.history]), u.tick) for u in bad)


class _Form:
    """What every chunk of the pool keeps: what all members share, and how often anything of any of them happened."""

    def __init__(self, common: Program, parts: Sequence[Part], sample: Sample) -> None:
        keep = frozenset(sample.keep)
        own = [column_layout(part.program, keep) for part in parts]
        happened = {
            n: form for layout in own for n, form in layout.items() if n.startswith(("count.", "first."))
        }
        self.layout = {**column_layout(common, keep & {"final"}), **happened}
        self.tallied = {f"fan.{variable.name}" for _, variable in common.states}
        self.tallied |= {f"watch.{name}" for name, _ in common.watches}
        phases = [phase for part in parts for phase in part.program.phases]
        self.clashes = sorted({f"conflict.{state}" for phase in phases for state, _ in phase.conflicts})

    def together(self, start: int, stop: int, pieces: Iterable[tuple[Numbers, Chunk]]) -> Chunk:
        """The pieces' rows at their places, their tallies added."""
        size = stop - start
        columns = {name: np.zeros((size, *shape), kind) for name, (kind, shape) in self.layout.items()}
        tallies: dict[str, NDArray[Any]] = {name: np.zeros(1, np.int64) for name in self.clashes}
        for rows, piece in pieces:
            for name in columns.keys() & piece.columns.keys():
                columns[name][rows - start] = piece.columns[name]
            for name in (self.tallied | set(self.clashes)) & piece.tallies.keys():
                tallies[name] = (
                    tallies[name] + piece.tallies[name] if name in tallies else piece.tallies[name]
                )
        return Chunk(start, stop, columns, tallies)


def restricted(program: Program, states: Iterable[str], watches: Iterable[str]) -> Program:
    """The program with only these states and watches to be recorded."""
    known, seen = set(states), set(watches)
    kept = (v if v.name in known else replace(v, bins=0) for v in program.variables)
    return replace(
        program,
        variables=tuple(kept),
        watches=tuple(entry for entry in program.watches if entry[0] in seen),
    )
