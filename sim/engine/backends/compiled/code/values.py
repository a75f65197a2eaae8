"""How values come into a phase's function: what a line finds in memory, and this tick's draws."""

from __future__ import annotations

from sim.engine.backends.compiled.code.functions import Arithmetic
from sim.engine.backends.compiled.code.ir import FLOATS, LANES, NEVER, WIDE, Code, each, floats
from sim.engine.backends.compiled.code.layout import ARGUMENTS, PARAMETERS, ROW, Scratch, framed
from sim.engine.backends.compiled.structure.shape import LEAVES, Part, Shape
from sim.engine.backends.compiled.structure.step import Step
from sim.engine.ops import OPERATIONS
from sim.engine.program import Register

CONDITIONS = ("truth", "flag", "near", "far", "usual", "both")


class Values:
    """The function of one phase, and the values it has at hand; draws of ``eager`` streams are there already."""

    def __init__(self, name: str, shape: Shape, part: Part) -> None:
        self.shape, self.part, self.eager = shape, part, frozenset[int]()
        self.scratch = Scratch(shape)
        self.code = Code(f"define internal void @{name}{PARAMETERS} noinline")
        self.arithmetic = Arithmetic(self.code)
        self.line = {line.register: line for line in self.part.lines}
        self.leaves = {r for r, line in self.line.items() if line.code in LEAVES}
        self.known: dict[Register | tuple[str, int], str] = {}
        self.final: set[Register] = set()
        self.rows_of = ""
        self.truth = self._truths()

    def _truths(self) -> set[Register]:
        """Registers that hold conditions."""
        found: set[Register] = set()
        for line in self.part.lines:
            kept = (line.code == "load" and self.shape.truths[line.value]) or (
                line.code == "world" and self.shape.worlds[line.value]
            )
            chosen = line.code == "select" and line.args[1] in found
            if (
                kept
                or chosen
                or line.code in CONDITIONS
                or (line.code in OPERATIONS and OPERATIONS[line.code].truth)
            ):
                found.add(line.register)
        return found

    def begin(self) -> None:
        """What all lines may ask for."""
        code = self.code
        self.alive = code.truths(code.load("i8", code.at("%s", self.scratch.alive)))
        self.tables = {name: framed(code, name) for name in ("constants", "integers", "calendar")}
        self.rows = code.value(f"add i64 {framed(code, 'ticks')}, 1")
        self.now = code.splat(code.value("sitofp i64 %tick to double"))
        self.quarter = code.value(f"and i64 {code.value('sub i64 %tick, 1')}, 3")

    def value(self, register: Register) -> str:
        """The name of a register's value here; leaves are brought in where they are used."""
        if register not in self.known:
            if register not in self.leaves:
                return NEVER  # a line that no history can need, as under `x and not x`
            self.known[register] = self.leaf(self.line[register])
        return self.known[register]

    def leaf(self, line: Step) -> str:
        """Brings in a value."""
        code, scratch, index = self.code, self.scratch, line.value
        if line.code == "truth":
            return each("i1", str(index))
        if line.code == "now":
            return self.now
        if line.code in ("number", "settled", "flag"):
            place = code.element("double", self.tables["constants"], index)
            held = code.splat(code.load("double", place, forever=True))
            return held if line.code != "flag" else self.arithmetic.compare("une", held, NEVER)
        if line.code == "bound":
            place = code.element("double", framed(code, "bounds"), index)
            return code.splat(code.load("double", place, forever=True))
        if line.code == "input":
            return self._input(index)
        if line.code == "calendar":
            row = code.value(f"mul i64 {self.rows}, {index}")
            place = code.element("double", self.tables["calendar"], code.value(f"add i64 {row}, %tick"))
            return code.splat(code.load("double", place, forever=True))
        if line.code == "past":
            return self._past(line)
        assert line.code in ("load", "world"), f"{line} brings nothing in"
        place = code.at(
            "%s", scratch.variable(index) if line.code == "load" else scratch.worlds + ROW * index
        )
        if line.register in self.truth:
            return code.truths(code.load("i8", place))
        return code.load(FLOATS, place, ROW)

    def _input(self, index: int) -> str:
        """An input in the worlds of the eight."""
        code = self.code
        if not self.rows_of:
            rows = code.element("i64", framed(code, "rows"), "%lane")
            self.rows_of = code.load(WIDE, rows)
        row = code.value(f"mul i64 {framed(code, 'inputs_stride')}, {index}")
        return code.gather(code.element("double", framed(code, "inputs"), row), self.rows_of)

    def _past(self, line: Step) -> str:
        """The end of tick now - lag, at least tick 0."""
        code = self.code
        lag = code.load("i64", code.element("i64", self.tables["integers"], line.value), forever=True)
        then = code.value(f"sub i64 %tick, {lag}")
        positive = code.value(f"icmp sgt i64 {then}, 0")
        then = code.value(f"select i1 {positive}, i64 {then}, i64 0")
        return code.load(FLOATS, self.scratch.past_row(code, self.line[line.args[0]].value, then), ROW)

    def drawn(self, stream: int) -> str:
        """The uniform (of a normal stream: the normal) of this tick."""
        if ("draw", stream) not in self.known:
            if self.shape.streams[stream] == "normal":
                value = self.code.load(FLOATS, self.place(stream, ROW), ROW)
            else:
                value = uniform(self.code, self.halves(stream))
            self.known["draw", stream] = value
        return self.known["draw", stream]

    def halves(self, stream: int) -> str:
        """This tick's word + 1/2."""
        if ("half", stream) not in self.known:
            self.known["half", stream] = halves(self.code, self.place(stream, ROW // 2))
        return self.known["half", stream]

    def place(self, stream: int, size: int) -> str:
        """Where this tick's draw stands; draws are made for four ticks where first asked for."""
        if stream not in self.eager:
            self.made_sure(stream)
        code = self.code
        here = code.value(f"mul i64 {self.quarter}, {size}")
        return code.at(code.at("%s", self.scratch.draws[stream]), here)

    def made_sure(self, stream: int) -> None:
        """Makes the draws of this group of ticks unless they are there."""
        code = self.code
        there = code.load("i8", code.at("%s", self.scratch.made + stream))
        make, after = code.labels("make", "on")
        code.fork(code.value(f"icmp eq i8 {there}, 0"), make, after, rare=True)
        code.start(make)
        what = "normals" if self.shape.streams[stream] == "normal" else "words"
        code.do(f"call void @{what}{ARGUMENTS[:-1]}, i64 {stream}, i64 {self.scratch.draws[stream]})")
        code.go(after)
        code.start(after)


def halves(code: Code, address: str) -> str:
    """Eight words + 1/2 each."""
    words = code.load(f"<{LANES} x i32>", address, ROW // 2)
    value = code.value(f"uitofp <{LANES} x i32> {words} to {FLOATS}")
    return code.value(f"fadd {FLOATS} {value}, {floats(0.5)}")


def uniform(code: Code, half: str) -> str:
    """u = (word + 1/2) / 2^32."""
    return code.value(f"fmul {FLOATS} {half}, {floats(2.0**-32)}")
