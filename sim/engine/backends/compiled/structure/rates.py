"""Rates that are compared with clocks: an event whose clock shows more than its rate can ever be need not know the rate.

>>> from sim.engine.program import Line
>>> lines = Line(1, "clock", (), 7), Line(2, "exp", (0,)), Line(3, "finite", (2,)), Line(4, "le", (1, 2))
>>> [(rate.register, rate.stream, rate.marks) for rate in rates(Phase(lines, marks=((0, 3),)))]
[(2, 7, (3,))]
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.engine.program import Phase, Register, behind


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate, the stream of its clock, the lines it is made of, and the marks that look at any of those."""

    register: Register
    stream: int
    lines: frozenset[Register]
    marks: tuple[Register, ...]


def rates(phase: Phase) -> tuple[Rate, ...]:
    """The rates that a phase works out, by each clock they meet; a mark belongs to the first that shares a line with it."""
    lines = {line.register: line for line in phase.lines}
    within = {register: line for register, line in lines.items() if line.args}
    compared = [line.args for line in phase.lines if line.code == "le" and line.args[0] in lines]
    clocked = [
        (rate, int(lines[clock].value))
        for clock, rate in compared
        if lines[clock].code == "clock" and rate in within
    ]
    made = {rate: behind([rate], within) for rate, _ in clocked}
    looks = {mark: behind([mark], within) for _, mark in phase.marks}
    found, left = [], list(looks)
    for rate, stream in clocked:
        marks = tuple(mark for mark in left if made[rate] & looks[mark])
        left = [mark for mark in left if mark not in marks]
        found.append(Rate(rate, stream, made[rate], marks))
    return tuple(found)
