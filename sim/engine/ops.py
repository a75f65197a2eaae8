"""The closed set of operations that a Program is made of, with their NumPy meaning.

A backend may do these in any way that gives the same bits. Truths are boolean arrays.

>>> OPERATIONS["select"].run(np.array([True, False]), 1.0, 2.0)
array([1., 2.])
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.engine import elementary


@dataclass(frozen=True, slots=True)
class Operation:
    """``arity`` arguments in, one register out; ``truth``: the result is a condition."""

    arity: int
    truth: bool
    run: Callable[..., Any]
    meaning: str


OPERATIONS: dict[str, Operation] = {
    "add": Operation(2, False, np.add, "a + b"),
    "sub": Operation(2, False, np.subtract, "a - b"),
    "mul": Operation(2, False, np.multiply, "a * b"),
    "div": Operation(2, False, np.divide, "a / b"),
    "neg": Operation(1, False, np.negative, "-a"),
    "abs": Operation(1, False, np.abs, "|a|"),
    "min": Operation(2, False, np.minimum, "the smaller"),
    "max": Operation(2, False, np.maximum, "the larger"),
    "sqrt": Operation(1, False, np.sqrt, "square root"),
    "round": Operation(1, False, np.rint, "nearest whole number, halves to even"),
    "exp": Operation(1, False, elementary.exp, "EXP, argument held within -700 to 700"),
    "log": Operation(1, False, elementary.log, "LOG"),
    "lt": Operation(2, True, np.less, "a < b"),
    "le": Operation(2, True, np.less_equal, "a <= b"),
    "gt": Operation(2, True, np.greater, "a > b"),
    "ge": Operation(2, True, np.greater_equal, "a >= b"),
    "eq": Operation(2, True, np.equal, "a == b"),
    "ne": Operation(2, True, np.not_equal, "a != b"),
    "and": Operation(2, True, np.logical_and, "both"),
    "or": Operation(2, True, np.logical_or, "either"),
    "not": Operation(1, True, np.logical_not, "not a"),
    "finite": Operation(1, True, np.isfinite, "a is a finite number"),
    "select": Operation(3, False, np.where, "b where a, else c"),
}
"""Pure operations. A ``select`` between two truths is a truth."""

LOADS = {
    "const": "a number",
    "truth": "true or false",
    "world": "a quantity or doubt of this world",
    "load": "a variable at the phase's start",
    "calendar": "a calendar value of this tick",
    "now": "the tick's number",
    "past": "a variable's value at the end of tick now - lag (at least tick 0)",
    "clock": "an exponential draw of this tick",
    "uniform": "a uniform draw of this tick",
    "normal": "a normal draw of this tick",
}
"""Operations that bring a value in."""
