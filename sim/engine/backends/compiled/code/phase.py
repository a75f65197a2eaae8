"""A phase as a function: its regions as nested tests, and what is told where it is computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sim.engine.backends.compiled.code.ir import FLOATS, NEVER, TRUTHS, each
from sim.engine.backends.compiled.code.layout import ARGUMENTS, ROW
from sim.engine.backends.compiled.code.lines import DRAWN, Lines
from sim.engine.backends.compiled.code.records import clashed, happened, marked
from sim.engine.backends.compiled.structure.demand import EVERYWHERE, WHERE_TRUE, Demand
from sim.engine.backends.compiled.structure.schedule import Region, schedule
from sim.engine.backends.compiled.structure.shape import Part, Shape
from sim.engine.backends.compiled.structure.step import Step
from sim.engine.program import Register

SURE = ("far", "both")  # whether a rough race tells who wins: it nearly always does
TELL = {"mark": marked, "happened": happened, "clashed": clashed}


class PhaseWriter(Lines):
    """Writes the function of one phase; ``read`` are registers needed after it."""

    def __init__(self, name: str, shape: Shape, part: Part, read: Iterable[Register] = ()) -> None:
        super().__init__(name, shape, part)
        self.told = self._told()
        needed = [r for _, r in self.part.writes] + list(read)
        self.roots: dict[Register, Demand] = dict.fromkeys(self.told, WHERE_TRUE) | dict.fromkeys(
            needed, EVERYWHERE
        )
        self.region = schedule([x for x in self.part.lines if x.register not in self.leaves], self.roots)
        self.total = self.region.uses() + Counter(needed)
        self.final = self._final(set(read) | set(self.told))

    @property
    def everywhere(self) -> set[int]:
        """Streams that every history asks for in every tick."""
        return {item.value for item in self.region.items if isinstance(item, Step) and item.code in DRAWN}

    def _final(self, otherwise: set[Register]) -> set[Register]:
        """Smaller and larger ones that nothing but a write ever reads: by then what is not a number has been told of."""
        readers: dict[Register, set[Register]] = {}
        for line in self.part.lines:
            for arg in line.args:
                readers.setdefault(arg, set()).add(line.register)
        written, found = {r for _, r in self.part.writes}, set[Register]()
        for line in reversed(self.part.lines):
            kept = line.register not in otherwise and (line.register in written or line.register in readers)
            if line.code in ("min", "max") and kept and readers.get(line.register, set()) <= found:
                found.add(line.register)
        return found

    def _told(self) -> dict[Register, list[tuple[str, int]]]:
        """What is recorded of a condition as soon as it is known."""
        told: dict[Register, list[tuple[str, int]]] = {}
        happens = self.part.happens if {"counts", "first"} & set(self.shape.keep) else ()
        for what, pairs in (
            ("mark", self.part.marks),
            ("happened", happens),
            ("clashed", self.part.conflicts),
        ):
            for index, register in pairs:
                told.setdefault(register, []).append((what, index))
        return told

    def write(self, eager: frozenset[int]) -> None:
        """Everything up to the return: regions, freezing, writes. Draws of ``eager`` streams are there already."""
        self.eager = eager
        self.begin()
        self.body(self.region)
        self.tell([register for register in self.told if register in self.leaves])
        self.finish()

    def write_once(self) -> None:
        """The world lines instead: each value is put down as soon as it is there, so that few are held at a time."""
        self.final = set()  # nobody is told of what is not a number here: its readers may be conditions
        self.begin()
        slots = {register: slot for slot, register in self.part.writes}
        for register in [r for r in slots if r in self.leaves]:
            self.keep(slots.pop(register), register)
        for item in self.region.items:
            self.body(Region(EVERYWHERE, [item]))
            for register in [r for r in slots if r in self.known]:
                self.keep(slots.pop(register), register)

    def keep(self, slot: int, register: Register) -> None:
        """A value of the world lines, for all ticks."""
        place, value = self.code.at("%s", self.scratch.worlds + ROW * slot), self.value(register)
        if register in self.truth:
            self.code.store("i8", self.code.bits(value), place)
        else:
            self.code.store(FLOATS, value, place, ROW)

    def finish(self) -> None:
        """Those whose needed values are undefined freeze; then all writes together."""
        code = self.code
        if self.part.marks:
            self.freeze()
        new = [(variable, self.value(register)) for variable, register in self.part.writes]
        for variable, value in new:
            place = code.at("%s", self.scratch.variable(variable))
            if self.shape.truths[variable]:
                old = code.truths(code.load("i8", place))
                kept = code.value(f"select {TRUTHS} {self.alive}, {TRUTHS} {value}, {TRUTHS} {old}")
                code.store("i8", code.bits(kept), place)
            else:
                old = code.load(FLOATS, place, ROW)
                code.store(FLOATS, self.arithmetic.select(self.alive, value, old), place, ROW)

    def freeze(self) -> None:
        """Histories with undefined values are told of and live no longer."""
        code = self.code
        bad = code.load("i8", code.at("%s", self.scratch.frozen))
        some, on = code.labels("some", "on")
        before = code.block
        code.fork(code.value(f"icmp ne i8 {bad}, 0"), some, on, rare=True)
        code.start(some)
        code.do(f"call void @undefined{ARGUMENTS}")
        less = code.both(self.alive, code.truths(code.value(f"xor i8 {bad}, -1")))
        code.store("i8", code.bits(less), code.at("%s", self.scratch.alive))
        code.go(on)
        code.start(on)
        self.alive = code.value(f"phi {TRUTHS} [ {less}, %{some} ], [ {self.alive}, %{before} ]")

    def body(self, region: Region) -> None:
        """The items of a region in order; conditions to be told are told at its end."""
        for item in region.items:
            if isinstance(item, Region):
                self.inner(item)
            else:
                self.known[item.register] = self.compute(item)
        self.tell([i.register for i in region.items if isinstance(i, Step) and i.register in self.told])

    def inner(self, region: Region) -> None:
        """A region below: skipped where no living history needs it; what others read of it is then false or 0."""
        code = self.code
        inside, after = code.labels("in", "on")
        test = code.any(self.mask(region.demand))
        before, outer = code.block, dict(self.known)
        rare, cold = self.seldom(region.demand), self.arithmetic.cold
        code.fork(test, inside, after, rare=rare)
        code.start(inside)
        self.arithmetic.cold = rare or cold
        self.body(region)
        self.arithmetic.cold = cold
        end, found = code.block, self.known
        code.go(after)
        code.start(after)
        self.known = outer
        uses = region.uses()
        for register in sorted(region.lines):
            if self.total[register] > uses[register]:
                kind = TRUTHS if register in self.truth else FLOATS
                self.known[register] = code.value(
                    f"phi {kind} [ {found[register]}, %{end} ], [ {NEVER}, %{before} ]"
                )

    def seldom(self, demand: Demand) -> bool:
        """Whether a region is nearly never entered: where a rough race does not tell who wins."""
        return any(not wanted and self.line[r].code in SURE for cube in demand for r, wanted in cube)

    def mask(self, demand: Demand) -> str:
        """The living histories that meet a demand."""
        code, found = self.code, ""
        for cube in demand:
            one = ""
            for register, wanted in sorted(cube):
                literal = self.value(register)
                if not wanted:
                    literal = code.value(f"xor {TRUTHS} {literal}, {each('i1', '1')}")
                one = code.both(one, literal) if one else literal
            found = code.value(f"or {TRUTHS} {found}, {one}") if found else one
        return code.both(found, self.alive)

    def tell(self, registers: list[Register]) -> None:
        """Records what took place in any living history."""
        code = self.code
        for register in registers:
            where = code.both(self.value(register), self.alive)
            byte = code.bits(where)
            told, after = code.labels("told", "on")
            code.fork(
                code.value(f"icmp ne i8 {byte}, 0"), told, after, rare=self.told[register][0][0] == "mark"
            )
            code.start(told)
            for what, index in self.told[register]:
                TELL[what](code, self.shape, index, where, byte)
            code.go(after)
            code.start(after)
