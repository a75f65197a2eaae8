"""Writing LLVM's language: one function at a time, eight histories to a value.

A value of a line is ``<8 x double>``, a condition ``<8 x i1>``, kept in memory as a byte with a bit for each history. Nothing
here carries a fast-math flag, so every operation rounds as IEEE 754 says, and is neither fused nor reordered.

>>> code = Code("define double @twice(double %x)")
>>> code.do(f"ret double {code.value('fadd double %x, %x')}")
>>> print(code.text())
define double @twice(double %x) {
entry:
  %v0 = fadd double %x, %x
  ret double %v0
}
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from struct import pack

LANES = 8
FLOATS, WIDE, TRUTHS = f"<{LANES} x double>", f"<{LANES} x i64>", f"<{LANES} x i1>"
NEVER = "zeroinitializer"
GATHER, POINTERS = f"@llvm.masked.gather.v{LANES}f64.v{LANES}p0", f"<{LANES} x ptr>"


def number(value: float) -> str:
    """A float64 by its bits."""
    return f"0x{pack('>d', value).hex().upper()}"


def each(kind: str, value: str) -> str:
    """The same constant in every lane."""
    return "<" + ", ".join([f"{kind} {value}"] * LANES) + ">"


def floats(value: float) -> str:
    """A float64 constant in every lane."""
    return each("double", number(value))


class Code:
    """A function being written; ``block`` is the label of the block that lines now go to."""

    def __init__(self, header: str) -> None:
        self.lines = [header + " {", "entry:"]
        self.made = 0
        self.block = "entry"

    def text(self) -> str:
        """The function."""
        return "\n".join([*self.lines, "}"])

    def do(self, statement: str) -> None:
        """A statement without a value."""
        self.lines.append("  " + statement)

    def value(self, expression: str) -> str:
        """The name of an expression's value."""
        name = f"%v{self.made}"
        self.made += 1
        self.lines.append(f"  {name} = {expression}")
        return name

    def whole(self, operation: str, one: int | str, other: int | str) -> str:
        """An operation on two 64-bit numbers."""
        return self.value(f"{operation} i64 {one}, {other}")

    def labels(self, *words: str) -> list[str]:
        """New labels."""
        self.made += 1
        return [f"{word}{self.made}" for word in words]

    def start(self, label: str) -> None:
        """The block of ``label`` begins."""
        self.lines.append(f"{label}:")
        self.block = label

    def go(self, label: str) -> None:
        """Jump, which ends the block."""
        self.do(f"br label %{label}")

    def fork(self, condition: str, yes: str, no: str, rare: bool = False) -> None:
        """Jump to one of two, which ends the block; ``rare``: nearly never to the first."""
        self.do(f"br i1 {condition}, label %{yes}, label %{no}{', !prof !1' if rare else ''}")

    @contextmanager
    def loop(self, name: str, start: str, stop: str, step: int) -> Iterator[str]:
        """What is written inside is done for start, start + step, ... below stop; gives the counter."""
        head, body, end = self.labels(name, f"{name}.do", f"{name}.end")
        before, counter = self.block, f"%{head}.at"
        self.go(head)
        self.start(head)
        place = len(self.lines)
        self.fork(self.value(f"icmp slt i64 {counter}, {stop}"), body, end)
        self.start(body)
        yield counter
        after = self.whole("add", counter, step)
        self.lines.insert(place, f"  {counter} = phi i64 [ {start}, %{before} ], [ {after}, %{self.block} ]")
        self.go(head)
        self.start(end)

    def at(self, base: str, offset: int | str) -> str:
        """The address ``offset`` bytes behind ``base``."""
        return base if offset == 0 else self.value(f"getelementptr i8, ptr {base}, i64 {offset}")

    def element(self, kind: str, base: str, index: int | str) -> str:
        """The address of an element of an array."""
        return self.value(f"getelementptr {kind}, ptr {base}, i64 {index}")

    def load(self, kind: str, address: str, align: int = 8, forever: bool = False) -> str:
        """What stands at an address; ``forever``: it does not change while the kernel runs."""
        note = ", !invariant.load !0" if forever else ""
        return self.value(f"load {kind}, ptr {address}, align {align}{note}")

    def store(self, kind: str, value: str, address: str, align: int = 8) -> None:
        """Put a value at an address."""
        self.do(f"store {kind} {value}, ptr {address}, align {align}")

    def splat(self, scalar: str, kind: str = "double") -> str:
        """A scalar in every lane."""
        one = self.value(f"insertelement <{LANES} x {kind}> poison, {kind} {scalar}, i64 0")
        return self.value(
            f"shufflevector <{LANES} x {kind}> {one}, <{LANES} x {kind}> poison, <{LANES} x i32> zeroinitializer"
        )

    def gather(self, base: str, places: str) -> str:
        """Eight numbers of an array."""
        addresses = self.value(f"getelementptr double, ptr {base}, {WIDE} {places}")
        return self.value(
            f"call {FLOATS} {GATHER}({POINTERS} {addresses}, i32 8, {TRUTHS} {each('i1', 'true')}, {FLOATS} poison)"
        )

    def bits(self, truths: str) -> str:
        """Conditions as a byte."""
        return self.value(f"bitcast {TRUTHS} {truths} to i8")

    def truths(self, byte: str) -> str:
        """A byte as conditions."""
        return self.value(f"bitcast i8 {byte} to {TRUTHS}")

    def both(self, one: str, other: str) -> str:
        """Conditions that hold together."""
        return self.value(f"and {TRUTHS} {one}, {other}")

    def any(self, truths: str) -> str:
        """Whether a condition holds in any lane."""
        return self.value(f"icmp ne i8 {self.bits(truths)}, 0")

    def count(self, byte: str) -> str:
        """How many lanes, as i64."""
        return self.value(f"zext i8 {self.value(f'call i8 @llvm.ctpop.i8(i8 {byte})')} to i64")

    def add_to(self, kind: str, address: str, amount: str) -> None:
        """Add to a whole number in memory."""
        before = self.load(kind, address)
        self.store(kind, self.value(f"add {kind} {before}, {amount}"), address)
