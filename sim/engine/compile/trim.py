"""Last pass: lines and memory that nothing reads are dropped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sim.engine.program import Line, Phase, Program, Register, behind


def trim(program: Program) -> Program:
    """The same program without dead memory and dead lines; states, marks and everything that happens stay."""
    lines = {
        line.register: line
        for line in (*program.world, *(line for phase in program.phases for line in phase.lines))
    }
    alive = {i for i, _ in program.states}
    while True:
        needed = _needed(program, lines, alive)
        read = {int(lines[r].value) for r in needed if lines[r].code == "load"}
        if read <= alive:
            break
        alive |= read
    order = sorted(alive)
    place = {old: new for new, old in enumerate(order)}

    def kept(block: Iterable[Line]) -> tuple[Line, ...]:
        return tuple(
            replace(line, value=place[int(line.value)]) if line.code == "load" else line
            for line in block
            if line.register in needed
        )

    phases = tuple(
        Phase(
            kept(phase.lines),
            tuple((place[v], r) for v, r in phase.writes if v in alive),
            phase.marks,
            phase.happens,
            phase.conflicts,
        )
        for phase in program.phases
    )
    return replace(
        program,
        world=kept(program.world),
        phases=phases,
        variables=tuple(program.variables[i] for i in order),
    )


def _needed(program: Program, lines: dict[Register, Line], alive: set[int]) -> frozenset[Register]:
    """Every register that an outcome, a mark, something that happens or a living variable depends on."""
    waiting = [program.variables[i].start for i in alive]
    for phase in program.phases:
        waiting += [register for variable, register in phase.writes if variable in alive]
        waiting += [register for _, register in (*phase.marks, *phase.happens, *phase.conflicts)]
    for note in program.notes:
        waiting += [note.register] if note.where is None else [note.register, note.where]
    waiting += [register for question in program.questions for register in question.registers]
    waiting += [register for _, register in program.watches]
    waiting += [program.ends] if program.ends is not None else []
    return behind(waiting, lines)
