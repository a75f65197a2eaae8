"""The reference backend: every line of the Program is one NumPy call over a block of histories. Works everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine import draws, elementary
from sim.engine.backends.block import Block, Undefined
from sim.engine.backends.records import Records
from sim.engine.ops import OPERATIONS
from sim.engine.program import Line, Phase, Program
from sim.engine.runs import Chunk

Prepared = list[tuple[Line, tuple[int, ...]]]
Values = Any  # a float64 or bool array over histories, or a scalar that holds for all of them


def numpy_backend(program: Program) -> Callable[[Block], tuple[Chunk, tuple[Undefined, ...]]]:
    """A function that runs blocks of ``program``."""
    phases = prepared(program)

    def run(block: Block) -> tuple[Chunk, tuple[Undefined, ...]]:
        with np.errstate(all="ignore"):  # undefined values are found by the program's own marks
            return Execution(program, phases, block).run()

    return run


def prepared(program: Program) -> list[Prepared]:
    """The lines of every phase, each with the registers that nobody reads after it."""
    return [_prepared(phase, program) for phase in program.phases]


def _prepared(phase: Phase, program: Program) -> Prepared:
    kept = {register for _, register in (*phase.writes, *phase.marks, *phase.happens, *phase.conflicts)}
    kept |= {register for question in program.questions for register in question.registers}
    kept |= {
        register for note in program.notes for register in (note.register, note.where) if register is not None
    }
    kept |= {register for _, register in program.watches} | {program.ends if program.ends is not None else -1}
    own = {line.register for line in phase.lines}
    last = {arg: i for i, line in enumerate(phase.lines) for arg in line.args if arg in own}
    dying: dict[int, list[int]] = {}
    for register, i in last.items():
        if register not in kept:
            dying.setdefault(i, []).append(register)
    return [(line, tuple(dying.get(i, ()))) for i, line in enumerate(phase.lines)]


class _Draws:
    """This block's draws: words for four ticks at a time, turned into clocks, uniforms and normals when asked for."""

    def __init__(self, program: Program, block: Block) -> None:
        self.block, self.streams = block, program.streams
        self.clocks = [i for i, stream in enumerate(self.streams) if stream.kind == "clock"]
        self.row = {stream: row for row, stream in enumerate(self.clocks)}
        self.worlds, self.repeats = block.worlds, block.repeat_numbers
        self.group, self.words = -1, np.zeros((0, 4, 0), np.uint32)
        self.tick, self.times = 0, np.zeros((0, 0))

    def at(self, tick: int) -> None:
        """Move to ``tick``."""
        group, self.tick = (tick - 1) // 4, tick
        if group != self.group and self.streams:
            self.group, self.words = group, draws.words(self.block.keys, self.worlds, self.repeats, group)
        if self.clocks:
            self.times = draws.clocks(self.words[self.clocks, (tick - 1) % 4])

    def value(self, kind: str, stream: int) -> Values:
        """The draw of one stream for each history."""
        if kind == "clock":
            return self.times[self.row[stream]]
        uniform = draws.uniforms(self.words[stream, (self.tick - 1) % 4])
        return uniform if kind == "uniform" else elementary.invnorm(uniform)


class Execution:
    """One block from state 0 to the last tick."""

    def __init__(self, program: Program, phases: list[Prepared], block: Block) -> None:
        self.program, self.phases, self.block = program, phases, block
        self.size = block.stop - block.start
        self.registers: list[Values] = [None] * program.registers
        self.tick = 0
        self.alive = np.ones(self.size, bool)
        self.anyone_frozen = False
        self.draws = _Draws(program, block)
        self._once_per_world()
        self.variables = [self.wide(self.registers[variable.start]) for variable in program.variables]
        self.past = self._past_variables()
        self.records = Records(program, block)
        self.undefined: dict[int, Undefined] = {}

    def _once_per_world(self) -> None:
        """World lines on one value per world, then spread over each world's histories."""
        lanes = self.block.lanes
        for line in self.program.world:
            if line.code == "const":
                self.registers[line.register] = np.float64(line.value)
            elif line.code == "truth":
                self.registers[line.register] = np.bool_(line.value)
            elif line.code == "world":
                self.registers[line.register] = self.block.inputs[int(line.value)]
            else:
                self.registers[line.register] = self.value(line)
        for line in self.program.world:
            value = self.registers[line.register]
            if np.ndim(value):
                self.registers[line.register] = value[lanes]

    def _past_variables(self) -> dict[int, tuple[int, list[Values]]]:
        """variable -> (longest lag, its values at the ends of the last ticks)."""
        lines = {line.register: line for phase in self.program.phases for line in phase.lines}
        found: dict[int, tuple[int, list[Values]]] = {}
        for line in lines.values():
            if line.code == "past":
                variable = int(lines[line.args[0]].value)
                found[variable] = (
                    max(int(line.value), found.get(variable, (0, []))[0]),
                    [self.variables[variable]],
                )
        self.variable_of = {r: int(line.value) for r, line in lines.items() if line.code == "load"}
        return found

    def wide(self, value: Values) -> NDArray[Any]:
        """A value for every history."""
        return np.broadcast_to(value, self.size) if np.ndim(value) == 0 else value

    def value(self, line: Line) -> Values:
        """What a line makes of this tick."""
        operation = OPERATIONS.get(line.code)
        if operation is None:
            return self._load(line)
        return operation.run(*[self.registers[arg] for arg in line.args])

    def run(self) -> tuple[Chunk, tuple[Undefined, ...]]:
        program = self.program
        self.phase(0)
        self._read_questions()
        for self.tick in range(1, program.ticks + 1):
            self.draws.at(self.tick)
            for number in range(1, 7):
                self.phase(number)
            self._read_questions()
            for values in self.past.items():
                self._remember(*values)
        chunk = self.records.chunk(self.variables)
        return chunk, tuple(self.undefined.values())

    def _remember(self, variable: int, kept: tuple[int, list[Values]]) -> None:
        longest, values = kept
        values.append(self.variables[variable])
        del values[: -(longest + 1)]

    def _load(self, line: Line) -> Values:
        index = int(line.value)
        if line.code == "load":
            return self.variables[index]
        if line.code == "calendar":
            return np.float64(self.program.calendar[index, self.tick])
        if line.code == "now":
            return np.float64(self.tick)
        if line.code == "past":
            # during tick t the newest remembered value is that of the end of t - 1
            values = self.past[self.variable_of[line.args[0]]][1]
            return values[max(0, len(values) - index)] if self.tick >= index else values[0]
        return self.draws.value(line.code, index)

    def _lines(self, number: int) -> None:
        registers = self.registers
        for line, dying in self.phases[number]:
            registers[line.register] = self.value(line)
            for register in dying:
                registers[register] = None

    def phase(self, number: int) -> None:
        """All lines, then marks, what happened, and the writes together."""
        phase = self.program.phases[number]
        if not (phase.lines or phase.writes or phase.happens or phase.marks):
            return
        self._lines(number)
        self._mark(phase.marks)
        self.records.happened(phase.happens, self.registers, self.alive, self.tick)
        self.records.clashed(phase.conflicts, self.registers, self.alive)
        new = [(variable, self.wide(self.registers[register])) for variable, register in phase.writes]
        for variable, value in new:
            old = self.variables[variable]
            self.variables[variable] = np.where(self.alive, value, old) if self.anyone_frozen else value

    def _mark(self, marks: Iterable[tuple[int, int]]) -> None:
        """Histories in which a needed value is undefined are counted and frozen."""
        frozen = None
        for origin, register in marks:
            bad = self.wide(self.registers[register]) & self.alive
            if bad.any():
                first = int(np.argmax(bad))
                found = Undefined(origin, int(bad.sum()), self.block.start + first, self.tick)
                self.undefined[origin] = found.joined(self.undefined.get(origin))
                frozen = bad if frozen is None else frozen | bad
        if frozen is not None:
            self._freeze(frozen)

    def _freeze(self, where: NDArray[np.bool_]) -> None:
        self.alive = self.alive & ~where
        self.anyone_frozen = True

    def _read_questions(self) -> None:
        """Phase 7: readings of histories that are over repeat their last."""
        self._lines(7)
        self._mark(self.program.phases[7].marks)
        self.records.read(self.registers, self.alive, self.tick, self.anyone_frozen)
        self.records.tally(self.variables, self.tick)
        if self.program.ends is not None:
            over = self.wide(self.registers[self.program.ends]) & self.alive
            if over.any():
                self._freeze(over)
