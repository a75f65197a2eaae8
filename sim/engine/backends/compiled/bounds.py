"""How large rates can become in the worlds of a chunk: interval arithmetic over a Program's lines.

An event whose clock shows more than its rate can ever be need not know its rate. Every operation here rounds as the engine's
does and rounding never turns the order of two numbers, so the ends of an interval are sound; EXP and LOG get a margin.

>>> lines = {1: Line(1, "const", (), 2.0), 2: Line(2, "world", (), 0), 3: Line(3, "mul", (1, 2))}
>>> Intervals(lines, (), (), {0: (0.1, 0.3)}).of(3)
(0.2, 0.6)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from operator import add, mul, sub
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.backends.compiled.structure.rates import Rate
from sim.engine.elementary import EXP_LIMIT
from sim.engine.program import Line, Program, Register, Variable, behind
from sim.engine.worlds import Input, in_ticks
from sim.scenario.quantity.distribution import support
from sim.scenario.units import UnitError

Floats = NDArray[np.float64]
Interval = tuple[float, float]
UNKNOWN: Interval = (math.nan, math.nan)  # anything, and perhaps no number at all
EITHER, YES, NO = (0.0, 1.0), (1.0, 1.0), (0.0, 0.0)
MARGIN = 2.0**-40  # more than EXP and LOG are ever wrong by


class Bounds:
    """For every rate of ``rates`` the most it can be in a chunk; infinite where a mark behind it might hold.

    What was found for some worlds serves others whose inputs lie between the same ends; those of distributions with ends of
    their own always do. Threads may share it: at worst both find the same.
    """

    def __init__(self, program: Program, rates: Sequence[Rate]) -> None:
        phases = (line for phase in program.phases for line in phase.lines)
        self.lines = {line.register: line for line in (*program.world, *phases)}
        self.program, self.rates = program, rates
        made = behind((r for rate in rates for r in (rate.register, *rate.marks)), self.lines)
        self.order = [register for register in self.lines if register in made]
        self.used = sorted({int(self.lines[r].value) for r in self.order if self.lines[r].code == "world"})
        ends = np.array([_ends_of(program.inputs[i]) for i in self.used]).reshape(-1, 2)
        self.last: tuple[Floats, Floats | None] = ends, None  # one thing, so that threads see both or neither

    def __call__(self, inputs: Floats) -> Floats:
        """[rate], of the worlds that ``inputs`` [input, world] are of."""
        ends, found = self.last
        here = np.array([(row.min(), row.max()) for row in inputs[self.used]]).reshape(-1, 2)
        if found is None or not ((here[:, 0] >= ends[:, 0]) & (here[:, 1] <= ends[:, 1])).all():
            ends = np.stack([np.minimum(ends[:, 0], here[:, 0]), np.maximum(ends[:, 1], here[:, 1])], axis=1)
            sides = dict(zip(self.used, map(tuple, ends.tolist()), strict=True))
            intervals = Intervals(self.lines, self.program.variables, self.program.calendar, sides)
            for register in self.order:  # arguments stand before: no line, however deep, has to wait for one
                intervals.of(register)
            found = np.array([_most(intervals, rate) for rate in self.rates], np.float64)
            self.last = ends, found
        return found


def _ends_of(one: Input) -> tuple[float, float]:
    """Between which values an input must lie; none yet if its distribution has no ends, or one that is no rate: certainty."""
    low, high = np.clip(support(one.distribution), one.low, one.high)
    if not -math.inf < low <= high < math.inf:
        return math.inf, -math.inf
    try:
        ends = in_ticks(np.array([low, high]), one.unit, one.tick_days)
    except UnitError:
        return math.inf, -math.inf
    return float(ends.min()), float(ends.max())


def _most(found: Intervals, rate: Rate) -> float:
    low, high = found.of(rate.register)
    sure = low > -math.inf and all(found.of(mark) == NO for mark in rate.marks)
    return high if sure else math.inf


class Intervals:
    """The interval of each register in any tick, worked out when asked for; conditions lie between 0 and 1."""

    def __init__(
        self,
        lines: Mapping[Register, Line],
        variables: Sequence[Variable],
        calendar: Any,
        inputs: Mapping[int, Interval],
    ) -> None:
        self.lines, self.variables, self.calendar, self.inputs = lines, variables, calendar, inputs
        self.known: dict[Register, Interval] = {}

    def of(self, register: Register) -> Interval:
        """(least, most); not numbers where nothing is known."""
        if register not in self.known:
            line = self.lines[register]
            self.known[register] = (
                self._leaf(line) if not line.args or line.code == "past" else self._line(line)
            )
        return self.known[register]

    def _leaf(self, line: Line) -> Interval:
        if line.code in ("const", "truth"):
            return _finite(float(line.value), float(line.value))
        if line.code == "world":
            return _finite(*self.inputs[int(line.value)])
        if line.code == "calendar":
            row = self.calendar[int(line.value)]
            return _finite(float(row.min()), float(row.max()))
        if line.code == "load":
            variable = self.variables[int(line.value)]
            held = (variable.low, variable.high) if variable.bins else UNKNOWN  # only states have a range
            return EITHER if variable.truth else held
        return (0.0, math.inf) if line.code in ("clock", "uniform", "now") else UNKNOWN

    def _line(self, line: Line) -> Interval:
        rule = RULES.get(line.code)
        found = rule(*(self.of(arg) for arg in line.args)) if rule else UNKNOWN
        return found if line.code in CONDITIONS else _finite(*found)


def _finite(low: float, high: float) -> Interval:
    return (low, high) if -math.inf < low <= high < math.inf else UNKNOWN


def _ends(operation: Callable[[float, float], float]) -> Callable[[Interval, Interval], Interval]:
    """Of an operation that is largest and smallest at ends of its arguments."""

    def rule(a: Interval, b: Interval) -> Interval:
        if not (a[0] <= a[1] and b[0] <= b[1]):
            return UNKNOWN
        found = [operation(x, y) for x in a for y in b]
        return min(found), max(found)

    return rule


def _divided(a: Interval, b: Interval) -> Interval:
    return _ends(lambda x, y: x / y)(a, b) if b[0] > 0 or b[1] < 0 else UNKNOWN


def _exp(a: Interval) -> Interval:
    low, high = (math.exp(min(max(x, -EXP_LIMIT), EXP_LIMIT)) for x in a)
    return low * (1 - MARGIN), high * (1 + MARGIN)


def _compared(a: Interval, b: Interval, strict: bool) -> Interval:
    """Whether a < b, or a <= b."""
    if a[1] < b[0] or (a[1] == b[0] and not strict):
        return YES
    return NO if a[0] > b[1] or (a[0] == b[1] and strict) else EITHER


def _chosen(test: Interval, yes: Interval, no: Interval) -> Interval:
    if test in (YES, NO):
        return yes if test == YES else no
    return (min(yes[0], no[0]), max(yes[1], no[1])) if yes[0] <= yes[1] and no[0] <= no[1] else UNKNOWN


def _absolute(a: Interval) -> Interval:
    return (0.0 if a[0] <= 0 <= a[1] else min(map(abs, a)), max(map(abs, a)))


RULES: dict[str, Callable[..., Interval]] = {
    "add": _ends(add),
    "sub": _ends(sub),
    "mul": _ends(mul),
    "div": _divided,
    "neg": lambda a: (-a[1], -a[0]),
    "abs": _absolute,
    "min": _ends(min),
    "max": _ends(max),
    "exp": lambda a: _exp(a) if a[0] <= a[1] else UNKNOWN,
    "sqrt": lambda a: (math.sqrt(a[0]), math.sqrt(a[1])) if a[0] >= 0 else UNKNOWN,
    "round": lambda a: (float(round(a[0])), float(round(a[1]))) if a[0] <= a[1] else UNKNOWN,
    "lt": lambda a, b: _compared(a, b, True),
    "le": lambda a, b: _compared(a, b, False),
    "gt": lambda a, b: _compared(b, a, True),
    "ge": lambda a, b: _compared(b, a, False),
    "eq": lambda a, b: EITHER,
    "ne": lambda a, b: EITHER,
    "and": lambda a, b: (min(a[0], b[0]), min(a[1], b[1])),
    "or": lambda a, b: (max(a[0], b[0]), max(a[1], b[1])),
    "not": lambda a: (1 - a[1], 1 - a[0]),
    "finite": lambda a: YES if a[0] <= a[1] else EITHER,
    "select": _chosen,
}
CONDITIONS = ("lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not", "finite")
"""Between 0 and 1 whatever is known of their arguments."""
