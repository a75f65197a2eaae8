"""Each line of a shape as vector operations."""

from __future__ import annotations

from sim.engine.backends.compiled.code.ir import FLOATS, TRUTHS, each, floats
from sim.engine.backends.compiled.code.values import Values
from sim.engine.backends.compiled.structure.step import Step
from sim.engine.elementary import EXP_LIMIT, LOG2_E

SIMPLE = {"add": "fadd", "sub": "fsub", "mul": "fmul", "div": "fdiv"}
COMPARED = {"lt": "olt", "le": "ole", "gt": "ogt", "ge": "oge", "eq": "oeq", "ne": "une"}
ROUGH_TIMES = ("rough", "rough_less", "rough_more")
DRAWN = ("near", "clock", "uniform", "normal", *ROUGH_TIMES)
CLEAR = floats(2.0**-9)  # binary: more than two rough times can be wrong
CLOSE = 1.0 + 2.0**-40  # more than EXP's and LOG's rounding, less than anything that matters


class Lines(Values):
    """Writes lines whose arguments are at hand."""

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
        if line.code in ("low", "high"):
            return math.select(math.compare("olt" if line.code == "low" else "ogt", *args), *args)
        if line.code == "usual":
            usual = math.compare("ogt", args[0], floats(2.0**-1000))
            return code.both(usual, math.compare("olt", args[0], floats(2.0**1000)))
        if line.code == "far":
            apart = math.call("fabs", math.op("fsub", *args))
            return math.compare("ogt", apart, CLEAR)
        if line.code in ("min", "max"):
            return self.extreme(line, *args)
        if line.code == "finite" and line.args[0] in self.truth:
            return each("i1", "1")
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
        if sure and line.register in self.final:
            return self.arithmetic.select(
                self.arithmetic.compare("olt" if line.code == "min" else "ogt", one, other), one, other
            )
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
        if line.code in ROUGH_TIMES:
            return self.rough(line, math.rough_clock(self.halves(stream)))
        drawn = self.drawn(stream)
        if line.code == "near":
            rest = math.op("fsub", floats(1.0), drawn)
            return math.compare("ule", rest, math.op("fmul", self.value(line.args[0]), floats(CLOSE)))
        return math.clock(drawn) if line.code == "clock" else drawn

    def rough(self, line: Step, clock: str) -> str:
        """The binary logarithm of a clock times a factor, or times EXP of more or less."""
        math, x = self.arithmetic, self.value(line.args[0])
        if line.code == "rough":
            return math.op("fadd", clock, math.logarithm(x))
        power = math.held("olt", floats(EXP_LIMIT), math.held("ogt", floats(-EXP_LIMIT), x))
        return math.muladd(power, floats(-LOG2_E if line.code == "rough_less" else LOG2_E), clock)
