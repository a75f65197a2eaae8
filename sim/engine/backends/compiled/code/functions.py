"""EXP, LOG and the normal quantile of `elementary`, operation by operation in the order written there.

The coefficients are taken from that file, so there is one place where they stand; a test holds the bits together.
"""

from __future__ import annotations

from sim.engine import elementary as e
from sim.engine.backends.compiled.code.ir import (
    FLOATS,
    GATHER,
    LANES,
    POINTERS,
    TRUTHS,
    WIDE,
    Code,
    each,
    floats,
)

DECLARATIONS = "\n".join(
    [
        f"declare void @llvm.masked.compressstore.v{LANES}f64({FLOATS}, ptr, {TRUTHS})",
        f"declare {FLOATS} @llvm.masked.expandload.v{LANES}f64(ptr, {TRUTHS}, {FLOATS})",
        f"declare {FLOATS} {GATHER}({POINTERS}, i32, {TRUTHS}, {FLOATS})",
        *(f"declare {FLOATS} @llvm.{name}.v{LANES}f64({FLOATS})" for name in ("sqrt", "roundeven", "fabs")),
        f"declare {FLOATS} @llvm.fmuladd.v{LANES}f64({FLOATS}, {FLOATS}, {FLOATS})",
        f"declare {FLOATS} @llvm.copysign.v{LANES}f64({FLOATS}, {FLOATS})",
    ]
)


COLD = "fastcc"  # how the functions are called that are nearly never needed
ROUGH = 8.5e-4  # the error of a rough clock's logarithm, and of its factor's; measured in tests
# log2(m) - (m - 1) on [1, 2) less the bias of exponents, and the first part of it divided by (m - 1)(2 - m)
LOG2_EVEN = (-0.08161492, 0.64513706, -2.12066349, 3.07007965, -1.51285071 - 1023)
LOG2_NEAR_ONE = (-0.0468309, 0.29399847, -0.71822164, 0.91353928)


class Arithmetic:
    """Vector operations written into ``code``, an expression at a time; where it is ``cold`` EXP and LOG are called."""

    def __init__(self, code: Code) -> None:
        self.code, self.cold = code, False

    def op(self, name: str, a: str, b: str) -> str:
        """``fadd fsub fmul fdiv`` of two values."""
        return self.code.value(f"{name} {FLOATS} {a}, {b}")

    def whole(self, name: str, a: str, b: str) -> str:
        """An operation on 64-bit whole numbers."""
        return self.code.value(f"{name} {WIDE} {a}, {b}")

    def call(self, name: str, *args: str) -> str:
        """An intrinsic of LLVM."""
        listed = ", ".join(f"{FLOATS} {arg}" for arg in args)
        return self.code.value(f"call {FLOATS} @llvm.{name}.v{LANES}f64({listed})")

    def select(self, condition: str, yes: str, no: str) -> str:
        """One of two values in each lane."""
        return self.code.value(f"select {TRUTHS} {condition}, {FLOATS} {yes}, {FLOATS} {no}")

    def compare(self, how: str, a: str, b: str) -> str:
        """A comparison; ``how`` starts with o (false) or u (true) for what is not a number."""
        return self.code.value(f"fcmp {how} {FLOATS} {a}, {b}")

    def cast(self, value: str, to: str) -> str:
        """The same bits as another type."""
        return self.code.value(f"bitcast {WIDE if to == FLOATS else FLOATS} {value} to {to}")

    def polynomial(self, coefficients: tuple[float, ...], x: str) -> str:
        """Horner's rule, highest power first."""
        y = self.op("fmul", x, floats(coefficients[0]))
        for c in coefficients[1:-1]:
            y = self.op("fmul", self.op("fadd", y, floats(c)), x)
        return self.op("fadd", y, floats(coefficients[-1]))

    def extreme(self, how: str, a: str, b: str, sure: bool) -> str:
        """The smaller (``ult``) or larger (``ugt``); what is not a number wins. ``sure``: b is one."""
        found = self.select(self.compare(how, a, b), a, b)
        return (
            found
            if sure
            else self.select(self.compare("uno", b, b), self.select(self.compare("uno", a, a), a, b), found)
        )

    def held(self, how: str, limit: str, x: str) -> str:
        """x, or the limit where that is larger (``ogt``) or smaller (``olt``): in this order it is one instruction."""
        return self.select(self.compare(how, limit, x), limit, x)

    def exp(self, x: str) -> str:
        """EXP."""
        if self.cold:
            return self.code.value(f"call {COLD} {FLOATS} @cold_exp({FLOATS} {x})")
        op = self.op
        r = self.held("ogt", floats(-e.EXP_LIMIT), x)
        r = self.held("olt", floats(e.EXP_LIMIT), r)
        power = op("fadd", op("fmul", r, floats(e.LOG2_E)), floats(e.EXP_ROUNDER))
        n = op("fsub", power, floats(e.EXP_ROUNDER))
        r = op("fsub", r, op("fmul", n, floats(e.LN2_HIGH)))
        r = op("fsub", r, op("fmul", n, floats(e.LN2_LOW)))
        z = op("fmul", r, r)
        out = op("fadd", op("fmul", self.polynomial(e.EXP_ODD, z), r), self.polynomial(e.EXP_EVEN, z))
        out = op("fadd", op("fadd", op("fmul", out, z), r), floats(1.0))
        shifted = self.whole("shl", self.cast(power, WIDE), each("i64", "52"))
        return op("fmul", out, self.cast(shifted, FLOATS))

    def log(self, x: str) -> str:
        """LOG."""
        if self.cold:
            return self.code.value(f"call {COLD} {FLOATS} @cold_log({FLOATS} {x})")
        op, whole = self.op, self.whole
        bits = self.cast(x, WIDE)
        k = whole("sub", bits, each("i64", str(e.LOG_SPLIT)))
        f = self.cast(whole("sub", bits, whole("and", k, each("i64", str(e.LOG_EXPONENT)))), FLOATS)
        k = whole("ashr", k, each("i64", "52"))
        f = op("fsub", f, floats(1.0))
        s = op("fdiv", f, op("fadd", f, floats(2.0)))
        z = op("fmul", s, s)
        w = op("fmul", z, z)
        tail = op("fmul", self.polynomial(e.LOG_ODD, w), z)
        tail = op("fmul", op("fadd", tail, self.polynomial(e.LOG_EVEN, w)), z)
        tail = op("fmul", op("fsub", f, tail), s)
        out = self.code.value(f"sitofp {WIDE} {k} to {FLOATS}")
        tail = op("fsub", op("fsub", tail, op("fmul", out, floats(e.LN2_LOW))), f)
        return op("fsub", op("fmul", out, floats(e.LN2_HIGH)), tail)

    def clock(self, u: str) -> str:
        """E = -LOG(u)."""
        return self.code.value(f"fneg {FLOATS} {self.log(u)}")

    def normal_centre(self, u: str) -> tuple[str, str]:
        """The central formula of INVNORM, and the lanes in which it does not hold. u comes from a word: no limits."""
        q = self.op("fsub", u, floats(0.5))
        r = self.op("fsub", floats(e.CENTRE_SQUARE), self.op("fmul", q, q))
        over = self.op("fmul", self.polynomial(e.CENTRE_OVER, r), q)
        centre = self.op("fdiv", over, self.polynomial(e.CENTRE_UNDER, r))
        return centre, self.compare("ogt", self.call("fabs", q), floats(e.CENTRE))

    def normal_tail(self, u: str) -> str:
        """The formula of INVNORM outside the centre."""
        q, rest = self.op("fsub", u, floats(0.5)), self.op("fsub", floats(1.0), u)
        p = self.extreme("ult", u, rest, True)
        r = self.op("fsub", self.call("sqrt", self.clock(p)), floats(e.TAIL_SHIFT))
        ratio = self.op("fdiv", self.polynomial(e.TAIL_OVER, r), self.polynomial(e.TAIL_UNDER, r))
        return self.call("copysign", ratio, q)

    def logarithm(self, x: str) -> str:
        """log2(x) of a positive normal x, to `ROUGH`."""
        whole, m = self._parts(x)
        return self.muladd(whole, floats(2.0**-52), self.rough(LOG2_EVEN, m))

    def _parts(self, x: str) -> tuple[str, str]:
        """Of a positive normal x its bits as a number (exponent and fraction, but for 1023 x 2^52), and 1 + its fraction."""
        bits = self.cast(x, WIDE)
        fraction = self.whole("and", bits, each("i64", str((1 << 52) - 1)))
        m = self.cast(self.whole("or", fraction, each("i64", str(1023 << 52))), FLOATS)
        return self.code.value(f"sitofp {WIDE} {bits} to {FLOATS}"), m

    def rough(self, coefficients: tuple[float, ...], x: str) -> str:
        """A polynomial whose last bits do not matter."""
        y = floats(coefficients[0])
        for c in coefficients[1:]:
            y = self.muladd(y, x, floats(c))
        return y

    def muladd(self, a: str, b: str, c: str) -> str:
        """a b + c, in whatever way is fastest."""
        return self.call("fmuladd", a, b, c)

    def rough_clock(self, half: str) -> str:
        """log2(-log2 u), u = ``half`` / 2^32: a clock's binary logarithm but for a constant that all clocks share.

        The inner logarithm has to be right relatively, near 1 as well.
        """
        whole, m = self._parts(half)
        straight = self.muladd(whole, floats(-(2.0**-52)), floats(1023.0 + 32.0))
        bow = self.muladd(self.op("fsub", m, floats(3.0)), m, floats(2.0))
        return self.logarithm(self.muladd(bow, self.rough(LOG2_NEAR_ONE, m), straight))


def cold_functions() -> str:
    """EXP and LOG as functions of their own, for where they are nearly never needed: copies make kernels longer."""
    texts = []
    for name, write in (("cold_exp", Arithmetic.exp), ("cold_log", Arithmetic.log)):
        code = Code(f"define internal {COLD} {FLOATS} @{name}({FLOATS} %x) noinline")
        code.do(f"ret {FLOATS} {write(Arithmetic(code), '%x')}")
        texts.append(code.text())
    return "\n\n".join(texts)
