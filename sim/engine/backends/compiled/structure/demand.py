"""Which histories need a line: a backward pass from what is recorded to what it takes.

A branch of a ``select`` matters only where it is taken, the right side of an ``and`` only where the left holds, of an ``or``
only where it does not. So every line gets a *demand*: a few alternatives, each a set of conditions that must all hold;
no condition at all means everywhere. Lines are pure and total: computing one in more histories than needed is never wrong,
so a demand may be made weaker at will, and is, to stay small and to speak only of conditions that come before the line.

>>> lines = (Step(3, "lt", (0, 1)), Step(4, "exp", (1,)), Step(5, "select", (3, 4, 0)))
>>> demands(lines, roots={5: EVERYWHERE})[0][4]
(frozenset({(3, True)}),)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from sim.engine.backends.compiled.structure.step import Step
from sim.engine.program import Register

Literal = tuple[Register, bool]  # a condition and the value it must have
Cube = frozenset[Literal]
Demand = tuple[Cube, ...]

EVERYWHERE: Demand = (frozenset(),)
ALTERNATIVES = 4  # more of them are made weaker: testing them would cost more than it saves


WHERE_TRUE: Demand = ()  # of a root: needed only where it holds; false elsewhere


def demands(
    lines: Sequence[Step], roots: Mapping[Register, Demand]
) -> tuple[dict[Register, Demand], dict[Literal, Cube]]:
    """The demand of every line, and of every condition in them what follows from it.

    ``roots`` are what is recorded, each with its demand. Registers of other lines (loads) count as there at once.
    """
    analysis = _Analysis(lines)
    for root, demand in roots.items():
        analysis.need(root, demand or analysis.where(EVERYWHERE, (root, True)))
    for line in reversed(lines):
        analysis.spread(line)
    for cube in {cube for demand in analysis.found.values() for cube in demand}:
        for literal in cube:
            analysis.implied(literal)
    return analysis.found, analysis.known


class _Analysis:
    """The pass over one list of lines, last line first."""

    def __init__(self, lines: Sequence[Step]) -> None:
        self.place = {line.register: i for i, line in enumerate(lines)}
        self.line = {line.register: line for line in lines}
        self.found: dict[Register, Demand] = {}
        self.known: dict[Literal, Cube] = {}

    def spread(self, line: Step) -> None:
        """Hand the demand of a line down to its arguments."""
        demand = self.found.setdefault(line.register, ())
        if line.code == "select":
            condition, yes, no = line.args
            self.need(condition, demand)
            self.need(yes, self.where(demand, (condition, True)))
            self.need(no, self.where(demand, (condition, False)))
        elif line.code in ("and", "or"):
            first, second = sorted(line.args, key=lambda arg: self.place.get(arg, -1))
            self.need(first, demand)
            self.need(second, self.where(demand, (first, line.code == "and")))
        else:
            for arg in line.args:
                self.need(arg, demand)

    def need(self, register: Register, demand: Demand) -> None:
        """Add a demand to those of a line, keeping to conditions that stand before it."""
        place = self.place.get(register)
        if place is None or self.found.get(register) == EVERYWHERE:
            return
        cubes = {frozenset(lit for lit in cube if self.place.get(lit[0], -1) < place) for cube in demand}
        self.found[register] = joined(cubes.union(self.found.get(register, ())))

    def where(self, demand: Demand, literal: Literal) -> Demand:
        """The demand where a condition holds as well; alternatives that contradict it are gone."""
        more = self.implied(literal)
        against = {(register, not value) for register, value in more}
        return tuple(cube | more for cube in demand if not cube & against)

    def implied(self, literal: Literal) -> Cube:
        """The condition and all that follows from it: both sides of an ``and``, neither of a false ``or``."""
        if literal not in self.known:
            register, value = literal
            line = self.line.get(register)
            more: Cube = frozenset({literal})
            if line is not None and ((line.code == "and" and value) or (line.code == "or" and not value)):
                more = more.union(*(self.implied((arg, value)) for arg in line.args))
            elif line is not None and line.code == "not":
                more = self.implied((line.args[0], not value))
            self.known[literal] = more
        return self.known[literal]


def joined(cubes: Iterable[Cube]) -> Demand:
    """Alternatives without those that another one covers, at most ``ALTERNATIVES`` of them."""
    ordered = sorted(cubes, key=lambda cube: (len(cube), sorted(cube)))
    kept: list[Cube] = []
    for cube in ordered:
        if not any(other <= cube for other in kept):
            kept.append(cube)
    while len(kept) > ALTERNATIVES:
        one, other = max(combinations(kept, 2), key=lambda pair: len(pair[0] & pair[1]))
        both = one & other
        kept = [cube for cube in kept if not both <= cube] + [both]
    return tuple(sorted(kept, key=sorted))


def weaker(demand: Demand, other: Demand) -> bool:
    """Whether ``demand`` holds wherever ``other`` does."""
    return all(any(cube <= stronger for cube in demand) for stronger in other)
