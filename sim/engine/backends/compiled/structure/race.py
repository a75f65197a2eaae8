"""Who is chosen is nearly always clear from a rough look; only where it is not is the race run exactly.

A race compares clocks times inverse weights, E x EXP(-x). Exactly that takes a LOG, a division and an EXP for each option, but
their binary logarithms to three digits take a third of the work. Where every comparison is clear by more than both can be
wrong, the exact race would end the same; elsewhere (one race in a few hundred) it decides. So the winner is written as

    sure ? winner of the rough race : winner of the exact race

where sure means that the best of all times and the second best are far enough apart. What the exact race takes is then needed
only where ``sure`` fails, which `demand` finds by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from sim.engine.backends.compiled.structure.step import Step
from sim.engine.program import Register

RACING = ("clock", "neg", "exp", "mul", "lt", "and", "select")


@dataclass
class _Race:
    """The parts of a race that was recognised: (time, open or None) of each option in order, hold last; its last line."""

    last: Step
    times: list[tuple[Step, Register | None]]
    names: list[Register]
    never: Register
    nobody: Register


@dataclass
class _Context:
    """Fresh registers, what a leaf is EXP of (if it is), lines by register, who uses them, and which something else reads."""

    fresh: Callable[[], Register]
    power: Callable[[Register], Step | None]
    known: dict[Register, Step]
    users: dict[Register, set[Register]]
    kept: set[Register]


def roughened(
    lines: Sequence[Step],
    kept: set[Register],
    fresh: Callable[[], Register],
    power: Callable[[Register], Step | None],
) -> tuple[Step, ...]:
    """The lines with a rough race before every exact one; ``kept`` are registers that something else reads.

    ``power`` gives, of a leaf that is an EXP worked out before, a leaf for the argument.
    """
    users: dict[Register, list[Register]] = {}
    for line in lines:
        for arg in line.args:
            users.setdefault(arg, []).append(line.register)
    known = {line.register: line for line in lines}
    context = _Context(fresh, power, known, {arg: set(found) for arg, found in users.items()}, set(kept))
    for line in lines:
        once = line.code == "select" and len(users[line.args[0]]) == 1
        if once and (race := _recognised(line, known)) is not None:
            lines = _rewritten(lines, race, context)
    return tuple(lines)


def _recognised(last: Step, known: dict[Register, Step]) -> _Race | None:
    """The race that a line ends: select(hold's time < best, hold, place), place and best chosen option by option.

    What hold is compared by is read once, an option's twice: for the best time and for the place.
    """
    if known[last.args[0]].code != "lt":
        return None
    hold = _compared(known[last.args[0]], known)
    if hold is None or known[last.args[1]].code != "number":
        return None
    race = _Race(last, [(hold[0], None)], [last.args[1]], hold[1], last.args[2])
    while known[race.never].code == known[race.nobody].code == "select":
        best, place = known[race.never], known[race.nobody]
        own = _compared(known[best.args[0]], known)
        if own is None or place.args[0] != best.args[0] or own[0].register != best.args[1]:
            return None
        race.times.insert(0, (own[0], own[2]))
        race.names.insert(0, place.args[1])
        race.never, race.nobody = own[1], place.args[2]
    leaves = known[race.never].code == known[race.nobody].code == "number"
    return race if leaves and len(race.times) > 1 else None


def _compared(test: Step, known: dict[Register, Step]) -> tuple[Step, Register, Register | None] | None:
    """(time, best so far, where open or None) if a condition compares a clock times a factor with the best so far."""
    sides = [known[arg] for arg in test.args] if test.code == "and" else [test]
    for i, side in enumerate(sides):
        time = known[side.args[0]] if side.code == "lt" else test
        if time.code == "mul" and known[time.args[0]].code == "clock":
            return time, side.args[1], sides[1 - i].register if len(sides) == 2 else None
    return None


@dataclass
class _Rough:
    """The rough race being written."""

    context: _Context
    lines: list[Step] = field(default_factory=list)
    usual: list[Register] = field(default_factory=list)
    """Where factors are neither too small nor too large to tell."""

    def put(self, code: str, *args: Register, value: int = 0) -> Register:
        self.lines.append(Step(self.context.fresh(), code, args, value))
        return self.lines[-1].register

    def held(self, time: Step, open_: Register | None, never: Register) -> Register:
        """The time of an option, never where it is not open."""
        found = self.time(time)
        return found if open_ is None else self.put("select", open_, found, never)

    def time(self, time: Step) -> Register:
        """The binary logarithm of a clock times a factor."""
        known = self.context.known
        stream, factor = known[time.args[0]].value, known[time.args[1]]
        if (leaf := self.context.power(factor.register)) is not None:
            self.lines.append(leaf)
            return self.put("rough_more", leaf.register, value=stream)
        if factor.code != "exp":
            self.usual.append(self.put("usual", factor.register))
            return self.put("rough", factor.register, value=stream)
        power = known[factor.args[0]]
        if power.code == "neg":
            return self.put("rough_less", power.args[0], value=stream)
        return self.put("rough_more", power.register, value=stream)


def _rewritten(lines: Sequence[Step], race: _Race, context: _Context) -> tuple[Step, ...]:
    """The rough race stands before the lines that only the exact one needs; its winner takes the old register."""
    rough = _Rough(context)
    times = [rough.held(time, open_, race.never) for time, open_ in race.times]
    best, second, place = times[0], race.never, race.names[0]
    if (first := race.times[0][1]) is not None:
        place = rough.put("select", first, place, race.nobody)
    for time, name in zip(times[1:], race.names[1:], strict=True):
        faster, later = rough.put("lt", time, best), rough.put("high", time, best)
        second = later if second == race.never else rough.put("low", later, second)
        best, place = rough.put("low", time, best), rough.put("select", faster, name, place)
    sure = rough.put("far", second, best)
    for usual in rough.usual:
        sure = rough.put("both", sure, usual)
    exact = replace(race.last, register=context.fresh())
    chosen = Step(race.last.register, "select", (sure, place, exact.register))
    context.kept.update(*(line.args for line in rough.lines))
    moved = _only_for(race, context)
    before, after = _split(lines, race.last)
    return (
        *(line for line in before if line.register not in moved),
        *rough.lines,
        *(line for line in before if line.register in moved),
        exact,
        chosen,
        *after,
    )


def _split(lines: Sequence[Step], last: Step) -> tuple[Sequence[Step], Sequence[Step]]:
    place = lines.index(last)
    return lines[:place], lines[place + 1 :]


def _only_for(race: _Race, context: _Context) -> set[Register]:
    """The lines that nothing needs but the race."""
    found, waiting = {race.last.register}, list(race.last.args)
    while waiting:
        line = context.known[waiting.pop()]
        only = line.code in RACING and line.register not in context.kept
        if only and line.register not in found and context.users[line.register] <= found:
            found.add(line.register)
            waiting += line.args
    return found - {race.last.register}
