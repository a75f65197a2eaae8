"""The reference backend: a line of the Program is one NumPy call over a block of histories, and works everywhere.

Only draws, EXP and LOG, of which there are many, come several lines to a call; ``steps`` says in which order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine import draws
from sim.engine.backends.block import Block, Undefined
from sim.engine.backends.lately import Lately
from sim.engine.backends.records import Records
from sim.engine.backends.steps import TOGETHER, Step, steps
from sim.engine.ops import OPERATIONS
from sim.engine.program import Line, Program, Register
from sim.engine.runs import Chunk

DRAWN = {"clock": draws.clocks, "normal": draws.normals, "uniform": draws.uniforms}
STAY = 15 / 16  # of a block's histories, at most, that let it go on without the others
Values = Any  # a float64 or bool array over histories, or a scalar that holds for all of them


def numpy_backend(program: Program) -> Callable[[Block], tuple[Chunk, tuple[Undefined, ...]]]:
    """A function that runs blocks of ``program``."""
    phases = _steps(program)

    def run(block: Block) -> tuple[Chunk, tuple[Undefined, ...]]:
        with np.errstate(all="ignore"):  # undefined values are found by the program's own marks
            return Execution(program, phases, block).run()

    return run


_steps = Lately(steps)


class _Draws:
    """This block's draws: words for four ticks at a time, made into clocks, uniforms and normals when asked for."""

    def __init__(self, program: Program, block: Block) -> None:
        self.keys, self.streams = block.keys, program.streams
        self.worlds, self.repeats = block.worlds, block.repeat_numbers
        self.group, self.tick, self.words = -1, 0, np.zeros((0, 4, 0), np.uint32)

    def at(self, tick: int) -> None:
        """Move to ``tick``."""
        group, self.tick = (tick - 1) // 4, tick
        if group != self.group and self.streams:
            self.group, self.words = group, draws.words(self.keys, self.worlds, self.repeats, group)

    def only(self, staying: NDArray[np.intp]) -> None:
        """From the next group of ticks on, draws for these of the histories alone."""
        self.worlds, self.repeats = self.worlds[staying], self.repeats[staying]

    def of(self, streams: list[int]) -> draws.Words:
        """The words of these streams in this tick."""
        first, last, words = streams[0], streams[-1], self.words[:, (self.tick - 1) % 4]
        return words[first : last + 1] if streams == list(range(first, last + 1)) else words[streams]


class Execution:
    """One block from state 0 to the last tick."""

    def __init__(self, program: Program, phases: list[list[Step]], block: Block) -> None:
        self.program, self.phases, self.block = program, phases, block
        self.size = block.stop - block.start
        self.registers: list[Values] = [None] * program.registers
        self.tick = 0
        self.alive = np.ones(self.size, bool)
        self.draws = _Draws(program, block)
        self.lanes = block.lanes
        self.columns = self._once_per_world()
        self._spread()
        self.variables = [self.wide(self.registers[variable.start]) for variable in program.variables]
        self.past = self._past_variables()
        self.records = Records(program, block)
        self.undefined: dict[int, Undefined] = {}

    def _once_per_world(self) -> dict[Register, NDArray[Any]]:
        """World lines, on one value per world; those that are the same in all worlds are in place already."""
        for line in self.program.world:
            if line.code in ("const", "truth"):
                self.registers[line.register] = np.array(
                    line.value, bool if line.code == "truth" else np.float64
                )
            elif line.code == "world":
                self.registers[line.register] = self.block.inputs[int(line.value)]
            else:
                arguments = [self.registers[arg] for arg in line.args]
                self.registers[line.register] = OPERATIONS[line.code].run(*arguments)
        registers = (line.register for line in self.program.world)
        return {
            register: self.registers[register] for register in registers if np.ndim(self.registers[register])
        }

    def _spread(self) -> None:
        """A world's values go to each of its histories."""
        for register, column in self.columns.items():
            self.registers[register] = column[self.lanes]

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
            if self.tick % 4 == 0:
                self.leave()
        chunk = self.records.chunk(self.variables, np.flatnonzero(self.alive))
        return chunk, tuple(self.undefined.values())

    def leave(self) -> None:
        """Histories that are over are left out from here on, once there are enough of them to be worth it."""
        staying = np.flatnonzero(self.alive)
        if len(staying) > STAY * self.size:
            return
        self.size, self.alive, self.lanes = len(staying), self.alive[staying], self.lanes[staying]
        self.records.here = self.records.here[staying]
        self.draws.only(staying)
        self.variables = [variable[staying] for variable in self.variables]
        self.past = {i: (lag, [value[staying] for value in values]) for i, (lag, values) in self.past.items()}
        self._spread()

    def _remember(self, variable: int, kept: tuple[int, list[Values]]) -> None:
        longest, values = kept
        values.append(self.variables[variable])
        del values[: -(longest + 1)]

    def _load(self, line: Line) -> Values:
        index = int(line.value)
        if line.code == "calendar":
            return np.array(self.program.calendar[index, self.tick])
        if line.code == "now":
            return np.array(float(self.tick))
        # during tick t the newest remembered value is that of the end of t - 1
        values = self.past[self.variable_of[line.args[0]]][1]
        return values[max(0, len(values) - index)] if self.tick >= index else values[0]

    def _lines(self, number: int) -> None:
        registers = self.registers
        for lines, run, read, dying in self.phases[number]:
            if run is not None:
                self.put(lines[0].register, run(*read(registers)))
            elif lines[0].code in TOGETHER:
                for line, value in zip(lines, self._together(lines), strict=True):
                    self.put(line.register, value)
            else:
                self.put(lines[0].register, self._load(lines[0]))
            for register in dying:
                registers[register] = None

    def _together(self, lines: tuple[Line, ...]) -> Iterable[Values]:
        """The values of several lines of one code."""
        code, numbers = lines[0].code, [int(line.value) for line in lines]
        if code == "load":
            return [self.variables[number] for number in numbers]
        if code in OPERATIONS:
            rows = self._rows(lines)
            values: NDArray[np.float64] = OPERATIONS[code].run(rows, out=rows)
            return values
        words = self.draws.of(numbers)
        return draws.fires(words, self._rows(lines)) if code == "fires" else DRAWN[code](words)

    def _rows(self, lines: tuple[Line, ...]) -> NDArray[np.float64]:
        """What the lines are given, one below the other."""
        rows = np.empty((len(lines), self.size))
        for row, line in zip(rows, lines, strict=True):
            row[:] = self.registers[line.args[0]]
        return rows

    def put(self, register: Register, value: Values) -> None:
        """A register gets its value."""
        self.registers[register] = value

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
            self.write(variable, value)

    def write(self, variable: int, value: Values) -> None:
        """A variable gets its value. What becomes of histories that are over is not looked at."""
        self.variables[variable] = value

    def _mark(self, marks: Iterable[tuple[int, int]]) -> None:
        """Histories in which a needed value is undefined are counted and frozen."""
        frozen = None
        for origin, register in marks:
            if not np.count_nonzero(self.registers[register]):
                continue
            bad = self.registers[register] & self.alive
            if bad.any():
                first = self.block.start + int(self.records.here[np.argmax(bad)])
                found = Undefined(origin, int(bad.sum()), first, self.tick)
                self.undefined[origin] = found.joined(self.undefined.get(origin))
                frozen = bad if frozen is None else frozen | bad
        if frozen is not None:
            self.alive = self.alive & ~frozen

    def _read_questions(self) -> None:
        """Phase 7: readings of histories that are over repeat their last."""
        self._lines(7)
        self._mark(self.program.phases[7].marks)
        living = np.flatnonzero(self.alive)
        self.records.read(self.registers, living, self.tick)
        self.records.tally(self.variables, living, self.tick)
        if self.program.ends is not None:
            over = self.registers[self.program.ends] & self.alive
            if over.any():
                self.records.over(self.variables, np.flatnonzero(over))
                self.alive = self.alive & ~over
