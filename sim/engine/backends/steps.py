"""How the NumPy backend goes through a phase: what stands together in one call, and whose memory is free to be written over.

A call costs as much as a thousand histories, EXP and LOG are thirty calls each, and memory that was just read is the quickest
to write. So lines of these codes that do not wait for one another are done in one go, and a result takes the array of an
argument that nobody reads afterwards. Neither moves a bit: histories do not mix, and lines are written once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np

from sim.engine.ops import OPERATIONS
from sim.engine.program import Line, Program, Register

TOGETHER = ("clock", "exp", "fires", "load", "log", "normal", "uniform")
INTO: dict[str, Callable[..., Any]] = {  # these two want the array to write to by name
    "min": lambda a, b, out: np.minimum(a, b, out=out),
    "max": lambda a, b, out: np.maximum(a, b, out=out),
}
Reader = Callable[[list[Any]], Sequence[Any]]
SINGLE = ("const", "truth", "calendar", "now")


class Step(NamedTuple):
    """``lines`` of one code, a single one unless the code is of ``TOGETHER``, whose registers get their values now.

    If that is one pure operation, ``run`` does it with what ``read`` takes from the registers: the arguments, and last an array
    that the result may be written to. ``dying`` are the registers that nobody reads afterwards.
    """

    lines: tuple[Line, ...]
    run: Callable[..., Any] | None
    read: Reader
    dying: tuple[Register, ...]


def steps(program: Program) -> list[list[Step]]:
    """The steps of every phase."""
    kept, arrays = _kept(program), _arrays(program)
    return [list(_steps(list(_groups(_firing(phase.lines, kept))), kept, arrays)) for phase in program.phases]


def truths(program: Program) -> dict[Register, bool]:
    """Which registers hold a condition."""
    found: dict[Register, bool] = {}
    for line in (*program.world, *(line for phase in program.phases for line in phase.lines)):
        if line.code == "load":
            found[line.register] = program.variables[int(line.value)].truth
        elif line.code == "select":
            found[line.register] = found[line.args[1]]
        else:
            found[line.register] = line.code == "truth" or (
                line.code in OPERATIONS and OPERATIONS[line.code].truth
            )
    return found


def _arrays(program: Program) -> dict[Register, str]:
    """What each register is an array of; those left out are the same in all histories."""
    single: set[Register] = set()
    for line in (*program.world, *(line for phase in program.phases for line in phase.lines)):
        if line.code in SINGLE or (line.code in OPERATIONS and single.issuperset(line.args)):
            single.add(line.register)
    return {
        register: "truths" if truth else "numbers"
        for register, truth in truths(program).items()
        if register not in single
    }


def _kept(program: Program) -> set[Register]:
    """Registers that are read when their phase is over."""
    kept = {register for question in program.questions for register in question.registers}
    for phase in program.phases:
        kept |= {register for _, register in (*phase.writes, *phase.marks, *phase.happens, *phase.conflicts)}
    kept |= {
        register for note in program.notes for register in (note.register, note.where) if register is not None
    }
    kept |= {register for _, register in program.watches}
    return kept if program.ends is None else kept | {program.ends}


def _firing(lines: Sequence[Line], kept: set[Register]) -> list[Line]:
    """A clock that is only held against a rate becomes one line with that: ``fires``, which need not read it off."""
    reads = Counter(arg for line in lines for arg in line.args)
    reads.update(kept)
    clocks = {
        line.register: line.value for line in lines if line.code == "clock" and reads[line.register] == 1
    }
    fires = {
        line.register: Line(line.register, "fires", line.args[1:], clocks.pop(line.args[0]))
        for line in lines
        if line.code == "le" and line.args[0] in clocks
    }
    read_off = {line.args[0] for line in lines if line.register in fires}
    return [fires.get(line.register, line) for line in lines if line.register not in read_off]


def _groups(lines: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    """The lines in an order in which those of ``TOGETHER`` that do not wait for one another stand together."""
    wave: dict[Register, int] = {}
    for line in lines:
        wave[line.register] = max((wave.get(arg, 0) for arg in line.args), default=0)
        wave[line.register] += line.code in TOGETHER

    def place(line: Line) -> tuple[int, str]:
        return wave[line.register], line.code if line.code in TOGETHER else "~"

    for (_, code), same in groupby(sorted(lines, key=place), place):
        some = tuple(same)
        yield from (some,) if code in TOGETHER else ((line,) for line in some)


def _steps(
    groups: Sequence[tuple[Line, ...]], kept: set[Register], arrays: dict[Register, str]
) -> Iterator[Step]:
    codes = {line.register: line.code for group in groups for line in group}
    last = {arg: i for i, group in enumerate(groups) for line in group for arg in line.args}
    own = codes.keys() - kept
    for i, group in enumerate(groups):
        line, run = group[0], None
        dying = {arg: None for line in group for arg in line.args if last[arg] == i and arg in own}
        reader: Reader = list
        if line.code in OPERATIONS and line.code not in TOGETHER:
            run = OPERATIONS[line.code].run
            alike = (
                arg
                for arg in dying
                if codes[arg] in OPERATIONS and arrays.get(arg) == arrays.get(line.register)
            )
            free = next(alike, None) if line.register in arrays and isinstance(run, np.ufunc) else None
            reader = _reader(line.args if free is None else (*line.args, free))
            run = run if free is None else INTO.get(line.code, run)
        yield Step(group, run, reader, tuple(dying))


def _reader(registers: tuple[Register, ...]) -> Reader:
    """A function that takes these registers out of all."""
    return itemgetter(*registers) if len(registers) > 1 else itemgetter(slice(registers[0], registers[0] + 1))
