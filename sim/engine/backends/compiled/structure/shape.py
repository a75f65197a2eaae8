"""A Program without its numbers: what a kernel is made from, and what it must be given.

Two programs of one shape share a kernel. Every place where a number stands gets a slot of its own, in order, even where
numbers happen to be equal: an edited number must not change the shape. Registers are numbered anew for the same reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np

from sim.engine.backends.compiled.structure.race import roughened
from sim.engine.backends.compiled.structure.rates import Rate, rates
from sim.engine.backends.compiled.structure.step import Step
from sim.engine.backends.lately import Lately
from sim.engine.ops import OPERATIONS
from sim.engine.program import Line, Phase, Program, Register

Pairs = tuple[tuple[int, Register], ...]
LEAVES = ("number", "settled", "truth", "flag", "input", "bound", "world", "load", "calendar", "now", "past")
"""Lines that only bring a value in: done anew wherever the value is used."""


@dataclass(frozen=True, slots=True)
class Part:
    """A phase: lines, and (index, register) of what it writes, marks, lets happen and finds in conflict."""

    lines: tuple[Step, ...]
    writes: Pairs
    marks: Pairs = ()
    happens: Pairs = ()
    conflicts: Pairs = ()


@dataclass(frozen=True)
class Shape:
    """The structure of a Program for one choice of what is kept.

    ``truths``: for each variable whether it is a condition. ``starts``: the leaf that starts it. ``states``: variables that
    are tallied. ``questions``: (whether it asks for the last reading, registers). ``normals``: streams that are normal.
    """

    parts: tuple[Part, ...]
    once: Part
    """The world lines into which an input enters; it writes ``worlds``, which the phases read."""
    truths: tuple[bool, ...]
    starts: tuple[Step, ...]
    states: tuple[int, ...]
    questions: tuple[tuple[bool, tuple[Register, ...]], ...]
    watches: tuple[Register, ...]
    ends: Register | None
    streams: tuple[str, ...]
    worlds: tuple[bool, ...]
    """For each value that comes from the world lines, whether it is a condition."""
    keep: tuple[str, ...]

    @cached_property
    def key(self) -> str:
        """The same for equal shapes, in any process."""
        return blake2b(repr(self).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Numbers:
    """What fills a shape's slots: ``constants``, ``integers`` (lags, then horizons), bounds of ``rates``."""

    constants: tuple[float, ...]
    integers: tuple[int, ...]
    rates: tuple[Rate, ...]


def settled(lines: Sequence[Line]) -> dict[Register, Any]:
    """The values of world lines into which no input enters: the same in every world, so numbers like any other."""
    values: dict[Register, Any] = {}
    with np.errstate(all="ignore"):
        for line in lines:
            if line.code == "const":
                values[line.register] = np.float64(line.value)
            elif line.code == "truth":
                values[line.register] = np.bool_(line.value)
            elif line.code != "world" and all(arg in values for arg in line.args):
                values[line.register] = OPERATIONS[line.code].run(*(values[arg] for arg in line.args))
    return values


def shaped(program: Program, keep: Iterable[str]) -> tuple[Shape, Numbers]:
    """The program's shape and numbers; one that was asked for lately is not taken apart again."""
    return _lately(program, *sorted(set(keep)))


_lately = Lately(lambda program, *keep: _Shaping(program).run(keep))


@dataclass
class _Shaping:
    """One program being taken apart."""

    program: Program
    constants: list[float] = field(default_factory=list)
    integers: list[int] = field(default_factory=list)
    worlds: dict[Register, int] = field(default_factory=dict)
    names: dict[Register, Register] = field(default_factory=dict)
    leaves: dict[Register, Register] = field(default_factory=dict)
    made: int = 0
    lines: list[Step] = field(default_factory=list)
    rates: list[Rate] = field(default_factory=list)
    early: dict[tuple[Register, int], Register] = field(default_factory=dict)
    """Of a part, by rate and the stream of its clock: whether that is below the most the rate can be."""

    def __post_init__(self) -> None:
        self.hoisted = {line.register: line for line in self.program.world}
        self.settled = settled(self.program.world)
        self.conditions = {line.register for line in self.program.world if self._is_truth(line)}
        ticked = (line for phase in self.program.phases for line in phase.lines)
        self.clocks = {line.register: int(line.value) for line in ticked if line.code == "clock"}
        states = sorted({state for phase in self.program.phases for state, _ in phase.conflicts})
        self.conflicted = {state: i for i, state in enumerate(states)}
        self.happened = {path: i for i, path in enumerate(self.program.happenings)}

    def _is_truth(self, line: Line) -> bool:
        """Of a world line; they come in order, so a select's branches are known."""
        if line.code == "select":
            return self._is_truth(self.hoisted[line.args[1]])
        return line.code == "truth" or (line.code in OPERATIONS and OPERATIONS[line.code].truth)

    def run(self, keep: tuple[str, ...]) -> tuple[Shape, Numbers]:
        program = self.program
        parts = [self.part(phase) for phase in program.phases]
        questions = tuple(
            (question.rule == "last", tuple(self.names[r] for r in question.registers))
            for question in program.questions
        )
        watches = tuple(self.names[register] for _, register in program.watches)
        ends = None if program.ends is None else self.names[program.ends]
        starts = tuple(self.leaf(variable.start) for variable in program.variables)
        shape = Shape(
            parts=tuple(parts),
            once=self.once(),
            truths=tuple(variable.truth for variable in program.variables),
            starts=starts,
            states=tuple(i for i, _ in program.states),
            questions=questions,
            watches=watches,
            ends=ends,
            streams=tuple(stream.kind for stream in program.streams),
            worlds=tuple(register in self.conditions for register in self.worlds),
            keep=keep,
        )
        self.integers += [question.horizon for question in program.questions]
        return shape, Numbers(tuple(self.constants), tuple(self.integers), tuple(self.rates))

    def once(self) -> Part:
        """The world lines behind ``worlds``, in order. It comes last: from here on their registers have names of their own."""
        needed = set(self.worlds)
        for line in reversed(self.program.world):
            needed.update(line.args if line.register in needed else ())
        slots, self.lines = self.worlds, []
        moving = [line for line in self.program.world if line.register in needed - self.settled.keys()]
        self.hoisted = {register: self.hoisted[register] for register in self.settled}
        for line in moving:
            if line.code == "world":
                self.put("input", (), line.value, line.register)
            else:
                self.put(line.code, tuple(self.use(arg) for arg in line.args), 0, line.register)
        return Part(
            tuple(self.lines), tuple((slot, self.names[register]) for register, slot in slots.items())
        )

    def part(self, phase: Phase) -> Part:
        """One phase; what the last one reads is brought in as its lines as well."""
        self.lines = []
        found, self.early = rates(phase), {}
        for line in phase.lines:
            for rate in found:
                if line.register in rate.lines and (rate.register, rate.stream) not in self.early:
                    self.bound(rate)
            self.line(line)
        pairs = {
            "writes": tuple((variable, self.use(r)) for variable, r in phase.writes),
            "marks": tuple((origin, self.marked(r, found)) for origin, r in phase.marks),
            "happens": tuple((self.happened[path], self.use(r)) for path, r in phase.happens),
            "conflicts": tuple((self.conflicted[state], self.use(r)) for state, r in phase.conflicts),
        }
        if phase is self.program.phases[7]:
            read = [r for question in self.program.questions for r in question.registers]
            read += [r for _, r in self.program.watches]
            read += [self.program.ends] if self.program.ends is not None else []
            for register in read:
                self.names[register] = self.use(register)
        kept = {register for pair in pairs.values() for _, register in pair}
        return Part(roughened(self.lines, kept, self.fresh, self.power), **pairs)

    def power(self, register: Register) -> Step | None:
        """Of a leaf that is an EXP of the world lines: a leaf for its argument."""
        line = self.hoisted.get(self.leaves.get(register, -1))
        return self.leaf(line.args[0]) if line is not None and line.code == "exp" else None

    def fresh(self) -> Register:
        """A new register."""
        self.made += 1
        return self.made

    def line(self, line: Line) -> None:
        """One line; an event's clock is looked at closely only where the rate may reach it."""
        if line.code == "past":
            self.integers.append(int(line.value))
            self.put("past", (self.names[line.args[0]],), len(self.integers) - 1, line.register)
            return
        args = tuple(self.use(arg) for arg in line.args)
        if line.code == "le" and line.args[0] in self.clocks:
            stream = self.clocks[line.args[0]]
            near = self.put("near", (args[1],), stream)
            exact = self.put("le", (self.put("clock", (), stream), args[1]))
            if early := self.early.get((line.args[1], stream)):
                exact, near = self.put("and", (near, exact)), early
            self.put("and", (near, exact), 0, line.register)
            return
        self.put(line.code, args, line.value, line.register)

    def bound(self, rate: Rate) -> None:
        """Whether the clock of a rate is below the most the rate can be; it stands before all that the rate takes."""
        limit = self.put("bound", (), len(self.rates))
        self.early[rate.register, rate.stream] = self.put("near", (limit,), rate.stream)
        self.rates.append(rate)

    def marked(self, mark: Register, rates: Sequence[Rate]) -> Register:
        """A mark as it is kept: it cannot hold where the clock is above the bound of the rate it looks at."""
        found = [rate for rate in rates if mark in rate.marks]
        if not found:
            return self.use(mark)
        return self.put("and", (self.early[found[0].register, found[0].stream], self.use(mark)))

    def put(
        self, code: str, args: tuple[Register, ...], value: float = 0, old: Register | None = None
    ) -> Register:
        """A new line."""
        self.made += 1
        self.lines.append(Step(self.made, code, args, int(value)))
        if old is not None:
            self.names[old] = self.made
        return self.made

    def use(self, register: Register) -> Register:
        """A register as an argument; each use of a number is a line of its own."""
        if register not in self.hoisted:
            return self.names[register]
        leaf = self.leaf(register)
        self.leaves[leaf.register] = register
        self.lines.append(leaf)
        return leaf.register

    def leaf(self, register: Register) -> Step:
        """The leaf that brings in a world line's value."""
        self.made += 1
        line = self.hoisted[register]
        if line.code == "truth":
            return Step(self.made, "truth", (), int(line.value))
        if register in self.settled:
            self.constants.append(float(self.settled[register]))
            kind = "number" if line.code == "const" else "flag" if register in self.conditions else "settled"
            return Step(self.made, kind, (), len(self.constants) - 1)
        return Step(self.made, "world", (), self.worlds.setdefault(register, len(self.worlds)))
