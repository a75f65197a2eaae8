"""A phase as a function: its regions as nested tests, and what is told where it is computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sim.engine.backends.compiled.code.functions import Arithmetic
from sim.engine.backends.compiled.code.ir import FLOATS, LANES, NEVER, TRUTHS, Code, each, floats
from sim.engine.backends.compiled.code.layout import ARGUMENTS, PARAMETERS, ROW, Scratch, framed
from sim.engine.backends.compiled.code.records import clashed, happened, marked
from sim.engine.backends.compiled.structure.demand import EVERYWHERE, WHERE_TRUE, Demand
from sim.engine.backends.compiled.structure.schedule import Region, schedule
from sim.engine.backends.compiled.structure.shape import LEAVES, Shape
from sim.engine.backends.compiled.structure.step import Step
from sim.engine.elementary import EXP_LIMIT, LOG2_E
from sim.engine.ops import OPERATIONS
from sim.engine.program import Register

SIMPLE = {"add": "fadd", "sub": "fsub", "mul": "fmul", "div": "fdiv"}
COMPARED = {"lt": "olt", "le": "ole", "gt": "ogt", "ge": "oge", "eq": "oeq", "ne": "une"}
TELL = {"mark": marked, "happened": happened, "clashed": clashed}
DRAWN = ("near", "clock", "uniform", "normal", "rough", "rough_less", "rough_more")
CLEAR = floats(2.0**-9)  # binary: more than two rough times can be wrong
CLOSE = 1.0 + 2.0**-40  # more than EXP's and LOG's rounding, less than anything that matters


class PhaseWriter:
    """Writes the function of one phase; ``read`` are registers needed after it."""

    def __init__(self, name: str, shape: Shape, number: int, read: Iterable[Register] = ()) -> None:
        self.shape, self.part, self.eager = shape, shape.parts[number], frozenset[int]()
        self.scratch = Scratch(shape)
        self.code = Code(f"define internal void @{name}{PARAMETERS} noinline")
        self.arithmetic = Arithmetic(self.code)
        self.line = {line.register: line for line in self.part.lines}
        self.leaves = {r for r, line in self.line.items() if line.code in LEAVES}
        self.known: dict[Register | tuple[str, int], str] = {}
        self.truth = self._truths()
        self.told = self._told()
        needed = [r for _, r in self.part.writes] + list(read)
        self.roots: dict[Register, Demand] = dict.fromkeys(self.told, WHERE_TRUE) | dict.fromkeys(
            needed, EVERYWHERE
        )
        self.region = schedule([x for x in self.part.lines if x.register not in self.leaves], self.roots)
        self.total = self.region.uses() + Counter(needed)

    @property
    def everywhere(self) -> set[int]:
        """Streams that every history asks for in every tick."""
        return {item.value for item in self.region.items if isinstance(item, Step) and item.code in DRAWN}

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
                or line.code in ("truth", "near", "far", "both")
                or (line.code in OPERATIONS and OPERATIONS[line.code].truth)
            ):
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
        code, self.eager = self.code, eager
        self.alive = code.truths(code.load("i8", code.at("%s", self.scratch.alive)))
        self.tables = {name: framed(code, name) for name in ("constants", "integers", "calendar")}
        self.rows = code.value(f"add i64 {framed(code, 'ticks')}, 1")
        self.now = code.splat(code.value("sitofp i64 %tick to double"))
        self.quarter = code.value(f"and i64 {code.value('sub i64 %tick, 1')}, 3")
        self.body(self.region)
        self.tell([register for register in self.told if register in self.leaves])
        self.finish()

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
        code.fork(test, inside, after)
        code.start(inside)
        self.body(region)
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
        if line.code == "number":
            return code.splat(
                code.load("double", code.element("double", self.tables["constants"], index), forever=True)
            )
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

    def _past(self, line: Step) -> str:
        """The end of tick now - lag, at least tick 0."""
        code = self.code
        lag = code.load("i64", code.element("i64", self.tables["integers"], line.value), forever=True)
        then = code.value(f"sub i64 %tick, {lag}")
        positive = code.value(f"icmp sgt i64 {then}, 0")
        then = code.value(f"select i1 {positive}, i64 {then}, i64 0")
        return code.load(FLOATS, self.scratch.past_row(code, self.line[line.args[0]].value, then), ROW)

    def compute(self, line: Step) -> str:
        """One line."""
        if line.code in DRAWN:
            return self.draw(line)
        code, math = self.code, self.arithmetic
        args = [self.value(arg) for arg in line.args]
        if line.code in SIMPLE:
            return math.op(SIMPLE[line.code], *args)
        if line.code == "both":  # an `and` whose sides are needed together: neither guards the other
            return code.both(*args)
        if line.code in ("and", "or"):
            return code.value(f"{line.code} {TRUTHS} {args[0]}, {args[1]}")
        if line.code == "not":
            return code.value(f"xor {TRUTHS} {args[0]}, {each('i1', '1')}")
        if line.code == "select":
            kind = TRUTHS if line.register in self.truth else FLOATS
            return code.value(f"select {TRUTHS} {args[0]}, {kind} {args[1]}, {kind} {args[2]}")
        if line.code in COMPARED:
            return self.compare(line, *args)
        if line.code == "far":
            apart = math.call("fabs", math.op("fsub", *args))
            return math.compare("ogt", apart, CLEAR)
        if line.code in ("min", "max"):
            return self.extreme(line, *args)
        return self.one_argument(line.code, args[0])

    def compare(self, line: Step, one: str, other: str) -> str:
        """A comparison; of two conditions, whether they are equal."""
        if line.args[0] not in self.truth:
            return self.arithmetic.compare(COMPARED[line.code], one, other)
        differ = self.code.value(f"xor {TRUTHS} {one}, {other}")
        return differ if line.code == "ne" else self.code.value(f"xor {TRUTHS} {differ}, {each('i1', '1')}")

    def extreme(self, line: Step, one: str, other: str) -> str:
        """The smaller or larger; a number that stands in the program is surely one."""
        sure = self.line[line.args[1]].code == "number"
        return self.arithmetic.extreme("ult" if line.code == "min" else "ugt", one, other, sure)

    def one_argument(self, operation: str, x: str) -> str:
        math = self.arithmetic
        if operation == "exp":
            return math.exp(x)
        if operation == "log":
            return math.log(x)
        if operation == "neg":
            return self.code.value(f"fneg {FLOATS} {x}")
        if operation == "finite":
            return math.compare("olt", math.call("fabs", x), floats(float("inf")))
        return math.call({"abs": "fabs", "sqrt": "sqrt", "round": "roundeven"}[operation], x)

    def draw(self, line: Step) -> str:
        """A draw of this tick, or (near) whether an event's clock may be as small as its rate: E >= 1 - u."""
        math, stream = self.arithmetic, line.value
        drawn = self.drawn(stream)
        if line.code == "near":
            rest = math.op("fsub", floats(1.0), drawn)
            return math.compare("ule", rest, math.op("fmul", self.value(line.args[0]), floats(CLOSE)))
        if line.code == "clock":
            return math.clock(drawn)
        return drawn if line.code in ("uniform", "normal") else self.rough(line, math.rough_clock(drawn))

    def rough(self, line: Step, clock: str) -> str:
        """The binary logarithm of a clock times a factor; of a factor too small or large to tell: not a number."""
        math, x = self.arithmetic, self.value(line.args[0])
        if line.code == "rough":
            usual = [math.compare("ogt", x, floats(2.0**-1000)), math.compare("olt", x, floats(2.0**1000))]
            sum_ = math.op("fadd", clock, math.logarithm(x, "even"))
            return math.select(self.code.both(*usual), sum_, floats(float("nan")))
        power = math.held("olt", floats(EXP_LIMIT), math.held("ogt", floats(-EXP_LIMIT), x))
        return math.muladd(power, floats(-LOG2_E if line.code == "rough_less" else LOG2_E), clock)

    def drawn(self, stream: int) -> str:
        """The uniform (of a normal stream: the normal) of this tick, made for four ticks where first asked for."""
        if ("draw", stream) in self.known:
            return self.known["draw", stream]
        code = self.code
        if stream not in self.eager:
            self.made_sure(stream)
        kind = self.shape.streams[stream]
        size = ROW if kind == "normal" else ROW // 2
        address = code.at(
            code.at("%s", self.scratch.draws[stream]), code.value(f"mul i64 {self.quarter}, {size}")
        )
        value = code.load(FLOATS, address, ROW) if kind == "normal" else uniform(code, address)
        self.known["draw", stream] = value
        return value

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


def uniform(code: Code, address: str) -> str:
    """u = (word + 1/2) / 2^32 of eight words."""
    words = code.load(f"<{LANES} x i32>", address, ROW // 2)
    value = code.value(f"uitofp <{LANES} x i32> {words} to {FLOATS}")
    half = code.value(f"fadd {FLOATS} {value}, {floats(0.5)}")
    return code.value(f"fmul {FLOATS} {half}, {floats(2.0**-32)}")
