"""Normal scores of several vectors of uniforms at once.

The formula for the tails is dear and needed for one in seven: those are put side by side, worked out, and put back.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.engine.backends.compiled.code.functions import Arithmetic
from sim.engine.backends.compiled.code.ir import FLOATS, LANES, TRUTHS, Code, floats
from sim.engine.backends.compiled.code.layout import ROW

COMPRESS, EXPAND = (f"@llvm.masked.{what}.v{LANES}f64" for what in ("compressstore", "expandload"))


def room(code: Code, many: int) -> str:
    """Where the tails of ``many`` vectors lie side by side; to be asked for where a function begins."""
    tails = code.value(f"alloca [{(many + 1) * LANES} x double], align {ROW}")
    for i in range(many + 1):
        code.store(FLOATS, floats(0.5), code.at(tails, ROW * i), ROW)
    return tails


def scores(code: Code, uniforms: Sequence[str], tails: str) -> list[str]:
    """INVNORM of each vector, in the `room` for so many of them."""
    math, count, kept = Arithmetic(code), "0", []
    for u in uniforms:
        centre, outside = math.normal_centre(u)
        kept.append((centre, outside, count))
        place = code.element("double", tails, count)
        code.do(f"call void {COMPRESS}({FLOATS} {u}, ptr {place}, {TRUTHS} {outside})")
        count = code.whole("add", count, code.count(code.bits(outside)))
    with code.loop("tail", "0", count, LANES) as first:
        place = code.element("double", tails, first)
        code.store(FLOATS, math.normal_tail(code.load(FLOATS, place)), place)
    found = []
    for centre, outside, first in kept:
        place = code.element("double", tails, first)
        found.append(
            code.value(f"call {FLOATS} {EXPAND}(ptr {place}, {TRUTHS} {outside}, {FLOATS} {centre})")
        )
    return found
