"""Histories played again: any of them, in any order, with everything that happened, tick by tick.

Draws are addressed, so that a history is the same wherever it is played. `replay` runs the reference backend on picked
histories and writes down what a run throws away. Of a program compiled with ``traced`` it also keeps every noted value:
draws, rates, weights, probabilities, effects. And since nothing else moves when one thing is kept from happening, "would
it have come to this without it?" has an answer: `replay` with that thing ``stopped``.

>>> from sim.engine.compile import compile_scenario
>>> from sim.scenario.read import read_text
>>> program = compile_scenario(read_text('''
... stancelab: 1
... name: coin
... clock: {start: 2024-01-01, tick: day, ticks: 3}
... events: {heads: {rate: 50% per day}}
... questions: {toss: {within: 3 days, worst: {heads: ever(heads), else: tails}}}
... '''), traced=True)
>>> found = replay(program, Sample(seed=0, worlds=9, repeats=2), np.array([17, 4]))
>>> [found.address(row) for row in (0, 1)], found.happened["heads"].shape
(['8.2', '2.1'], (4, 2))
>>> sorted({note.what for note in found.noted})
['clock', 'open', 'rate']
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.backends.block import Block
from sim.engine.backends.numpy import Execution, Values
from sim.engine.backends.steps import steps, truths
from sim.engine.program import Note, Program, Register
from sim.engine.run import Sample, distinct_keys, inputs_of
from sim.engine.runs import CHUNK
from sim.errors import RunError

Truths = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Stopped = Mapping[str, Truths]
ADDRESS = re.compile(r"(\d{1,9})\.(\d{1,9})")
NOTHING: Stopped = MappingProxyType({})
NOTHING_SEEN: Mapping[str, NDArray[np.float64]] = MappingProxyType({})
DECISIONS = 3  # the phase in which actors choose


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """Picked histories, one a row: what they were, tick 0 being the start.

    ``happened[path]`` is bool [tick, row]; ``columns`` are those a run keeps of them, counts, firsts and finals included. With
    a traced program ``noted[note]`` is [tick, row], and ``states[name]`` is [tick, phase, row], after each phase.
    """

    program: Program
    sample: Sample
    histories: Numbers
    alive: Truths
    happened: Mapping[str, Truths]
    columns: Mapping[str, NDArray[Any]]
    noted: Mapping[Note, NDArray[Any]]
    states: Mapping[str, NDArray[Any]]

    def address(self, row: int) -> str:
        """The history in a row as ``world.repeat``."""
        return address(int(self.histories[row]), self.sample.repeats)


def address(history: int, repeats: int) -> str:
    """The name of history number ``history``, counted from 0.

    >>> address(0, 10), address(81232, 10)
    ('0.1', '8123.3')
    """
    return f"{history // repeats}.{history % repeats + 1}"


def history_number(text: str, worlds: int, repeats: int) -> int:
    """The number of the history called ``text``. RunError if it is no name of one, or of none in this run.

    >>> history_number("8123.3", 10_000, 10)
    81232
    >>> history_number("3.11", 10, 10)
    Traceback (most recent call last):
    ...
    sim.errors.RunError: there is no history 3.11 in this run: worlds go from 0 to 9, repeats from 1 to 10
    """
    match = ADDRESS.fullmatch(text.strip())
    span = f"worlds go from 0 to {worlds - 1}, repeats from 1 to {repeats}"
    if match is None:
        raise RunError(f'"{text}" is no history: write WORLD.REPEAT, for example 0.1; {span}')
    world, repeat = int(match[1]), int(match[2])
    if world >= worlds or not 1 <= repeat <= repeats:
        raise RunError(f"there is no history {text.strip()} in this run: {span}")
    return world * repeats + repeat - 1


def replay(
    program: Program,
    sample: Sample,
    histories: Numbers,
    stopped: Stopped = NOTHING,
    seen: Mapping[str, NDArray[np.float64]] = NOTHING_SEEN,
) -> Trace:
    """The picked histories of ``sample`` again; the same one may be picked more than once.

    ``stopped[path]``, bool [tick, row], says where that event, action or result is kept from happening: an action not taken
    leaves the actor holding, everything else goes on with the draws it had. ``seen[state]``, [tick, row], is the value that
    a state is given before decisions, NaN where it stays as it is.
    """
    histories = np.asarray(histories, np.int64)
    parts = [histories[start : start + CHUNK] for start in range(0, max(1, len(histories)), CHUNK)]
    starts = range(0, max(1, len(histories)), CHUNK)
    keys = distinct_keys(program, sample.seed)
    done = []
    for start, part in zip(starts, parts, strict=True):
        inputs = inputs_of(program, sample, np.unique(part // sample.repeats).astype(np.uint32))
        block = Block(
            0, len(part), sample.repeats, inputs, keys, frozenset(("counts", "first", "final")), part
        )
        here = {path: mask[:, start : start + CHUNK] for path, mask in stopped.items()}
        looks = {name: values[:, start : start + CHUNK] for name, values in seen.items()}
        with np.errstate(all="ignore"):
            done.append(_Replay(program, block, here, looks).trace(sample))
    return done[0] if len(done) == 1 else _joined(done)


class _Replay(Execution):
    """An execution that writes down what it sees."""

    def __init__(
        self, program: Program, block: Block, stopped: Stopped, seen: Mapping[str, NDArray[np.float64]]
    ) -> None:
        places = {variable.name: i for i, variable in program.states}
        self.seen = {places[name]: values for name, values in seen.items()}
        registers = {path: register for phase in program.phases for path, register in phase.happens}
        self.stopped = {registers[path]: mask for path, mask in stopped.items() if path in registers}
        ticks, rows = program.ticks + 1, block.stop - block.start
        self.living = np.zeros((ticks, rows), bool)
        self.happened = {path: np.zeros((ticks, rows), bool) for path in registers}
        self.notes: dict[int, list[Note]] = {}
        for note in program.notes:
            self.notes.setdefault(note.phase, []).append(note)
        truth = truths(program)
        self.noted = {
            note: np.zeros((ticks, rows), bool) if truth[note.register] else np.full((ticks, rows), np.nan)
            for note in program.notes
        }
        kept = program.states if program.notes else ()
        self.states = {variable.name: np.zeros((ticks, 8, rows)) for _, variable in kept}
        super().__init__(program, steps(program), block)

    def put(self, register: Register, value: Values) -> None:
        mask = self.stopped.get(register)
        super().put(register, value if mask is None or not self.tick else value & ~mask[self.tick])

    def phase(self, number: int) -> None:
        if number == 1:
            self._see_states(0)
        if number < 2:
            self.living[self.tick] = self.alive
        if number == DECISIONS:
            for i, values in self.seen.items():
                given, now = values[self.tick], self.variables[i]
                self.variables[i] = np.where(np.isnan(given), now, given.astype(now.dtype))
        super().phase(number)
        for path, register in self.program.phases[number].happens:
            self.happened[path][self.tick] = self.alive & self.registers[register]
        for note in self.notes.get(number, ()):
            self._see(note)
        self._see_states(number)

    def write(self, variable: int, value: Values) -> None:
        super().write(variable, np.where(self.alive, value, self.variables[variable]))

    def leave(self) -> None:
        """Histories that are over are shown too."""

    def _see_states(self, number: int) -> None:
        """The states after a phase stay so until a later one."""
        if self.program.notes:
            for i, variable in self.program.states:
                self.states[variable.name][self.tick, number:] = self.variables[i]

    def _see(self, note: Note) -> None:
        """A noted value; where it does not count it is false, or no number."""
        value = self.wide(self.registers[note.register])
        counts = self.alive if note.where is None else self.alive & self.registers[note.where]
        if value.dtype == bool:
            self.noted[note][self.tick] = value & counts
        else:
            self.noted[note][self.tick] = np.where(counts, value, np.nan)

    def trace(self, sample: Sample) -> Trace:
        """Runs, and says what was seen."""
        chunk, _ = self.run()
        histories = self.block.histories
        return Trace(
            self.program,
            sample,
            histories,
            self.living,
            self.happened,
            chunk.columns,
            self.noted,
            self.states,
        )


def _joined(parts: list[Trace]) -> Trace:
    """Traces side by side."""
    first = parts[0]

    def beside(name: str, axis: int) -> dict[Any, NDArray[Any]]:
        return {
            key: np.concatenate([getattr(part, name)[key] for part in parts], axis)
            for key in getattr(first, name)
        }

    return Trace(
        first.program,
        first.sample,
        np.concatenate([part.histories for part in parts]),
        np.concatenate([part.alive for part in parts], axis=1),
        beside("happened", 1),
        beside("columns", 0),
        beside("noted", 1),
        beside("states", 2),
    )
