"""What is written down while a block runs: readings, first passages, watches, counts, and tallies of the states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.backends.block import Block, column_layout
from sim.engine.program import Program, Variable
from sim.engine.runs import Chunk

Values = Any
Truths = NDArray[np.bool_]
Rows = NDArray[np.intp]


class Records:
    """The columns and tallies of one block.

    ``here`` are the rows of those histories that values are given for; other rows count these, so do ``living`` and the like.
    """

    def __init__(self, program: Program, block: Block) -> None:
        self.program, self.block, self.size = program, block, block.stop - block.start
        self.columns: dict[str, NDArray[Any]] = {
            name: np.zeros((self.size, *shape), kind)
            for name, (kind, shape) in column_layout(program, block.keep).items()
        }
        self.tallies: dict[str, NDArray[Any]] = {
            f"fan.{v.name}": np.zeros((program.ticks + 1, v.bins), np.int64) for _, v in program.states
        }
        self.tallies |= {
            f"watch.{name}": np.zeros(program.ticks + 1, np.int64) for name, _ in program.watches
        }
        conflicts = {state for phase in program.phases for state, _ in phase.conflicts}
        self.tallies |= {f"conflict.{state}": np.zeros(1, np.int64) for state in sorted(conflicts)}
        self.here: Rows = np.arange(self.size)
        self.last: dict[int, Truths] = {}
        self.gone = {i: np.zeros(variable.bins, np.intp) for i, variable in program.states}

    def happened(
        self, happens: Iterable[tuple[str, int]], registers: list[Values], alive: Truths, tick: int
    ) -> None:
        """Counts and first firings, if they are kept."""
        if not self.block.keep & {"counts", "first"}:
            return
        for path, register in happens:
            rows = self.here[alive & registers[register]]
            if "counts" in self.block.keep:
                self.columns[f"count.{path}"][rows] += 1
            if "first" in self.block.keep:
                first = self.columns[f"first.{path}"]
                first[rows[first[rows] == 0]] = tick

    def clashed(self, conflicts: Iterable[tuple[str, int]], registers: list[Values], alive: Truths) -> None:
        """How often two different `=` acted on one state."""
        for state, register in conflicts:
            self.tallies[f"conflict.{state}"] += int((alive & registers[register]).sum())

    def _reading(self, register: int, registers: list[Values], living: Rows) -> Truths:
        """This tick's reading; a history that is over repeats its last."""
        last = self.last.setdefault(register, np.zeros(self.size, bool))
        value = registers[register]
        last[self.here[living]] = value[living] if np.ndim(value) else value
        return last

    def read(self, registers: list[Values], living: Rows, tick: int) -> None:
        """Questions and watches of one tick (0: only remembered, for histories that end at once)."""
        for question in self.program.questions:
            readings = [self._reading(r, registers, living) for r in question.registers]
            if 1 <= tick <= question.horizon:
                for line, reading in zip(question.lines, readings, strict=True):
                    first = self.columns[f"{question.name}.first.{line}"]
                    first[reading & (first == 0)] = tick
            if tick == question.horizon and question.rule == "last":
                self.columns[f"{question.name}.outcome"][:] = first_true(readings)
        for name, register in self.program.watches:
            reading = self._reading(register, registers, living)
            self.tallies[f"watch.{name}"][tick] = reading.sum()
            if tick:
                self.columns[f"watch.{name}"][:, (tick - 1) // 8] |= reading.astype(np.uint8) << (
                    7 - (tick - 1) % 8
                )

    def tally(self, variables: Sequence[Values], living: Rows, tick: int) -> None:
        """Every state's histogram over histories."""
        for i, variable in self.program.states:
            bins = bins_of(variable, variables[i])[living]
            self.tallies[f"fan.{variable.name}"][tick] = self.gone[i] + np.bincount(
                bins, minlength=variable.bins
            )

    def over(self, variables: Sequence[Values], rows: Rows) -> None:
        """The states of these histories stand for all later ticks."""
        self._finals(variables, rows)
        for i, variable in self.program.states:
            self.gone[i] += np.bincount(bins_of(variable, variables[i][rows]), minlength=variable.bins)

    def _finals(self, variables: Sequence[Values], rows: Rows) -> None:
        if "final" in self.block.keep:
            for i, variable in self.program.states:
                self.columns[f"final.{variable.name}"][self.here[rows]] = variables[i][rows]

    def chunk(self, variables: Sequence[Values], living: Rows) -> Chunk:
        """The finished block."""
        for question in self.program.questions:
            if question.rule != "last":
                passages = [self.columns[f"{question.name}.first.{line}"] for line in question.lines]
                self.columns[f"{question.name}.outcome"][:] = (
                    earliest(passages) if question.rule == "first" else first_true([p > 0 for p in passages])
                )
        self._finals(variables, living)
        return Chunk(self.block.start, self.block.stop, self.columns, self.tallies)


def bins_of(variable: Variable, values: Values) -> NDArray[np.intp]:
    """The histogram bin of each value: equal parts of the range, the last one closed; whole values their own."""
    if variable.truth:
        return np.asarray(values).astype(np.intp)
    if variable.whole:
        return (np.asarray(values) - variable.low).astype(np.intp) // variable.step
    share = np.asarray(values)
    if (variable.low, variable.high) != (0.0, 1.0):
        share = (share - variable.low) / (variable.high - variable.low)
    return np.minimum((share * variable.bins).astype(np.intp), variable.bins - 1)


def first_true(readings: Sequence[Truths]) -> NDArray[np.uint8]:
    """Position of the first line that is true, their number if none."""
    many = np.uint8(len(readings))
    outcome = np.full(readings[0].shape, many)
    for i, reading in enumerate(readings):
        # no jumps that could be guessed wrong
        np.minimum(outcome, many - reading * np.uint8(many - i), out=outcome)
    return outcome


def earliest(passages: Sequence[NDArray[np.uint16]]) -> NDArray[np.uint8]:
    """Position of the line with the earliest first passage (0 never), ties by list, their number if none."""
    outcome = np.full(passages[0].shape, len(passages), np.uint8)
    best = np.full(passages[0].shape, np.iinfo(np.uint16).max, np.uint16)
    for i, passage in enumerate(passages):
        sooner = (passage > 0) & (passage < best)
        outcome[sooner], best[sooner] = i, passage[sooner]
    return outcome
