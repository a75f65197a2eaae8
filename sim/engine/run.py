"""Running a program: worlds are drawn, blocks are simulated, a keeper collects the chunks; a later start takes what is there.

>>> from sim.engine.compile import compile_scenario
>>> from sim.scenario.read import read_text
>>> program = compile_scenario(read_text('''
... stancelab: 1
... name: coin
... clock: {start: 2024-01-01, tick: day, ticks: 1}
... events: {heads: {rate: 50% per day}}
... questions: {toss: {within: 1 day, last: {heads: ever(heads), else: tails}}}
... '''))
>>> runs = simulate(program, Sample(seed=0, worlds=1000, repeats=10))
>>> bool(0.48 < (runs.columns["toss.outcome"] == 0).mean() < 0.52)
True
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.engine import draws
from sim.engine.backends.block import Block, Undefined, column_layout
from sim.engine.means import Inputs, Means
from sim.engine.program import Program
from sim.engine.runs import (
    Chunk,
    Keeper,
    MemoryKeeper,
    Runs,
    chunk_ranges,
    chunk_start,
    expected_bytes,
    pieces_of,
    put_together,
)
from sim.engine.worlds import world_columns
from sim.errors import Problem, RunError, problem

Scores = Mapping[str, NDArray[np.float64]]
Progress = Callable[[int, int], None]
Done = tuple[Chunk | None, tuple[Undefined, ...]]
AUTO = Means()
PIECES_EACH = 4  # for each worker at least: with one long piece left, others would stand idle
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Sample:
    """Which histories: ``worlds`` x ``repeats`` of one ``seed``, and what is kept of each beside the outcomes.

    ``keep``: any of counts, first (firings), final (state). ``scores`` is how a designed run departs from plain draws: normal
    scores [world] that replace those of named quantities.
    """

    seed: int
    worlds: int
    repeats: int
    keep: Iterable[str] = ()
    scores: Scores = field(default_factory=dict)

    @property
    def histories(self) -> int:
        """Worlds times repeats."""
        return self.worlds * self.repeats


def simulate(
    program: Program,
    sample: Sample,
    keeper: Keeper | None = None,
    progress: Progress | None = None,
    means: Means = AUTO,
) -> Runs:
    """All histories of ``sample``; raises RunError if a needed value was undefined in any of them.

    Chunks that ``keeper`` already has are not computed again. ``progress`` is told (histories done, all histories) after
    every chunk. ``means`` never change a result.
    """
    keeper = keeper or MemoryKeeper(sample.worlds, sample.repeats, program.ticks)
    keys = distinct_keys(program, sample.seed)
    means = means.settled(program, sample.histories, sample.keep)
    run_block = means.backend_of(program, sample.keep)
    inputs = means.inputs_of(program, sample.seed, sample.scores) or partial(inputs_of, program, sample)

    def work(start: int, stop: int) -> Done:
        if keeper.has(chunk_start(start)):
            return None, ()
        return run_block(block_of(sample, keys, (start, stop), inputs))

    undefined: list[Undefined] = []
    pieces = pieces_of(
        chunk_ranges(sample.histories), PIECES_EACH * means.workers if means.workers > 1 else 1
    )
    done: list[Done] = []  # of one chunk
    for stop, piece in in_order(work, pieces, means.workers):
        done.append(piece)
        if stop != sample.histories and chunk_start(stop) != stop:
            continue
        made = [chunk for chunk, _ in done if chunk is not None]
        bad = [one for _, found in done for one in found]
        if len(made) == len(done) and not bad:
            keeper.put(put_together(made))
        undefined, done = undefined + bad, []
        if progress is not None:
            progress(stop, sample.histories)
    if undefined:
        raise undefined_error(program, undefined, sample)
    return keeper.finish()


def in_order(
    work: Callable[[int, int], Made], ranges: Sequence[tuple[int, int]], workers: int
) -> Iterator[tuple[int, Made]]:
    """(stop, what ``work`` made of each range) in order; at most a few chunks are there at once."""
    if workers == 1 or len(ranges) == 1:
        yield from ((stop, work(start, stop)) for start, stop in ranges)
        return
    pool, waiting = ThreadPoolExecutor(workers), deque[tuple[int, Future[Made]]]()
    try:
        for start, stop in ranges:
            waiting.append((stop, pool.submit(work, start, stop)))
            if len(waiting) > 2 * workers:
                done, future = waiting.popleft()
                yield done, future.result()
        for done, future in waiting:
            yield done, future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def block_of(sample: Sample, keys: NDArray[np.uint32], span: tuple[int, int], inputs: Inputs) -> Block:
    """Histories start..stop-1 of the ``span``; ``inputs`` gives those of worlds by number, as `inputs_of` does."""
    start, stop = span
    numbers = np.arange(start // sample.repeats, (stop - 1) // sample.repeats + 1, dtype=np.uint32)
    return Block(start, stop, sample.repeats, inputs(numbers), keys, frozenset(sample.keep))


def inputs_of(program: Program, sample: Sample, worlds: NDArray[np.uint32]) -> NDArray[np.float64]:
    """The program's inputs [input, world] in the worlds of these numbers."""
    scores = {path: score[worlds] for path, score in sample.scores.items()}
    columns = world_columns(program.inputs, sample.seed, worlds, program.correlations, scores)
    rows = [columns[item.path] for item in program.inputs]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(worlds))


def distinct_keys(program: Program, seed: int) -> NDArray[np.uint32]:
    """The keys [stream, 2] of the program's draws; ScenarioError-like RunError if two things would share theirs."""
    try:
        draws.distinct(seed, [item.draws for item in program.inputs])
        return draws.distinct(seed, [stream.name for stream in program.streams]).reshape(-1, 2)
    except ValueError as error:
        raise RunError(str(error)) from None


def expected_memory(program: Program, histories: int, keep: Iterable[str]) -> int:
    """Bytes of everything a run of ``histories`` keeps: a row each, and the tallies of all of them."""
    tallied = sum(variable.bins for _, variable in program.states) + len(program.watches)
    return (
        expected_bytes(column_layout(program, frozenset(keep)), histories) + 8 * (program.ticks + 1) * tallied
    )


def undefined_error(program: Program, undefined: Iterable[Undefined], sample: Sample) -> RunError:
    """One problem per expression: how many histories, and the lowest one."""
    merged: dict[int, Undefined] = {}
    for item in undefined:
        merged[item.origin] = item.joined(merged.get(item.origin))
    problems = [_undefined_problem(program, item, sample) for _, item in sorted(merged.items())]
    return RunError("a value that was needed is undefined; nothing was saved", problems)


def _undefined_problem(program: Program, item: Undefined, sample: Sample) -> Problem:
    """Expression, place, lowest history and tick, how many, and what its quantities were in that world."""
    origin = program.origins[item.origin]
    world, repeat = divmod(item.history, sample.repeats)
    reason = origin.reason
    if origin.reads:
        values = _in_world(program, sample, world)
        rates = {entry.path for entry in program.inputs if entry.unit.time}
        told = [
            f"{path} = {values[path]:.4g}{' (in ticks)' if path in rates else ''}" for path in origin.reads
        ]
        reason += f" where {', '.join(told)}"
    return problem(
        "R01",
        origin.where,
        expression=origin.expression,
        reason=reason,
        history=f"{world}.{repeat + 1}",
        tick=item.tick,
        count=item.count,
    )


def _in_world(program: Program, sample: Sample, world: int) -> dict[str, float]:
    """Every quantity's value in one world, in the engine's units."""
    scores = {path: score[world : world + 1] for path, score in sample.scores.items()}
    numbers = np.array([world], dtype=np.uint32)
    columns = world_columns(program.inputs, sample.seed, numbers, program.correlations, scores)
    return {path: float(column[0]) for path, column in columns.items()}
